// "Why did job X fail?": the cause and how sure it is, what is confirmed, ruled out and unknown, what mends it, whose it is,
// what mended it the last time, and what waits. Short enough for a phone at night; everything that was seen is one choice away.

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { diagnosisData } from "./diagnosis-data.ts";
import { failedReply } from "./diagnosis-reply.ts";
import { headline } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";
import { readDiagnosis } from "./read-diagnosis.ts";
import { waitingReply } from "./waiting.ts";

export async function answerDiagnosis(asked: Asked): Promise<Reply> {
  const names = jobsOf(asked.question.intent.slots);
  if (names.length === 0) return whichJob(asked);
  const replies = await Promise.all(names.map((name) => diagnose(asked, name)));
  const [only] = replies;
  if (only && replies.length === 1) return only;
  return liveReply(asked, {
    mood: replies.some((each) => each.mood === "bad") ? "bad" : "neutral",
    text: replies.map((each) => each.text).join("\n\n"),
    sources: replies.flatMap((each) => each.sources),
    links: replies.flatMap((each) => each.links ?? []),
    data: replies.map((each) => each.data),
  });
}

async function diagnose(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const reading = await readDiagnosis(asked, located.job);
  if (reading.kind === "failed") return failedReply(asked, reading, asksForAll(asked));
  const { wait } = reading;
  return wait.kind === "waiting" || wait.kind === "unknown"
    ? waitingReply(asked, wait, reading.diagnosis)
    : notBroken(asked, wait.job);
}

/** "All evidence for JOB", as the choice below an answer says it, or as somebody types it. */
function asksForAll({ question }: Asked): boolean {
  return /\b(?:all|full|every)\b.*\bevidence\b|\btodas? (?:as |a )?evidencias?\b/.test(fold(question.text));
}

function notBroken(asked: Asked, job: HwaJob): Reply {
  const facts = jobFacts(job, asked.question.now);
  const { say } = asked;
  const earlier = facts.lastFailure;
  return liveReply(asked, {
    text: lines(
      headline(asked, facts),
      earlier
        ? say.say({
            en: `It failed before, ${say.time(earlier.endedAt)} (${earlier.internal}${earlier.returnCode === null ? "" : ` RC=${earlier.returnCode}`}), and was run again since.`,
            pt: `Falhou antes, ${say.time(earlier.endedAt)} (${earlier.internal}${earlier.returnCode === null ? "" : ` RC=${earlier.returnCode}`}), e já foi executado de novo.`,
          })
        : say.say({ en: "It has not failed in the current plan.", pt: "Não falhou no plano atual." }),
    ),
    sources: [hwaSource(asked, `plan/job/${job.id}`)],
    data: {
      job: job.name,
      status: facts.status,
      internal_status: facts.internal,
      last_failure: earlier?.endedAt?.toISOString() ?? null,
      ...diagnosisData(null, say.locale),
    },
  });
}
