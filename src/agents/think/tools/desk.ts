// What the reading tools read: the same plan, knowledge and memory as the rules, by ports that cannot change anything.

import type { Source } from "#core/reply.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import { findJob } from "#hwa/find-job.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { Graph } from "#ports/graph.ts";
import type { HwaJob, HwaReader } from "#ports/hwa.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import type { Fact, ToolContext, ToolResult } from "../tool.ts";

export interface ThinkDesk {
  readonly hwa: HwaReader;
  readonly names: Pick<NameIndex, "canonical" | "nearest">;
  readonly timezone: string;
  readonly diagnosis: DiagnosisDesk;
  readonly retrieval: Retrieval;
  /** Absent: there is none, and no tool for it. */
  readonly graph?: Pick<Graph, "around" | "brokeWith">;
  readonly incidents: Pick<Incidents, "page">;
  /** A person as they are called; null: nobody, or erased. */
  readonly nameOf: (personId: string) => string | null;
}

export function planSource({ hwa }: Pick<ThinkDesk, "hwa">, ref: string): Source {
  return { title: `HWA ${hwa.connection().host}`, ref };
}

/** Times in the plan are HWA's. */
export function planNow({ hwa }: Pick<ThinkDesk, "hwa">, { now }: ToolContext): Date {
  return new Date(now.getTime() + hwa.connection().aheadMs);
}

/** Goes on with the job that a name means now; else says where it was looked for, with the nearest names. */
export async function withJob(
  desk: ThinkDesk,
  name: string,
  context: ToolContext,
  read: (job: HwaJob) => Promise<ToolResult>,
): Promise<ToolResult> {
  const found = await findJob(desk.hwa, name, {
    signal: context.signal,
    timezone: desk.timezone,
    canonical: (typed) => desk.names.canonical("job", typed),
  });
  if (found.kind === "found") return read(found.job);
  const near = desk.names.nearest("job", name, 3).map((each) => each.name);
  return {
    kind: "nothing",
    looked: `the current plan has no such job${near.length > 0 ? `; near names: ${near.join(", ")}` : ""}`,
  };
}

export function foundOr(facts: readonly (Fact | null)[], looked: string): ToolResult {
  const some = facts.filter((fact) => fact !== null);
  return some.length > 0 ? { kind: "found", facts: some } : { kind: "nothing", looked };
}
