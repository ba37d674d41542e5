// The auditor on a real Postgres: what it opens, withdraws and leaves alone, once.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { Fault } from "#core/fault.ts";
import type { ModelJudge } from "#knowledge/learn/audit-model.ts";
import { type AuditorDeps, createAuditor } from "#knowledge/learn/auditor.ts";
import type { NewInteraction } from "#ports/interactions.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";

const asked = Date.UTC(2026, 2, 4, 3);
const signal = new AbortController().signal;

async function house(changes: Partial<AuditorDeps> = {}) {
  const db = await knowledgeDatabase();
  const stores = {
    interactions: createInteractions(db),
    incidents: createIncidents(db),
    retrieval: createRetrieval(db),
    sources: createKnowledgeSources(db),
    reviews: createReviews(db),
    audit: createAudit(db),
  };
  const auditor = createAuditor({
    ...stores,
    model: null,
    locale: "en",
    now: () => new Date(asked + 3_600_000),
    log: pino({ level: "silent" }),
    ...changes,
  });
  return {
    ...stores,
    auditor,
    open: async () => (await stores.reviews.page({ open: true, limit: 20, offset: 0 })).reviews,
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

function answered(id: string, parts: Partial<NewInteraction> = {}): NewInteraction {
  return {
    id,
    at: new Date(asked),
    conversationId: `c-${id}`,
    platform: "slack",
    thread: "t",
    personId: "ana",
    locale: "en",
    question: "why did INVOICE_PROCESSING fail?",
    answer: "A file it needs is missing.",
    intent: "job.diagnose",
    confidence: 0.95,
    slots: { job: "INVOICE_PROCESSING" },
    agent: "hwa-monitor",
    tools: [],
    sources: [{ title: "HWA", ref: "plan/job/1" }],
    passages: [],
    incident: null,
    mood: "bad",
    elapsedMs: 12,
    model: null,
    ...parts,
  };
}

function piece(place: string, job: string) {
  return {
    place,
    heading: null,
    text: `${job} SAP connection refused: restart the gateway`,
    fix: {
      job,
      errorCode: null,
      problem: "SAP connection refused",
      steps: ["restart the gateway"],
      owner: null,
      procedureUrl: null,
    },
    dated: null,
  };
}

const source = (id: string, origin: "learned" | "upload" | "folder", pieces: number) => ({
  id,
  kind: origin === "learned" ? ("entry" as const) : ("markdown" as const),
  origin,
  name: id,
  title: `About ${id}`,
  addedBy: null,
  digest: id,
  standing: "approved" as const,
  pieces: Array.from({ length: pieces }, (_, index) => piece(`${id} ${index}`, `JOB_${index}`)),
});

const rate = (by: string, rating: 1 | 5, comment: string | null = null) => ({
  by,
  at: new Date(asked + 60_000),
  rating,
  comment,
});

test("A badly rated answer waits for a person, a good one for nobody, and each is judged once.", async () => {
  await using at = await house();
  await at.interactions.record(answered("a1"), answered("a2"), answered("a3"));
  await at.interactions.rate("a1", rate("ana", 1, "it was the disk"));
  await at.interactions.rate("a2", rate("ana", 5));
  await at.auditor(signal);
  await at.auditor(signal);
  expect(await at.open()).toMatchObject([
    {
      kind: "answer",
      subject: "a1",
      title: "why did INVOICE_PROCESSING fail?",
      reasons: ["It was rated 1 of 5: “it was the disk”."],
      weight: expect.closeTo(0.65, 2),
    },
  ]);
  expect((await at.interactions.byId("a2"))?.judged).toMatchObject({ doubt: 0, by: "rules" });
  expect((await at.interactions.byId("a3"))?.judged).toMatchObject({ doubt: 0, reasons: [] });
});

test("Two processes at once judge everything once and ask people once.", async () => {
  const seen: number[] = [];
  await using at = await house({ onJudged: () => seen.push(1) });
  const ids = Array.from({ length: 30 }, (_, index) => `a${index}`);
  await at.interactions.record(...ids.map((id) => answered(id)));
  for (const id of ids) await at.interactions.rate(id, rate("ana", 1));
  await Promise.all([at.auditor(signal), at.auditor(signal)]);
  expect(seen.length).toBeGreaterThanOrEqual(30);
  const { total } = await at.reviews.page({ kind: "answer", limit: 1, offset: 0 });
  expect(total).toBe(30);
});

test("An answer has time to be rated before it is judged, and one that is called bad later is judged again.", async () => {
  await using at = await house({ now: () => new Date(asked + 60_000) });
  await at.interactions.record(answered("a1"));
  await at.auditor(signal);
  expect((await at.interactions.byId("a1"))?.judged).toBeNull();
  await using later = await house();
  await later.interactions.record(answered("a1"));
  await later.auditor(signal);
  expect((await later.interactions.byId("a1"))?.judged?.doubt).toBe(0);
  await later.interactions.rate("a1", rate("bia", 1));
  await later.auditor(signal);
  expect((await later.open()).map(({ subject }) => subject)).toEqual(["a1"]);
});

test("What two people call wrong loses the one entry it quotes until somebody looks, and no whole document.", async () => {
  await using at = await house();
  await at.sources.put(source("entry-1", "learned", 1));
  await at.sources.put(source("big", "upload", 3));
  await at.sources.put(source("notes", "folder", 1));
  const passages = await Promise.all(
    ["entry-1", "big", "notes"].map(
      async (id) => (await at.sources.passages(id, { limit: 1, offset: 0 })).passages[0]?.id ?? "",
    ),
  );
  await at.interactions.record(answered("a1", { passages }));
  await at.interactions.rate("a1", rate("ana", 1, "not it"));
  await at.interactions.rate("a1", rate("bia", 1));
  await at.auditor(signal);
  expect((await at.sources.byId("entry-1"))?.standing).toBe("withdrawn");
  expect((await at.sources.byId("big"))?.standing).toBe("approved");
  expect((await at.sources.byId("notes"))?.standing).toBe("approved");
  const open = await at.open();
  expect(open.map(({ kind, subject }) => `${kind} ${subject}`).toSorted()).toEqual([
    "answer a1",
    "source entry-1",
  ]);
  expect(open.find(({ kind }) => kind === "answer")?.reasons).toEqual(
    expect.arrayContaining([
      "“About entry-1”, which it quotes, is not quoted any more until somebody has looked at it.",
      "It quotes big, which stays in use (3 passages): see whether it is right there.",
      "It quotes notes, which stays in use (1 passage): see whether it is right there.",
    ]),
  );
  expect(
    (await at.audit.read(0, 100)).filter(({ verb }) => verb === "knowledge.withdraw").at(-1),
  ).toMatchObject({
    subject: "source:entry-1",
    who: { id: "resync" },
  });
});

test("It notices that something was known, that the cause was another one, and that the same was asked again.", async () => {
  await using at = await house();
  await at.sources.put(source("entry-1", "learned", 1));
  const { incident } = await at.incidents.open({
    job: "INVOICE_PROCESSING",
    stream: "INVOICES",
    workstation: "INV_WS",
    jobId: "j1",
    runId: null,
    brokeAt: new Date(asked),
    returnCode: 12,
  });
  await at.incidents.tellCause(incident.id, "the disk of INV_WS was full", "bia");
  await at.interactions.record(
    answered("known", {
      question: "what about SAP connection refused?",
      mood: "unknown",
      intent: "knowledge.search",
    }),
    answered("cause", { incident: incident.id }),
    answered("first", { conversationId: "c" }),
    answered("again", {
      conversationId: "c",
      at: new Date(asked + 30_000),
      question: "but why did it break?",
    }),
  );
  await at.auditor(signal);
  const reasons = async (id: string) => (await at.interactions.byId(id))?.judged?.reasons;
  expect(await reasons("known")).toEqual([
    expect.stringMatching(/^It said that nothing is known, although .+ speaks of it\.$/),
  ]);
  expect(await reasons("cause")).toEqual([
    "Afterwards a person said the real cause was another one: “the disk of INV_WS was full”.",
  ]);
  expect(await reasons("first")).toEqual(["The same was asked again at once: “but why did it break?”."]);
  expect(await reasons("again")).toEqual([]);
});

function modelSaying(text: string | (() => never)): ModelJudge & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    hide: (given) => given.replaceAll("INVOICE_PROCESSING", "JOB_1"),
    model: {
      async turn({ messages }) {
        seen.push(messages.map((each) => ("text" in each ? each.text : "")).join("\n"));
        return {
          text: typeof text === "string" ? text : text(),
          calls: [],
          end: "said",
          usage: { input: 1, output: 1, estimated: false },
        };
      },
    },
  };
}

test("A model adds its doubt behind a mask, asks people at most, and is believed only in its form.", async () => {
  const model = modelSaying('{"is_incorrect": true, "confidence": 1, "reason": "It contradicts itself"}');
  await using at = await house({ model });
  await at.sources.put(source("entry-1", "learned", 1));
  const passages = (await at.sources.passages("entry-1", { limit: 1, offset: 0 })).passages.map(
    ({ id }) => id,
  );
  await at.interactions.record(answered("a1", { passages }));
  await at.auditor(signal);
  expect(model.seen[0]).not.toContain("INVOICE_PROCESSING");
  expect((await at.interactions.byId("a1"))?.judged).toMatchObject({
    by: "model",
    reasons: ["A language model doubts it: “It contradicts itself”."],
  });
  expect((await at.open()).map(({ kind }) => kind)).toEqual(["answer"]);
  expect((await at.sources.byId("entry-1"))?.standing).toBe("approved");
});

test.each([
  ["garbage", "I am sorry, Dave."],
  ["another form", '{"is_incorrect": "yes", "confidence": 7}'],
  [
    "a model that is down",
    () => {
      throw new Fault("unreachable", "Nobody answers.", { retryable: true });
    },
  ],
])("The rules stand with %s.", async (_what, text) => {
  await using at = await house({ model: modelSaying(text as string) });
  await at.interactions.record(answered("a1"));
  await at.auditor(signal);
  expect((await at.interactions.byId("a1"))?.judged).toMatchObject({ doubt: 0, by: "rules" });
});
