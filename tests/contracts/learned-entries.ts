// What every keeper of learned entries keeps to.

import { expect, test } from "vitest";
import type { EntryEvidence, EntryFix } from "#core/knowledge/entry.ts";
import type { AuditRecord } from "#ports/audit.ts";
import type { KnowledgeSources, KnownFixes } from "#ports/knowledge-sources.ts";
import type { EntryDraft, LearnedEntries } from "#ports/learned-entries.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import type { Reviews } from "#ports/reviews.ts";

export interface Learning extends AsyncDisposable {
  readonly entries: LearnedEntries;
  readonly reviews: Reviews;
  readonly sources: KnowledgeSources;
  readonly fixes: KnownFixes;
  readonly retrieval: Retrieval;
  audited(): Promise<readonly AuditRecord[]>;
}

const ana = { who: { id: "ana", name: "Ana Prado" }, surface: "slack" };
const bia = { who: { id: "bia", name: "Bia" }, surface: "teams" };

export const someFix: EntryFix = {
  job: "INVOICE_*",
  errorCode: "ABEND_UFL",
  problem: "Input file not found",
  steps: ["Ask EDI for the file", "Rerun the job"],
  owner: "edi-team@company.com",
  procedureUrl: null,
};

function evidence(...numbers: readonly number[]): readonly EntryEvidence[] {
  return numbers.map((number) => ({
    incident: `incident-${number}`,
    job: "INVOICE_PROCESSING",
    brokeAt: new Date(Date.UTC(2026, 2, number, 3)),
    wellAt: new Date(Date.UTC(2026, 2, number, 4)),
    by: ["ana"],
    steps: someFix.steps,
  }));
}

function draft(numbers: readonly number[], more: Partial<EntryDraft> = {}): EntryDraft {
  return {
    key: "code:abendufl ask:edi file|hwa.rerun",
    fix: someFix,
    evidence: evidence(...numbers),
    pattern: { errorCode: "ABEND_UFL", cause: "missing_file", jobs: "INVOICE_*", signature: null },
    runbook: null,
    ...more,
  };
}

const all = { limit: 10, offset: 0 };
const approve = { verdict: "approved", reason: null, fix: null } as const;
const reject = { verdict: "rejected", reason: "EDI has another number now.", fix: null } as const;

export function learnedEntriesContract({ open }: { readonly open: () => Promise<Learning> }): void {
  test("One pattern is one draft with one review, however many draft it at once.", async () => {
    await using opened = await open();
    const { entries, reviews } = opened;
    const drafted = await Promise.all([1, 2, 3, 4].map(() => entries.draft(draft([1, 2, 3]))));
    expect(drafted.map((each) => each.change).sort()).toEqual(["new", "none", "none", "none"]);
    expect((await entries.page(all)).total).toBe(1);
    const page = await reviews.page({ ...all, kind: "entry", open: true });
    expect(page).toMatchObject({
      total: 1,
      reviews: [{ subject: drafted[0]?.entry.id, title: "Input file not found" }],
    });
    expect(await opened.fixes.about({ errorCode: "ABEND_UFL" })).toEqual([]);
  });

  test("More evidence joins, also under another key where it is mostly the same incidents.", async () => {
    await using opened = await open();
    const { entries } = opened;
    const { entry } = await entries.draft(draft([2, 3, 4]));
    const more = await entries.draft(draft([1, 2, 3], { key: "code:abendufl ask:edi|hwa.rerun" }));
    expect(more).toMatchObject({ change: "more", entry: { id: entry.id, state: "draft" } });
    expect(more.entry.evidence.map((each) => each.incident)).toEqual(
      [1, 2, 3, 4].map((n) => `incident-${n}`),
    );
    const other = await entries.draft(draft([7, 8, 9], { key: "code:abendufl restore:backup" }));
    expect(other.change).toBe("new");
    expect((await entries.page({ ...all, state: "draft" })).total).toBe(2);
  });

  test("What was rejected stays so until there is twice as much to say for it.", async () => {
    await using opened = await open();
    const { entries, reviews } = opened;
    const { entry } = await entries.draft(draft([1, 2, 3]));
    await entries.decide(entry.id, reject, ana);
    expect(await entries.draft(draft([1, 2, 3, 4, 5]))).toMatchObject({
      change: "none",
      entry: { state: "rejected", decided: { by: "ana", reason: reject.reason, edited: false } },
    });
    const again = await entries.draft(draft([1, 2, 3, 4, 5, 6]));
    expect(again).toMatchObject({ change: "new", entry: { id: entry.id, state: "draft", decided: null } });
    expect((await reviews.page({ ...all, kind: "entry", open: true })).total).toBe(1);
  });

  test("An approved entry is quoted from the next look on, by its job, its code and its words, cited with who approved it.", async () => {
    await using opened = await open();
    const { entries, fixes, retrieval } = opened;
    const { entry } = await entries.draft(draft([1, 2, 3]));
    expect(await entries.decide(entry.id.slice(0, 8), approve, ana)).toEqual({ kind: "unknown" });
    const decided = await entries.decide(entry.id, approve, ana);
    expect(decided).toMatchObject({ kind: "done", entry: { state: "approved", decided: { by: "ana" } } });
    const [fix] = await fixes.about({ job: "invoice_processing", errorCode: "ABEND_UFL" });
    expect(fix).toMatchObject({ ...someFix, origin: "learned", sourceId: entry.id });
    expect(fix?.cite).toMatch(
      new RegExp(`^learned entry ${entry.id.slice(0, 8)}, approved by Ana Prado on \\d{4}-\\d\\d-\\d\\d$`),
    );
    const found = await retrieval.search({
      text: "quem pede o arquivo ao EDI?",
      jobs: [],
      codes: [],
      vector: null,
      limit: 5,
    });
    expect(JSON.stringify(found)).toContain(entry.id);
    const [audit] = (await opened.audited()).filter((each) => each.subject === `entry:${entry.id}`);
    expect(audit).toMatchObject({ verb: "knowledge.approve", who: ana.who, surface: "slack" });
    expect((await opened.reviews.page({ ...all, kind: "entry" })).reviews).toMatchObject([
      { decided: { verdict: "approved", by: "ana" } },
    ]);
  });

  test("One decision counts, whether of the entry or of its review, and the slower one is told of it.", async () => {
    await using opened = await open();
    const { entries, reviews } = opened;
    for (let round = 0; round < 5; round += 1) {
      const { entry } = await entries.draft(draft([round * 10 + 1], { key: `round ${round}` }));
      const [review] = (await reviews.page({ ...all, subject: entry.id })).reviews;
      const outcomes = await Promise.all([
        entries.decide(entry.id, approve, ana),
        reviews.decide(review?.id ?? "", { verdict: "approved", reason: null }, bia),
        entries.decide(entry.id, approve, bia),
      ]);
      expect(outcomes.map((each) => each.kind).sort()).toEqual(["decided", "decided", "done"]);
      const kept = await entries.byId(entry.id);
      const settled = await reviews.byId(review?.id ?? "");
      expect(settled?.decided).toMatchObject({ verdict: "approved", by: kept?.decided?.by });
      expect((await opened.audited()).filter((each) => each.subject === `entry:${entry.id}`)).toHaveLength(1);
    }
  });

  test("What a person wants otherwise is kept beside what was drafted, and stays when more evidence comes.", async () => {
    await using opened = await open();
    const { entries, fixes } = opened;
    const { entry } = await entries.draft(draft([1, 2, 3]));
    const own = { ...someFix, steps: ["Call EDI, extension 4711", "Rerun the job"] };
    const changed = await entries.change(entry.id, own, ana);
    expect(changed).toMatchObject({ kind: "done", entry: { state: "draft", fix: own, drafted: someFix } });
    await entries.draft(draft([1, 2, 3, 4]));
    const better = { ...own, owner: "EDI" };
    const decided = await entries.decide(entry.id, { ...approve, fix: better }, bia);
    expect(decided).toMatchObject({ entry: { fix: better, drafted: someFix, decided: { edited: true } } });
    expect(await fixes.about({ errorCode: "ABEND_UFL" })).toMatchObject([{ ...better }]);
    await entries.draft(draft([1, 2, 3, 4, 5]));
    const last = { ...better, problem: "The daily file is late" };
    expect(await entries.change(entry.id, last, ana)).toMatchObject({ entry: { state: "approved" } });
    const [fix] = await fixes.about({ errorCode: "ABEND_UFL" });
    expect(fix).toMatchObject({ ...last, cite: expect.stringContaining("approved by Ana Prado") });
    expect((await entries.byId(entry.id))?.evidence).toHaveLength(5);
  });

  test("A withdrawn entry is quoted no longer, waits for a judgement, and comes back when it is approved.", async () => {
    await using opened = await open();
    const { entries, fixes, reviews } = opened;
    const { entry } = await entries.draft(draft([1, 2, 3]));
    expect((await entries.withdraw(entry.id, "old", ana)).kind).toBe("decided");
    await entries.decide(entry.id, approve, ana);
    for (const time of [1, 2]) {
      expect(await entries.withdraw(entry.id, "EDI moved", bia)).toMatchObject({
        kind: "done",
        entry: { state: "withdrawn" },
      });
      expect(await fixes.about({ errorCode: "ABEND_UFL" })).toEqual([]);
      const [review] = (await reviews.page({ ...all, kind: "entry", open: true })).reviews;
      const back = await reviews.decide(review?.id ?? "", { verdict: "approved", reason: null }, ana);
      expect([time, back.kind]).toEqual([time, "done"]);
      expect(await fixes.about({ errorCode: "ABEND_UFL" })).toHaveLength(1);
    }
  });

  test("Whoever holds back its source withdraws the entry, and a rejected source is a rejected entry.", async () => {
    await using opened = await open();
    const { entries, sources } = opened;
    const { entry } = await entries.draft(draft([1, 2, 3]));
    await entries.decide(entry.id, approve, ana);
    await sources.stand(entry.id, "withdrawn");
    expect((await entries.byId(entry.id))?.state).toBe("withdrawn");
    expect((await entries.page({ ...all, state: "withdrawn" })).total).toBe(1);
    await sources.stand(entry.id, "rejected");
    expect((await entries.byId(entry.id))?.state).toBe("rejected");
    await entries.decide(entry.id, approve, bia);
    expect(await sources.byId(entry.id)).toMatchObject({
      standing: "approved",
      origin: "learned",
      kind: "entry",
    });
  });

  test("What a person wrote is a draft like any other, twice the same words two of them.", async () => {
    await using opened = await open();
    const { entries } = opened;
    const [first, second] = [await entries.write(someFix, ana), await entries.write(someFix, bia)];
    expect(first).toMatchObject({ state: "draft", evidence: [], pattern: { jobs: "INVOICE_*" } });
    expect(second.id).not.toBe(first.id);
    expect((await entries.page({ ...all, words: "INPUT FILE" })).total).toBe(2);
    expect((await opened.reviews.page({ ...all, kind: "entry", open: true })).total).toBe(2);
  });

  test("An erased person leaves the evidence; what was done stays.", async () => {
    await using opened = await open();
    const { entries } = opened;
    const { entry } = await entries.draft(draft([1, 2]));
    await entries.erase("ana");
    const kept = await entries.byId(entry.id);
    expect(kept?.evidence.map(({ by, steps }) => [by, steps])).toEqual([
      [[], someFix.steps],
      [[], someFix.steps],
    ]);
  });

  test("An id that could be two, or is none, finds nothing and decides nothing.", async () => {
    await using opened = await open();
    const { entries } = opened;
    for (const id of ["", "%", "a", "zzzzzzzz", "'; --"]) expect(await entries.byId(id)).toBeNull();
    expect(await entries.change("nobody", someFix, ana)).toEqual({ kind: "unknown" });
    expect(await entries.withdraw("nobody", "x", ana)).toEqual({ kind: "unknown" });
  });
}
