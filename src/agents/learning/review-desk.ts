// What waits for a judgement, with what it is about: the entry, the answer or the source itself, and the people in it by name.

import type { Entry } from "#core/knowledge/entry.ts";
import { entryName } from "#core/knowledge/entry-cite.ts";
import type { Interaction } from "#core/knowledge/interaction.ts";
import type { Passage } from "#core/knowledge/passage.ts";
import type { Review } from "#core/knowledge/review.ts";
import type { KnowledgeSource } from "#core/knowledge/source.ts";
import { digestOf } from "#core/workflow/digest.ts";
import type { Audit } from "#ports/audit.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { LearnedEntries } from "#ports/learned-entries.ts";
import type { People } from "#ports/people.ts";
import type { Reviews } from "#ports/reviews.ts";

export interface ReviewDesk {
  readonly reviews: Pick<Reviews, "byId" | "page" | "counts" | "decide">;
  readonly entries: Pick<LearnedEntries, "byId" | "decide" | "change">;
  readonly sources: Pick<KnowledgeSources, "byId" | "passages">;
  readonly interactions: Pick<Interactions, "byId">;
  readonly people: Pick<People, "rights">;
  readonly audit: Pick<Audit, "append">;
  readonly timezone: string;
}

/** What a review is about; null in `of`: it is not there any more. */
export type Reviewed = { readonly review: Review; readonly nameOf: NameOf } & (
  | { readonly kind: "entry"; readonly of: Entry | null }
  | { readonly kind: "answer"; readonly of: Interaction | null }
  | {
      readonly kind: "source";
      readonly of: { readonly source: KnowledgeSource; readonly begins: readonly Passage[] } | null;
    }
);

/** Somebody nobody knows any more has no name. */
export type NameOf = (id: string) => string | null;

const passagesShown = 5;

type Reading = Pick<ReviewDesk, "entries" | "sources" | "interactions" | "people">;

export async function readReviewed(desk: Reading, review: Review): Promise<Reviewed> {
  const { people } = await desk.people.rights();
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const base = { review, nameOf: (id: string) => names.get(id) ?? null };
  const { kind, subject } = review;
  if (kind === "entry") return { ...base, kind, of: await desk.entries.byId(subject) };
  if (kind === "answer") return { ...base, kind, of: await desk.interactions.byId(subject) };
  const source = await desk.sources.byId(subject);
  if (!source) return { ...base, kind, of: null };
  const { passages } = await desk.sources.passages(subject, { limit: passagesShown, offset: 0 });
  return { ...base, kind, of: { source, begins: passages } };
}

/** By the beginning of its own id, or of the entry it is about: answers cite `learned entry 3f2a91bc`. */
export async function findReview(
  { reviews, entries }: Pick<ReviewDesk, "reviews" | "entries">,
  id: string,
): Promise<Review | null> {
  const own = await reviews.byId(id);
  if (own) return own;
  const entry = await entries.byId(id);
  if (!entry) return null;
  const page = await reviews.page({ kind: "entry", subject: entry.id, limit: 1, offset: 0 });
  return page.reviews[0] ?? null;
}

/** What a button carries of the entry or the version of a source that it was shown with; null: answers do not change. */
export function seenMark({ kind, of }: Reviewed): string | null {
  if (of === null || kind === "answer") return null;
  const shown = kind === "entry" ? of.fix : [of.source.id, of.source.changedAt.toISOString()];
  return digestOf(shown).slice(0, 8);
}

/** An entry as the document that began it all has it. */
export function entryData(entry: Entry) {
  const { id, state, fix, created, evidence, pattern } = entry;
  return {
    problem: fix.problem,
    resolution_steps: fix.steps,
    owner: fix.owner,
    created: created.toISOString(),
    id,
    name: entryName(id),
    state,
    job: fix.job,
    error_code: fix.errorCode,
    documentation: fix.procedureUrl,
    pattern: {
      error_code: pattern.errorCode,
      cause: pattern.cause,
      jobs: pattern.jobs,
      signature: pattern.signature,
    },
    evidence: evidence.map((each) => ({
      incident: each.incident,
      job: each.job,
      broke_at: each.brokeAt.toISOString(),
      well_at: each.wellAt.toISOString(),
      by: each.by,
      steps: each.steps,
    })),
  };
}
