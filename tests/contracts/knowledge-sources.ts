// What every keeper of sources keeps to, and what is known for sure by them.

import { expect, test } from "vitest";
import type { Fix, Piece } from "#core/knowledge/passage.ts";
import type { KnowledgeSources, KnownFixes, SourceContent } from "#ports/knowledge-sources.ts";

export type OpenKnowledge = () => Promise<
  AsyncDisposable & { readonly sources: KnowledgeSources; readonly fixes: KnownFixes }
>;

export function piece(place: string, text: string, fix: Partial<Fix> | null = null): Piece {
  const none = { job: null, errorCode: null, problem: null, steps: [], owner: null, procedureUrl: null };
  return { place, heading: null, text, fix: fix === null ? null : { ...none, ...fix }, dated: null };
}

export function content(
  id: string,
  pieces: readonly Piece[],
  more: Partial<SourceContent> = {},
): SourceContent {
  return {
    ...{ id, kind: "workbook", origin: "folder", name: `knowledge/${id}`, title: id, addedBy: null },
    ...{ digest: JSON.stringify(pieces), standing: "approved", pieces },
    ...more,
  };
}

const all = { limit: 100, offset: 0 };

export function knowledgeSourcesContract({ open }: { readonly open: OpenKnowledge }): void {
  test("What is the same keeps its id wherever it moved to; what changed in its place keeps it too; the rest comes and goes.", async () => {
    await using opened = await open();
    const { sources } = opened;
    expect(
      (await sources.put(content("a", [piece("A2", "one"), piece("A3", "two"), piece("A4", "three")])))
        .change,
    ).toBe("new");
    const before = (await sources.passages("a", all)).passages;
    const put = await sources.put(
      content("a", [piece("A2", "zero"), piece("A3", "one"), piece("A4", "two"), piece("A5", "four")]),
    );
    expect(put).toMatchObject({ change: "changed", source: { passages: 4, standing: "approved" } });
    const after = (await sources.passages("a", all)).passages;
    const idOf = (text: string, among: typeof after) => among.find((each) => each.text === text)?.id;
    expect(idOf("one", after)).toBe(idOf("one", before));
    expect(idOf("two", after)).toBe(idOf("two", before));
    expect(after.map((each) => each.cite)).toEqual(
      ["A2", "A3", "A4", "A5"].map((place) => `knowledge/a · ${place}`),
    );
    await sources.put(content("a", [piece("A2", "zero, corrected")]));
    expect(await sources.passages("a", all)).toMatchObject({
      total: 1,
      passages: [{ id: idOf("zero", after) }],
    });
  });

  test("The same content changes nothing but clears a problem and brings back what was missing.", async () => {
    await using opened = await open();
    const { sources } = opened;
    const { source } = await sources.put(content("a", [piece("A2", "one")]));
    await sources.refuse(source, "It has 1,000,000 sheets.");
    await sources.missing("a", true);
    expect(await sources.byId("a")).toMatchObject({
      problem: "It has 1,000,000 sheets.",
      missing: true,
      passages: 1,
    });
    const again = await sources.put(content("a", [piece("A2", "one")]));
    expect(again).toMatchObject({ change: "unchanged", source: { problem: null, missing: false } });
    expect(again.source.changedAt).toEqual(source.changedAt);
  });

  test("New content of an upload waits for a person again; of the folder it does not.", async () => {
    await using opened = await open();
    const { sources } = opened;
    const upload = { origin: "upload", standing: "pending" } as const;
    await sources.put(content("u", [piece("A2", "one")], upload));
    expect(await sources.stand("u", "approved")).toMatchObject({ standing: "approved" });
    expect((await sources.put(content("u", [piece("A2", "one")], upload))).source.standing).toBe("approved");
    expect((await sources.put(content("u", [piece("A2", "two")], upload))).source.standing).toBe("pending");
    await sources.put(content("f", [piece("A2", "one")]));
    await sources.stand("f", "withdrawn");
    expect((await sources.put(content("f", [piece("A2", "two")]))).source.standing).toBe("withdrawn");
    expect(await sources.stand("nobody", "approved")).toBeNull();
  });

  test("Sources are listed by standing, origin and words, their digests by origin, and one that is removed is gone.", async () => {
    await using opened = await open();
    const { sources } = opened;
    await sources.put(content("a", [piece("A2", "one")], { title: "Recovery 100 %" }));
    await sources.put(content("b", [piece("A2", "one")], { origin: "upload", standing: "pending" }));
    await sources.refuse(
      { id: "c", kind: "pdf", origin: "folder", name: "c.pdf", addedBy: null },
      "It is encrypted.",
    );
    expect((await sources.page({ ...all, standing: "pending" })).sources.map((each) => each.id)).toEqual([
      "b",
    ]);
    expect((await sources.page({ ...all, words: "RECOVERY 100 %" })).total).toBe(1);
    expect((await sources.page({ ...all, origin: "folder" })).total).toBe(2);
    expect([...(await sources.digests("folder")).keys()]).toEqual(["a"]);
    expect(await sources.remove("a")).toBe(true);
    expect(await sources.remove("a")).toBe(false);
    expect(await sources.passages("a", all)).toEqual({ passages: [], total: 0 });
  });

  test("Text that Postgres does not store is kept without what it refuses, and markup stays text.", async () => {
    await using opened = await open();
    const { sources } = opened;
    const text = `=cmd|' /C calc'!A0 <!channel> \0 \ud800 ${"long ".repeat(6_000)}'"\\`;
    await sources.put(content("a", [piece("A2", text, { job: "A\0B", steps: ["x\0"] })]));
    const [kept] = (await sources.passages("a", all)).passages;
    expect(kept?.text).toBe(text.replaceAll("\0", "").toWellFormed());
    expect(kept?.fix).toMatchObject({ job: "AB", steps: ["x"] });
    const notes = ["Jobs!C4 holds the error #REF!; its row was left out."];
    expect((await sources.put(content("b", [piece("A2", "one")], { notes }))).source.notes).toEqual(notes);
    expect((await sources.put(content("b", [piece("A2", "two")]))).source.notes).toEqual([]);
  });

  test("Job and code come first, then the job's own, then the code's; a row's job may end in a star.", async () => {
    await using opened = await open();
    const { sources, fixes } = opened;
    const row = (place: string, job: string | null, errorCode: string | null) =>
      piece(place, place, { job, errorCode, steps: [place] });
    await sources.put(
      content("a", [
        row("code", null, "ORA-01653"),
        row("job", "PAY_CALC", null),
        row("both", "pay_calc", "ora-01653"),
        row("star", "PAY_*", "ORA-01653"),
        row("another", "STOCK", "ORA-01653"),
        row("other code", "PAY_CALC", "ORA-1"),
        row("rc of another", "STOCK", "RC=12"),
        row("rc", null, "12"),
      ]),
    );
    const places = async (query: Parameters<KnownFixes["about"]>[0]) =>
      (await fixes.about(query)).map((each) => each.steps[0]);
    const found = await places({ job: "Pay_Calc", errorCode: "ORA-01653" });
    expect(found.slice(0, 2).sort()).toEqual(["both", "star"]);
    expect(found.slice(2)).toEqual(["job", "other code", "code", "another"]);
    expect(await places({ errorCode: "RC=0012" })).toEqual(["rc"]);
    expect(await places({ job: "PAY" })).toEqual([]);
    expect(await places({})).toEqual([]);
    await sources.stand("a", "withdrawn");
    expect(await places({ job: "PAY_CALC" })).toEqual([]);
    await sources.stand("a", "approved");
    await sources.missing("a", true);
    expect(await places({ job: "PAY_CALC" })).toEqual([]);
  });

  test("What HWA says of a job comes after rows that are as near, and what else stands in a row comes with it.", async () => {
    await using opened = await open();
    const { sources, fixes } = opened;
    const row = (place: string, text: string) => piece(place, text, { job: "PAY", steps: [place] });
    await sources.put(content("a", [row("old", "Job: PAY\nNotes: Ana left in March\nPriority: 1")]));
    await sources.put(content("b", [row("hwa", "Notes: of HWA")], { kind: "hwa", origin: "hwa" }));
    expect((await fixes.about({ job: "PAY" })).map(({ steps, remarks }) => [steps[0], remarks])).toEqual([
      ["old", ["Notes: Ana left in March"]],
      ["hwa", []],
    ]);
  });
}
