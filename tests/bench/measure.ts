// How a benchmark measures and what it prints: one JSON line each, times in milliseconds.

export interface Spread {
  readonly runs: number;
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
}

export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const mean = times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length);
  return { runs: times.length, p50: rounded(at(0.5)), p99: rounded(at(0.99)), mean: rounded(mean) };
}

/** Runs `work` so often with so many in flight, and returns each time. */
export async function timed(
  runs: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < runs) {
        const index = next++;
        const began = performance.now();
        await work(index);
        times.push(performance.now() - began);
      }
    }),
  );
  return times;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench, ...figures }));
}

/** Resident memory of a process in MB; null where /proc is not. */
export async function memoryOf(pid: number): Promise<number | null> {
  const { readFile } = await import("node:fs/promises");
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kb = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  return kb ? Math.round(Number(kb) / 1024) : null;
}
