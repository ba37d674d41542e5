// Statements that many ask for at once, as few: nothing waits without need, nothing is mixed up, nobody pays for another.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBatches } from "#adapters/postgres/in-batches.ts";
import { Fault } from "#core/fault.ts";

/** Keeps what went together, and answers after a while. */
function recorder(
  options: { readonly refuses?: (item: string) => Error | null; readonly keyed?: boolean } = {},
) {
  const batches: (readonly string[])[] = [];
  let most = 0;
  let now = 0;
  const ask = inBatches<string, string>({
    async run(items) {
      batches.push(items);
      most = Math.max(most, ++now);
      await sleep(10);
      now -= 1;
      for (const item of items) {
        const error = options.refuses?.(item);
        if (error) throw error;
      }
      return items.map((item) => `done ${item}`);
    },
    ...(options.keyed ? { keyOf: (item) => item.slice(0, 1) } : {}),
  });
  return { ask, batches, most: () => most };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);

test("Who asks alone is asked for at once, alone.", async () => {
  const { ask, batches } = recorder();
  const asked = ask("a");
  await Promise.resolve();
  expect(batches).toEqual([["a"]]);
  expect(await asked).toBe("done a");
});

test("Who asks while others are on their way goes with the next; a few go beside each other, and everybody gets their own.", async () => {
  const { ask, batches, most } = recorder();
  const first = numbers(5).map(async (item) => {
    await sleep(1);
    return ask(item);
  });
  const second = numbers(200).map(async (item) => {
    await sleep(4);
    return ask(`late ${item}`);
  });
  expect(await Promise.all(first)).toEqual(numbers(5).map((item) => `done ${item}`));
  expect(await Promise.all(second)).toEqual(numbers(200).map((item) => `done late ${item}`));
  expect(batches.flat()).toHaveLength(205);
  expect(batches.length).toBeLessThan(20);
  expect(most()).toBeLessThanOrEqual(3);
});

test("What is refused of one is refused of no other, and nothing is left waiting.", async () => {
  const { ask } = recorder({ refuses: (item) => (item === "3" ? new Fault("invalid_input", "No.") : null) });
  const settled = await Promise.allSettled(numbers(8).map(ask));
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(settled[3]).toMatchObject({ status: "rejected", reason: { message: "No." } });
  expect(await ask("again")).toBe("done again");
});

test("A database that is away is not asked again for each of them.", async () => {
  const away = new Fault("unavailable", "Away.", { retryable: true });
  const { ask, batches } = recorder({ refuses: () => away });
  const settled = await Promise.allSettled(numbers(30).map(ask));
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  expect(batches.flat()).toHaveLength(30);
});

test("Two of the same key go one after the other, in their order, and others beside them.", async () => {
  const { ask, batches } = recorder({ keyed: true });
  const items = ["a1", "a2", "b1", "a3", "b2"];
  expect(await Promise.all(items.map(ask))).toEqual(items.map((item) => `done ${item}`));
  expect(batches).toEqual([["a1", "b1"], ["a2", "b2"], ["a3"]]);
});
