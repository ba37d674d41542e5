// What was looked at and found not to hold a waiting job: the other half of an honest answer.

import type { HwaJob } from "#ports/hwa.ts";
import { type Evidence, evidence, type Surroundings } from "./wait-causes.ts";

/** Something looked at that does not hold the job. */
export interface RuledOut {
  readonly check:
    | "predecessors"
    | "time"
    | "prompts"
    | "files"
    | "resources"
    | "priority"
    | "stream_priority"
    | "stream_limit"
    | "stream_dependencies"
    | "workstation_link"
    | "workstation_limit"
    | "workstation_fence";
  readonly evidence: Evidence;
}

/** What was looked at and does not hold the job; a check whose facts were not read is not claimed. */
export function ruledOut(
  job: HwaJob,
  around: Surroundings,
  causes: readonly { readonly kind: string; readonly holds: "job" | "stream" }[],
): readonly RuledOut[] {
  const holds = (kind: string, of: "job" | "stream" = "job") =>
    causes.some((cause) => cause.kind === kind && cause.holds === of);
  const out: RuledOut[] = [];
  const rule = (check: RuledOut["check"], held: boolean, ...fact: Parameters<typeof evidence>) => {
    if (!held) out.push({ check, evidence: evidence(...fact) });
  };
  const { stream, workstation } = around;
  const dependencies = job.dependencies;
  if (dependencies) {
    const kinds = [
      ["predecessors", "predecessor", ["job", "stream"]],
      ["prompts", "prompt", ["prompt"]],
      ["files", "file", ["file"]],
      ["resources", "resource", ["resource"]],
    ] as const;
    for (const [check, cause, of] of kinds) {
      const mine = dependencies.filter((each) => (of as readonly string[]).includes(each.kind));
      const open = mine.filter((each) => !each.satisfied).length;
      rule(check, holds(cause) || open > 0, "job", job.name, `unsatisfied ${check}`, `0 of ${mine.length}`);
    }
  }
  rule("time", holds("time"), "job", job.name, "startTime", job.time.start?.toISOString() ?? "none");
  if (job.priority !== null)
    rule("priority", holds("priority_zero"), "job", job.name, "priority", job.priority);
  if (stream) {
    if (stream.priority !== null)
      rule(
        "stream_priority",
        holds("priority_zero", "stream"),
        "stream",
        stream.name,
        "priority",
        stream.priority,
      );
    rule(
      "stream_limit",
      holds("stream_limit", "stream"),
      "stream",
      stream.name,
      "limit",
      stream.limit ?? "none",
    );
    if (stream.dependencies) {
      const open = stream.dependencies.filter((each) => !each.satisfied).length;
      const all = stream.dependencies.length;
      rule(
        "stream_dependencies",
        open > 0,
        "stream",
        stream.name,
        "unsatisfied dependencies",
        `${open} of ${all}`,
      );
    }
  }
  if (workstation) {
    const name = workstation.name;
    rule(
      "workstation_link",
      holds("workstation_unreachable"),
      "workstation",
      name,
      "linked",
      workstation.linked,
    );
    if (workstation.limit !== null)
      rule("workstation_limit", holds("workstation_limit"), "workstation", name, "limit", workstation.limit);
    if (workstation.fence !== null)
      rule("workstation_fence", holds("fence"), "workstation", name, "fence", workstation.fence);
  }
  return out;
}
