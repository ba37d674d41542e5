// An explained code, with the failure it is asked about: what happened now stands first, then what the code means.

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import type { Question } from "../agent.ts";
import type { ReadFailureNow } from "../hwa-monitor/failure-now.ts";

export async function withFailureNow(
  explained: Reply,
  question: Question,
  read: ReadFailureNow,
  signal: AbortSignal,
): Promise<Reply> {
  const { slots } = question.intent;
  const [job, ...others] = jobsOf(slots);
  if (job === undefined || others.length > 0) return explained;
  const now = await read(question, job, slots.errorCode ?? null, signal);
  if (!now) return explained;
  const data = explained.data as object | null;
  return {
    ...explained,
    mood: "bad",
    text: `${now.text}\n${explained.text}`,
    sources: [
      ...new Map(
        [...now.sources, ...explained.sources].map((each) => [`${each.title} ${each.ref}`, each]),
      ).values(),
    ],
    choices: [...now.choices, ...explained.choices],
    data: { ...data, diagnosis: now.data },
    asOf: question.now.toISOString(),
  };
}
