import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Feedback, Interaction } from "#core/knowledge/interaction.ts";
import { consequenceOf, type Evidence, judgeByRules, together } from "#knowledge/learn/audit-rules.ts";

const nothing: Evidence = { next: null, known: null, realCause: null };

function answered(parts: Partial<Interaction> = {}): Interaction {
  return {
    id: "a1",
    at: new Date("2026-03-04T03:00:00Z"),
    conversationId: "c1",
    platform: "slack",
    thread: "t1",
    personId: "ana",
    locale: "en",
    question: "why did INVOICE_PROCESSING fail?",
    answer: "A file it needs is missing: /data/inbound/INV.dat.",
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
    feedback: [],
    judged: null,
    ...parts,
  };
}

function rated(...ratings: readonly (Feedback["rating"] | readonly [Feedback["rating"], string])[]) {
  return ratings.map((each, index): Feedback => {
    const [rating, comment] = Array.isArray(each) ? each : [each, null];
    return { by: `p${index}`, at: new Date(), rating: rating as Feedback["rating"], comment };
  });
}

const english = (interaction: Interaction, evidence: Partial<Evidence> = {}) =>
  judgeByRules(interaction, { ...nothing, ...evidence }).reasons.map(({ why }) => why.en);

describe("an answer is doubtful", () => {
  it("not at all when nothing speaks against it", () => {
    expect(judgeByRules(answered(), nothing)).toEqual({ doubt: 0, reasons: [] });
  });

  it("enough for a review when one person says it was wrong, and very when two do", () => {
    const one = judgeByRules(answered({ feedback: rated([1, "it was the disk"]) }), nothing);
    expect(one.reasons.map(({ why }) => why.en)).toEqual(["It was rated 1 of 5: “it was the disk”."]);
    expect(consequenceOf(one.doubt)).toBe("review");
    const two = judgeByRules(answered({ feedback: rated(1, 2) }), nothing);
    expect(two.reasons.map(({ why }) => why.pt)).toEqual([
      "2 pessoas a avaliaram mal, a pior nota foi 1 de 5.",
    ]);
    expect(consequenceOf(two.doubt)).toBe("withdraw");
  });

  it("never enough to withdraw what it quotes on one person's word, however often they say it", () => {
    const feedback = rated([1, "wrong"]);
    const said = { ...nothing, realCause: "gremlins ate the cables" };
    expect(consequenceOf(judgeByRules(answered({ feedback }), { ...said, realCauseBy: "p0" }).doubt)).toBe(
      "review",
    );
    expect(consequenceOf(judgeByRules(answered({ feedback }), { ...said, realCauseBy: "rui" }).doubt)).toBe(
      "withdraw",
    );
  });

  it("when the real cause was told to be another one, and not when it is the one that was said", () => {
    expect(english(answered(), { realCause: "the disk of FIN_WS was full" })).toEqual([
      "Afterwards a person said the real cause was another one: “the disk of FIN_WS was full”.",
    ]);
    expect(english(answered(), { realCause: "the file was missing" })).toEqual([]);
  });

  it("when it knew nothing although something is known", () => {
    const evidence = { known: "knowledge/resync.xlsx · Jobs!A2:E2" };
    expect(english(answered({ mood: "unknown" }), evidence)).toEqual([
      "It said that nothing is known, although knowledge/resync.xlsx · Jobs!A2:E2 speaks of it.",
    ]);
    expect(english(answered(), evidence)).toEqual([]);
  });

  it("not when it named that very place, or was asked for what no document says", () => {
    const known = "HWA · FIN_WS#GL_CLOSE, jobDefinition";
    const sources = [{ title: "Knowledge", ref: known }];
    expect(english(answered({ mood: "unknown", sources }), { known })).toEqual([]);
    expect(english(answered({ mood: "unknown", intent: "incident.list" }), { known })).toEqual([]);
  });

  it("when it claims without a source, or a model worded it without one", () => {
    expect(english(answered({ sources: [] }))).toEqual(["It claims something and names no source."]);
    expect(english(answered({ sources: [], intent: "job.status" }))).toEqual([]);
    const model = { model: "m", inputTokens: 1, outputTokens: 1, calls: 1 };
    expect(consequenceOf(judgeByRules(answered({ sources: [], model }), nothing).doubt)).toBe("review");
  });

  it("when the same is asked again in other words, and not when something else is", () => {
    const next = (question: string, intent: string, slots = {}) => ({ question, intent, slots });
    expect(
      english(answered(), {
        next: next("what broke it then?", "job.diagnose", { job: "INVOICE_PROCESSING" }),
      }),
    ).toEqual(["The same was asked again at once: “what broke it then?”."]);
    expect(
      english(answered(), { next: next("who owns it?", "owner.who", { job: "INVOICE_PROCESSING" }) }),
    ).toEqual([]);
    expect(english(answered(), { next: next("feedback 5", "feedback.give") })).toEqual([]);
  });

  it("when something failed under it, or the question was hardly understood", () => {
    expect(
      english(
        answered({
          tools: [{ tool: "hwa.log", outcome: "failed", elapsedMs: 3 }],
          confidence: 0.5,
        }),
      ),
    ).toEqual([
      "hwa.log failed while it was made, so it may lack something.",
      "What was asked was understood with 50 % confidence only.",
    ]);
    expect(english(answered({ intent: "unknown", confidence: 0.2 }))).toEqual([
      "The question was not understood.",
    ]);
  });
});

const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

test("Reasons add up to no less than each and no more than certainty, in whatever order.", () => {
  fc.assert(
    fc.property(weights, (all) => {
      const reasons = all.map((weight) => ({ weight }));
      const doubt = together(reasons);
      expect(doubt).toBeGreaterThanOrEqual(0);
      expect(doubt).toBeLessThanOrEqual(1);
      for (const weight of all) expect(doubt).toBeGreaterThanOrEqual(weight - 0.0006);
      expect(together(reasons.toReversed())).toBeCloseTo(doubt, 2);
    }),
  );
});

const feedbackOf = fc.array(
  fc.record({
    by: fc.string({ minLength: 1, maxLength: 5 }),
    at: fc.constant(new Date(0)),
    rating: fc.constantFrom(1, 2, 3, 4, 5, null) as fc.Arbitrary<Feedback["rating"]>,
    comment: fc.option(fc.string({ maxLength: 40 }), { nil: null }),
  }),
  { maxLength: 6 },
);
const any = fc.record({
  question: fc.string({ maxLength: 80 }),
  answer: fc.string({ maxLength: 80 }),
  intent: fc.constantFrom("job.diagnose", "unknown", "job.status", "knowledge.search", "feedback.give"),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  mood: fc.constantFrom("good", "bad", "unknown"),
  sources: fc.constantFrom([], [{ title: "HWA", ref: "x" }]),
  feedback: feedbackOf,
});
const evidence = fc.record({
  next: fc.option(
    fc.record({
      question: fc.string({ maxLength: 80 }),
      intent: fc.constantFrom("job.diagnose", "job.log", "feedback.give"),
      slots: fc.constant({}),
    }),
    { nil: null },
  ),
  known: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: null }),
  realCause: fc.option(fc.string({ maxLength: 40 }), { nil: null }),
});

test("What people rated 3 or better on average is left alone, whatever the rules say.", () => {
  fc.assert(
    fc.property(any, evidence, (parts, also) => {
      const given = parts.feedback.flatMap(({ rating }) => (rating === null ? [] : [rating]));
      const average = given.reduce((sum: number, each) => sum + each, 0) / given.length;
      const { doubt, reasons } = judgeByRules(answered(parts), also);
      if (given.length > 0 && average >= 3) expect({ doubt, reasons }).toEqual({ doubt: 0, reasons: [] });
      if (given.length > 0 && average < 3) expect(doubt).toBeGreaterThan(0);
    }),
  );
});

test("Every doubt has a reason, each a sentence in both languages, and judging twice says the same.", () => {
  fc.assert(
    fc.property(any, evidence, (parts, also) => {
      const verdict = judgeByRules(answered(parts), also);
      expect(verdict.doubt > 0).toBe(verdict.reasons.length > 0);
      for (const { why } of verdict.reasons)
        for (const text of [why.en, why.pt]) expect(text).toMatch(/^\S[\s\S]*\.$/u);
      expect(judgeByRules(answered(parts), also)).toEqual(verdict);
    }),
  );
});

test("More bad feedback never makes an answer less doubtful.", () => {
  fc.assert(
    fc.property(any, evidence, (parts, also) => {
      const before = judgeByRules(answered(parts), also);
      const after = judgeByRules(answered({ ...parts, feedback: [...parts.feedback, ...rated(1)] }), also);
      expect(after.doubt).toBeGreaterThanOrEqual(before.doubt);
    }),
  );
});
