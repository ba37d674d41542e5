// What tends to knowledge behind everything else: documents and HWA's words are read, the graph is kept up, vectors are made,
// resolved failures mined, answers judged. Mostly by the one process that leads the monitor.

import type { Logger } from "pino";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Config } from "#config";
import type { Monitor } from "#hwa/monitor/monitor.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { GraphDesk } from "#knowledge/graph/graph-desk.ts";
import type { Actions } from "#ports/action.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { People } from "#ports/people.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import type { Metrics } from "../metrics.ts";
import { openAuditor } from "./open-auditor.ts";
import { openGraph } from "./open-graph.ts";
import type { Knowledge } from "./open-knowledge.ts";
import { openMining } from "./open-mining.ts";
import type { OpenModel } from "./open-model.ts";
import { openShelf } from "./open-shelf.ts";

export interface TendingParts {
  readonly db: Database;
  readonly knowledge: Knowledge;
  readonly model: OpenModel | null;
  readonly hwa: HwaReader;
  readonly store: PlanStore;
  readonly names: NameIndex;
  readonly people: Pick<People, "rights">;
  readonly actions: Actions;
  readonly monitor: Pick<Monitor, "leads">;
  readonly metrics: Metrics;
  readonly now: () => Date;
}

export interface Tending {
  readonly graph: GraphDesk;
  /** What lies in the folder is known when it resolves; large documents follow later. Never rejects. */
  firstLook(): Promise<void>;
  /** Everything that needs no picture of the plan; returns at once. */
  start(): void;
  /** The plan is known by name. */
  planIsKnown(): void;
}

/** Opened in `opening`, which closes it; nothing has begun yet. */
export function openTending(
  config: Config,
  log: Logger,
  parts: TendingParts,
  opening: AsyncDisposableStack,
): Tending {
  const { model } = parts;
  const { leads } = parts.monitor;
  const graph = openGraph(log, { ...parts, leads });
  const shelf = opening.use(openShelf(config, log, { ...parts, plan: parts.store, leads }));
  const rounds = [
    ...(model ? [model.vectorRounds(leads)] : []),
    openMining(config, log, { ...parts, leads }),
    ...openAuditor(config, log, { ...parts, judge: model?.judge ?? null, leads }),
  ].filter((each) => each !== null);
  for (const each of [graph.tending, ...rounds]) opening.use(each);
  return {
    graph: graph.desk,
    // Small documents are known before the first question; large ones are read while questions are answered.
    firstLook: () => (config.roles.monitor ? shelf.firstLook() : Promise.resolve()),
    start() {
      shelf.start();
      for (const each of rounds) each.start();
    },
    planIsKnown: () => graph.tending.start(),
  };
}
