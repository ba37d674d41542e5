// What every doorbell keeps to while its server is well.

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Doorbell, Ring } from "#ports/doorbell.ts";

export type OpenDoorbell = () => Promise<AsyncDisposable & { readonly doorbell: Doorbell }>;

export function doorbellContract({ open }: { readonly open: OpenDoorbell }): void {
  test("Each ring is answered, once, with the job it names.", async () => {
    await using opened = await open();
    const rings = Array.from({ length: 20 }, () => ringOf());
    await using heard = await listen(opened.doorbell);
    await opened.doorbell.ring(rings);
    await heard.all(rings);
    await sleep(300);
    expect(heard.jobs.toSorted()).toEqual(rings.map(({ jobId }) => jobId).toSorted());
  });

  test("Rings that came while nobody answered wait for the first who does.", async () => {
    await using opened = await open();
    const rings = [ringOf(), ringOf()];
    await opened.doorbell.ring(rings);
    await using heard = await listen(opened.doorbell);
    await heard.all(rings);
  });

  test("An idle answerer hears a ring at once, not at its next look.", async () => {
    await using opened = await open();
    await using heard = await listen(opened.doorbell);
    await sleep(1_200);
    for (let n = 0; n < 3; n++) {
      const ring = ringOf();
      const at = performance.now();
      await opened.doorbell.ring([ring]);
      await heard.all([ring]);
      expect(performance.now() - at).toBeLessThan(1_500);
    }
  });

  test("The higher priority goes first.", async () => {
    await using opened = await open();
    const rings = [3, 10, 1, 7].map((priority) => ringOf({ priority }));
    await opened.doorbell.ring(rings);
    await using heard = await listen(opened.doorbell, { concurrency: 1 });
    await heard.all(rings);
    const byPriority = rings.toSorted((a, b) => b.priority - a.priority);
    expect(heard.jobs).toEqual(byPriority.map(({ jobId }) => jobId));
  });

  test("A thousand rings in one call all arrive.", async () => {
    await using opened = await open();
    const rings = Array.from({ length: 1_000 }, () => ringOf());
    await using heard = await listen(opened.doorbell, { concurrency: 16 });
    await opened.doorbell.ring(rings);
    await heard.all(rings, 25_000);
    expect(new Set(heard.jobs).size).toBe(1_000);
  });

  test("The same ring again and again does no harm, and is heard at least once more when it was answered before.", async () => {
    await using opened = await open();
    const ring = ringOf();
    await opened.doorbell.ring([ring, ring, ring]);
    await Promise.all([opened.doorbell.ring([ring]), opened.doorbell.ring([ring])]);
    await using heard = await listen(opened.doorbell);
    await heard.all([ring]);
    await sleep(300);
    const before = heard.jobs.length;
    await opened.doorbell.ring([ring]);
    await heard.times(before + 1);
    const other = ringOf();
    await opened.doorbell.ring([other]);
    await heard.all([other]);
  });

  test("A handler that throws, whatever it throws, stops no other ring and is told in the log alone.", async () => {
    await using opened = await open();
    const bad = [ringOf(), ringOf(), ringOf()];
    const good = ringOf();
    const thrown: unknown[] = [new Error("bytes \0 \ud800 \u{1f691}"), undefined, "\0"];
    await using heard = await listen(opened.doorbell, {
      concurrency: 1,
      onRing: () => {
        if (thrown.length > 0) throw thrown.shift();
      },
    });
    await opened.doorbell.ring([...bad, good]);
    await heard.all([...bad, good]);
    await sleep(200);
    expect(heard.jobs).toHaveLength(4);
  });

  test("What threw once can be rung again under the same revision.", async () => {
    await using opened = await open();
    const ring = ringOf();
    await using heard = await listen(opened.doorbell, {
      onRing: () => {
        throw new Error("no");
      },
    });
    await opened.doorbell.ring([ring]);
    await heard.times(1);
    await sleep(200);
    await opened.doorbell.ring([ring]);
    await heard.times(2);
  });

  test("Ids that are no ids never enter, and the sound ones beside them do.", async () => {
    await using opened = await open();
    await using heard = await listen(opened.doorbell);
    const sound = ringOf();
    for (const jobId of ["a\0b", "\ud800", "", "1:2", "'; drop table job; --", `${randomUUID()}\n`])
      await expect(opened.doorbell.ring([ringOf({ jobId }), sound])).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringMatching(/UUID/),
      });
    for (const revision of [-1, 1.5, Number.NaN, 2 ** 60])
      await expect(opened.doorbell.ring([ringOf({ revision })])).rejects.toMatchObject({
        code: "invalid_input",
      });
    await heard.all([sound]);
    await sleep(300);
    expect(new Set(heard.jobs)).toEqual(new Set([sound.jobId]));
  });

  test("Priorities outside one to ten are heard like the nearest.", async () => {
    await using opened = await open();
    await using heard = await listen(opened.doorbell);
    const rings = [0, -3, 11, 99, 4.4, Number.NaN].map((priority) => ringOf({ priority }));
    await opened.doorbell.ring(rings);
    await heard.all(rings);
  });

  test("No more handlers run at once than asked for.", async () => {
    await using opened = await open();
    let running = 0;
    let most = 0;
    await using heard = await listen(opened.doorbell, {
      concurrency: 3,
      onRing: async () => {
        most = Math.max(most, ++running);
        await sleep(40);
        running--;
      },
    });
    const rings = Array.from({ length: 20 }, () => ringOf());
    await opened.doorbell.ring(rings);
    await heard.all(rings);
    expect(most).toBe(3);
  });

  test("Two who answer share the rings, and one who stops leaves them to the other.", async () => {
    await using opened = await open();
    const first = await listen(opened.doorbell);
    await using second = await listen(opened.doorbell);
    await first[Symbol.asyncDispose]();
    const rings = Array.from({ length: 30 }, () => ringOf());
    await opened.doorbell.ring(rings);
    await second.all(rings);
    expect(first.jobs).toEqual([]);
  });

  test("Who stops answering waits for the handler that runs.", async () => {
    await using opened = await open();
    let ended = false;
    const heard = await listen(opened.doorbell, {
      onRing: async () => {
        await sleep(600);
        ended = true;
      },
    });
    await opened.doorbell.ring([ringOf()]);
    await heard.times(1);
    await heard[Symbol.asyncDispose]();
    expect(ended).toBe(true);
  });

  test("A handler that never ends keeps nobody longer than five seconds.", async () => {
    await using opened = await open();
    const heard = await listen(opened.doorbell, { onRing: () => new Promise(() => {}) });
    await opened.doorbell.ring([ringOf()]);
    await heard.times(1);
    const at = performance.now();
    await opened.doorbell[Symbol.asyncDispose]();
    expect(performance.now() - at).toBeLessThan(5_000);
  });

  test("Health says in a sentence that it works and when that was seen.", async () => {
    await using opened = await open();
    await opened.doorbell.ring([ringOf()]);
    const health = await opened.doorbell.health();
    expect(health.state).toBe("healthy");
    expect(health.detail).toMatch(/(Redis|Postgres) at .* \d+ s ago\.$/);
    expect(Date.now() - (health.checkedAt?.getTime() ?? 0)).toBeLessThan(2_000);
  });

  test("Ringing nobody is nothing, and ringing after the end is refused with a sentence.", async () => {
    await using opened = await open();
    await opened.doorbell.ring([]);
    await opened.doorbell[Symbol.asyncDispose]();
    await opened.doorbell[Symbol.asyncDispose]();
    await expect(opened.doorbell.ring([ringOf()])).rejects.toMatchObject({ code: "unavailable" });
    await expect(opened.doorbell.answer(async () => {}, { concurrency: 1 })).rejects.toThrow(/taken down/);
  });
}

export function ringOf(parts: Partial<Ring> = {}): Ring {
  return { jobId: randomUUID(), revision: 1, priority: 5, ...parts };
}

export interface Listener extends AsyncDisposable {
  readonly jobs: string[];
  /** Resolves when each was heard at least once. */
  all(rings: readonly Ring[], ms?: number): Promise<void>;
  times(count: number, ms?: number): Promise<void>;
}

export async function listen(
  doorbell: Doorbell,
  options: {
    readonly concurrency?: number;
    readonly onRing?: (jobId: string) => Promise<void> | void;
  } = {},
): Promise<Listener> {
  const jobs: string[] = [];
  const answering = await doorbell.answer(
    async (jobId) => {
      jobs.push(jobId);
      await options.onRing?.(jobId);
    },
    { concurrency: options.concurrency ?? 4 },
  );
  async function until(what: string, done: () => boolean, ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (!done()) {
      if (performance.now() > end) throw new Error(`${what} in ${ms} ms; heard ${jobs.length}.`);
      await sleep(5);
    }
  }
  return {
    jobs,
    all: (rings, ms = 8_000) =>
      until(
        "Not every ring was heard",
        () => {
          const heard = new Set(jobs);
          return rings.every(({ jobId }) => heard.has(jobId));
        },
        ms,
      ),
    times: (count, ms = 8_000) => until(`${count} rings were not heard`, () => jobs.length >= count, ms),
    [Symbol.asyncDispose]: () => answering[Symbol.asyncDispose](),
  };
}
