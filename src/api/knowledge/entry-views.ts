// Learned entries and reviews as the API shows them. An entry has the names of the document that began it all: problem,
// resolution_steps, owner, created.

import { z } from "zod";
import { entryData } from "#agents/learning/review-desk.ts";
import { type Entry, entryStates } from "#core/knowledge/entry.ts";
import { type Review, reviewKinds } from "#core/knowledge/review.ts";

const fixFields = {
  problem: z.string(),
  resolution_steps: z.array(z.string()).readonly(),
  owner: z.string().nullable(),
};

export const entryView = z
  .object({
    ...fixFields,
    created: z.string(),
    id: z.string(),
    name: z.string().describe("As answers cite it, with who approved it and when."),
    state: z.enum(entryStates).describe("Only what is approved is quoted."),
    job: z.string().nullable().describe("The HWA job it is about; `INVOICE_*`: all whose names begin so."),
    error_code: z.string().nullable(),
    documentation: z.string().nullable(),
    pattern: z
      .object({
        error_code: z.string().nullable(),
        cause: z.string().nullable(),
        jobs: z.string(),
        signature: z.string().nullable(),
      })
      .describe("What the incidents have in common; null: they differ there."),
    evidence: z
      .array(
        z.object({
          incident: z.string(),
          job: z.string(),
          broke_at: z.string(),
          well_at: z.string(),
          by: z.array(z.string()).readonly().describe("Ids of the people who resolved it."),
          steps: z.array(z.string()).readonly(),
        }),
      )
      .readonly(),
    runbook: z.string().nullable().describe("YAML of a runbook with the same steps, for workflows/runbooks."),
    drafted: z.object(fixFields).nullable().describe("What Resync had drafted, where a person changed it."),
    decided: z
      .object({ by: z.string(), at: z.string(), reason: z.string().nullable(), edited: z.boolean() })
      .nullable(),
  })
  .register(z.globalRegistry, { id: "LearnedEntry" });

export function viewOfEntry(entry: Entry): z.output<typeof entryView> {
  const { drafted, decided, runbook } = entry;
  return {
    ...entryData(entry),
    runbook,
    drafted: drafted && {
      problem: drafted.problem,
      resolution_steps: drafted.steps,
      owner: drafted.owner,
    },
    decided: decided && { ...decided, at: decided.at.toISOString() },
  };
}

export const reviewView = z
  .object({
    id: z.string(),
    kind: z.enum(reviewKinds),
    subject: z.string().describe("The id of the answer, the entry or the source."),
    title: z.string(),
    reasons: z.array(z.string()).readonly(),
    weight: z.number().describe("0 to 1, the more the sooner; of an answer its doubt."),
    openedAt: z.string(),
    decided: z
      .object({
        verdict: z.enum(["approved", "rejected"]),
        by: z.string(),
        at: z.string(),
        reason: z.string().nullable(),
      })
      .nullable(),
  })
  .register(z.globalRegistry, { id: "Review" });

export function viewOfReview({ openedAt, decided, ...review }: Review): z.output<typeof reviewView> {
  return {
    ...review,
    openedAt: openedAt.toISOString(),
    decided: decided && { ...decided, at: decided.at.toISOString() },
  };
}
