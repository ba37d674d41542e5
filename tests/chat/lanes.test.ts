import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { answerWithin, createLanes } from "#chat/lanes.ts";

/** The machine may be busy: what comes late has come. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 });

interface Parcel {
  readonly thread: string;
  readonly name: string;
}

/** What is due, and what came of it; a parcel arrives when the test says so. */
function post(due: Parcel[], atOnce = 3, pauseMs = 0) {
  const onTheirWay = new Map<string, () => void>();
  const begun: string[] = [];
  const errors: unknown[] = [];
  const asked: { readonly limit: number; readonly busy: readonly string[] }[] = [];
  let broken = false;
  const lanes = createLanes<Parcel>({
    atOnce,
    async take(limit, busy) {
      asked.push({ limit, busy });
      if (broken) throw new Error("The database is away.");
      const taken = due.filter(({ thread }) => !busy.includes(thread)).slice(0, limit);
      for (const parcel of taken) due.splice(due.indexOf(parcel), 1);
      return taken;
    },
    async deliver({ name }) {
      begun.push(name);
      await new Promise<void>((resolve) => onTheirWay.set(name, resolve));
      onTheirWay.delete(name);
      return pauseMs;
    },
    onError: (error) => void errors.push(error),
  });
  return {
    lanes,
    due,
    begun,
    errors,
    asked,
    arrives: (name: string) => onTheirWay.get(name)?.(),
    onTheirWay: () => [...onTheirWay.keys()],
    breaks: (now: boolean) => {
      broken = now;
    },
  };
}

const parcel = (thread: string, name: string): Parcel => ({ thread, name });

test("Threads go beside each other up to the limit, and what arrives makes room for the next.", async () => {
  const at = post(["a", "b", "c", "d"].map((name) => parcel(name, name)));
  await using _lanes = at.lanes;
  at.lanes.wake();
  await soon(at.onTheirWay).toEqual(["a", "b", "c"]);
  at.arrives("b");
  await soon(at.onTheirWay).toEqual(["a", "c", "d"]);
  for (const name of ["a", "c", "d"]) at.arrives(name);
  expect(at.asked.every(({ limit }) => limit >= 1 && limit <= 3)).toBe(true);
});

test("A second one of the same thread waits for the first, though it was taken already.", async () => {
  const at = post([parcel("a", "a1"), parcel("a", "a2"), parcel("b", "b1")]);
  await using _lanes = at.lanes;
  at.lanes.wake();
  await soon(at.onTheirWay).toEqual(["a1", "b1"]);
  at.arrives("a1");
  await soon(at.onTheirWay).toEqual(["b1", "a2"]);
  at.arrives("a2");
  at.arrives("b1");
});

test("A wake that comes while it looks is not lost.", async () => {
  const at = post([]);
  await using _lanes = at.lanes;
  at.lanes.wake();
  at.due.push(parcel("a", "late"));
  at.lanes.wake();
  await soon(at.onTheirWay).toEqual(["late"]);
  at.arrives("late");
});

test("A thread that is to be left alone is, and is looked at again by itself after that.", async () => {
  const at = post([parcel("a", "a1")], 3, 500);
  await using _lanes = at.lanes;
  at.lanes.wake();
  await soon(at.onTheirWay).toEqual(["a1"]);
  at.due.push(parcel("a", "a2"), parcel("b", "b1"));
  const left = performance.now();
  at.arrives("a1");
  await soon(at.onTheirWay).toContain("a2");
  expect(performance.now() - left).toBeGreaterThan(490);
  expect(at.begun).toEqual(["a1", "b1", "a2"]);
  at.arrives("b1");
  at.arrives("a2");
});

test("When nothing can be taken it says so once a wake, and goes on with the next one.", async () => {
  const at = post([parcel("a", "a1")]);
  await using _lanes = at.lanes;
  at.breaks(true);
  at.lanes.wake();
  await soon(() => at.errors.length).toBe(1);
  await sleep(30);
  expect(at.errors).toHaveLength(1);
  at.breaks(false);
  at.lanes.wake();
  await soon(at.onTheirWay).toEqual(["a1"]);
  at.arrives("a1");
});

test("To dispose it is to wait for what is on its way and to take nothing more.", async () => {
  const at = post([parcel("a", "a1")]);
  at.lanes.wake();
  await soon(at.onTheirWay).toEqual(["a1"]);
  at.due.push(parcel("a", "a2"));
  let gone = false;
  const going = at.lanes[Symbol.asyncDispose]().then(() => {
    gone = true;
  });
  await sleep(30);
  expect(gone).toBe(false);
  at.arrives("a1");
  await going;
  at.lanes.wake();
  await sleep(10);
  expect(at.begun).toEqual(["a1"]);
});

test("What never answers ends as a fault that may be tried again.", async () => {
  await expect(answerWithin(new Promise(() => {}), 20, "slack")).rejects.toMatchObject({
    code: "timeout",
    retryable: true,
  });
  await expect(answerWithin(Promise.resolve(7), 20, "slack")).resolves.toBe(7);
  await expect(answerWithin(Promise.reject(new Error("no")), 20, "slack")).rejects.toThrow("no");
});

test("What is handed over goes at once, behind its own thread alone, and takes the room it takes.", async () => {
  const at = post([], 2);
  await using _lanes = at.lanes;
  expect(at.lanes.hasRoom("a")).toBe(true);
  at.lanes.deliver(parcel("a", "first"));
  at.lanes.deliver(parcel("a", "second"));
  expect(at.lanes.hasRoom("b")).toBe(false);
  await soon(at.onTheirWay).toEqual(["first"]);
  at.arrives("first");
  await soon(at.onTheirWay).toEqual(["second"]);
  expect(at.lanes.hasRoom("b")).toBe(true);
  at.arrives("second");
  await soon(() => at.begun).toEqual(["first", "second"]);
  expect(at.errors).toEqual([]);
});
