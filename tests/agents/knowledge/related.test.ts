// What the graph answers: each line with who told it and when it was last seen, and unknown where nothing is.

import { expect, test } from "vitest";
import { createGraph } from "#adapters/postgres/knowledge/create-graph.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { related } from "#agents/knowledge/related.ts";
import { speech } from "#agents/speech.ts";
import { Fault } from "#core/fault.ts";
import type { Slots } from "#core/intent.ts";
import type { EdgeKind, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import type { Locale } from "#core/locale.ts";
import { createGraphDesk } from "#knowledge/graph/graph-desk.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";

const now = new Date("2026-03-04T05:00:00Z");
const at = (hour: number) => new Date(Date.UTC(2026, 2, 4, hour));
const node = (kind: NodeKind, name: string): NodeRef => ({ kind, name });
const edge = (from: NodeRef, kind: EdgeKind, to: NodeRef) => ({ from, kind, to });
const job = (name: string) => node("job", name);
const ora = node("error", "ORA-01653");

async function stage() {
  const db = await knowledgeDatabase();
  const graph = createGraph(db);
  const sources = createKnowledgeSources(db);
  const desk = createGraphDesk({
    graph,
    sources,
    rights: async () => ({
      epoch: 1,
      startRules: [],
      people: [
        {
          id: "p-ana",
          name: "Ana",
          roles: ["operator"],
          disabled: false,
          groups: [],
          identities: [],
          createdAt: now,
        },
      ],
    }),
    spelling: { job: () => null, jobsBeginning: () => [], code: (code) => code },
  });
  const fill = async () => {
    await sources.put({
      ...{ id: "s1", kind: "workbook", origin: "folder", name: "knowledge/resync.xlsx", title: "Resync" },
      ...{ addedBy: null, digest: "1", standing: "approved", pieces: [] },
    });
    await graph.replace("plan:stream:DAILY", at(4), [
      edge(job("INVOICE"), "runs_in", node("stream", "DAILY")),
    ]);
    await graph.replace("document:s1", at(1), [
      edge(node("owner", "Finance Ops"), "owns", job("INVOICE")),
      edge(node("fix", "knowledge/resync.xlsx · Jobs!A2:E2"), "cures", ora),
    ]);
    for (const [id, person] of [
      ["i1", "p-ana"],
      ["i2", "p-ana"],
      ["i3", "p-gone"],
    ] as const)
      await graph.replace(`incident:${id}`, at(3), [
        edge(node("incident", id), "broke", job("INVOICE")),
        edge(node("incident", id), "failed_with", ora),
        edge(job("INVOICE"), "failed_with", ora),
        edge(node("person", person), "resolved", node("incident", id)),
        ...(id === "i3" ? [] : [edge(job("INVOICE"), "broke_with", job("STOCK_*bold*"))]),
      ]);
  };
  const ask = (slots: Slots, locale: Locale = "en", address: string | null = "https://resync.example") =>
    related(
      {
        question: {
          ...{ text: "?", locale, intent: { name: "knowledge.related", slots, confidence: 1 } },
          ...{ person: { id: "x", name: "X", roles: ["viewer"] }, conversationId: "c", thread: "t" },
          ...{ platform: "web", now },
        },
        say: speech(locale, "UTC", now),
      },
      { graph: desk, address },
    );
  return { graph, desk, fill, ask, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

test("What breaks together is counted, with when, and is not called a cause.", async () => {
  await using on = await stage();
  await on.fill();
  const { text, mood, sources, links } = await on.ask({ job: "INVOICE", text: "together" });
  expect(text).toContain("• STOCK_*bold*: 2 times, last seen at 03:00 (incidents)");
  expect(text).toContain("does not say that one broke the other");
  expect(text).toContain("https://resync.example/graph/job/INVOICE");
  expect(links).toEqual(["https://resync.example/graph/job/INVOICE"]);
  expect(mood).toBe("neutral");
  expect(sources).toHaveLength(1);
});

test("Who fixed it is told by name, most often first; who is gone has none.", async () => {
  await using on = await stage();
  await on.fill();
  for (const slots of [{ job: "INVOICE" }, { errorCode: "ORA-01653" }]) {
    const { text } = await on.ask({ ...slots, text: "resolved" });
    expect(text).toMatch(
      /• Ana: 2 times, last seen at 03:00 \(incidents\)\n• somebody who is not here any more: once/,
    );
    expect(text).not.toContain("p-gone");
  }
  const { text } = await on.ask({ job: "INVOICE", text: "resolved" }, "pt");
  expect(text).toContain("• Ana: 2 vezes, visto pela última vez às 03:00 (incidentes)");
});

test("Who knows of an error: who resolved it, who owns jobs that had it, what is written.", async () => {
  await using on = await stage();
  await on.fill();
  const { text, sources } = await on.ask({ errorCode: "ORA-01653", text: "knows" });
  expect(text).toContain("• Ana: 2 times");
  expect(text).toContain("• Finance Ops, INVOICE (knowledge/resync.xlsx, last seen at 01:00)");
  expect(text).toContain("• knowledge/resync.xlsx · Jobs!A2:E2 (knowledge/resync.xlsx, last seen at 01:00)");
  expect(sources.map(({ title }) => title)).toEqual(["incidents", "knowledge/resync.xlsx"]);
});

test("What is connected stands in words, each with who told it; what several told stands once.", async () => {
  await using on = await stage();
  await on.fill();
  const { text } = await on.ask({ job: "INVOICE", text: "connected" }, "en", null);
  expect(text).toContain("• runs in job stream DAILY (the plan, last seen at 04:00)");
  expect(text).toContain("• owner Finance Ops owns it (knowledge/resync.xlsx, last seen at 01:00)");
  expect(text.match(/failed with error ORA-01653/g)).toHaveLength(1);
  expect(text).not.toContain("/graph/");
  const { text: emPortugues } = await on.ask({ job: "INVOICE", text: "connected" }, "pt");
  expect(emPortugues).toContain("• faz parte de fluxo DAILY (o plano, visto pela última vez às 04:00)");
});

test("What is unknown is said to be unknown, and a question about nothing is asked back.", async () => {
  await using on = await stage();
  for (const slots of [
    { job: "NEVER", text: "together" },
    { job: "NEVER", text: "resolved" },
    { errorCode: "X-1", text: "knows" },
    { jobStream: "NEVER", text: "connected" },
  ]) {
    const { text, mood, links } = await on.ask(slots);
    expect(text).toMatch(/^Unknown: /);
    expect(mood).toBe("unknown");
    expect(links).toEqual([]);
    expect((await on.ask(slots, "pt")).text).toMatch(/^Desconhecido: /);
  }
  expect((await on.ask({})).text).toContain("About what?");
});

test("A database that does not answer is said, not hidden.", async () => {
  await using on = await stage();
  const broken = {
    ...on.desk,
    graph: {
      ...on.desk.graph,
      brokeWith: () => Promise.reject(new Fault("timeout", "The database took too long.")),
    },
  };
  const { text, mood } = await related(
    {
      question: {
        ...{
          text: "?",
          locale: "en" as const,
          intent: { name: "knowledge.related", slots: { job: "A", text: "together" }, confidence: 1 },
        },
        ...{
          person: { id: "x", name: "X", roles: ["viewer"] as const },
          conversationId: "c",
          thread: "t",
          platform: "web",
          now,
        },
      },
      say: speech("en", "UTC", now),
    },
    { graph: broken, address: null },
  );
  expect(text).toContain("The database took too long.");
  expect(mood).toBe("unknown");
});
