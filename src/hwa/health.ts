// The whole plan at a glance.

import {
  commonStatusOf,
  isCommonStatus,
  type StatusWord,
  statusWordOf,
  statusWords,
} from "#core/hwa-status.ts";
import type { CountsByGroup, HwaPrompt, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type LateJob, type LateReport, lateJobs } from "./lateness/late-jobs.ts";
import { eq } from "./oql.ts";
import { type WorkstationSummary, workstationsOverview } from "./workstations.ts";

export interface PlanHealth {
  readonly at: Date;
  readonly workstations: {
    readonly total: number;
    readonly available: number;
    readonly unreachable: number;
    /** Each with its `why`. */
    readonly unreachableOnes: readonly WorkstationSummary[];
    /** Available but with limit 0: nothing but HI and GO jobs is launched there. */
    readonly closed: readonly WorkstationSummary[];
  };
  readonly jobs: {
    readonly total: number;
    /** Jobs per status word; null: this engine did not say. */
    readonly byStatus: Readonly<Record<StatusWord, number>> | null;
  };
  readonly criticalPath: {
    /** No critical job is at risk; see `late.ts` for what that means. */
    readonly onTrack: boolean;
    /** Jobs late now, critical or not: flagged late, past their deadline, or running over 150 % of the estimate. */
    readonly delayedJobs: number;
    readonly delayed: readonly LateJob[];
    readonly critical: readonly LateJob[];
    readonly atRisk: readonly LateJob[];
    readonly coverage: LateReport["coverage"];
  };
  readonly prompts: {
    /** Asked and unanswered. */
    readonly open: number;
    /** The longest open first, at most 20. */
    readonly items: readonly HwaPrompt[];
  };
}

/** Six list calls at any size of the plan, and up to 20 single reads for critical jobs that wait for others. */
export async function planHealth(hwa: HwaReader, now: Date, options: ReadOptions = {}): Promise<PlanHealth> {
  const [counts, overview, late, prompts] = await Promise.all([
    hwa.jobCounts("status", options),
    workstationsOverview(hwa, options),
    lateJobs(hwa, now, { ...options, predecessorReads: 20 }),
    openPrompts(hwa, options),
  ]);
  const unreachableOnes = overview.workstations.filter((each) => !each.available);
  return {
    at: now,
    workstations: {
      total: overview.total,
      available: overview.available,
      unreachable: overview.total - overview.available,
      unreachableOnes,
      closed: overview.workstations.filter((each) => each.available && each.limit === 0),
    },
    jobs: {
      total: counts.total,
      byStatus: countsByWord(counts) ?? (await countedOneByOne(hwa, counts.total, options)),
    },
    criticalPath: {
      onTrack: late.atRisk.length === 0,
      delayedJobs: late.late.length,
      delayed: late.late,
      critical: late.critical,
      atRisk: late.atRisk,
      coverage: late.coverage,
    },
    prompts,
  };
}

/** Null when the engine gave a total but no groups. Groups may be common or internal status names. */
export function countsByWord(counts: CountsByGroup): Readonly<Record<StatusWord, number>> | null {
  const groups = Object.entries(counts.groups);
  if (groups.length === 0 && counts.total > 0) return null;
  const byWord = noCounts();
  for (const [group, count] of groups) {
    const name = group.trim().toUpperCase();
    byWord[statusWordOf({ common: isCommonStatus(name) ? name : commonStatusOf(name) })] += count;
  }
  return byWord;
}

/** Engines before status groups: the totals of one filtered list per status, without their items. */
async function countedOneByOne(
  hwa: HwaReader,
  total: number,
  options: ReadOptions,
): Promise<Readonly<Record<StatusWord, number>>> {
  const byWord = noCounts();
  for (const common of [
    "RUNNING",
    "SUCCESSFUL",
    "ERROR",
    "READY",
    "HELD",
    "BLOCKED",
    "SUPPRESS",
    "WAITING",
  ] as const) {
    const page = await hwa.jobs(
      { oql: eq("jobruns.commonStatus", common), limit: 1, detail: "brief" },
      options,
    );
    byWord[statusWordOf({ common })] += page.total;
  }
  const known = Object.values(byWord).reduce((sum, count) => sum + count, 0);
  byWord.Unknown = Math.max(0, total - known);
  return byWord;
}

function noCounts(): Record<StatusWord, number> {
  return Object.fromEntries(statusWords.map((word) => [word, 0])) as Record<StatusWord, number>;
}

/** Prompts are few; all are read and those asked and unanswered are kept, because their OQL fields are not documented. */
export async function openPrompts(
  hwa: HwaReader,
  options: ReadOptions = {},
): Promise<{ readonly open: number; readonly items: readonly HwaPrompt[] }> {
  const page = await hwa.prompts({ limit: 1_000 }, options);
  const open = page.items
    .filter((prompt) => prompt.status === "ASKED")
    .sort((a, b) => (a.askedAt?.getTime() ?? 0) - (b.askedAt?.getTime() ?? 0));
  return { open: open.length, items: open.slice(0, 20) };
}
