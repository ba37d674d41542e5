// Who a model is asked for, and how its server is remembered.

import { describe, expect, it } from "vitest";
import type { Question } from "#agents/agent.ts";
import { usualLimits } from "#agents/think/budget.ts";
import { createThinker } from "#agents/think/create-thinker.ts";
import { watchModel } from "#agents/think/watched-model.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { Fault } from "#core/fault.ts";
import type { Person } from "#core/person.ts";
import { reply } from "#core/reply.ts";
import type { Model, ModelTurn } from "#ports/model.ts";

const signal = () => new AbortController().signal;
const turn: ModelTurn = {
  text: "",
  calls: [],
  end: "said",
  usage: { input: 1, output: 1, estimated: false },
};
const down = new Fault("unavailable", { en: "It is down.", pt: "Está fora." }, { retryable: true });

/** Fails for as long as it is told to. */
function scripted() {
  const state = { fails: null as Fault | null, turns: 0, looks: 0 };
  const model: Model = {
    name: "m",
    host: "models.example",
    async turn() {
      state.turns += 1;
      if (state.fails) throw state.fails;
      return turn;
    },
    async checkHealth() {
      state.looks += 1;
      if (state.fails) throw state.fails;
    },
  };
  return { state, model };
}

describe("A model is asked", () => {
  const opened = () => {
    const { state, model } = scripted();
    const thinker = createThinker({
      model,
      tools: [],
      budget: {
        take: async () => ({ settle: async () => undefined }),
        today: async () => ({ tokens: 0, people: 0 }),
      },
      limits: usualLimits,
      mask: () => ({ hosts: false, people: false, known: { hosts: [], people: [] }, secrets: [] }),
      timezone: "UTC",
      failed: () => undefined,
      saidBy: async () => {
        throw down;
      },
      onThought: () => undefined,
    });
    return { state, thinker };
  };
  const questionOf = (person: Person, text: string, more: Partial<Question> = {}): Question => ({
    text,
    locale: "en",
    intent: { name: "unknown", slots: {}, confidence: 0.2 },
    person,
    conversationId: "c",
    thread: "t",
    platform: "web",
    now: new Date(),
    ...more,
  });
  const ask = async (person: Person, text: string, pressed: Question["pressed"] = null) => {
    const { state, thinker } = opened();
    const question = questionOf(person, text, { pressed });
    return { free: await thinker.answer(question, signal()), turns: state.turns };
  };
  const ana: Person = { id: "ana", name: "Ana", roles: ["viewer"] };

  it("by people who may ask, though what they said before cannot be read", async () => {
    const { free, turns } = await ask(ana, "is all well?");
    expect(turns).toBe(1);
    expect(free).toMatchObject({ kind: "fell_back", made: { model: { model: "m", calls: 1 } } });
  });

  it("not to word what a workflow's step asked", async () => {
    const { state, thinker } = opened();
    const rules = reply({ locale: "en", text: "It failed." });
    const found = { verdict: "confirmed" } as Diagnosis;
    const question = questionOf(ana, "why did A fail?", { platform: "workflow" });
    expect(await thinker.word(found, rules, question, signal())).toBe(rules);
    expect(state.turns).toBe(0);
  });

  it.each<[string, Person, string, Question["pressed"]]>([
    ["visitors, who spend no tokens", { ...ana, visitor: "member" }, "is all well?", null],
    ["people who may not ask", { ...ana, roles: [] }, "is all well?", null],
    ["a single word", ana, "ok", null],
    ["a button", ana, "is all well?", { filled: null }],
  ])("not for %s", async (_, person, text, pressed) => {
    expect(await ask(person, text, pressed)).toEqual({ free: null, turns: 0 });
  });
});

describe("The server of a model", () => {
  it("is left alone after it failed twice in a row, and asked again after a while", async () => {
    let now = Date.parse("2026-03-04T11:00:00Z");
    const { state, model } = scripted();
    const watched = watchModel(model, () => new Date(now));
    const request = { messages: [], tools: [], maxOutputTokens: 10 };
    const attempt = () => watched.turn(request, signal()).then(() => "said", String);
    state.fails = down;
    for (let tries = 0; tries < 4; tries += 1) expect(await attempt()).toContain("It is down.");
    expect(state.turns).toBe(2);
    now += 21_000;
    state.fails = null;
    expect(await attempt()).toBe("said");
    expect(state.turns).toBe(3);
  });

  it("is as it was last seen: unknown, healthy, degraded, and a stopped question says nothing of it", async () => {
    let now = Date.parse("2026-03-04T11:00:00Z");
    const { state, model } = scripted();
    const watched = watchModel(model, () => new Date(now));
    expect(watched.state()).toMatchObject({ state: "unknown", ageMs: null });
    expect(await watched.look(signal())).toMatchObject({ state: "healthy", ageMs: 0 });
    await watched.look(signal());
    expect(state.looks).toBe(1);
    state.fails = down;
    const stopped = new AbortController();
    stopped.abort(new Error("stopped"));
    await watched
      .turn({ messages: [], tools: [], maxOutputTokens: 1 }, stopped.signal)
      .catch(() => undefined);
    expect(watched.state().state).toBe("healthy");
    now += 61_000;
    expect(await watched.look(signal())).toMatchObject({
      state: "degraded",
      detail: "It is down. Answers are by rules meanwhile.",
    });
  });
});
