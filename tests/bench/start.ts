// A cold start: a new data dir, a new Postgres cluster, to the line "Resync is ready"; and a warm one beside it.

import { report, rounded, spreadOf } from "./measure.ts";
import { startResync } from "./running-resync.ts";

export async function benchStart(): Promise<void> {
  const cold: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    await using resync = await startResync({});
    cold.push(resync.readyMs);
  }
  const spread = spreadOf(cold);
  report("cold_start", {
    readyMs: rounded(spread.p50, 0),
    slowestMs: rounded(Math.max(...cold), 0),
    runs: cold.length,
  });
}
