// What every keeper of the review queue keeps to.

import { expect, test } from "vitest";
import type { AuditRecord } from "#ports/audit.ts";
import type { Reviews } from "#ports/reviews.ts";

export type OpenReviews = () => Promise<
  AsyncDisposable & { readonly reviews: Reviews; audited(): Promise<readonly AuditRecord[]> }
>;

const by = { who: { id: "ana", name: "Ana" }, surface: "slack" };
const doubtful = (subject: string, weight = 0.7, reasons: readonly string[] = ["no source"]) => ({
  kind: "answer" as const,
  subject,
  title: `Por que ${subject} falhou?`,
  reasons,
  weight,
});

export function reviewsContract({ open }: { readonly open: OpenReviews }): void {
  test("A subject is asked about once; a second doubt adds its reason.", async () => {
    await using opened = await open();
    const { reviews } = opened;
    const asked = await Promise.all([1, 2, 3].map(() => reviews.open(doubtful("a1"))));
    expect(asked.filter((each) => each.isNew)).toHaveLength(1);
    const more = await reviews.open(doubtful("a1", 0.9, ["rated 1"]));
    expect(more).toMatchObject({ isNew: false, review: { weight: 0.9, reasons: ["no source", "rated 1"] } });
    expect((await reviews.page({ limit: 10, offset: 0 })).total).toBe(1);
  });

  test("One decision counts, is audited once, and the slower one is told of it.", async () => {
    await using opened = await open();
    const { reviews } = opened;
    const { review } = await reviews.open(doubtful("a1"));
    const decisions = await Promise.all([
      reviews.decide(review.id, { verdict: "approved", reason: null }, by),
      reviews.decide(
        review.id,
        { verdict: "rejected", reason: "wrong owner" },
        { ...by, who: { id: "bia", name: "Bia" } },
      ),
    ]);
    expect(decisions.map((each) => each.kind).sort()).toEqual(["decided", "done"]);
    const audited = (await opened.audited()).filter((each) => each.subject === "answer:a1");
    expect(audited).toHaveLength(1);
    const kept = await reviews.byId(review.id.slice(0, 8));
    expect(kept?.decided?.by).toBe(audited[0]?.who.id);
    expect(await reviews.decide("no-such", { verdict: "approved", reason: null }, by)).toEqual({
      kind: "unknown",
    });
  });

  test("What was decided is opened again only by a reason nobody has looked at.", async () => {
    await using opened = await open();
    const { reviews } = opened;
    const { review } = await reviews.open(doubtful("a1"));
    await reviews.decide(review.id, { verdict: "approved", reason: null }, by);
    expect((await reviews.open(doubtful("a1"))).review.decided).not.toBeNull();
    expect((await reviews.open(doubtful("a1", 0.7, ["rated 1"]))).review.decided).toBeNull();
  });

  test("The weightiest come first, decided ones last, and pages keep to the question.", async () => {
    await using opened = await open();
    const { reviews } = opened;
    await reviews.open(doubtful("light", 0.61));
    await reviews.open(doubtful("heavy", 0.95));
    const { review } = await reviews.open({ ...doubtful("done", 1), kind: "entry" });
    await reviews.decide(review.id, { verdict: "rejected", reason: "no" }, by);
    const page = await reviews.page({ limit: 10, offset: 0 });
    expect(page.reviews.map((each) => each.subject)).toEqual(["heavy", "light", "done"]);
    expect(
      (await reviews.page({ open: false, limit: 10, offset: 0 })).reviews.map((each) => each.subject),
    ).toEqual(["done"]);
    expect((await reviews.page({ words: "HEAVY", limit: 10, offset: 0 })).total).toBe(1);
    expect((await reviews.page({ kind: "source", limit: 10, offset: 0 })).total).toBe(0);
    expect(await reviews.counts()).toEqual({ answer: 2, entry: 0, source: 0 });
  });

  test("An id that could be two, or is none, finds nothing.", async () => {
    await using opened = await open();
    for (const id of ["", "%", "a", "zzzzzzzz", "'; --"]) expect(await opened.reviews.byId(id)).toBeNull();
  });
}
