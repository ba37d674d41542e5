// The graph, kept up by the one process that leads, and asked by answers, pages and programs.

import type { Logger } from "pino";
import { canonicalCode } from "#hwa/failure/explain-error.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { Spelling } from "#knowledge/graph/edge-of.ts";
import { createGraphDesk, type GraphDesk } from "#knowledge/graph/graph-desk.ts";
import { tendGraph } from "#knowledge/graph/tend-graph.ts";
import type { Rounds } from "#knowledge/rounds.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { People } from "#ports/people.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import type { Knowledge } from "./open-knowledge.ts";

export interface GraphParts {
  readonly knowledge: Pick<Knowledge, "graph" | "sources" | "incidents" | "interactions">;
  readonly names: NameIndex;
  readonly store: PlanStore;
  readonly hwa: HwaReader;
  readonly people: Pick<People, "rights">;
  readonly leads: () => boolean;
  readonly now: () => Date;
}

export interface OpenGraph {
  readonly desk: GraphDesk;
  /** To be started when the plan is known by name, and closed before the database. */
  readonly tending: Rounds;
}

export function openGraph(log: Logger, parts: GraphParts): OpenGraph {
  const { knowledge, names, store, hwa, people, leads, now } = parts;
  const spelling: Spelling = {
    job: (name) => names.canonical("job", name),
    jobsBeginning: (prefix, limit) => names.startingWith(prefix, limit, "job"),
    code: canonicalCode,
  };
  return {
    desk: createGraphDesk({ ...knowledge, rights: () => people.rights(), spelling }),
    tending: tendGraph({
      ...knowledge,
      spelling,
      store,
      hwa,
      now,
      mayWork: leads,
      log: log.child({ part: "graph" }),
    }),
  };
}
