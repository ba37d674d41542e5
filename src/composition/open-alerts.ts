// Failure alerts and what they stand on: their table, their rules, the plan, and where they are shown.

import { resolve } from "node:path";
import type { Logger } from "pino";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAlerts as createAlertStore } from "#adapters/postgres/create-alerts.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Agent } from "#agents/agent.ts";
import { createAlertsAgent } from "#agents/alerts/alerts-agent.ts";
import { type AlertBoard, createAlertBoard } from "#agents/alerts/board.ts";
import type { FindingDesk } from "#agents/alerts/read-finding.ts";
import { createAlerts, type FailureAlerts } from "#chat/alerts/create-alerts.ts";
import { openAlertRules } from "#chat/alerts/open-rules.ts";
import type { Config } from "#config";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Monitor } from "#hwa/monitor/monitor.ts";
import type { Notices } from "#ports/notices.ts";
import type { People } from "#ports/people.ts";

export interface AlertParts {
  readonly db: Database;
  readonly people: Pick<People, "rights">;
  readonly monitor: Pick<Monitor, "leads">;
  readonly desk: FindingDesk;
  /** The courier, which shows at once what it is given. */
  readonly notices: Pick<Notices, "put">;
  readonly workflow: (id: string) => Workflow | null;
  readonly now: () => Date;
  readonly version: string;
}

export interface OpenAlerts {
  /** To be given every platform, and started when the house is open. */
  readonly alerts: FailureAlerts;
  readonly agent: Agent;
  readonly board: AlertBoard;
}

/** Opened in `opening`, which closes it; nothing is heard or shown yet. */
export async function openAlerts(
  config: Config,
  log: Logger,
  { db, people, monitor, desk, notices, workflow, now, version }: AlertParts,
  opening: AsyncDisposableStack,
): Promise<OpenAlerts> {
  const part = log.child({ part: "alerts" });
  const { timezone } = config;
  const rules = opening.use(
    await openAlertRules({
      dir: resolve(config.knowledgeDir),
      oncall: config.chat.oncallChannel,
      timezone,
      log: part,
    }),
  );
  const store = createAlertStore(db);
  const audit = createAudit(db);
  const board = createAlertBoard({ alerts: store, audit, clock: { now } });
  const alerts = opening.use(
    createAlerts({
      store,
      plan: desk.store,
      desk,
      rules: rules.current,
      clock: { now },
      log: part,
      defaultLocale: config.locale,
      leads: monitor.leads,
      people,
      notices,
      workflow,
      timezone,
    }),
  );
  const agent = createAlertsAgent(
    { board, rules: rules.current, problems: rules.problems, workflow, audit, timezone },
    version,
  );
  return { alerts, agent, board };
}
