import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestComment, readFeedback } from "#core/knowledge/read-feedback.ts";

const read = (text: string) => {
  const { rating, comment } = readFeedback(text);
  return comment === null ? [rating] : [rating, comment];
};

describe("feedback in words", () => {
  it.each([
    ["feedback 4 good but slow", 4, "good but slow"],
    ["/resync feedback 5", 5],
    ["feedback 2: it was the disk", 2, "it was the disk"],
    ["feedback 4/5 fine", 4, "fine"],
    ["feedback 8/10", 4],
    ["feedback 0", 1],
    ["avaliar 2 demorou", 2, "demorou"],
    ["nota 10", 5],
    ["nota dez", 5],
    ["nota zero", 1],
    ["4/5", 4],
    ["5 stars", 5],
    ["👍", 5],
    ["👍🏽 valeu", 5, "valeu"],
    [":+1:", 5],
    [":thumbsdown: wrong job", 1, "wrong job"],
    ["+1", 5],
    ["-1 nothing of it was true", 1, "nothing of it was true"],
    ["feedback 👎 too slow", 1, "too slow"],
    ["thumbs down", 1],
  ])("%s", (text, ...wanted) => {
    expect(read(text)).toEqual(wanted);
  });

  it.each([
    "isso resolveu",
    "that solved it, thanks",
    "valeu, resolveu!",
    "era isso",
    "Exactly what I needed",
    "helpful",
  ])("%s is good", (text) => {
    expect(readFeedback(text).rating).toBe(5);
  });

  it.each([
    "não foi isso",
    "that is not it",
    "not helpful",
    "that didn't help",
    "não resolveu",
    "resposta errada, o job era outro",
    "wrong answer, it was the disk",
    "nada a ver",
    "isso não ajudou",
  ])("%s is bad", (text) => {
    expect(readFeedback(text).rating).toBe(1);
  });

  it("keeps what is said beyond a verdict, and tells reserved praise from full praise", () => {
    expect(read("wrong answer, it was the disk")).toEqual([1, "wrong answer, it was the disk"]);
    expect(read("good but slow to come")).toEqual([4, "good but slow to come"]);
    expect(read("isso resolveu")).toEqual([5]);
  });

  it("takes no rating out of figures that are part of what is said, and guesses none", () => {
    expect(read("the log had 12 lines")).toEqual([null, "the log had 12 lines"]);
    expect(read("feedback 42")).toEqual([null, "42"]);
    expect(read("feedback")).toEqual([null]);
    expect(read("feedback the owner left in March")).toEqual([null, "the owner left in March"]);
  });

  it("finds the answer that a button names", () => {
    expect(readFeedback("feedback 5 answer=0192-ABCD")).toEqual({
      answer: "0192-abcd",
      rating: 5,
      comment: null,
    });
  });

  it("survives any text, in no time, and never keeps more than it may", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const { rating, comment } = readFeedback(`feedback ${text}`);
        expect(rating === null || (rating >= 1 && rating <= 5)).toBe(true);
        expect((comment ?? "").length).toBeLessThanOrEqual(longestComment);
      }),
    );
    const began = performance.now();
    readFeedback(`feedback ${"not a ".repeat(50_000)}`);
    readFeedback("9".repeat(100_000));
    expect(performance.now() - began).toBeLessThan(500);
  });
});
