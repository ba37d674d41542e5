// Resolved incidents are mined in the background by the one process that leads, and what that drafts is offered.

import type { Logger } from "pino";
import { createMining } from "#adapters/postgres/knowledge/create-mining.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Config } from "#config";
import { actionLookup } from "#engine/library/action-lookup.ts";
import { checkFile } from "#engine/library/read-workflows.ts";
import { createMiner } from "#knowledge/learn/mining.ts";
import { createRounds, type Rounds } from "#knowledge/rounds.ts";
import type { Actions } from "#ports/action.ts";
import type { Knowledge } from "./open-knowledge.ts";

export interface MiningParts {
  readonly db: Database;
  readonly knowledge: Pick<Knowledge, "incidents" | "entries" | "fixes">;
  readonly actions: Actions;
  readonly leads: () => boolean;
  readonly now: () => Date;
}

export function openMining(config: Config, house: Logger, parts: MiningParts): Rounds {
  const { knowledge, leads, now } = parts;
  const log = house.child({ part: "learning" });
  const lookup = actionLookup(parts.actions);
  return createRounds({
    name: "Learning from resolved incidents",
    everyMs: config.learn.everySeconds * 1_000,
    mayWork: leads,
    work: createMiner({
      incidents: knowledge.incidents,
      mining: createMining(parts.db),
      entries: knowledge.entries,
      fixes: knowledge.fixes,
      faultOf: (yaml) =>
        checkFile("draft.yml", "runbook", Buffer.from(yaml), "", lookup).problems[0]?.message ?? null,
      after: config.learn.after,
      log,
      now,
    }),
    log,
  });
}
