// What goes out to teach a model, and what stays: on a real Postgres, as the command writes it.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { readKnownNames } from "#adapters/postgres/knowledge/read-known-names.ts";
import { createImpersonal, stillNames } from "#knowledge/learn/impersonal.ts";
import { byResync } from "#ports/audit.ts";
import type { NewInteraction } from "#ports/interactions.ts";
import { exportFinetuneCommand } from "../../../src/commands/export-finetune.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";

const names = { people: ["Ana Souza", "Rui"], hosts: ["FIN_WS"] };
const dirs: string[] = [];

afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true, force: true });
});

function answered(id: string, parts: Partial<NewInteraction> = {}): NewInteraction {
  return {
    id,
    at: new Date(Date.UTC(2026, 2, 4, 3) + Number(id.replace(/\D/g, "")) * 60_000),
    conversationId: "c1",
    platform: "web",
    thread: "t",
    personId: "ana",
    locale: "en",
    question: `why did JOB_${id} fail?`,
    answer: "A file it needs is missing.",
    intent: "job.diagnose",
    confidence: 0.95,
    slots: {},
    agent: "hwa-monitor",
    tools: [],
    sources: [],
    passages: [],
    incident: null,
    mood: "bad",
    elapsedMs: 1,
    model: null,
    ...parts,
  };
}

async function exported(
  all: readonly (readonly [NewInteraction, number | "approved" | "rejected" | "open" | null])[],
  args: readonly string[] = [],
) {
  await using db = await knowledgeDatabase();
  const [interactions, reviews] = [createInteractions(db), createReviews(db)];
  await interactions.record(...all.map(([each]) => each));
  for (const [{ id }, what] of all) {
    if (typeof what === "number")
      await interactions.rate(id, { by: "ana", at: new Date(), rating: what as 1 | 4 | 5, comment: null });
    else if (what !== null) {
      const { review } = await reviews.open({
        kind: "answer",
        subject: id,
        title: id,
        reasons: ["r"],
        weight: 0.7,
      });
      if (what !== "open") await reviews.decide(review.id, { verdict: what, reason: null }, byResync);
    }
  }
  const dir = await mkdtemp(join(tmpdir(), "resync-export-"));
  dirs.push(dir);
  const printed: string[] = [];
  await exportFinetuneCommand(["--out", dir, ...args], {
    interactions,
    reviews,
    names: async () => ({ ...names, people: [...names.people, ...(await readKnownNames(db)).people] }),
    print: (line) => void printed.push(line),
    now: () => new Date("2026-03-05T00:00:00Z"),
  });
  const lines = (await readFile(join(dir, "train.jsonl"), "utf8")).split("\n").filter(Boolean);
  return {
    files: (await readdir(dir)).toSorted(),
    printed,
    examples: lines.map((line) => JSON.parse(line) as { messages: { role: string; content: string }[] }),
    manifest: JSON.parse(await readFile(join(dir, "manifest.json"), "utf8")) as {
      counts: { examples: number; leftOut: Record<string, number> };
      leftOut: { id: string; why: string }[];
      since: string | null;
    },
  };
}

test("Only what was approved or rated 4 or better goes out, in OpenAI's form, and of the rest it is said why.", async () => {
  const out = await exported([
    [answered("a1"), 5],
    [answered("a2"), 4],
    [answered("a3"), 3],
    [answered("a4"), null],
    [answered("a5"), "approved"],
    [answered("a6"), "rejected"],
    [answered("a7"), "open"],
    [answered("a8", { intent: "account.link" }), 5],
    [answered("a9", { mood: "unknown" }), 5],
    [answered("a10", { personId: null }), 5],
  ]);
  expect(out.files).toEqual(["manifest.json", "train.jsonl"]);
  expect(out.examples[0]).toEqual({
    messages: [
      { role: "system", content: expect.stringContaining("You are Resync") },
      { role: "user", content: "why did JOB_a1 fail?" },
      { role: "assistant", content: "A file it needs is missing." },
    ],
  });
  expect(out.examples.map(({ messages }) => messages[1]?.content)).toEqual(
    ["a1", "a2", "a5"].map((id) => `why did JOB_${id} fail?`),
  );
  expect(out.manifest.leftOut).toEqual([
    { id: "a3", why: "rated_badly" },
    { id: "a4", why: "not_rated" },
    { id: "a6", why: "rejected" },
    { id: "a7", why: "under_review" },
    { id: "a8", why: "not_a_question" },
    { id: "a9", why: "not_answered" },
    { id: "a10", why: "erased" },
  ]);
  expect(out.manifest.counts).toEqual({
    examples: 3,
    leftOut: {
      rated_badly: 1,
      not_rated: 1,
      rejected: 1,
      under_review: 1,
      not_a_question: 1,
      not_answered: 1,
      erased: 1,
    },
  });
  expect(out.printed[0]).toMatch(/^3 examples in .+train\.jsonl; 7 left out\.$/);
});

test("The same question goes out once, with its last good answer.", async () => {
  const out = await exported([
    [answered("a1", { question: "Why did PAYROLL fail?", answer: "old" }), 5],
    [answered("a2", { question: "why did payroll fail", answer: "new" }), 5],
    [answered("a3", { question: "why did payroll fail?", answer: "newest, and bad" }), 1],
  ]);
  expect(out.examples.map(({ messages }) => messages[2]?.content)).toEqual(["new"]);
  expect(out.manifest.leftOut).toContainEqual({ id: "a1", why: "duplicate" });
});

test("People, machines and secrets stay at home.", async () => {
  const out = await exported([
    [
      answered("a1", {
        locale: "pt",
        question: "a Ana Souza pode olhar o JOB_X em fin_ws?",
        answer:
          "Owner: ana.souza@company.com, RUI. See https://internal-docs/x and 10.1.2.3, db1.prod.company.com, /home/asouza/in.dat.",
      }),
      5,
    ],
    [answered("a2", { answer: "Use password=hunter22 there." }), 5],
    [answered("a3", { question: "token [masked] works?" }), 5],
  ]);
  const [only] = out.examples;
  expect(only?.messages[0]?.content).toContain("Você é o Resync");
  expect(only?.messages[1]?.content).toBe("a [PERSON 1] pode olhar o JOB_X em [HOST 1]?");
  expect(only?.messages[2]?.content).toBe(
    "Owner: [PERSON 2], [PERSON 3]. See https://[HOST 4]/x and [HOST 2], [HOST 3], /home/[PERSON]/in.dat.",
  );
  expect(out.manifest.leftOut).toEqual([
    { id: "a2", why: "secret" },
    { id: "a3", why: "secret" },
  ]);
});

test("A span is kept to, and what is no date or no directory is said.", async () => {
  const all = [
    [answered("a1"), 5],
    [answered("a2"), 5],
  ] as const;
  const out = await exported(all, ["--since", "2026-03-04T03:02:00Z"]);
  expect(out.manifest.counts.examples).toBe(1);
  expect(out.manifest.since).toBe("2026-03-04T03:02:00.000Z");
  await expect(exported(all, ["--since", "yesterday"])).rejects.toThrow(/"yesterday" is no date/);
  await expect(exportFinetuneCommand([], {} as never)).rejects.toThrow(/--out DIR/);
});

const word = fc.constantFrom(
  "Ana Souza",
  "rui",
  "FIN_WS",
  "ana@company.com",
  "10.0.0.7",
  "a.b.example.com",
  "the job",
  "failed,",
  "ABEND RC=12",
  "@joe",
  "+5511987654321",
);

test("What was masked names nobody any more, and masking it again changes nothing.", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 8 })), { maxLength: 12 }), (words) => {
      const text = words.join(" ");
      const masked = createImpersonal(names).text(text);
      for (const name of ["ana souza", "fin_ws", "ana@company.com", "10.0.0.7", "a.b.example.com"])
        if (words.some((each) => each.toLowerCase() === name))
          expect(masked.toLowerCase()).not.toContain(` ${name} `);
      if (!stillNames(masked, names)) expect(createImpersonal(names).text(masked)).toBe(masked);
    }),
  );
});
