// The figures of all contenders as a table to read, and how ours stands to each of the others.

import type { Spread } from "../measure.ts";

/** The JSON line of one contender. */
export interface Figures {
  readonly contender: string;
  readonly jobsPerSecond?: number;
  readonly cpuMsPerJob?: number;
  readonly oneInFlightMs?: Spread;
  readonly signalMs?: Spread;
  readonly parallelMs?: Spread;
  readonly transactionsPerJob?: number;
  readonly writesPerJob?: number;
  readonly heapMbPer10000?: number;
  readonly databaseMbPer10000?: number;
  readonly full?: { readonly jobsPerSecond: number; readonly cpuMsPerJob: number };
}

const columns: readonly (readonly [title: string, value: (figures: Figures) => string])[] = [
  ["", ({ contender }) => contender],
  ["jobs/s", ({ jobsPerSecond }) => String(jobsPerSecond ?? "–")],
  ["CPU ms/job", ({ cpuMsPerJob }) => String(cpuMsPerJob ?? "–")],
  ["five steps p50/p99 ms", ({ oneInFlightMs }) => spread(oneInFlightMs)],
  ["signal to step p50/p99 ms", ({ signalMs }) => spread(signalMs)],
  ["50 parallel p50/p99 ms", ({ parallelMs }) => spread(parallelMs)],
  ["transactions/job", ({ transactionsPerJob }) => String(transactionsPerJob ?? "–")],
  ["disk writes/job", ({ writesPerJob }) => String(writesPerJob ?? "–")],
  ["10,000 waiting: heap, database MB", (each) => waiting(each)],
];

const ratios: readonly (readonly [title: string, value: (figures: Figures) => number | undefined])[] = [
  ["jobs/s", ({ jobsPerSecond }) => jobsPerSecond],
  ["CPU", ({ cpuMsPerJob }) => cpuMsPerJob],
  ["five steps p50", ({ oneInFlightMs }) => oneInFlightMs?.p50],
  ["signal p50", ({ signalMs }) => signalMs?.p50],
  ["50 parallel p50", ({ parallelMs }) => parallelMs?.p50],
];

export function table(all: readonly Figures[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...all.map((each) => columns.map(([, value]) => value(each))),
  ];
  const [ours, ...others] = all;
  return [aligned(rows), "", ...(ours ? others.map((other) => standing(ours, other)) : []), grown(ours)].join(
    "\n",
  );
}

function standing(ours: Figures, other: Figures): string {
  const parts = ratios.flatMap(([title, value]) => {
    const [mine, theirs] = [value(ours), value(other)];
    return mine && theirs ? [`${title} ×${(mine / theirs).toFixed(2)}`] : [];
  });
  return `${ours.contender} against ${other.contender}: ${parts.join(", ")}`;
}

function grown(ours: Figures | undefined): string {
  if (!ours?.full || !ours.cpuMsPerJob) return "";
  const { full, cpuMsPerJob } = ours;
  return `With 100,000 jobs in the table: ${full.jobsPerSecond} jobs/s, ${full.cpuMsPerJob} ms CPU a job, ×${(full.cpuMsPerJob / cpuMsPerJob).toFixed(2)}.`;
}

function spread(figure: Spread | undefined): string {
  return figure ? `${figure.p50.toFixed(1)} / ${figure.p99.toFixed(1)}` : "–";
}

function waiting({ heapMbPer10000, databaseMbPer10000 }: Figures): string {
  return heapMbPer10000 === undefined ? "–" : `${heapMbPer10000}, ${databaseMbPer10000}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
