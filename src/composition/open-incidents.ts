// Incidents: heard of the plan in the process that leads the monitor, looked into there, and asked about wherever people are.

import type { Logger } from "pino";
import { createAlerts } from "#adapters/postgres/create-alerts.ts";
import { createIncidentQuestions } from "#adapters/postgres/knowledge/create-incident-questions.ts";
import { createIncidentWatch } from "#adapters/postgres/knowledge/create-incident-watch.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import { lookIntoIncident } from "#agents/learning/incidents-look.ts";
import { createWhatFixed } from "#chat/incidents/ask-what-fixed.ts";
import type { Config } from "#config";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import type { Monitor } from "#hwa/monitor/monitor.ts";
import { createFollower } from "#knowledge/incidents/follow-plan.ts";
import { createIncidentLooks } from "#knowledge/incidents/look-into.ts";
import { createRounds } from "#knowledge/rounds.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { Notices } from "#ports/notices.ts";
import type { People } from "#ports/people.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import type { Knowledge } from "./open-knowledge.ts";

export interface IncidentParts {
  readonly db: Database;
  readonly people: Pick<People, "rights">;
  readonly monitor: Pick<Monitor, "leads">;
  readonly hwa: HwaReader;
  readonly plan: PlanStore;
  readonly knowledge: Pick<Knowledge, "incidents" | "fixes" | "retrieval">;
  readonly notices: Pick<Notices, "put" | "standing">;
  readonly now: () => Date;
}

export interface OpenIncidents {
  attach(platform: ChatPlatform): void;
  start(): void;
}

const everyMs = 1_000;
const askEveryMs = 2_000;

/** Opened in `opening`, which closes it; nothing is heard or asked yet. */
export function openIncidents(
  config: Config,
  house: Logger,
  { db, people, monitor, hwa, plan, knowledge, notices, now }: IncidentParts,
  opening: AsyncDisposableStack,
): OpenIncidents {
  const log = house.child({ part: "incidents" });
  const { incidents } = knowledge;
  const watch = createIncidentWatch(db);
  const clock = { now };
  const follower = createFollower({ watch, plan, clock });
  const desk: DiagnosisDesk = {
    hwa,
    hwaTitle: `HWA ${hwa.connection().host}`,
    fixes: knowledge.fixes,
    retrieval: knowledge.retrieval,
    incidents,
    proposals: () => [],
  };
  const looks = createIncidentLooks({
    watch,
    incidents,
    look: (failed, signal) => lookIntoIncident(desk, failed, now(), signal),
    clock,
    log,
  });
  // What is being looked into ends before the house does.
  opening.defer(() => looks.settled());
  const following = opening.use(
    createRounds({
      name: "The keeper of incidents",
      everyMs,
      mayWork() {
        const leads = monitor.leads();
        if (!leads) follower.rest();
        return leads;
      },
      async work(signal) {
        await follower.turn(signal);
        await looks.turn(signal);
      },
      log,
    }),
  );
  const whatFixed = createWhatFixed({
    alerts: createAlerts(db),
    incidents,
    watch,
    questions: createIncidentQuestions(db),
    notices,
    people,
    clock,
    log,
    timezone: config.timezone,
    defaultLocale: config.locale,
  });
  const asking = opening.use(
    createRounds({
      name: "Asking what fixed a failure",
      everyMs: askEveryMs,
      mayWork: () => true,
      work: whatFixed.turn,
      log,
    }),
  );
  return {
    attach: whatFixed.attach,
    start() {
      if (config.roles.monitor) following.start();
      if (config.roles.api) asking.start();
    },
  };
}
