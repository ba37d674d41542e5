// What changed since the job last ended well: as whom, what and where it ran, and how long it took until it broke.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Evidence } from "#core/diagnosis/evidence.ts";
import { humanDuration } from "#core/duration.ts";
import { isFault } from "#core/fault.ts";
import { cleanText } from "#core/text.ts";
import { type ParsedLog, parseJobLog } from "#hwa/failure/job-log.ts";
import type { Breakage } from "#hwa/failure/what-broke.ts";
import { findJob } from "#hwa/find-job.ts";
import { type PastRun, pastRunsOf, summaryOfRuns } from "#hwa/history.ts";
import type { ReadOptions } from "#ports/hwa.ts";
import { type DiagnosisDesk, type Look, told } from "../desk.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

const changed: Readonly<
  Record<
    "user" | "command" | "agent",
    { readonly en: string; readonly pt: string; readonly bears: readonly (readonly [CauseKind, number])[] }
  >
> = {
  user: {
    en: "user",
    pt: "usuário",
    bears: [
      ["logon", 1.4],
      ["permission", 1],
    ],
  },
  command: {
    en: "script or command",
    pt: "script ou comando",
    bears: [
      ["command_not_found", 1.4],
      ["program", 0.7],
    ],
  },
  agent: {
    en: "workstation",
    pt: "workstation",
    bears: [
      ["missing_file", 0.6],
      ["permission", 0.6],
      ["command_not_found", 0.6],
    ],
  },
};

export interface LastGoodRun {
  readonly look: Look;
  /** Lines that its log held as well, by `shapeOf`. */
  readonly everyday: ReadonlySet<string>;
}

const nothingEveryday: ReadonlySet<string> = new Set();
/** How much of the good run's log is read, at once. */
const goodLines = 400;

/** A line without what differs from day to day. */
export function shapeOf(text: string): string {
  return text.replace(/[\d.,:/-]*\d[\d.,:/-]*/g, "#").trim();
}

export async function lastGoodRunEvidence(
  { hwa, hwaTitle }: Pick<DiagnosisDesk, "hwa" | "hwaTitle">,
  broken: Broken,
  read: ReadOptions,
): Promise<LastGoodRun> {
  const found = await findJob(hwa, broken.job.name, read);
  const runs = found.kind === "found" ? pastRunsOf(found.instances) : [];
  const before = runs.filter((run) => run.runId !== broken.run?.id && isBefore(run, broken));
  const { succeeded, failed, lastSuccess, duration } = summaryOfRuns(before);
  if (!lastSuccess)
    return {
      look: { evidence: failed >= 2 ? [neverWell(hwaTitle, broken, failed)] : [], blanks: [noGoodRun] },
      everyday: nothingEveryday,
    };
  const source: Evidence["source"] = { title: hwaTitle, ref: `plan/job/run/${lastSuccess.runId}` };
  const usual = duration === null ? null : humanDuration(duration.median);
  const times = succeeded === 1 ? told("once", "uma vez") : told(`${succeeded} times`, `${succeeded} vezes`);
  const history: Evidence = {
    id: `last_good_run:${lastSuccess.runId}`,
    look: "last_good_run",
    text: told(
      `before that it ended well ${times.en}${usual === null ? "" : `, usually in ${usual}`}`,
      `antes disso terminou bem ${times.pt}${usual === null ? "" : `, em geral em ${usual}`}`,
    ),
    source,
    at: lastSuccess.endedAt,
    bears: succeeded >= 3 ? [{ cause: "return_code_mapping", weight: -0.5, group: "history" }] : [],
  };
  const same = sameCode(broken, lastSuccess, source);
  const then = broken.header === null ? null : await logOf(hwa, lastSuccess.runId, read);
  return {
    look: {
      evidence: [history, ...same, ...differences(broken, then, lastSuccess, source)],
      blanks: [],
    },
    everyday: new Set(then?.content.map((line) => shapeOf(line.text)).filter((shape) => shape !== "")),
  };
}

/** HWA took this very return code for a good end before: then its mapping was changed, or was never the trouble. */
function sameCode({ returnCode }: Broken, good: PastRun, source: Evidence["source"]): readonly Evidence[] {
  if (returnCode === null || returnCode === 0 || good.returnCode !== returnCode) return [];
  return [
    {
      id: "changed:mapping",
      look: "changes",
      text: told(
        `it ended with return code ${returnCode} when HWA last took that for a good end`,
        `terminou com return code ${returnCode} também quando o HWA o tratou como bom término`,
      ),
      source,
      at: good.endedAt,
      bears: [{ cause: "return_code_mapping", weight: 2.6, group: "ended_well" }],
    },
  ];
}

function isBefore(run: PastRun, { run: failed }: Broken): boolean {
  const at = failed?.startedAt ?? failed?.endedAt;
  return !at || !run.endedAt || run.endedAt <= at;
}

/** The headers of both logs tell as whom, what and where. An old log may be gone; then nothing is said. */
function differences(
  { header }: Broken,
  good: ParsedLog | null,
  { endedAt }: PastRun,
  source: Evidence["source"],
): readonly Evidence[] {
  const then = good?.header;
  if (!header || !then) return [];
  return (["user", "command", "agent"] as const).flatMap((field) => {
    const [was, is] = [then[field], header[field]].map((each) => (each === null ? null : cleanText(each)));
    if (was === null || is === null || was === undefined || is === undefined || was === is) return [];
    const { en, pt, bears } = changed[field];
    return [
      {
        id: `changed:${field}`,
        look: "changes" as const,
        text: told(
          `its ${en} is ${is}; when it last ended well it was ${was}`,
          `seu ${pt} é ${is}; quando terminou bem era ${was}`,
        ),
        source,
        at: endedAt,
        bears: bears.map(([cause, weight]) => ({ cause, weight, group: `changed:${field}` })),
      },
    ];
  });
}

async function logOf(hwa: DiagnosisDesk["hwa"], runId: string, read: ReadOptions): Promise<ParsedLog | null> {
  try {
    const { text, fromLine } = await hwa.jobLog(runId, { fromLine: 1, toLine: goodLines }, read);
    return parseJobLog(text, fromLine);
  } catch (error) {
    read.signal?.throwIfAborted();
    if (!isFault(error)) throw error;
    return null;
  }
}

function neverWell(title: string, { job }: Broken, failed: number): Evidence {
  return {
    id: "last_good_run:none",
    look: "last_good_run",
    text: told(
      `in this plan it failed ${failed} times before and never ended well`,
      `neste plano falhou ${failed} vezes antes e nunca terminou bem`,
    ),
    source: { title, ref: `plan/job/${job.id}` },
    at: null,
    bears: (["missing_file", "permission", "command_not_found", "logon", "program"] as const).map(
      (cause) => ({
        cause,
        weight: 0.2,
        group: "history",
      }),
    ),
  };
}

const noGoodRun = {
  look: "last_good_run" as const,
  text: told(
    "The plan holds no earlier run that ended well, so what changed since is unknown.",
    "O plano não tem execução anterior que terminou bem; não se sabe o que mudou.",
  ),
  findOut: told("Ask its owner what was changed.", "Pergunte ao responsável o que mudou."),
  causes: [] as const,
};
