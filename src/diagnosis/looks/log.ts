// What the end of the log shows. A line in its last burst of trouble shows a cause, one the job went on from only fits, and
// one that merely warns is worth less still.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Blank, Evidence } from "#core/diagnosis/evidence.ts";
import { redact } from "#core/redact.ts";
import { type FailureKind, saysPlainly } from "#hwa/failure/log-signatures.ts";
import { type Breakage, type Recognised, specificityOf } from "#hwa/failure/what-broke.ts";
import { type Look, told } from "../desk.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

/** How much a line of each kind shows, as the logarithm of odds. A database's error or a kill is often another's echo. */
const shows: Readonly<Record<FailureKind, number>> = {
  disk_full: 3,
  out_of_memory: 3,
  lock: 3,
  logon: 3,
  certificate: 3,
  missing_file: 2.8,
  name_resolution: 2.8,
  bad_data: 2.4,
  permission: 2.6,
  command_not_found: 2.8,
  agent_unreachable: 2.6,
  connection: 2.2,
  timeout: 1.8,
  database: 1.4,
  killed: 1.2,
};
const kinds = Object.keys(shows) as readonly FailureKind[];

/** What says the thing itself rather than an echo of it. */
const plainly = 2.6;
const wentOnFrom = 0.4;
const onlyWarns = 1.4;
/** After a nearer cause a lost connection or an error of the database is its echo, and after the first trouble the next one often is. */
const echoes = 0.5;
const comesLater = 0.6;
const ofItsOwn = 2.2;
/** So many lines without trouble between two troubles: the program worked on after the first, and the second ended it. */
const farApart = 6;
const warning =
  /\b(?:warn(?:ing)?|aviso|info|notice|debug|retry(?:ing)?|retrying|non-?fatal|tentando|tentativa)\b|\b(?:falling back|trying (?:the )?(?:next|second|other|another))\b/i;
const endedBadly = /\b(?:not|n[aã]o|un\w+fully|abnormal\w*)\b/i;
const endedWell =
  /\b(?:completed|ended|finished|terminated) (?:successfully|normally|ok|with warnings?)\b|\bsuccessfully (?:completed|ended|finished)\b|conclu[ií]d[oa] com (?:avisos?|advert[eê]ncias?)|finalizad[oa] com sucesso|\bfim normal\b|\bnormal end of job\b|conclu[ií]d[oa] com sucesso|t[eé]rmino normal|encerrad[oa] com sucesso|return[ -]?code\s*[=:]?\s*0+\b/i;
/** One statement's or command's end, which says nothing about how the job ended. */
const onlyAStep =
  /\bDB2\d{4}[A-Z]|\bCPC[0-9A-F]{4}\b|\b(?:sql|pl\/sql|command|statement|procedure|query|rollback|comando|procedimento|consulta)\b.{0,12}\b(?:successful\w*|completed|conclu[ií]d[oa])\b|\bcom sucesso o comando\b/i;
const gaveUp =
  /\b(?:giving up|gave up|(?:retries|attempts) exhausted|max(?:imum)? (?:number of )?(?:retries|attempts)|no more retries|after \d+ (?:attempts|retries|tries)|desistindo|tentativas esgotadas|ap[oó]s \d+ tentativas)\b/i;
const mostLines = 12;

export function logEvidence(broken: Broken, source: Evidence["source"]): Look {
  if (broken.log.kind === "unavailable") return { evidence: [], blanks: [unread(broken.log.reason)] };
  if (broken.log.kind === "empty")
    return { evidence: [], blanks: [broken.how === "fail" ? neverStarted : noLines] };
  const shown = broken.recognised.slice(-mostLines).map((each): Evidence => {
    const { line } = each;
    const text = redact(line.text.trim());
    const kind = isItsScript(broken, each) ? "command_not_found" : each.kind;
    const weight = weightOf(broken, { ...each, kind });
    return {
      id: `log:${line.number}`,
      look: "log",
      text: told(`log line ${line.number}: "${text}"`, `linha ${line.number} do log: "${text}"`),
      source,
      at: null,
      bears: [{ cause: kind, weight, group: "log" }, ...alsoBy(kind, weight)],
    };
  });
  return {
    evidence: [
      ...shown,
      ...defectOf(broken, source),
      ...timeUpOf(broken, source),
      ...lastWords(broken, source),
      ...wellAllTheSame(broken, source),
      ...silence(broken, source),
    ],
    blanks: [],
  };
}

function weightOf({ recognised, tail }: Broken, each: Recognised): number {
  const { kind, line, wentOn } = each;
  const full = wentOn ? wentOnFrom : saysPlainly(kind, line.text) ? plainly : shows[kind];
  // Of what it tried again and again until it gave up, the tries are no mere warnings.
  const tried = tail.some((other) => gaveUp.test(other.text));
  const warns = (text: string) => warning.test(text) && !tried;
  if (wentOn || warns(line.text)) return Math.max(0.2, warns(line.text) ? full - onlyWarns : full);
  const burst = recognised.filter((other) => !other.wentOn && !warns(other.line.text));
  const own = specificityOf(each);
  if (own >= 2 && burst.some((other) => specificityOf(other) < 2)) return full * echoes;
  if (own >= 2) return full;
  const near = burst.filter((other) => specificityOf(other) < 2);
  if (near.some((other) => other.kind !== kind && other.at - each.at >= farApart)) return full * comesLater;
  const first = near.find((other) => each.at - other.at < farApart);
  return first !== undefined && first.kind !== kind && first.line.number < line.number
    ? full * comesLater
    : full;
}

const byShell = /(?:\bline \d+: |\blinha \d+: |sh: (?:\d+: )?)\S+: (?:No such file|not found|arquivo)/i;

/** The shell's "No such file" about the job's own script, or one it calls, is no missing input. */
function isItsScript({ header, returnCode }: Broken, { kind, line }: Recognised): boolean {
  if (kind !== "missing_file") return false;
  const [script = ""] = (header?.command ?? "").trim().split(/\s+/);
  const asked = script.length > 2 && line.text.includes(script);
  return (returnCode === 127 && (asked || byShell.test(line.text))) || (returnCode === 126 && asked);
}

/** Only a defect in the program's own code writes such a line; after a nearer cause it is the echo of that. */
function defectOf({ defect, recognised }: Broken, source: Evidence["source"]): readonly Evidence[] {
  if (defect === null) return [];
  const { number } = defect;
  const text = redact(defect.text.trim());
  const nearer = recognised.some(
    (each) =>
      !each.wentOn && each.kind !== "killed" && each.kind !== "database" && !warning.test(each.line.text),
  );
  return [
    {
      id: `log:${number}:defect`,
      look: "log",
      text: told(
        `log line ${number} shows a defect of the program itself: "${text}"`,
        `a linha ${number} do log mostra um defeito do próprio programa: "${text}"`,
      ),
      source,
      at: null,
      bears: [{ cause: "program", weight: nearer ? ofItsOwn * echoes : ofItsOwn, group: "log" }],
    },
  ];
}

function timeUpOf({ timeUp }: Broken, source: Evidence["source"]): readonly Evidence[] {
  if (timeUp === null) return [];
  const text = redact(timeUp.text.trim());
  return [
    {
      id: `log:${timeUp.number}:time`,
      look: "log",
      text: told(
        `log line ${timeUp.number} says its processor time was used up: "${text}"`,
        `a linha ${timeUp.number} do log diz que seu tempo de processador acabou: "${text}"`,
      ),
      source,
      at: null,
      bears: [{ cause: "max_duration", weight: 2.6, group: "log" }],
    },
  ];
}

/** Where nothing is recognised its last words are all a person can go by. */
function lastWords(
  { tail, recognised, defect, timeUp }: Broken,
  source: Evidence["source"],
): readonly Evidence[] {
  if (defect !== null || timeUp !== null || recognised.some((each) => !each.wentOn)) return [];
  return tail.slice(-2).map((line) => {
    const text = redact(line.text.trim());
    return {
      id: `log:${line.number}:last`,
      look: "log" as const,
      text: told(
        `one of its last lines, ${line.number}: "${text}"`,
        `uma de suas últimas linhas, ${line.number}: "${text}"`,
      ),
      source,
      at: null,
      bears: [],
    };
  });
}

/** A line of one kind may be how another cause looks from inside the program. */
function alsoBy(kind: FailureKind, weight: number): Evidence["bears"] {
  const echo = (cause: CauseKind, share: number) => ({ cause, weight: weight * share, group: "log" });
  switch (kind) {
    case "killed":
      return [echo("out_of_memory", 0.5), echo("max_duration", 0.5)];
    case "timeout":
      return [echo("connection", 0.5), echo("lock", 0.3)];
    case "agent_unreachable":
      return [echo("workstation_down", 0.7)];
    case "connection":
      return [echo("name_resolution", 0.2), echo("certificate", 0.2)];
    default:
      return [];
  }
}

/** Its last lines say it ended well, and HWA calls it failed: then the return code is read amiss. */
function wellAllTheSame(
  { tail, returnCode, recognised }: Broken,
  source: Evidence["source"],
): readonly Evidence[] {
  const line = tail
    .slice(-4)
    .findLast(
      (each) => endedWell.test(each.text) && !endedBadly.test(each.text) && !onlyAStep.test(each.text),
    );
  const after = line !== undefined && recognised.every((each) => each.line.number <= line.number);
  if (!line || !after || returnCode === null || returnCode === 0) return [];
  const text = redact(line.text.trim());
  return [
    {
      id: `log:${line.number}:well`,
      look: "log",
      text: told(
        `log line ${line.number} says it ended well ("${text}"), and its return code is ${returnCode}`,
        `a linha ${line.number} do log diz que terminou bem ("${text}"), e seu return code é ${returnCode}`,
      ),
      source,
      at: null,
      bears: [{ cause: "return_code_mapping", weight: 2.6, group: "ended_well" }],
    },
  ];
}

/** What the log does not speak of is less likely; only a log that was read to its beginning can be silent. */
function silence({ log, recognised }: Broken, source: Evidence["source"]): readonly Evidence[] {
  if (log.kind !== "read" || !log.whole) return [];
  const spoken = new Set<FailureKind>(recognised.map((each) => each.kind));
  return [
    {
      id: "log:silent",
      look: "log",
      text: told(
        spoken.size === 0
          ? `none of its ${log.lines} log lines shows a failure that is recognised`
          : `its ${log.lines} log lines show nothing else that is recognised as a failure`,
        spoken.size === 0
          ? `nenhuma das ${log.lines} linhas do log mostra uma falha reconhecida`
          : `as ${log.lines} linhas do log não mostram outra falha reconhecida`,
      ),
      source,
      at: null,
      bears: kinds
        .filter((kind) => !spoken.has(kind))
        .map((cause) => ({ cause, weight: -1, group: "silence" })),
    },
  ];
}

function unread(reason: string): Blank {
  return {
    look: "log",
    text: told(`Its log could not be read: ${reason}`, `O log não pôde ser lido: ${reason}`),
    findOut: told(
      "Ask for the log again in a minute, or read it on the workstation.",
      "Peça o log de novo em um minuto, ou leia-o na workstation.",
    ),
    causes: kinds,
  };
}

const neverStarted: Blank = {
  look: "log",
  text: told("HWA could not start it and left no log.", "O HWA não conseguiu iniciá-lo e não há log."),
  findOut: told(
    "See the agent's own log (JobManager) on the workstation.",
    "Veja o log do próprio agente (JobManager) na workstation.",
  ),
  causes: ["logon", "command_not_found", "permission", "agent_unreachable"],
};

const noLines: Blank = {
  look: "log",
  text: told("Its log is empty.", "O log está vazio."),
  findOut: told(
    "Ask its owner where the program itself writes its log.",
    "Pergunte ao responsável onde o próprio programa grava o log.",
  ),
  causes: kinds,
};
