// What the plan says of a stream's jobs, of a job and of a stream: where they run, what they follow, what they need.

import type { Edge, NodeRef } from "#core/knowledge/edge.ts";
import type { HwaDependency, HwaResource } from "#ports/hwa.ts";
import { distinct, edgeOf, nodeOf } from "./edge-of.ts";

export interface PlannedJob {
  readonly name: string;
  readonly workstation: string;
}

export function streamEdges(stream: string, jobs: readonly PlannedJob[]): readonly Edge[] {
  return distinct(
    jobs.flatMap(({ name, workstation }) => {
      const job = nodeOf("job", name);
      return [
        ...edgeOf(job, "runs_in", nodeOf("stream", stream)),
        ...edgeOf(job, "runs_on", nodeOf("workstation", workstation)),
      ];
    }),
  );
}

/** What a job or a stream follows and needs, satisfied or not: how it hangs together does not change when a job ends. */
export function dependencyEdges(of: NodeRef | null, dependencies: readonly HwaDependency[]): readonly Edge[] {
  return distinct(
    dependencies.flatMap((each) => {
      if (each.kind === "job") return edgeOf(of, "follows", nodeOf("job", each.jobName));
      if (each.kind === "stream") return edgeOf(of, "follows", nodeOf("stream", each.streamName));
      return each.kind === "resource" ? edgeOf(of, "needs", nodeOf("resource", each.name)) : [];
    }),
  );
}

/** Who holds it now, needs it. */
export function holderEdges(resources: readonly HwaResource[]): readonly Edge[] {
  return distinct(
    resources.flatMap(({ name, holders }) =>
      holders.flatMap(({ job }) => edgeOf(nodeOf("job", job), "needs", nodeOf("resource", name))),
    ),
  );
}
