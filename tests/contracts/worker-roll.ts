// What every roll of workers keeps to.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { WorkerEntry, WorkerRoll } from "#ports/worker-roll.ts";

export type OpenWorkerRoll = () => Promise<AsyncDisposable & { readonly roll: WorkerRoll }>;

const worker = (id: string, slots = 3): WorkerEntry => ({ id, host: "host-1", pid: 4711, slots });

export function workerRollContract({ open }: { readonly open: OpenWorkerRoll }): void {
  test("A worker that beats stays alive, and is told of the others.", async () => {
    await using opened = await open();
    const { roll } = opened;
    expect(await roll.enrol(worker("a"), 60_000)).toMatchObject({ others: 0, peers: 0 });
    expect(await roll.enrol(worker("api", 0), 60_000)).toMatchObject({ others: 1, peers: 1 });
    const beat = await roll.beat("a", 2, 60_000);
    expect(beat).toMatchObject({ alive: true, others: 0, peers: 1 });
    expect(Math.abs(beat.now.getTime() - Date.now())).toBeLessThan(5_000);
    expect(await roll.list()).toMatchObject([
      { ...worker("a"), busy: 2, alive: true },
      { ...worker("api", 0), busy: 0, alive: true },
    ]);
  });

  test("A lease that has passed cannot be beaten back to life, swept or not.", async () => {
    await using opened = await open();
    const { roll } = opened;
    await roll.enrol(worker("a"), 40);
    await roll.enrol(worker("b"), 60_000);
    await sleep(60);
    expect(await roll.beat("a", 0, 60_000)).toMatchObject({ alive: false, others: 1 });
    expect(await roll.beat("b", 0, 60_000)).toMatchObject({ alive: true, others: 0, peers: 0 });
    expect(await roll.lost()).toEqual([]);
    expect(await roll.beat("a", 0, 60_000)).toMatchObject({ alive: false });
    expect(await roll.beat("nobody", 0, 60_000)).toMatchObject({ alive: false });
    expect(await roll.list()).toMatchObject([
      { id: "b", alive: true },
      { id: "a", alive: false },
    ]);
  });

  test("A worker that leaves is gone at once; leaving twice is nothing.", async () => {
    await using opened = await open();
    const { roll } = opened;
    await roll.enrol(worker("a"), 60_000);
    await roll.leave("a");
    await roll.leave("a");
    expect(await roll.beat("a", 0, 60_000)).toMatchObject({ alive: false });
    expect(await roll.list()).toMatchObject([{ id: "a", alive: false }]);
  });
}
