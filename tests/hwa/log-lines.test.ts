// How single lines of logs are read, on lines that operators labelled: by the rules, and by what was learned of the same lines.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { signatureOf } from "#core/knowledge/signature.ts";
import { learn, usualSettings } from "#core/learned/learn.ts";
import { featuresOfLine, rows } from "#hwa/failure/learned/features.ts";
import { guessLine, type StoredLineWeights, storedLineWeights } from "#hwa/failure/learned/read-learned.ts";
import { type LineKind, lineKinds } from "#hwa/failure/line-kind.ts";
import { readLine } from "#hwa/failure/read-line.ts";
import { byRules, countOf, labelledLines } from "../evals/incidents/log-lines.ts";
import { digestOfLines } from "../evals/train-log-lines.ts";

describe("the labelled lines", () => {
  it("are of known kinds, each stands once, and none is in both sets", () => {
    const dev = labelledLines("dev");
    const heldOut = labelledLines("held-out");
    for (const { kind, text } of [...dev, ...heldOut]) expect(lineKinds, text).toContain(kind);
    const texts = new Set(dev.map(({ text }) => text));
    expect(texts.size).toBe(dev.length);
    // Nor is what a line says, numbers and names aside.
    const said = new Set(dev.map(({ text }) => signatureOf(text) ?? text));
    expect(heldOut.filter(({ text }) => said.has(signatureOf(text) ?? text))).toEqual([]);
  });

  it("that the rules were written with are read by them, and hardly ever as something else", () => {
    const lines = labelledLines("dev");
    const { right, wrong } = countOf(lines, byRules);
    expect(right / lines.length).toBeGreaterThan(0.85);
    expect(wrong / lines.length).toBeLessThan(0.02);
  });
});

describe("the learned reader", () => {
  it("has the weights that these lines give", () => {
    const stored = JSON.parse(readFileSync(storedLineWeights, "utf8")) as StoredLineWeights;
    expect(stored.kinds).toEqual(lineKinds);
    expect(
      stored.learnedFrom,
      "the lines changed after the weights were learned: npm run train:log-lines",
    ).toBe(digestOfLines());
  });

  it("takes a kind from words that no rule knows, whatever the file is called", () => {
    const example = (text: string, kind: LineKind) => ({
      features: featuresOfLine(text),
      label: lineKinds.indexOf(kind),
    });
    const taught = [
      example("the larder is bare of /data/a_0312.dat", "missing_file"),
      example("larder bare: orders.csv", "missing_file"),
      example("the larder is well stocked with 12 files", "none"),
      example("stocked 40 rows", "none"),
    ];
    const weights = learn(taught, 1, { rows, classes: lineKinds.length }, { ...usualSettings, rounds: 30 });
    expect(guessLine("larder is bare of /in/b_99.xml", weights).kind).toBe("missing_file");
    expect(guessLine("stocked 7 rows", weights).kind).toBe("none");
  });

  it("is heard only where the rules know nothing, and never about what is no evidence", () => {
    expect(readLine("ORA-01017: invalid username/password; logon denied")).toMatchObject({
      kind: "logon",
      sure: 1,
    });
    for (const quiet of ["errors: 0", "on_error = stop", "", "====", "   42   ", "12:00:01"])
      expect(readLine(quiet), quiet).toMatchObject({ kind: "none", sure: 1 });
  });

  it("reads four hundred long lines in a moment, whatever they hold", () => {
    const hostile = [
      "x".repeat(2_000),
      "aA".repeat(1_000),
      "a-1 ".repeat(500),
      "é\u0301".repeat(900),
      "<n> ".repeat(500),
    ];
    const from = performance.now();
    for (let at = 0; at < 400; at += 1) readLine(`${hostile[at % hostile.length]} ${at}`);
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});
