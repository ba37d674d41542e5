// Sources and passages as the API shows them. Whatever was written into a document is data, and shown without its secrets.

import { z } from "zod";
import type { Fix, Passage } from "#core/knowledge/passage.ts";
import { type KnowledgeSource, sourceKinds } from "#core/knowledge/source.ts";
import { redact } from "#core/redact.ts";

export const standings = ["approved", "pending", "rejected", "withdrawn"] as const;
export const origins = ["folder", "upload", "hwa", "learned"] as const;

export const sourceView = z
  .object({
    id: z.string(),
    kind: z.enum(sourceKinds),
    origin: z.enum(origins),
    name: z.string(),
    title: z.string(),
    standing: z.enum(standings),
    quoted: z.boolean().describe("Answers may quote it now: it is approved, and still where it came from."),
    addedBy: z.string().nullable().describe("The person's id; null: nobody uploaded it."),
    addedAt: z.string(),
    changedAt: z.string(),
    passages: z.number().int(),
    problem: z.string().nullable().describe("Why the newest version was not taken."),
    notes: z.array(z.string()).readonly().describe("What was left out of the version in use, and why."),
    missing: z.boolean().describe("It is gone from where it came from."),
  })
  .register(z.globalRegistry, { id: "KnowledgeSource" });

export function viewOfSource(source: KnowledgeSource): z.output<typeof sourceView> {
  const { standing, missing } = source;
  return {
    ...source,
    name: redact(source.name),
    title: redact(source.title),
    notes: source.notes.map(redact),
    quoted: standing === "approved" && !missing,
    addedAt: source.addedAt.toISOString(),
    changedAt: source.changedAt.toISOString(),
  };
}

const fixView = z.object({
  job: z.string().nullable(),
  errorCode: z.string().nullable(),
  problem: z.string().nullable(),
  steps: z.array(z.string()),
  owner: z.string().nullable(),
  procedureUrl: z.string().nullable(),
});

export const passageView = z
  .object({
    id: z.string(),
    cite: z.string().describe("Where it stands, as answers cite it: `knowledge/resync.xlsx · Jobs!A2:E2`."),
    heading: z.string().nullable(),
    text: z.string(),
    fix: fixView.nullable(),
    dated: z.string().nullable().describe("When it was written or last checked, where the source says so."),
  })
  .register(z.globalRegistry, { id: "KnowledgePassage" });

export function viewOfPassage(passage: Passage): z.output<typeof passageView> {
  const { id, cite, heading, text, fix, dated } = passage;
  return {
    id,
    cite: redact(cite),
    heading: shown(heading),
    text: redact(text),
    fix: fix === null ? null : viewOfFix(fix),
    dated: dated?.toISOString() ?? null,
  };
}

function viewOfFix({ job, errorCode, problem, steps, owner, procedureUrl }: Fix): z.output<typeof fixView> {
  return {
    job,
    errorCode,
    problem: shown(problem),
    steps: steps.map(redact),
    owner: shown(owner),
    procedureUrl: shown(procedureUrl),
  };
}

function shown(text: string | null): string | null {
  return text === null ? null : redact(text);
}
