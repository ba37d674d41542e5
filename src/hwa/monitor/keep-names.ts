// Keeping the name index in step with the plan.

import type { PlanEvent, SnapshotJob } from "#ports/plan-store.ts";
import type { AddName, NameIndex } from "../names/name-index.ts";

/** All names of a plan, in place of what the index had. */
export function replaceNames(
  names: NameIndex,
  jobs: Iterable<readonly SnapshotJob[]> | AsyncIterable<readonly SnapshotJob[]>,
  workstations: Iterable<{ readonly name: string }>,
): Promise<void> {
  return names.replace(async (add: AddName) => {
    for await (const batch of jobs)
      for (const job of batch) {
        add("job", job.name);
        add("stream", job.stream);
        add("workstation", job.workstation);
      }
    for (const workstation of workstations) add("workstation", workstation.name);
  });
}

/** What one event changes in the index. */
export function applyToNames(names: NameIndex, { change }: PlanEvent): void {
  const { before, after } = change;
  if (change.kind === "workstation") {
    if (before && !after) names.remove("workstation", before.name);
    if (after && !before) names.add("workstation", after.name);
    return;
  }
  const was = change.before;
  const is = change.after;
  if (was?.name === is?.name && was?.stream === is?.stream && was?.workstation === is?.workstation) return;
  // First what comes, so that a name that stays is not dropped and taken up again.
  if (is) {
    names.add("job", is.name);
    names.add("stream", is.stream);
    names.add("workstation", is.workstation);
  }
  if (was) {
    names.remove("job", was.name);
    names.remove("stream", was.stream);
    names.remove("workstation", was.workstation);
  }
}
