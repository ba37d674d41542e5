// Open alerts against the plan as it stands: what became well, or left the plan, while nobody was told. The plan tells its
// changes, but not those of a time when another plan took its place.

import type { Alert } from "#core/alert/alert.ts";
import { type News, reliefNews } from "#core/alert/news.ts";
import type { PlanStore } from "#ports/plan-store.ts";

export async function comparePlan(
  plan: Pick<PlanStore, "eachJob" | "workstations" | "lastPoll">,
  open: readonly Alert[],
  at: number,
): Promise<readonly News[]> {
  const wanted = new Set(
    open.flatMap(({ members }) =>
      members.filter(({ job, well }) => job !== null && !well).map(({ id }) => id),
    ),
  );
  const machines = open.flatMap(({ workstation }) => workstation?.name ?? []);
  const inStorm = open.flatMap(({ members }) =>
    members.filter(({ job, well }) => job === null && !well).map(({ workstation }) => workstation),
  );
  // A plan nobody has read yet has lost nothing.
  if ((wanted.size === 0 && machines.length + inStorm.length === 0) || (await plan.lastPoll()) === null)
    return [];
  const news: News[] = [];
  if (wanted.size > 0) {
    for await (const batch of plan.eachJob())
      for (const job of batch) {
        if (!wanted.delete(job.id)) continue;
        news.push(...reliefNews(job, at));
      }
    for (const jobId of wanted) news.push({ kind: "relief", jobId, how: "gone", at });
  }
  const now = new Map((await plan.workstations()).map((each) => [each.name, each]));
  for (const name of [...machines, ...inStorm])
    news.push({ kind: "workstation", name, now: now.get(name) ?? null, at });
  return news;
}
