// The queue of reviews as people speak to it, on real Postgres.

import { expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import type { Question } from "#agents/agent.ts";
import { reviewCard } from "#agents/learning/review-card.ts";
import { reviewForm } from "#agents/learning/review-form.ts";
import { reviewHandlers } from "#agents/learning/review-handlers.ts";
import { speech } from "#agents/speech.ts";
import type { Filled } from "#core/form.ts";
import type { IntentName, Slots } from "#core/intent.ts";
import type { Interaction } from "#core/knowledge/interaction.ts";
import type { Locale } from "#core/locale.ts";
import type { Person, Role } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { withoutQuoted } from "#core/without-quoted.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";
import { content, piece } from "../../contracts/knowledge-sources.ts";
import { someFix } from "../../contracts/learned-entries.ts";

const someone = (name: string, role: Role): Person => ({ id: name.toLowerCase(), name, roles: [role] });
const ana = someone("Ana", "approver");
const bia = someone("Bia", "approver");
const rui = someone("Rui", "operator");
const by = { who: { id: "rui", name: "Rui" }, surface: "api" };
const now = new Date("2026-03-20T12:00:00Z");

async function stage() {
  const db = await knowledgeDatabase();
  const audit = createAudit(db);
  const before = (await audit.read(0, 100_000)).length;
  const sources = createKnowledgeSources(db);
  const desk = {
    ...{ reviews: createReviews(db), entries: createLearnedEntries(db), sources, audit, timezone: "UTC" },
    interactions: createInteractions(db),
    people: {
      rights: async () => ({
        ...{ epoch: 1, startRules: [] },
        people: [ana, bia, rui].map((each) => ({
          ...{ ...each, groups: [], identities: [] },
          ...{ disabled: false, createdAt: new Date(0) },
        })),
      }),
    },
  };
  const handlers = reviewHandlers(desk);
  async function says(
    person: Person,
    name: IntentName,
    slots: Slots,
    more: { readonly filled?: Filled; readonly locale?: Locale } = {},
  ): Promise<Reply> {
    const question: Question = {
      ...{ text: "", locale: more.locale ?? "en", intent: { name, slots, confidence: 1 }, person, now },
      ...{ conversationId: "c", thread: "t", platform: "slack" },
      pressed: more.filled ? { filled: more.filled } : null,
    };
    const handler = handlers[name];
    if (!handler) throw new Error(`Nobody answers ${name}.`);
    return handler(question, new AbortController().signal);
  }
  const idOf = async (subject: string) =>
    (await desk.reviews.page({ subject, limit: 1, offset: 0 })).reviews[0]?.id ?? "";
  return {
    ...{ desk, sources, says, idOf },
    audited: async () =>
      (await audit.read(before, 10_000)).map(({ verb, who, subject }) => [verb, who.id, subject]),
    form: (person: Person, choice: string, locale: Locale = "en") =>
      reviewForm({ ...desk, now: () => now }, { choice, person, locale }),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

test("Whoever may not judge sees entries and sources, decides nothing, and the attempt is in the audit.", async () => {
  await using at = await stage();
  const entry = await at.desk.entries.write(someFix, by);
  const { review } = await at.desk.reviews.open({
    ...{ kind: "answer", subject: "a1", title: "Why did PAYROLL fail?", reasons: ["no source"], weight: 0.9 },
  });
  const id = await at.idOf(entry.id);
  const list = await at.says(rui, "review.list", {});
  expect(list.text).toContain("Input file not found");
  expect(list.text).not.toContain("PAYROLL");
  expect((await at.says(ana, "review.list", {})).text).toContain("PAYROLL");
  expect((await at.says(rui, "review.show", { id: review.id })).data).toMatchObject({
    error: { code: "forbidden" },
  });
  expect((await at.says(rui, "review.show", { id })).choices).toEqual([]);
  for (const deed of ["review.approve", "review.reject", "review.edit"] as const)
    expect((await at.says(rui, deed, { id, reason: "x" })).text).toContain("needs the role approver");
  expect((await at.desk.entries.byId(entry.id))?.state).toBe("draft");
  expect(await at.form(rui, `review reject ${id}`)).toBeNull();
  expect((await at.audited()).filter(([verb]) => verb === "access.refused")).toHaveLength(3);
});

test("An entry is approved by its review's id or its own; the second to decide is told who was faster, in their language.", async () => {
  await using at = await stage();
  const entry = await at.desk.entries.write(someFix, by);
  const approved = await at.says(ana, "review.approve", { id: entry.id.slice(0, 8) });
  expect(approved.text).toContain(`cited as learned entry ${entry.id.slice(0, 8)}`);
  const late = await at.says(
    bia,
    "review.reject",
    { id: await at.idOf(entry.id), reason: "no" },
    { locale: "pt" },
  );
  expect(late.text).toMatch(/já foi decidida[\s\S]*Ana aprovou/);
  expect((await at.desk.entries.byId(entry.id))?.state).toBe("approved");
  expect((await at.audited()).filter(([verb]) => verb === "knowledge.approve")).toEqual([
    ["knowledge.approve", "ana", `entry:${entry.id}`],
  ]);
});

test("A source that is approved is quoted, one that is rejected is not, and an answer's verdict is kept.", async () => {
  await using at = await stage();
  for (const id of ["u1", "u2"]) {
    await at.sources.put(content(id, [piece("A1", "text")], { origin: "upload", standing: "pending" }));
    await at.desk.reviews.open({
      kind: "source",
      subject: id,
      title: id,
      reasons: ["uploaded"],
      weight: 0.5,
    });
  }
  expect((await at.says(ana, "review.show", { id: await at.idOf("u1") })).quote?.text).toBe("A1\ntext");
  await at.says(ana, "review.approve", { id: await at.idOf("u1") });
  await at.says(ana, "review.reject", { id: await at.idOf("u2"), reason: "old" });
  expect((await at.sources.byId("u1"))?.standing).toBe("approved");
  expect((await at.sources.byId("u2"))?.standing).toBe("rejected");
  const { review } = await at.desk.reviews.open({
    ...{ kind: "answer", subject: "a1", title: "Why?", reasons: ["no source"], weight: 0.9 },
  });
  expect((await at.says(ana, "review.show", { id: review.id })).text).toContain("not kept any more");
  await at.says(ana, "review.reject", { id: review.id, reason: "wrong job" });
  expect((await at.desk.reviews.byId(review.id))?.decided).toMatchObject({ verdict: "rejected", by: "ana" });
});

test("A document that somebody replaced after it was shown is not approved: it is shown again, with whoever sent it.", async () => {
  await using at = await stage();
  const version = (text: string, addedBy: string) =>
    at.sources.put(
      content("u1", [piece("A1", text)], {
        ...{ origin: "upload", standing: "pending", digest: text, addedBy },
      }),
    );
  await version("harmless", "rui");
  await at.desk.reviews.open({
    ...{ kind: "source", subject: "u1", title: "notes.md", reasons: ["first"], weight: 0.5 },
  });
  const id = await at.idOf("u1");
  const approveOf = (shown: Reply) =>
    shown.choices.map((choice) => choice.id.replace(/^review approve \S+ ?/, "")).find(() => true) ?? "";
  const shown = approveOf(await at.says(ana, "review.show", { id }));
  expect(shown).toMatch(/^seen=[0-9a-f]{8}$/);
  await version("rm -rf /", "bia");
  const again = await at.says(ana, "review.approve", { id, reason: shown });
  expect(again.text).toContain("changed since you looked");
  expect(again.quote?.text).toContain("rm -rf /");
  expect(again.text).toMatch(/^Added: .*, Bia$/m);
  expect((await at.sources.byId("u1"))?.standing).toBe("pending");
  await at.says(ana, "review.approve", { id, reason: approveOf(again) });
  expect((await at.sources.byId("u1"))?.standing).toBe("approved");
});

test("Change asks for the words as they stand, keeps what was drafted, and approves only where that is wanted.", async () => {
  await using at = await stage();
  const entry = await at.desk.entries.write(someFix, by);
  const id = await at.idOf(entry.id);
  const form = await at.form(ana, `revisão mudar ${id}`, "pt");
  expect(form?.fields.map(({ name, value }) => [name, value])).toEqual([
    ["problem", "Input file not found"],
    ["steps", "Ask EDI for the file\nRerun the job"],
    ["owner", "edi-team@company.com"],
    ["approve", "true"],
  ]);
  const filled = { problem: "Input file late", steps: "1. Call EDI\n\n- Rerun the job" };
  const kept = await at.says(ana, "review.edit", { id }, { filled: { ...filled, approve: "false" } });
  expect(kept.privately).toBe(true);
  expect(await at.desk.entries.byId(entry.id)).toMatchObject({
    state: "draft",
    fix: { problem: "Input file late", steps: ["Call EDI", "Rerun the job"], owner: null },
    drafted: someFix,
  });
  const none = await at.says(ana, "review.edit", { id, text: "steps: ;" });
  expect(none.text).toMatch(/at least one step[\s\S]*Nothing was changed/);
  await at.says(ana, "review.edit", { id }, { filled: { ...filled, owner: "EDI", approve: "true" } });
  expect(await at.desk.entries.byId(entry.id)).toMatchObject({ state: "approved", fix: { owner: "EDI" } });
  expect(await at.form(ana, `review edit ${id}`)).toBeNull();
  expect(await at.form(ana, "approve 3f2a91bc plan=ab12cd34")).toBeUndefined();
});

test("A rejection needs a reason, and secrets in it are masked; an id nobody has decides nothing.", async () => {
  await using at = await stage();
  const entry = await at.desk.entries.write(someFix, by);
  const id = await at.idOf(entry.id);
  expect((await at.says(ana, "review.reject", { id })).asks).toMatchObject({
    intent: "review.reject",
    missing: "reason",
  });
  expect((await at.form(ana, `review reject ${id.slice(0, 8)}`))?.fields[0]).toMatchObject({
    name: "reason",
    required: true,
  });
  await at.says(ana, "review.reject", { id }, { filled: { reason: "token=abcdef123 is in it" } });
  expect((await at.desk.entries.byId(entry.id))?.decided?.reason).toBe("token=[masked] is in it");
  for (const unknown of ["ffffffff", "%", "'; --"])
    expect((await at.says(ana, "review.approve", { id: unknown })).data).toMatchObject({ found: false });
});

test("Who learns it from one person alone is told so, however often that person did it.", async () => {
  await using at = await stage();
  const cardOf = async (key: string, ...people: readonly string[]) => {
    const { entry } = await at.desk.entries.draft({
      ...{ key, fix: someFix, runbook: null },
      pattern: { errorCode: "ABEND_UFL", cause: null, jobs: key, signature: null },
      evidence: people.map((who, index) => ({
        ...{ incident: `${key}-${index}`, job: key, by: [who], steps: someFix.steps },
        brokeAt: new Date(Date.UTC(2026, 2, index + 1, 3)),
        wellAt: new Date(Date.UTC(2026, 2, index + 1, 4)),
      })),
    });
    return (await at.says(ana, "review.show", { id: entry.id })).text;
  };
  expect(await cardOf("ALONE", "rui", "rui", "rui")).toContain("One person alone resolved it so, 3 times");
  expect(await cardOf("TOGETHER", "rui", "bia", "rui")).toContain("People resolved it alike 3 times");
});

test("The words alone are the whole review: question and answer, or what a document says, and why it is asked in the reader's language.", async () => {
  await using at = await stage();
  await at.sources.put(
    content("u1", [piece("A1", "the lamp is green")], { origin: "upload", standing: "pending" }),
  );
  const { review } = await at.desk.reviews.open({
    ...{ kind: "source", subject: "u1", title: "lamp.md", weight: 0.5 },
    reasons: ["Version of 2026-03-04T03:00:00.000Z, 1 passages, uploaded by Rui (terminal)."],
  });
  const shown = await at.says(ana, "review.show", { id: review.id }, { locale: "pt" });
  expect(shown.text).toContain("enviada por Rui (terminal)");
  expect(shown.text).toContain(", 1 trecho,");
  expect(shown.text).not.toMatch(/Version of|passages/);
  expect(shown.text).toContain("Como começa:\nA1\nthe lamp is green");
  // Beside its box it is not said twice.
  expect(withoutQuoted(shown)).not.toMatch(/lamp is green|Como começa/);
  const answered = reviewCard(
    {
      ...{ review: { ...review, kind: "answer", title: "Why?" }, kind: "answer", nameOf: () => null },
      of: {
        ...{ question: "Why did PAYROLL fail?", answer: "The disk was full.", agent: "hwa-monitor" },
        ...{ at: now, sources: [], feedback: [] },
      } as unknown as Interaction,
    },
    speech("en", "UTC", now),
  );
  expect(answered.text).toMatch(/Question: Why did PAYROLL fail\?[\s\S]*Answer:\nThe disk was full\.$/);
});
