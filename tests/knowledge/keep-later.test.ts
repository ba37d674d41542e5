// Writing interactions down behind the answers' backs, on a store that can be made slow, away or picky.

import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { Fault } from "#core/fault.ts";
import { createKeptLater, type KeepLaterDeps } from "#knowledge/interactions/keep-later.ts";
import type { Interactions, NewInteraction } from "#ports/interactions.ts";

const nothing = () => Promise.reject(new Error("Not asked in these tests."));

function rig(
  record: (given: readonly NewInteraction[]) => Promise<void>,
  options: Partial<KeepLaterDeps> = {},
) {
  const kept: string[] = [];
  const counts = { kept: 0, lost: 0 };
  const store: Interactions = {
    async record(...given) {
      await record(given);
      kept.push(...given.map(({ id }) => id));
    },
    byId: async (id) => (kept.includes(id) ? ({ id } as never) : null),
    lastOf: nothing,
    page: nothing,
    rate: nothing,
    judgeNext: nothing,
    each: nothing as never,
    forget: nothing,
    erase: nothing,
  };
  const later = createKeptLater({
    store,
    log: pino({ level: "silent" }),
    onKept: (count) => {
      counts.kept += count;
    },
    onLost: (count) => {
      counts.lost += count;
    },
    againMs: 5,
    ...options,
  });
  return { later, kept, counts };
}

const one = (id: string) => ({ id }) as NewInteraction;
const away = () => new Fault("unreachable", "Nobody answers.", { retryable: true });

test("Whoever records waits for nothing, whoever asks sees what was recorded before.", async () => {
  const { later, kept } = rig(() => sleep(50));
  await using _ = later;
  const began = performance.now();
  await later.record(one("a"));
  expect(performance.now() - began).toBeLessThan(20);
  expect(kept).toEqual([]);
  expect(await later.byId("a")).not.toBeNull();
});

test("What comes together is written together, in its order.", async () => {
  const sizes: number[] = [];
  const { later, kept } = rig(async (given) => {
    sizes.push(given.length);
  });
  await using _ = later;
  const ids = Array.from({ length: 250 }, (_, index) => `i${index}`);
  for (const id of ids) await later.record(one(id));
  await later.byId("i249");
  expect(kept).toEqual(ids);
  expect(sizes.length).toBeLessThan(10);
});

test("A database that is away loses nothing that can wait, and counts what cannot.", async () => {
  let there = false;
  const { later, kept, counts } = rig(
    async () => {
      if (!there) throw away();
    },
    { most: 3 },
  );
  await using _ = later;
  for (const id of ["a", "b", "c", "d", "e"]) await later.record(one(id));
  await sleep(20);
  expect(kept).toEqual([]);
  expect(counts).toEqual({ kept: 0, lost: 2 });
  there = true;
  await later.byId("c");
  expect(kept).toEqual(["a", "b", "c"]);
  expect(counts).toEqual({ kept: 3, lost: 2 });
});

test("One that cannot be kept takes no other one with it.", async () => {
  const { later, kept, counts } = rig(async (given) => {
    if (given.some(({ id }) => id === "bad")) throw new Error("refused");
  });
  await using _ = later;
  for (const id of ["a", "bad", "b"]) await later.record(one(id));
  await later.byId("b");
  expect(kept).toEqual(["a", "b"]);
  expect(counts).toEqual({ kept: 2, lost: 1 });
});

test("Closing writes what waits.", async () => {
  const { later, kept } = rig(() => sleep(20));
  await later.record(one("a"));
  await later.record(one("b"));
  await later[Symbol.asyncDispose]();
  expect(kept).toEqual(["a", "b"]);
});

test("Closing does not wait for ever, and counts what it gave up.", async () => {
  const { later, counts } = rig(() => new Promise(() => {}), { closeMs: 30 });
  await later.record(one("a"));
  await later[Symbol.asyncDispose]();
  expect(counts).toEqual({ kept: 0, lost: 1 });
  await later.record(one("late"));
  expect(counts.lost).toBe(2);
});
