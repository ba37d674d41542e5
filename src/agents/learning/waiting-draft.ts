// Where no card tells that something was learned, the answer does: whoever told what fixed a job, and whoever may judge what was
// learned, hear below an answer about that job that a draft waits. Once in a conversation, so that it stays a word by the way.

import { jobsOf } from "#core/intent.ts";
import { nameKey } from "#core/knowledge/name-keys.ts";
import { may } from "#core/person.ts";
import type { Question } from "../agent.ts";
import { shortId } from "../operations/short-id.ts";
import { speech } from "../speech.ts";
import type { ReviewDesk } from "./review-desk.ts";

export interface WaitingDraftDeps {
  readonly reviews: Pick<ReviewDesk["reviews"], "page">;
  readonly entries: Pick<ReviewDesk["entries"], "byId">;
  readonly timezone: string;
}

/** null: nothing to say. `answered`: the data of the answer, which may name the job that the question leaned on. */
export type SayWaitingDraft = (question: Question, answered: unknown) => Promise<string | null>;

const mostLookedThrough = 20;
const mostRemembered = 5_000;

export function createSayWaitingDraft({ reviews, entries, timezone }: WaitingDraftDeps): SayWaitingDraft {
  const told = new Set<string>();
  return async (question, answered) => {
    const { person, intent, conversationId } = question;
    if (intent.name.startsWith("review.")) return null;
    const hears =
      may(person, "review_knowledge") ||
      (intent.name === "incident.fix" && may(person, "add_knowledge") && may(person, "read_knowledge"));
    const jobs = [...jobsOf(intent.slots), ...jobIn(answered)].map(nameKey);
    if (!hears || jobs.length === 0) return null;
    const page = await reviews.page({ kind: "entry", open: true, limit: mostLookedThrough, offset: 0 });
    for (const review of page.reviews) {
      const key = `${conversationId} ${review.id}`;
      if (told.has(key)) continue;
      const entry = await entries.byId(review.subject);
      const job = entry?.evidence.find((each) => jobs.includes(nameKey(each.job)))?.job;
      if (!entry || job === undefined) continue;
      if (told.size >= mostRemembered) told.clear();
      told.add(key);
      const id = shortId(review.id);
      const say = speech(question.locale, timezone, question.now);
      return say.say({
        en: `${job}: this was resolved alike ${entry.evidence.length} times, so I drafted an entry; it waits for a judgement: review ${id}.`,
        pt: `${job}: isso foi resolvido do mesmo jeito ${entry.evidence.length} vezes, então rascunhei uma entrada; ela espera uma decisão: revisão ${id}.`,
      });
    }
    return null;
  };
}

function jobIn(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null || !("job" in data)) return [];
  return typeof data.job === "string" ? [data.job] : [];
}
