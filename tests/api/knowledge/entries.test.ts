// Learned entries and reviews over HTTP, on a real Postgres, with somebody of each role.

import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createKnownFixes } from "#adapters/postgres/knowledge/create-known-fixes.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { ApiDeps } from "#api/api-deps.ts";
import { testDatabase } from "../../support/database.ts";
import { openHouse } from "../support/house.ts";

const opening = new AsyncDisposableStack();
let ask: (as: string | null, method: string, path: string, body?: unknown) => Promise<Response>;
let fixes: ReturnType<typeof createKnownFixes>;
let reviews: ReturnType<typeof createReviews>;

beforeAll(async () => {
  const { url } = opening.use(await testDatabase());
  const db = opening.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  fixes = createKnownFixes(db);
  reviews = createReviews(db);
  const audit = createAudit(db);
  const house = opening.use(
    await openHouse({
      audit,
      knowledge: {
        ...{ reviews, audit, entries: createLearnedEntries(db), sources: createKnowledgeSources(db) },
        retrieval: createRetrieval(db),
        interactions: createInteractions(db),
      } as unknown as NonNullable<ApiDeps["knowledge"]>,
    }),
  );
  const tokens: Record<string, string> = {};
  for (const role of ["viewer", "operator", "approver"] as const)
    tokens[role] = await house.access.personWith([role]);
  ask = (as, method, path, body) =>
    fetch(`${house.url}/api/knowledge/${path}`, {
      method,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${tokens[as]}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
});
afterAll(() => opening.disposeAsync());

const written = {
  problem: "Input file not found",
  resolution_steps: ["Verify file path in job definition", "Check file permissions"],
  owner: "operations-team@company.com",
  job: "INVOICE_*",
  error_code: "ABEND_UFL",
};

async function write(more: object = {}): Promise<{ readonly id: string }> {
  const response = await ask("operator", "POST", "entries", { ...written, ...more });
  expect(response.status).toBe(201);
  return ((await response.json()) as { entry: { id: string } }).entry;
}

test("A person writes a draft, another approves it, and it is quoted with the document's own fields.", async () => {
  const { id } = await write();
  expect(await (await ask("viewer", "GET", `entries/${id.slice(0, 8)}`)).json()).toMatchObject({
    success: true,
    entry: {
      ...written,
      created: expect.any(String),
      state: "draft",
      evidence: [],
      runbook: null,
      drafted: null,
    },
  });
  expect(await fixes.about({ errorCode: "ABEND_UFL" })).toEqual([]);
  const approved = await ask("approver", "POST", `entries/${id}/approve`, { owner: "EDI team" });
  expect(await approved.json()).toMatchObject({
    entry: {
      state: "approved",
      owner: "EDI team",
      drafted: { owner: written.owner },
      decided: { edited: true },
    },
  });
  expect(await fixes.about({ job: "INVOICE_PRINT" })).toMatchObject([
    { problem: written.problem, steps: written.resolution_steps, owner: "EDI team" },
  ]);
  const late = await ask("approver", "POST", `entries/${id}/reject`, { reason: "no" });
  expect(late.status).toBe(409);
  expect(late.headers.get("content-type")).toContain("application/problem+json");
  const withdrawn = await ask("approver", "POST", `entries/${id}/withdraw`, { reason: "EDI moved" });
  expect(await withdrawn.json()).toMatchObject({ entry: { state: "withdrawn" } });
  expect(await fixes.about({ job: "INVOICE_PRINT" })).toEqual([]);
});

test("Each role may what it may, and nobody without a token anything.", async () => {
  const { id } = await write();
  expect((await ask(null, "GET", "entries")).status).toBe(401);
  expect((await ask("viewer", "GET", "entries")).status).toBe(200);
  expect((await ask("viewer", "POST", "entries", written)).status).toBe(403);
  for (const path of [`entries/${id}/approve`, `entries/${id}/reject`, `entries/${id}/withdraw`])
    expect((await ask("operator", "POST", path, { reason: "x" })).status).toBe(403);
  expect((await ask("operator", "PATCH", `entries/${id}`, { problem: "x" })).status).toBe(403);
  expect((await ask("operator", "GET", "reviews")).status).toBe(403);
  expect((await ask("approver", "GET", "reviews")).status).toBe(200);
});

test("A draft is reworded and rejected with a reason, which stays.", async () => {
  const { id } = await write({ problem: "Disk full" });
  const patched = await ask("approver", "PATCH", `entries/${id}`, {
    resolution_steps: ["  Clean /tmp\u0007 ", "password=hunter22 is not kept"],
    owner: null,
  });
  expect(await patched.json()).toMatchObject({
    entry: {
      state: "draft",
      resolution_steps: ["Clean /tmp", "password=[masked] is not kept"],
      owner: null,
      drafted: { resolution_steps: written.resolution_steps },
    },
  });
  expect((await ask("approver", "POST", `entries/${id}/reject`, {})).status).toBe(400);
  await ask("approver", "POST", `entries/${id}/reject`, { reason: "Nobody does that any more." });
  expect(await (await ask("viewer", "GET", "entries?state=rejected&q=disk")).json()).toMatchObject({
    entries: [{ id, decided: { reason: "Nobody does that any more." } }],
    pagination: { total: 1 },
  });
});

test("Reviews are listed by kind, by words and by whether they wait, and deciding one decides what it is about, once.", async () => {
  const { id } = await write({ problem: "Certificate expired" });
  const list = await ask("approver", "GET", "reviews?kind=entry&open=true&q=CERTIFICATE");
  const { reviews: found, waiting } = (await list.json()) as {
    reviews: { id: string; subject: string }[];
    waiting: { entry: number };
  };
  expect(found).toMatchObject([{ subject: id, title: "Certificate expired", decided: null }]);
  expect(waiting.entry).toBeGreaterThan(0);
  const path = `reviews/${found[0]?.id}`;
  expect((await ask("approver", "POST", path, { verdict: "rejected" })).status).toBe(400);
  const decided = await ask("approver", "POST", path, { verdict: "approved" });
  expect(await decided.json()).toMatchObject({ review: { decided: { verdict: "approved" } } });
  expect((await ask("approver", "POST", path, { verdict: "rejected", reason: "x" })).status).toBe(409);
  expect(await (await ask("viewer", "GET", `entries/${id}`)).json()).toMatchObject({
    entry: { state: "approved" },
  });
  const answer = await reviews.open({
    ...{ kind: "answer", subject: "a1", title: "Why?", reasons: ["no source"], weight: 0.7 },
  });
  expect((await ask("approver", "POST", `reviews/${answer.review.id}`, { verdict: "approved" })).status).toBe(
    200,
  );
  expect((await ask("approver", "GET", "reviews/ffffffff")).status).toBe(404);
});

test("What cannot be an entry is refused with the field at fault.", async () => {
  for (const [body, field] of [
    [{ ...written, problem: "" }, "problem"],
    [{ ...written, resolution_steps: [] }, "resolution_steps"],
    [{ ...written, resolution_steps: ["\u200b"] }, "resolution_steps"],
    [{ ...written, documentation: "javascript:alert(1)" }, "documentation"],
    [{ problem: "x" }, "resolution_steps"],
  ] as const) {
    const response = await ask("operator", "POST", "entries", body);
    expect(response.status, JSON.stringify(body)).toBe(400);
    expect(await response.json()).toMatchObject({ field: expect.stringContaining(field) });
  }
});
