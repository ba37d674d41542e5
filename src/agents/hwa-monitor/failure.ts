// A failed job's failure in one sentence and with its sources; used wherever a failure is told.

import type { Source } from "#core/reply.ts";
import { failureKinds } from "#hwa/failure/kind-words.ts";
import type { FailureKind } from "#hwa/failure/log-signatures.ts";
import { type Breakage, type BreakCause, whatBroke } from "#hwa/failure/what-broke.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Speech } from "../speech.ts";
import { type Asked, hwaSource } from "./desk.ts";

export type Broken = Extract<Breakage, { kind: "broken" }>;

export interface Failure {
  readonly breakage: Broken;
  /** As operators name it: `ABEND_UFL`, `ORA-01017`, `RC=12`. */
  readonly errorCode: string;
  /** `The input file is missing (line 14: "…").` */
  readonly sentence: string;
  readonly sources: readonly Source[];
}

/** Null when the job is not broken (any more). */
export async function failureOf(
  asked: Pick<Asked, "hwa" | "question" | "read" | "say">,
  job: HwaJob,
): Promise<Failure | null> {
  const breakage = await whatBroke(asked.hwa, job, asked.question.now, asked.read);
  if (breakage.kind !== "broken") return null;
  const logRead = breakage.log.kind === "read" && breakage.run;
  return {
    breakage,
    errorCode: breakage.errorCode.code,
    sentence: causeSentence(asked.say, breakage),
    sources: logRead ? [hwaSource(asked, `plan/job/run/${logRead.id}/joblog`)] : [],
  };
}

export function kindWords(say: Speech, kind: FailureKind): string {
  return say.say(failureKinds[kind]);
}

export function causeSentence(say: Speech, { cause, log, how }: Broken): string {
  const told = causeWords(say, cause);
  if (told) return told;
  if (log.kind === "unavailable") {
    return say.say({
      en: `The cause is unknown: ${log.reason}`,
      pt: `A causa é desconhecida: o log não pôde ser lido (${log.reason})`,
    });
  }
  if (log.kind === "empty") {
    return how === "fail"
      ? say.say({
          en: "HWA could not start it and left no log, so the cause is unknown.",
          pt: "O HWA não conseguiu iniciá-lo e não há log; a causa é desconhecida.",
        })
      : say.say({
          en: "Its log is empty, so the cause is unknown.",
          pt: "O log está vazio; a causa é desconhecida.",
        });
  }
  return say.say({
    en: "Its log shows no failure I recognise, so the cause is unknown.",
    pt: "O log não mostra nenhuma falha que eu reconheça; a causa é desconhecida.",
  });
}

/** Null for a cause that is unknown. */
function causeWords(say: Speech, cause: BreakCause): string | null {
  switch (cause.kind) {
    case "unknown":
      return null;
    case "max_duration":
      return say.say({
        en: `HWA killed it after ${say.duration(cause.ranMs)}: its maximum duration is ${say.duration(cause.maxDurationMs)}.`,
        pt: `O HWA o encerrou após ${say.duration(cause.ranMs)}: a duração máxima é ${say.duration(cause.maxDurationMs)}.`,
      });
    case "return_code":
      return `RC=${cause.meaning.code}: ${cause.meaning.meaning[say.locale]}`;
    default:
      return say.say({
        en: `${kindWords(say, cause.kind)}: "${cause.line.text.trim()}" (log line ${cause.line.number}).`,
        pt: `${kindWords(say, cause.kind)}: "${cause.line.text.trim()}" (linha ${cause.line.number} do log).`,
      });
  }
}
