// What the specification of 10.1 has and an engine of 10.2.8 answers with 404.

import type { Job, Stream } from "../plan/plan-model.ts";
import { parsePlanFilter } from "../query/plan-filter.ts";
import { malformed } from "../server/hwa-error.ts";
import { type Call, ok, type Route } from "../server/router.ts";
import { jobToWire } from "../wire/job.ts";
import { instant } from "../wire/scalars.ts";
import { listScope } from "../wire/scope.ts";
import { streamToWire } from "../wire/stream.ts";
import { jobOf, read, streamOf } from "./plan.ts";

function neighbours(call: Call, direction: "predecessors" | "successors", from: Job | Stream): object {
  const plan = call.simulation.present();
  const seen = new Set<Job | Stream>();
  let frontier: (Job | Stream)[] = [from];
  const depth = Math.min(20, Math.max(1, Number(call.query.get("depth") ?? 1) || 1));
  for (let level = 0; level < depth; level++) {
    const next = frontier.flatMap((node) =>
      direction === "successors"
        ? node.successors
        : node.dependencies.flatMap((one) => (one.kind === "job" || one.kind === "stream" ? [one.on] : [])),
    );
    frontier = [...new Set(next)].filter((node) => node !== from && !seen.has(node));
    for (const node of frontier) seen.add(node);
  }
  const results = [...seen].map((node) =>
    node.type === "job"
      ? jobToWire(plan, node, listScope(undefined))
      : streamToWire(plan, node, listScope(undefined)),
  );
  return { count: results.length, results };
}

export const onlyIn101: readonly Route[] = [
  read("/plan/job/{job_id}/predecessors", (call) =>
    ok(neighbours(call, "predecessors", jobOf(call.simulation.present(), call.params.job_id ?? ""))),
  ),
  read("/plan/job/{job_id}/successors", (call) =>
    ok(neighbours(call, "successors", jobOf(call.simulation.present(), call.params.job_id ?? ""))),
  ),
  read("/plan/jobstream/{jobstream_id}/predecessors", (call) =>
    ok(neighbours(call, "predecessors", streamOf(call.simulation.present(), call.params.jobstream_id ?? ""))),
  ),
  read("/plan/jobstream/{jobstream_id}/successors", (call) =>
    ok(neighbours(call, "successors", streamOf(call.simulation.present(), call.params.jobstream_id ?? ""))),
  ),
  read("/plan/jobstream/count", (call) => {
    const plan = call.simulation.present();
    const filter = parsePlanFilter(call.query.get("plan_filter"));
    return ok({ count: plan.streams.filter(filter.stream).length });
  }),
  read("/plan/consumed-jobs/runs", (call) => {
    const plan = call.simulation.present();
    const total = plan.index.endedSince(0).length;
    const jobs = {
      total,
      successful: plan.index.jobsByStatus.get("SUCCESSFUL")?.size ?? 0,
      unique: plan.index.jobsByName.size,
    };
    return ok([
      {
        date: instant(plan.now).slice(0, 10),
        dailyJobs: jobs,
        monthlyJobs: jobs,
        cumulativeJobs: jobs,
        jobsToSend: total,
        integrity: "ok",
      },
    ]);
  }),
  read("/engine/configuration", () => ok(configuration)),
  read("/engine/configuration/{key}", (call) => {
    const key = call.params.key ?? "";
    const value = configuration[key];
    if (!value) throw malformed(`There is no option "${key}".`);
    return ok(value);
  }),
  read("/engine/read_permission", () =>
    ok({ JOB_IN_PLAN: "ALL", JOBSTREAM_IN_PLAN: "ALL", WORKSTATION_IN_PLAN: "ALL" }),
  ),
];

const configuration: Readonly<Record<string, { value: string; description: string }>> = {
  longDurationThreshold: { value: "150", description: "Percent of the estimate after which a job is long" },
  approachingLateOffset: { value: "120", description: "Seconds before the critical start" },
  riskConfidence: {
    value: "80",
    description: "Percent of confidence below which a critical job is at high risk",
  },
};
