// The computers of the plan: which can run jobs now, and what stands in the way of the others.

import type { HwaJob, HwaReader, HwaWorkstation, ReadOptions } from "#ports/hwa.ts";
import { and, eq, isIn, type Oql } from "./oql.ts";

/** Why a workstation cannot be used: no link to it, its agent (jobman) is not running, or both. */
export type UnreachableWhy = "unlinked" | "agent_down" | "unlinked_and_agent_down";

/**
 * Types that run nothing themselves or use another's agent: pools choose an agent when they launch, an extended agent
 * runs on its host, a remote engine and the broker are reached through a link alone.
 */
const typesWithoutAgent = new Set(["POOL", "D-POOL", "REM-ENG", "X-AGENT", "WORKLOAD_BROKER"]);

/**
 * null: available, that is linked and with its agent up. Types without an agent of their own need the link alone; the
 * master that answers us needs no link to itself, only its agent.
 */
export function unreachableWhy(workstation: HwaWorkstation): UnreachableWhy | null {
  const linked = workstation.linked || workstation.states.includes("MASTER");
  const agentUp = workstation.agentUp || typesWithoutAgent.has(workstation.type.toUpperCase());
  if (linked && agentUp) return null;
  if (linked) return "agent_down";
  return agentUp ? "unlinked" : "unlinked_and_agent_down";
}

/** With limit 0 only jobs of priority HI (100) and GO (101) are launched. */
export function takesJobs(workstation: HwaWorkstation, priority: number | null): boolean {
  return workstation.limit !== 0 || (priority ?? 0) >= 100;
}

export interface WorkstationSummary {
  readonly name: string;
  readonly type: string;
  readonly os: string | null;
  readonly node: string | null;
  readonly domain: string | null;
  readonly host: string | null;
  readonly available: boolean;
  readonly why: UnreachableWhy | null;
  readonly states: readonly string[];
  /** Jobs that may run at once; 0 stops all but HI and GO; null: HWA gave none. */
  readonly limit: number | null;
  /** Jobs of a priority at or below the fence are not launched. */
  readonly fence: number | null;
}

export interface WorkstationFacts extends WorkstationSummary {
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  /** Some of the running jobs, at most 20. */
  readonly runningJobs: readonly HwaJob[];
  /** Some of the jobs that wait here, at most 20. */
  readonly waitingJobs: readonly HwaJob[];
}

export interface WorkstationsOverview {
  readonly total: number;
  readonly available: number;
  /** Unreachable first, then by name. */
  readonly workstations: readonly WorkstationSummary[];
}

export function summaryOf(workstation: HwaWorkstation): WorkstationSummary {
  const why = unreachableWhy(workstation);
  return {
    name: workstation.name,
    type: workstation.type,
    os: workstation.os,
    node: workstation.node,
    domain: workstation.domain,
    host: workstation.host,
    available: why === null,
    why,
    states: workstation.states,
    limit: workstation.limit,
    fence: workstation.fence,
  };
}

/** Every workstation of the plan, in one call. */
export async function workstationsOverview(
  hwa: HwaReader,
  options: ReadOptions = {},
): Promise<WorkstationsOverview> {
  const workstations = (await hwa.workstations(options))
    .map(summaryOf)
    .sort((a, b) => Number(a.available) - Number(b.available) || a.name.localeCompare(b.name));
  return {
    total: workstations.length,
    available: workstations.filter((workstation) => workstation.available).length,
    workstations,
  };
}

export type FoundWorkstation =
  | { readonly kind: "found"; readonly workstation: WorkstationFacts }
  | { readonly kind: "unknown"; readonly name: string; readonly names: readonly string[] };

/** One workstation by its name in any case, with or without its folder; `unknown` brings the names there are. */
export async function workstationFacts(
  hwa: HwaReader,
  name: string,
  options: ReadOptions = {},
): Promise<FoundWorkstation> {
  const all = await hwa.workstations(options);
  const workstation = workstationNamed(all, name);
  if (!workstation) return { kind: "unknown", name, names: all.map((each) => each.name) };
  const ask = (statuses: readonly string[]) =>
    hwa.jobs({ oql: jobsOn(workstation.name, statuses), limit: 20, detail: "brief" }, options);
  const [running, waiting, failed] = await Promise.all([
    ask(["RUNNING"]),
    ask(["WAITING", "READY", "HELD", "BLOCKED"]),
    hwa.jobs({ oql: jobsOn(workstation.name, ["ERROR"]), limit: 1, detail: "brief" }, options),
  ]);
  return {
    kind: "found",
    workstation: {
      ...summaryOf(workstation),
      running: running.total,
      waiting: waiting.total,
      failed: failed.total,
      runningJobs: running.items,
      waitingJobs: waiting.items,
    },
  };
}

export function workstationNamed(
  workstations: readonly HwaWorkstation[],
  name: string,
): HwaWorkstation | null {
  const wanted = plainName(name);
  return workstations.find((each) => plainName(each.name) === wanted) ?? null;
}

/** Upper case without folders: what `/AGENTS/AGT1` and `agt1` have in common. */
function plainName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).toUpperCase();
}

/** HWA writes a workstation with the slash of its folder in some answers and without in others; both are asked for. */
export function onWorkstation(name: string): Oql {
  const plain = name.replace(/^\/+/, "");
  return isIn("workstation", [`/${plain}`, plain]);
}

function jobsOn(workstation: string, statuses: readonly string[]): Oql {
  return and(onWorkstation(workstation), isIn("jobruns.commonStatus", statuses));
}

/** How many jobs run on a workstation now. */
export async function runningOn(
  hwa: HwaReader,
  workstation: string,
  options: ReadOptions = {},
): Promise<number> {
  const query = and(onWorkstation(workstation), eq("jobruns.commonStatus", "RUNNING"));
  return (await hwa.jobs({ oql: query, limit: 1, detail: "brief" }, options)).total;
}
