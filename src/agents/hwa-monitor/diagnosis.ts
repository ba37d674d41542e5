// "Why did job X fail?": the cause and how sure it is, what is confirmed, ruled out and unknown, what mends it, whose it is,
// what mended it the last time, and what waits. Short enough for a phone at night; everything that was seen is one choice away.

import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
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
  const all = await Promise.all(names.map((name) => diagnose(asked, name)));
  const [only] = all;
  if (only && all.length === 1) return worded(asked, only);
  const replies = all.map((each) => each.reply);
  return liveReply(asked, {
    mood: replies.some((each) => each.mood === "bad") ? "bad" : "neutral",
    text: replies.map((each) => each.text).join("\n\n"),
    sources: replies.flatMap((each) => each.sources),
    links: replies.flatMap((each) => each.links ?? []),
    data: replies.map((each) => each.data),
  });
}

interface Told {
  readonly reply: Reply;
  /** null: there is nothing to diagnose. */
  readonly found: Diagnosis | null;
}

async function diagnose(asked: Asked, name: string): Promise<Told> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return { reply: located.reply, found: null };
  const reading = await readDiagnosis(asked, located.job);
  const found = reading.diagnosis;
  if (reading.kind === "failed")
    return { reply: await failedReply(asked, reading, asksForAll(asked)), found };
  const { wait } = reading;
  return wait.kind === "waiting" || wait.kind === "unknown"
    ? { reply: await waitingReply(asked, wait, found), found }
    : { reply: notBroken(asked, wait.job), found: null };
}

/** Who asks for all of the evidence wants it as it is, and what a person said stands first in their own words. */
async function worded(asked: Asked, { reply, found }: Told): Promise<Reply> {
  if (!asked.word || !found || found.told || asksForAll(asked)) return reply;
  return asked.word(found, reply, asked.question, asked.read.signal ?? new AbortController().signal);
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
