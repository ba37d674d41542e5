import { describe, expect, it } from "vitest";
import { feedbackForm } from "#agents/learning/feedback-form.ts";
import { withThumbs } from "#chat/with-thumbs.ts";
import { readFeedback } from "#core/knowledge/read-feedback.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";

const sources = [{ title: "HWA", ref: "plan/job/1" }];
const answer = "0199a5b2-7f1e-4c3d-8a9b-123456789abc";
const model = { model: "m", inputTokens: 1, outputTokens: 1, calls: 1 };

function labels(parts: Partial<Reply>, intent: Parameters<typeof withThumbs>[1] = "job.diagnose") {
  const given = reply({ locale: "en", text: "It failed.", sources, ...parts });
  return withThumbs(given, intent, answer).choices.map(({ label }) => label);
}

const choice = (label: string): Choice => ({ id: label, label, style: "default" });

describe("thumbs", () => {
  it("stand last under a diagnosis, an error, what is known, and whatever a model worded", () => {
    expect(labels({ choices: [choice("Log")] })).toEqual(["Log", "👍", "👎"]);
    expect(labels({}, "error.explain")).toEqual(["👍", "👎"]);
    expect(labels({}, "knowledge.search")).toEqual(["👍", "👎"]);
    expect(labels({ made: { model } }, "unknown")).toEqual(["👍", "👎"]);
  });

  it("stand under nothing else, nothing that asks back or is private, and never among many choices", () => {
    expect(labels({}, "job.status")).toEqual([]);
    expect(labels({ sources: [] })).toEqual([]);
    expect(labels({ privately: true })).toEqual([]);
    expect(
      labels({ asks: { intent: "runbook.run", slots: {}, missing: "job", oneOf: [] } }, "job.diagnose"),
    ).toEqual([]);
    expect(labels({ choices: Array.from({ length: 7 }, (_, index) => choice(`c${index}`)) })).toHaveLength(7);
  });

  it("say which answer they are for, in words that are read as feedback", () => {
    const given = withThumbs(reply({ locale: "en", text: "x", sources }), "job.diagnose", answer);
    expect(given.choices.map(({ id }) => readFeedback(id))).toEqual([
      { answer, rating: 5, comment: null },
      { answer, rating: 1, comment: null },
    ]);
  });
});

describe("the dialog of what was wrong", () => {
  it("is that choice's alone, in both languages", () => {
    expect(feedbackForm({ choice: `feedback why answer=${answer}`, locale: "pt" })?.title).toBe(
      "O que estava errado?",
    );
    expect(feedbackForm({ choice: `feedback why answer=${answer}`, locale: "en" })?.fields).toMatchObject([
      { name: "comment", kind: "long_text", required: true },
    ]);
    for (const other of [`feedback 5 answer=${answer}`, "feedback why", "approve 3f2a91bc"])
      expect(feedbackForm({ choice: other, locale: "en" })).toBeNull();
  });
});
