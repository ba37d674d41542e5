// What stands in threads and stays true: cards of jobs, approvals, alerts, questions about incidents, reviews. All but jobs' cards
// are notices, which the courier posts once and edits from then on.

import type { Logger } from "pino";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createAlertOfIncident } from "#adapters/postgres/knowledge/create-alert-of-incident.ts";
import { createApprovalCards } from "#chat/approval-cards.ts";
import { createCourier } from "#chat/courier.ts";
import { createLiveCards } from "#chat/live-cards.ts";
import { createLiveJobs } from "#chat/live-jobs.ts";
import { createReviewCards } from "#chat/review-cards.ts";
import type { Config } from "#config";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { packageVersion as version } from "../project.ts";
import { approvalPlaces } from "./approval-places.ts";
import { openAlerts } from "./open-alerts.ts";
import type { ChatParts } from "./open-chat.ts";
import { openIncidents } from "./open-incidents.ts";
import type { OpenPlatform } from "./open-platforms.ts";

export interface StandingParts
  extends Pick<ChatParts, "db" | "engine" | "jobs" | "people" | "monitor" | "plan" | "knowledge" | "now"> {
  /** Where approvals have cards of their own. */
  readonly hasApprovalCards: (platform: string) => boolean;
}

export type StandingCards = Awaited<ReturnType<typeof openStandingCards>>;

/** Cards a decision has settled must be true everywhere within five seconds, from whichever process it came. */
const noticeSweepMs = 1_500;

/** Opened in `opening`, which closes it; nothing is shown yet. */
export async function openStandingCards(
  config: Config,
  house: Logger,
  parts: StandingParts,
  opening: AsyncDisposableStack,
) {
  const { db, engine, jobs, people, monitor, plan, knowledge, now } = parts;
  const { timezone, locale: defaultLocale, publicUrl } = config;
  const log = house.child({ part: "chat" });
  const links = createJobLinks(db);
  const liveJobs = opening.use(createLiveJobs(monitor, house));
  const cards = opening.use(
    createLiveCards({
      engine,
      jobs,
      links,
      timezone,
      defaultLocale,
      publicUrl,
      // There a job's card says for whom it waits and no more.
      asksBeside: parts.hasApprovalCards,
      now,
      log,
    }),
  );
  const notices = opening.use(createCourier({ notices: createNotices(db), log, sweepMs: noticeSweepMs }));
  const desk = { ...plan, monitor, subscriptions: liveJobs };
  const { alerts, agent: alertsAgent } = await openAlerts(
    config,
    house,
    { db, people, monitor, desk, notices, workflow: engine.workflows.find, now, version },
    opening,
  );
  const incidents = openIncidents(
    config,
    house,
    { db, people, monitor, hwa: desk.hwa, plan: desk.store, knowledge, notices, now },
    opening,
  );
  const reviewCards = opening.use(
    createReviewCards({
      ...knowledge,
      alertOf: createAlertOfIncident(db).alertOf,
      people,
      notices,
      oncall: config.chat.oncallChannel,
      timezone,
      defaultLocale,
      log,
    }),
  );

  return {
    liveJobs,
    cards,
    links,
    desk,
    alertsAgent,
    attach(platform: ChatPlatform): void {
      for (const part of [liveJobs, cards, notices, alerts, incidents, reviewCards]) part.attach(platform);
    },
    /** Begins to show, to alert and to ask. */
    begin(platforms: readonly OpenPlatform[]): void {
      if (platforms.length > 0) {
        opening.use(
          createApprovalCards({
            engine,
            jobs,
            people,
            notices,
            approvalPlaces: approvalPlaces({
              engine,
              links,
              platforms,
              channels: config.chat.approvalsChannels,
            }),
            publicUrl,
            timezone,
            defaultLocale,
            log,
          }),
        );
        reviewCards.start();
      }
      if (config.roles.api || config.roles.monitor) alerts.start();
      incidents.start();
    },
  };
}
