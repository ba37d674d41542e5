// Jobs and checkpoints for Prometheus. They are counted in the database at each scrape, so the figures are those of all
// processes and survive restarts. A database that does not answer gives no samples: absence, never an old figure.

import { hostname } from "node:os";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { checkpointStatuses } from "#core/job/checkpoint.ts";
import { jobStatuses } from "#core/job/job.ts";
import type { WorkerStatus } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";

type Counts = Awaited<ReturnType<JobReader["counts"]>>;

/** Adds the `agent_*` metrics. `activeJobs` counts what workers run now. */
export function addAgentMetrics(
  registry: Registry,
  jobs: Pick<JobReader, "counts">,
  activeJobs: () => number | Promise<number>,
): void {
  const registers = [registry];
  let asked: Promise<Counts | null> | null = null;
  /** One reading a scrape: its metrics collect side by side and share it. */
  const counts = () => {
    asked ??= jobs
      .counts()
      .catch(() => null)
      .finally(() => {
        asked = null;
      });
    return asked;
  };

  new Counter({
    name: "agent_jobs_total",
    help: "Total number of agent jobs by status",
    labelNames: ["status"],
    registers,
    async collect() {
      const found = await counts();
      this.reset();
      if (found) for (const status of jobStatuses) this.inc({ status }, found.jobs[status] ?? 0);
    },
  });
  countedElsewhere(
    new Histogram({
      name: "agent_jobs_duration_seconds",
      help: "Duration of agent jobs in seconds",
      labelNames: ["status"],
      registers: [],
    }),
    async () => (await counts())?.durations.flatMap(samplesOf) ?? [],
    registry,
  );
  new Counter({
    name: "agent_checkpoints_total",
    help: "Total number of agent checkpoints by status",
    labelNames: ["status"],
    registers,
    async collect() {
      const found = await counts();
      this.reset();
      if (found)
        for (const status of checkpointStatuses) this.inc({ status }, found.checkpoints[status] ?? 0);
    },
  });
  new Gauge({
    name: "agent_checkpoints_pending",
    help: "Number of pending agent checkpoints",
    registers,
    async collect() {
      const found = await counts();
      this.reset();
      if (found) this.set(found.checkpoints.PENDING ?? 0);
      else this.remove();
    },
  });
  new Gauge({
    name: "agent_worker_active_jobs",
    help: "Number of currently active agent jobs",
    registers,
    async collect() {
      try {
        this.set(await activeJobs());
      } catch {
        this.remove();
      }
    },
  });
}

/** What the worker of this process runs now, and what others said they run when they were last heard of. */
export async function activeJobs(here: () => WorkerStatus, roll: Pick<WorkerRoll, "list">): Promise<number> {
  const own = (each: { readonly host: string; readonly pid: number }) =>
    each.pid === process.pid && each.host === hostname();
  const elsewhere = (await roll.list()).filter((each) => each.alive && !own(each));
  return elsewhere.reduce((sum, each) => sum + each.busy, here().activeJobs);
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

const name = "agent_jobs_duration_seconds";

function samplesOf({ status, buckets, count, sum }: Counts["durations"][number]): readonly Sample[] {
  const bounds = buckets.filter((each) => Number.isFinite(each.le));
  return [
    ...bounds.map(({ le, count }) => ({
      metricName: `${name}_bucket`,
      labels: { status, le },
      value: count,
    })),
    { metricName: `${name}_bucket`, labels: { status, le: "+Inf" }, value: count },
    { metricName: `${name}_count`, labels: { status }, value: count },
    { metricName: `${name}_sum`, labels: { status }, value: sum },
  ];
}

/** prom-client's histogram counts what it observes itself; this one shows what the database counted. */
function countedElsewhere(
  histogram: Histogram<"status">,
  samples: () => Promise<readonly Sample[]>,
  registry: Registry,
): void {
  const get = async () => ({
    name,
    help: "Duration of agent jobs in seconds",
    type: "histogram",
    values: await samples(),
    aggregator: "sum",
  });
  registry.registerMetric(Object.assign(histogram, { get, getForPromString: get }) as unknown as Histogram);
}
