// How a job that is asked about in another matter has just failed: by the same reading as "why did it fail?".

import { isFault } from "#core/fault.ts";
import type { Reply } from "#core/reply.ts";
import { canonicalCode } from "#hwa/failure/explain-error.ts";
import { findJob } from "#hwa/find-job.ts";
import { wordOf } from "#hwa/job-facts.ts";
import type { Question } from "../agent.ts";
import { speech } from "../speech.ts";
import type { PlanDesk } from "./desk.ts";
import { diagnosisData } from "./diagnosis-data.ts";
import { causeParagraph, sourcesOf } from "./diagnosis-reply.ts";
import { headline } from "./job-words.ts";
import { proposalChoices, proposalLine } from "./proposal.ts";
import { readDiagnosis } from "./read-diagnosis.ts";

export interface FailureNow extends Pick<Reply, "sources" | "choices"> {
  readonly text: string;
  readonly data: ReturnType<typeof diagnosisData>;
}

/** null: it is not failed now, failed with another code, or HWA does not say. */
export type ReadFailureNow = (
  question: Question,
  job: string,
  code: string | null,
  signal: AbortSignal,
) => Promise<FailureNow | null>;

export function createFailureNow(desk: PlanDesk): ReadFailureNow {
  return async (asking, name, code, signal) => {
    const now = new Date(asking.now.getTime() + desk.hwa.connection().aheadMs);
    const question = { ...asking, now };
    const say = speech(asking.locale, desk.timezone, now);
    const asked = { ...desk, question, readAt: asking.now, say, read: { signal } };
    try {
      const canonical = (typed: string) => desk.names.canonical("job", typed);
      const found = await findJob(desk.hwa, name, { signal, timezone: desk.timezone, canonical });
      if (found.kind === "unknown" || wordOf(found.job) !== "Failed") return null;
      const reading = await readDiagnosis(asked, found.job);
      if (reading.kind !== "failed") return null;
      const { broken, diagnosis } = reading;
      if (code !== null && canonicalCode(broken.errorCode.code) !== canonicalCode(code)) return null;
      return {
        text: [
          headline(asked, broken.facts),
          causeParagraph(say, broken, diagnosis),
          ...(diagnosis.proposal ? [proposalLine(diagnosis.proposal, say)] : []),
        ].join("\n"),
        sources: sourcesOf(asked, broken, { ...diagnosis, fixes: [], owners: [] }),
        choices: await proposalChoices(asked, diagnosis.proposal),
        data: diagnosisData(diagnosis, say.locale),
      };
    } catch (error) {
      signal.throwIfAborted();
      if (!isFault(error)) throw error;
      return null;
    }
  };
}
