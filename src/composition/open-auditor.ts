// What is done with kept questions and answers in the background, by the one process that leads: they are judged, and forgotten
// when they have been kept long enough.

import type { Logger } from "pino";
import type { Config } from "#config";
import type { ModelJudge } from "#knowledge/learn/audit-model.ts";
import { consequenceOf } from "#knowledge/learn/audit-rules.ts";
import { createAuditor } from "#knowledge/learn/auditor.ts";
import { createRounds, type Rounds } from "#knowledge/rounds.ts";
import type { Metrics } from "../metrics.ts";
import type { Knowledge } from "./open-knowledge.ts";

export interface AuditorParts {
  readonly knowledge: Pick<
    Knowledge,
    "interactions" | "incidents" | "retrieval" | "sources" | "reviews" | "audit"
  >;
  /** null: rules alone. */
  readonly judge: ModelJudge | null;
  readonly leads: () => boolean;
  readonly now: () => Date;
  readonly metrics: Pick<Metrics, "onJudged">;
}

const dayMs = 86_400_000;
const forgetEveryMs = 6 * 3_600_000;

/** Not begun yet. */
export function openAuditor(
  config: Config,
  house: Logger,
  { knowledge, judge, leads, now, metrics }: AuditorParts,
): readonly Rounds[] {
  const log = house.child({ part: "auditor" });
  const auditor = createRounds({
    name: "The auditor",
    everyMs: config.learn.everySeconds * 1_000,
    mayWork: leads,
    work: createAuditor({
      ...knowledge,
      model: judge,
      locale: config.locale,
      now,
      log,
      onJudged: ({ doubt, by }) => metrics.onJudged(consequenceOf(doubt), by),
    }),
    log,
  });
  const forgetting = createRounds({
    name: "Forgetting old questions",
    everyMs: forgetEveryMs,
    mayWork: leads,
    async work() {
      const before = new Date(now().getTime() - config.keepInteractionsDays * dayMs);
      const forgotten = await knowledge.interactions.forget(before);
      if (forgotten > 0)
        log.info(
          { forgotten, days: config.keepInteractionsDays },
          "Old questions and answers were forgotten.",
        );
    },
    log,
  });
  return [auditor, forgetting];
}
