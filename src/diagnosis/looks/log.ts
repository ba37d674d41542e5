// What the end of the log shows. A line in its last burst of trouble shows a cause, one the job went on from only fits, and
// one that merely warns is worth less still.

import type { Blank, Evidence } from "#core/diagnosis/evidence.ts";
import { redact } from "#core/redact.ts";
import type { FailureKind } from "#hwa/failure/signs/sign.ts";
import type { Breakage, Recognised } from "#hwa/failure/what-broke.ts";
import { type Look, told } from "../desk.ts";
import { alsoBy, defectWeight, isItsScript, isReturned, returned, shows, weightOf } from "./log-weights.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

const kinds = Object.keys(shows) as readonly FailureKind[];

const endedBadly = /\b(?:not|n[aã]o|un\w+fully|abnormal\w*)\b/i;
const endedWell =
  /\b(?:completed|ended|finished|terminated) (?:successfully|normally|ok|with warnings?)\b|\bsuccessfully (?:completed|ended|finished)\b|conclu[ií]d[oa] com (?:avisos?|advert[eê]ncias?)|finalizad[oa] com sucesso|\bfim normal\b|\bnormal end of job\b|conclu[ií]d[oa] com sucesso|t[eé]rmino normal|encerrad[oa] com sucesso|return[ -]?code\s*[=:]?\s*0+\b/i;
/** One statement's or command's end, which says nothing about how the job ended. */
const onlyAStep =
  /\bDB2\d{4}[A-Z]|\bCPC[0-9A-F]{4}\b|\b(?:sql|pl\/sql|command|statement|procedure|query|rollback|comando|procedimento|consulta)\b.{0,12}\b(?:successful\w*|completed|conclu[ií]d[oa])\b|\bcom sucesso o comando\b/i;
const mostLines = 12;
const mostEveryday = 2;

export function logEvidence(
  failed: Broken,
  source: Evidence["source"],
  isEveryday: (text: string) => boolean = () => false,
): Look {
  // What its last good run said as well ended neither.
  const everyday = new Set(failed.recognised.filter((each) => isEveryday(each.line.text)));
  const broken = { ...failed, recognised: failed.recognised.filter((each) => !everyday.has(each)) };
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
      bears: [
        { cause: kind, weight, group: "log" },
        ...alsoBy(kind, weight),
        ...(!each.wentOn && isReturned(line.text, broken.returnCode)
          ? [{ cause: kind, weight: returned, group: "returned" }]
          : []),
      ],
    };
  });
  return {
    evidence: [
      ...shown,
      ...[...everyday].slice(-mostEveryday).map((each) => saidBefore(each, source)),
      ...unnamedOf(broken, source),
      ...defectOf(broken, source),
      ...timeUpOf(broken, source),
      ...lastWords(broken, source),
      ...wellAllTheSame(broken, source),
      ...silence(broken, source),
    ],
    blanks: [],
  };
}

function saidBefore({ line }: Recognised, source: Evidence["source"]): Evidence {
  const text = redact(line.text.trim());
  return {
    id: `log:${line.number}:everyday`,
    look: "log",
    text: told(
      `log line ${line.number} stands in the log of its last good run as well: "${text}"`,
      `a linha ${line.number} do log está também no log da última execução boa: "${text}"`,
    ),
    source,
    at: null,
    bears: [],
  };
}

/** A failure everybody knows, of which no cause follows: it is quoted, for whoever reads it knows where to look. */
function unnamedOf({ unnamed }: Broken, source: Evidence["source"]): readonly Evidence[] {
  return unnamed.slice(-2).map((line) => {
    const text = redact(line.text.trim());
    return {
      id: `log:${line.number}:unnamed`,
      look: "log" as const,
      text: told(`log line ${line.number}: "${text}"`, `linha ${line.number} do log: "${text}"`),
      source,
      at: null,
      bears: [],
    };
  });
}

/** Only a defect in the program's own code writes such a line; after a nearer cause it is the echo of that. */
function defectOf(broken: Broken, source: Evidence["source"]): readonly Evidence[] {
  const { defect } = broken;
  if (defect === null) return [];
  const { number } = defect;
  const text = redact(defect.text.trim());
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
      bears: [{ cause: "program", weight: defectWeight(broken, defect), group: "log" }],
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
  { tail, recognised, unnamed, defect, timeUp }: Broken,
  source: Evidence["source"],
): readonly Evidence[] {
  if (defect !== null || timeUp !== null || recognised.some((each) => !each.wentOn)) return [];
  return tail
    .slice(-2)
    .filter((line) => !unnamed.includes(line))
    .map((line) => {
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
