// What everything that counts a model's use keeps to.

import { expect, test } from "vitest";
import type { ModelBudget } from "#ports/model.ts";

/** `another`: the same count, seen from another process. */
export type OpenModelBudget = () => Promise<
  AsyncDisposable & { readonly budget: ModelBudget; readonly another: ModelBudget }
>;

const of = (person: string, day = 1_000, ofPerson = 600) => ({ day, person: { id: person, day: ofPerson } });

export function modelBudgetContract({ open }: { readonly open: OpenModelBudget }): void {
  test("What is taken counts in every process, and what was not used is given back.", async () => {
    await using opened = await open();
    const hold = await opened.budget.take(400, of("ana"));
    expect(await opened.another.today()).toEqual({ tokens: 400, people: 1 });
    await hold?.settle(150);
    await hold?.settle(0);
    expect(await opened.another.today()).toEqual({ tokens: 150, people: 1 });
  });

  test("A hold that is never settled counts as taken, and one that used more counts in full.", async () => {
    await using opened = await open();
    expect(await opened.budget.take(500, of("ana"))).not.toBeNull();
    const bia = await opened.another.take(100, of("bia"));
    await bia?.settle(300);
    expect(await opened.budget.today()).toEqual({ tokens: 800, people: 2 });
    expect(await opened.budget.take(201, of("caio"))).toBeNull();
    expect(await opened.budget.take(200, of("caio"))).not.toBeNull();
  });

  test("A person's limit and the day's each refuse alone, and a refusal takes nothing from either.", async () => {
    await using opened = await open();
    expect(await opened.budget.take(601, of("ana"))).toBeNull();
    expect(await opened.budget.today()).toEqual({ tokens: 0, people: 0 });
    await opened.budget.take(600, of("ana"));
    expect(await opened.budget.take(1, of("ana"))).toBeNull();
    expect(await opened.budget.take(401, of("bia"))).toBeNull();
    expect((await opened.budget.today()).tokens).toBe(600);
    expect(await opened.budget.take(400, of("bia"))).not.toBeNull();
  });

  test("Of many who ask at once, from two processes, never more than the limit is taken, nor less than fits.", async () => {
    await using opened = await open();
    const asked = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? opened.budget : opened.another).take(50, of(`person-${index % 5}`, 1_000, 300)),
    );
    const taken = (await Promise.all(asked)).filter((each) => each !== null);
    expect(taken).toHaveLength(20);
    expect((await opened.budget.today()).tokens).toBe(1_000);
    await Promise.all(taken.map((each) => each.settle(10)));
    expect((await opened.another.today()).tokens).toBe(200);
  });

  test("A budget of nothing allows nothing, and a number that is none takes nothing it should not.", async () => {
    await using opened = await open();
    expect(await opened.budget.take(1, of("ana", 0, 0))).toBeNull();
    expect(await opened.budget.take(Number.NaN, of("ana"))).toBeNull();
    expect((await opened.budget.today()).tokens).toBe(0);
  });
}
