// What every keeper of interactions keeps to.

import { expect, test } from "vitest";
import type { Interaction } from "#core/knowledge/interaction.ts";
import type { Interactions } from "#ports/interactions.ts";

export type OpenInteractions = () => Promise<AsyncDisposable & { readonly interactions: Interactions }>;

const noon = Date.UTC(2026, 2, 4, 12);

type Asked = Omit<Interaction, "feedback" | "judged">;

function asked(number: number, changes: Partial<Asked> = {}): Asked {
  return {
    id: `answer-${number}`,
    at: new Date(noon + number * 60_000),
    conversationId: "thread-1",
    platform: "slack",
    thread: "T1/C1/1.2",
    personId: "ana",
    locale: "pt",
    question: `Por que o job INVOICE_${number} falhou?`,
    answer: "Falta um arquivo de que ele precisa.",
    intent: "job.diagnose",
    confidence: 0.93,
    slots: { job: `INVOICE_${number}` },
    agent: "tws-monitor",
    tools: [],
    sources: [{ title: "HWA", ref: "plan/job/1" }],
    passages: [],
    incident: null,
    mood: "bad",
    elapsedMs: 12.5,
    model: null,
    ...changes,
  };
}

export function interactionsContract({ open }: { readonly open: OpenInteractions }): void {
  test("A question is kept once with everything about its answer.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    const whole = asked(1, {
      tools: [{ tool: "hwa.jobs", outcome: "found", elapsedMs: 8 }],
      passages: ["p1"],
      model: { model: "m", inputTokens: 10, outputTokens: 2, calls: 1 },
    });
    await interactions.record(whole);
    await interactions.record({ ...whole, question: "something else" });
    expect(await interactions.byId("answer-1")).toEqual({ ...whole, feedback: [], judged: null });
    expect(await interactions.byId("answer-2")).toBeNull();
  });

  test("Pages go from the newest to the oldest, each once, and end.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    for (let number = 0; number < 7; number += 1) await interactions.record(asked(number));
    const seen: string[] = [];
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const page = await interactions.page({ limit: 3, after });
      seen.push(...page.interactions.map((each) => each.id));
      after = page.next;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((number) => `answer-${number}`));
    expect(await interactions.page({ limit: 3, after: "'; drop table" })).toEqual({
      interactions: [],
      next: null,
    });
  });

  test("They are found by words, person, intent, agent, time and rating.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    await interactions.record(asked(1));
    await interactions.record(asked(2, { personId: "bia", intent: "job.status", agent: "guide" }));
    await interactions.rate("answer-1", { by: "ana", at: new Date(noon), rating: 5, comment: null });
    await interactions.rate("answer-2", { by: "ana", at: new Date(noon), rating: 1, comment: null });
    await interactions.record(asked(3));
    const ids = async (query: Partial<Parameters<Interactions["page"]>[0]>) =>
      (await interactions.page({ limit: 10, ...query })).interactions.map((each) => each.id);
    expect(await ids({ words: "invoice_2 falhou" })).toEqual(["answer-2"]);
    expect(await ids({ words: "%' or 1=1" })).toEqual([]);
    expect(await ids({ personId: "bia" })).toEqual(["answer-2"]);
    expect(await ids({ intent: "job.status" })).toEqual(["answer-2"]);
    expect(await ids({ agent: "guide" })).toEqual(["answer-2"]);
    expect(await ids({ rated: "good" })).toEqual(["answer-1"]);
    expect(await ids({ rated: "bad" })).toEqual(["answer-2"]);
    expect(await ids({ rated: "none" })).toEqual(["answer-3"]);
    expect(await ids({ since: new Date(noon + 150_000) })).toEqual(["answer-3"]);
    expect(await ids({ until: new Date(noon + 90_000) })).toEqual(["answer-1"]);
  });

  test("The newest word of a person counts, a comment later does not take the rating back, and others' stand beside it.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    await interactions.record(asked(1));
    const give = (by: string, minutes: number, rating: 1 | 5 | null, comment: string | null) =>
      interactions.rate("answer-1", { by, at: new Date(noon + minutes * 60_000), rating, comment });
    expect(await give("ana", 1, 1, null)).toBe("kept");
    await give("ana", 2, 5, null);
    await give("ana", 3, null, "the owner has changed");
    await give("bia", 4, 1, null);
    expect((await interactions.byId("answer-1"))?.feedback).toEqual([
      { by: "ana", at: new Date(noon + 180_000), rating: 5, comment: "the owner has changed" },
      { by: "bia", at: new Date(noon + 240_000), rating: 1, comment: null },
    ]);
    expect(await interactions.rate("nothing", { by: "ana", at: new Date(), rating: 5, comment: null })).toBe(
      "unknown",
    );
  });

  test("The last answer of a conversation is the one somebody means; their own feedback is none.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    await interactions.record(asked(1));
    await interactions.record(asked(2));
    await interactions.record(asked(3, { intent: "feedback.give" }));
    await interactions.record(asked(4, { personId: "bia" }));
    await interactions.record(asked(5, { conversationId: "thread-2" }));
    expect((await interactions.lastOf("thread-1", "ana"))?.id).toBe("answer-2");
    expect(await interactions.lastOf("thread-9", "ana")).toBeNull();
  });

  test("Each is judged once, although several judge at the same time, and again when nobody could.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    for (let number = 0; number < 20; number += 1) await interactions.record(asked(number));
    const judged = await Promise.all(
      [1, 2, 3].map((judge) =>
        interactions.judgeNext(20, async ({ id }) =>
          id === "answer-7" ? null : { doubt: judge / 10, reasons: [`judge ${judge}`], by: "rules" },
        ),
      ),
    );
    expect(judged.reduce((sum, each) => sum + each, 0)).toBe(19);
    expect((await interactions.byId("answer-3"))?.judged).toMatchObject({
      by: "rules",
      at: expect.any(Date),
    });
    expect((await interactions.byId("answer-7"))?.judged).toBeNull();
    expect(await interactions.judgeNext(20, async () => ({ doubt: 0, reasons: [], by: "rules" }))).toBe(1);
  });

  test("All are read in order, in batches.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    for (let number = 0; number < 620; number += 1) await interactions.record(asked(number));
    const ids: string[] = [];
    for await (const some of interactions.each({ since: new Date(noon + 10 * 60_000) }))
      ids.push(...some.map((each) => each.id));
    expect(ids).toEqual(Array.from({ length: 610 }, (_, index) => `answer-${index + 10}`));
  });

  test("Old ones are forgotten with their feedback.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    await interactions.record(asked(1));
    await interactions.rate("answer-1", { by: "ana", at: new Date(noon), rating: 5, comment: null });
    await interactions.record(asked(100));
    expect(await interactions.forget(new Date(noon + 50 * 60_000))).toBe(1);
    expect(await interactions.byId("answer-1")).toBeNull();
    expect(await interactions.byId("answer-100")).not.toBeNull();
  });

  test("An erased person's words are gone, and what is counted stays.", async () => {
    await using opened = await open();
    const { interactions } = opened;
    await interactions.record(asked(1));
    await interactions.record(asked(2, { personId: "bia" }));
    await interactions.rate("answer-2", { by: "ana", at: new Date(noon), rating: 1, comment: "Ana says so" });
    expect(await interactions.erase("ana")).toBe(1);
    const left = await interactions.page({ limit: 10 });
    expect(left.interactions).toHaveLength(2);
    expect(JSON.stringify(left.interactions[1])).not.toMatch(/ana|INVOICE|thread-1/i);
    expect(left.interactions[1]).toMatchObject({ intent: "job.diagnose", elapsedMs: 12.5, personId: null });
    expect(left.interactions[0]?.feedback).toEqual([]);
    expect(left.interactions[0]?.question).toContain("INVOICE_2");
  });
}
