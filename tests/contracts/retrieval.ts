// What every way of finding keeps to.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { PassageVectors, Retrieval, Sought } from "#ports/retrieval.ts";
import { content, piece } from "./knowledge-sources.ts";

export type OpenRetrieval = () => Promise<
  AsyncDisposable & {
    readonly sources: KnowledgeSources;
    readonly retrieval: Retrieval;
    readonly vectors: PassageVectors;
  }
>;

const sought = (text: string, more: Partial<Sought> = {}): Sought => ({
  ...{ text, jobs: [], codes: [], vector: null, limit: 10 },
  ...more,
});

const house = [
  piece("invoice", "Input file missing: ask the partner to resend it", {
    job: "INVOICE_PROCESSING",
    errorCode: "RC=12",
  }),
  piece("oracle", "Invalid username or password: refresh the wallet", { errorCode: "ORA-01017" }),
  piece("disk", "Disk full: remove old logs of the agent"),
  piece("disco", "Conexões recusadas: verifique a configuração da estação"),
  piece("payroll", "Wages wait for the bank's file", { job: "FINANCE_PAYROLL" }),
  piece("other", "The coffee machine is on the second floor"),
];

export function retrievalContract({ open }: { readonly open: OpenRetrieval }): void {
  async function filled() {
    const opened = await open();
    await opened.sources.put(content("a", house));
    const find = async (text: string, more: Partial<Sought> = {}) =>
      (await opened.retrieval.search(sought(text, more))).map((each) => each.passage.place);
    return { ...opened, find, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  }

  test("Words are found in both languages, inflected, without accents, and by what the other language calls them.", async () => {
    await using house = await filled();
    expect((await house.find("the disks were full"))[0]).toBe("disk");
    expect((await house.find("disco cheio"))[0]).toBe("disk");
    expect((await house.find("conexao recusada"))[0]).toBe("disco");
    expect((await house.find("senha invalida"))[0]).toBe("oracle");
  });

  test("Names and codes are found however they are written, and a name that is spelled nearly right.", async () => {
    await using house = await filled();
    for (const text of [
      "invoice_processing",
      "invoice processing",
      "INVOICE_PROCESING",
      "FIN_WS#INVOICE_PROCESSING",
    ])
      expect((await house.find(text))[0], text).toBe("invoice");
    for (const text of ["ORA-01017", "ora1017", "ora-1017"])
      expect(await house.find(text), text).toEqual(["oracle"]);
    expect(await house.find("ORA-01018"), "another number is another code").toEqual([]);
  });

  test("What is exactly asked about comes first and is sure; nothing known is an answer.", async () => {
    await using house = await filled();
    const [exact] = await house.retrieval.search(sought("disk full", { jobs: ["finance_payroll"] }));
    expect(exact).toMatchObject({ passage: { place: "payroll" }, found: { exact: true } });
    expect(exact?.relevance).toBeGreaterThan(0.7);
    for (const text of ["kafka consumer lag", "LOGISTICS_GHOST_JOB abended", "quem descobriu o brasil"])
      expect(await house.find(text), text).toEqual([]);
  });

  test("Only what is approved and there is found, from the moment on that this changes.", async () => {
    await using house = await filled();
    const states: readonly (() => Promise<unknown>)[] = [
      () => house.sources.stand("a", "withdrawn"),
      () => house.sources.stand("a", "pending"),
      () => house.sources.missing("a", true),
    ];
    for (const state of states) {
      await state();
      expect(await house.find("disk full")).toEqual([]);
      await house.sources.stand("a", "approved");
      await house.sources.missing("a", false);
      expect(await house.find("disk full")).toEqual(["disk"]);
    }
    await house.sources.remove("a");
    expect(await house.find("disk full", { jobs: ["FINANCE_PAYROLL"] })).toEqual([]);
  });

  test("Meaning finds what no word does, among approved passages only, and vectors stay with what did not change.", async () => {
    await using house = await filled();
    const wanting = await house.vectors.wanting("m", 100);
    expect(wanting).toHaveLength(6);
    await house.vectors.keep(
      "m",
      wanting.map((each) => ({
        passageId: each.id,
        values: Float32Array.from(each.text.startsWith("Wages") ? [1, 0, 0] : [0, 1, 0.1]),
      })),
    );
    const vector = { model: "m", values: Float32Array.from([2, 0.1, 0]) };
    expect((await house.retrieval.search(sought("salaries late?", { vector })))[0]).toMatchObject({
      passage: { place: "payroll" },
      found: { meaning: 1 },
    });
    const odd = { model: "m", values: Float32Array.from([1, 2]) };
    expect(await house.find("qwerty", { vector: odd })).toEqual([]);
    const [first] = wanting;
    const wrong = [{ passageId: first?.id ?? "", values: Float32Array.from([1]) }];
    await expect(house.vectors.keep("m", wrong)).rejects.toMatchObject({ code: "bad_gateway" });
    await house.sources.stand("a", "withdrawn");
    expect(await house.find("salaries", { vector })).toEqual([]);
    await house.sources.put(content("b", [piece("new", "new words")]));
    expect((await house.vectors.wanting("m", 100)).map((each) => each.text)).toEqual(["new words"]);
    expect(await house.vectors.forgetOthers("n")).toBe(6);
  });

  test("No question fails, whatever is in it.", async () => {
    await using house = await filled();
    const hostile = [
      "a & b | !c:* <-> (",
      "'; drop table knowledge_passage; --",
      "\\' 'x':1A",
      "the of que de",
      "🔥🔥",
      "",
    ];
    hostile.push("disk ".repeat(6_000), "\0\ud800", "_ _ _", "=", "1".repeat(3_000), "a_".repeat(15_000));
    for (const text of hostile) await house.find(text, { jobs: [text], codes: [text] });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (text) => {
        for (const { relevance } of await house.retrieval.search(sought(text, { jobs: [text] }))) {
          expect(relevance).toBeGreaterThan(0);
          expect(relevance).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
    expect(await house.find("disk full")).toEqual(["disk"]);
    await expect(house.retrieval.search(sought("disk"), AbortSignal.abort())).rejects.toThrow();
  });
}
