// A failed job's failure in one sentence and with its sources; used wherever a failure is told.

import type { Source } from "#core/reply.ts";
import { atAGlance, type Glance } from "#diagnosis/at-a-glance.ts";
import { causeInWords } from "#diagnosis/cause-words.ts";
import { signOf } from "#diagnosis/sign-of.ts";
import { type Breakage, whatBroke } from "#hwa/failure/what-broke.ts";
import type { FailureSign } from "#knowledge/learned-from.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Speech } from "../speech.ts";
import { type Asked, hwaSource } from "./desk.ts";

export type Broken = Extract<Breakage, { kind: "broken" }>;

export interface Failure {
  readonly breakage: Broken;
  /** As operators name it: `ABEND_UFL`, `ORA-01017`, `RC=12`. */
  readonly errorCode: string;
  /** What else tells it from failures with that code. */
  readonly sign: FailureSign;
  /** `A file it needs is missing (log line 14: "…").` */
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
  return {
    breakage,
    errorCode: breakage.errorCode.code,
    sign: signOf(breakage),
    sentence: causeSentence(asked.say, breakage, atAGlance(breakage, "HWA")),
    sources: logSource(asked, breakage),
  };
}

export function logSource(asked: Pick<Asked, "hwa">, { log, run }: Broken): readonly Source[] {
  return log.kind === "read" && run ? [hwaSource(asked, `plan/job/run/${run.id}/joblog`)] : [];
}

/** As a diagnosis found it, or as far as the log alone shows it. */
export function causeSentence(say: Speech, { log, how }: Broken, found: Glance): string {
  const told = causeInWords(found);
  if (told) return say.say(told);
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
