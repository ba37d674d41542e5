// What Resync learned: drafts and approved entries, written by mining or by a person, and what a reviewer says of each.

import { z } from "zod";
import {
  afterEdit,
  longestOwner,
  longestProblem,
  longestStep,
  mostSteps,
} from "#agents/learning/review-edit.ts";
import { Fault } from "#core/fault.ts";
import { type Entry, type EntryFix, entryStates } from "#core/knowledge/entry.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { EntryDecided, LearnedEntries } from "#ports/learned-entries.ts";
import type { ApiApp } from "../api-app.ts";
import { byCaller } from "../guard.ts";
import { notFound } from "../problem.ts";
import { pageInput, pagination, paginationOf } from "../schemas.ts";
import { entryView, viewOfEntry } from "./entry-views.ts";

const idParams = z.object({ id: z.string().min(4).max(40) });
const oneEntry = z.object({ success: z.literal(true), entry: entryView });
const words = (longest: number) => z.string().trim().min(1).max(longest);
const reason = words(1_000);

const wanted = {
  problem: words(longestProblem).optional(),
  resolution_steps: z.array(words(longestStep)).min(1).max(mostSteps).optional(),
  owner: words(longestOwner).nullable().optional(),
  job: words(200)
    .nullable()
    .optional()
    .describe("The HWA job it is about; a name that ends in * stands for all that begin so."),
  error_code: words(100).nullable().optional(),
  documentation: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .optional(),
};
const change = z.strictObject(wanted);
const written = change.required({ problem: true, resolution_steps: true });

/** `GET/POST /api/knowledge/entries`, `GET/PATCH …/{id}`, `POST …/{id}/approve|reject|withdraw`. */
export function addEntriesRoutes(app: ApiApp, entries: LearnedEntries): void {
  app.get(
    "/api/knowledge/entries",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "What was learned, newest first",
        tags: ["knowledge"],
        querystring: pageInput.extend({
          state: z.enum(entryStates).optional(),
          q: words(200).optional().describe("Part of what it says."),
        }),
        response: { 200: z.object({ success: z.literal(true), entries: z.array(entryView), pagination }) },
      },
    },
    async (request) => {
      const { state, q, limit, offset } = request.query;
      const page = await entries.page({
        ...(state === undefined ? {} : { state }),
        ...(q === undefined ? {} : { words: q }),
        limit,
        offset,
      });
      return {
        success: true as const,
        entries: page.entries.map(viewOfEntry),
        pagination: paginationOf(request.query, page.total),
      };
    },
  );

  app.get(
    "/api/knowledge/entries/:id",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "One learned entry, by its id or the beginning of it",
        tags: ["knowledge"],
        params: idParams,
        response: { 200: oneEntry },
      },
    },
    async (request) => answerWith(await entryOf(entries, request.params.id)),
  );

  app.post(
    "/api/knowledge/entries",
    {
      config: { access: "add_knowledge" },
      schema: {
        summary: "Write an entry; it is a draft until somebody approves it",
        tags: ["knowledge"],
        body: written,
        response: { 201: oneEntry },
      },
    },
    async (request, reply) => {
      const none = { job: null, errorCode: null, problem: "", steps: [], owner: null, procedureUrl: null };
      const entry = await entries.write(wantedFix(none, request.body), byCaller(request));
      return reply.code(201).send(answerWith(entry));
    },
  );

  app.patch(
    "/api/knowledge/entries/:id",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "Reword an entry",
        description:
          "Of a draft only the draft; of an approved entry what answers quote from now on. What Resync had drafted is kept beside it. 409: it was rejected.",
        tags: ["knowledge"],
        params: idParams,
        body: change,
        response: { 200: oneEntry },
      },
    },
    async (request) => {
      const entry = await entryOf(entries, request.params.id);
      return decidedBy(await entries.change(entry.id, wantedFix(entry.fix, request.body), byCaller(request)));
    },
  );

  app.post(
    "/api/knowledge/entries/:id/approve",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "Approve an entry, as it stands or reworded: answers quote it from now on",
        description: "Settles the review that waits for it. 409: somebody was faster.",
        tags: ["knowledge"],
        params: idParams,
        body: change.extend({ reason: reason.optional() }).nullish(),
        response: { 200: oneEntry },
      },
    },
    async (request) => {
      const { reason: why = null, ...body } = request.body ?? {};
      const entry = await entryOf(entries, request.params.id);
      const fix = Object.keys(body).length === 0 ? null : wantedFix(entry.fix, body);
      const decision = { verdict: "approved", reason: why && redact(why), fix } as const;
      return decidedBy(await entries.decide(entry.id, decision, byCaller(request)));
    },
  );

  app.post(
    "/api/knowledge/entries/:id/reject",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "Reject an entry, with a reason",
        description:
          "It is drafted again only when there is twice as much evidence. 409: somebody was faster.",
        tags: ["knowledge"],
        params: idParams,
        body: z.strictObject({ reason }),
        response: { 200: oneEntry },
      },
    },
    async (request) => {
      const entry = await entryOf(entries, request.params.id);
      const decision = { verdict: "rejected", reason: redact(request.body.reason), fix: null } as const;
      return decidedBy(await entries.decide(entry.id, decision, byCaller(request)));
    },
  );

  app.post(
    "/api/knowledge/entries/:id/withdraw",
    {
      config: { access: "review_knowledge" },
      schema: {
        summary: "Withdraw an approved entry: it is quoted no longer, and waits for a review again",
        tags: ["knowledge"],
        params: idParams,
        body: z.strictObject({ reason }),
        response: { 200: oneEntry },
      },
    },
    async (request) => {
      const entry = await entryOf(entries, request.params.id);
      return decidedBy(await entries.withdraw(entry.id, redact(request.body.reason), byCaller(request)));
    },
  );
}

async function entryOf(entries: LearnedEntries, id: string): Promise<Entry> {
  const entry = await entries.byId(id);
  if (!entry) throw notFound("learned entry");
  return entry;
}

function answerWith(entry: Entry) {
  return { success: true as const, entry: viewOfEntry(entry) };
}

function decidedBy(outcome: EntryDecided) {
  if (outcome.kind === "unknown") throw notFound("learned entry");
  if (outcome.kind === "done") return answerWith(outcome.entry);
  const { state, decided, id } = outcome.entry;
  throw new Fault(
    "conflict",
    decided === null
      ? `This entry is a ${state}, so that cannot be done with it. Read it again: GET /api/knowledge/entries/${id}.`
      : `This entry is ${state}: it was decided at ${decided.at.toISOString()} already, so nothing was changed.`,
    { detail: { state, ...(decided ? { decidedBy: decided.by, decidedAt: decided.at.toISOString() } : {}) } },
  );
}

/** What the body leaves out stays; what people write is cleaned and holds no secret. */
function wantedFix(fix: EntryFix, body: z.output<typeof change>): EntryFix {
  const clean = (text: string | null | undefined, before: string | null, longest: number) =>
    text === undefined ? before : text === null ? null : oneLine(redact(text), longest);
  const edited = afterEdit(fix, {
    ...(body.problem === undefined ? {} : { problem: body.problem }),
    ...(body.resolution_steps === undefined ? {} : { steps: body.resolution_steps }),
    ...(body.owner === undefined ? {} : { owner: body.owner }),
  });
  if ("missing" in edited)
    throw new Fault("invalid_input", "Nothing printable is left of it: say it in words.", {
      detail: { field: edited.missing === "steps" ? "resolution_steps" : "problem" },
    });
  return {
    ...edited.fix,
    job: clean(body.job, fix.job, 200),
    errorCode: clean(body.error_code, fix.errorCode, 100),
    procedureUrl: clean(body.documentation, fix.procedureUrl, 500),
  };
}
