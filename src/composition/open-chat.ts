// The conversation and everything that is shown in threads: answers, jobs, approvals, alerts, wherever people talk to us.

import type { Logger } from "pino";
import { createAlerts } from "#adapters/postgres/create-alerts.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { createThreads } from "#adapters/postgres/create-threads.ts";
import { createAlertOfIncident } from "#adapters/postgres/knowledge/create-alert-of-incident.ts";
import { createIncidentQuestions } from "#adapters/postgres/knowledge/create-incident-questions.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { diagnosisDesk } from "#agents/hwa-monitor/read-diagnosis.ts";
import { feedbackForm } from "#agents/learning/feedback-form.ts";
import { reviewForm } from "#agents/learning/review-form.ts";
import { formFor } from "#agents/operations/forms.ts";
import { createApprovalCards } from "#chat/approval-cards.ts";
import { createAskAgent } from "#chat/ask-agent.ts";
import { createCourier } from "#chat/courier.ts";
import { type ConverseDeps, createConverse } from "#chat/create-converse.ts";
import { createDispatch } from "#chat/dispatch.ts";
import { createLexicon } from "#chat/lexicon.ts";
import { createLiveCards } from "#chat/live-cards.ts";
import { createLiveJobs } from "#chat/live-jobs.ts";
import { createMatterOf } from "#chat/matter-of.ts";
import { createOverhears } from "#chat/overheard.ts";
import { createReception } from "#chat/reception/create-reception.ts";
import { createReviewCards } from "#chat/review-cards.ts";
import { createTell } from "#chat/tell.ts";
import type { Config } from "#config";
import type { Engine } from "#engine/engine.ts";
import type { Monitor } from "#hwa/monitor/monitor.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { JobReader } from "#ports/job-reader.ts";
import { packageVersion as version } from "../project.ts";
import { approvalPlaces } from "./approval-places.ts";
import { type AgentParts, openAgents } from "./open-agents.ts";
import { openAlerts } from "./open-alerts.ts";
import { openIncidents } from "./open-incidents.ts";
import type { Knowledge } from "./open-knowledge.ts";
import { type OpenPlatform, openPlatforms } from "./open-platforms.ts";

export interface ChatParts
  extends Pick<
    AgentParts,
    "people" | "hwaSide" | "graph" | "model" | "adminTokenLength" | "dataDir" | "now"
  > {
  readonly db: Database;
  readonly engine: Engine;
  readonly jobs: JobReader;
  readonly monitor: Monitor;
  /** What the plan is read with. */
  readonly plan: Omit<AgentParts["desk"], "subscriptions" | "monitor">;
  /** What is known and learned. */
  readonly knowledge: Knowledge;
  readonly onAnswer: NonNullable<ConverseDeps["onAnswer"]>;
}

const sweepMs = 5_000;
/** Connections: what asks on them goes together when there is much of it. */
const atTheDoor = 4;
/** Cards a decision has settled must be true everywhere within five seconds, from whichever process it came. */
const noticeSweepMs = 1_500;

/** Opened in `opening`, which closes it. */
export async function openChat(
  config: Config,
  house: Logger,
  parts: ChatParts,
  opening: AsyncDisposableStack,
) {
  const { db, engine, jobs, people, monitor, plan, now } = parts;
  const { timezone, locale: defaultLocale } = config;
  const log = house.child({ part: "chat" });
  // What a platform waits for has connections of its own: when the database is slow, it does not stand in line behind answers.
  const door = opening.use(
    openDatabase({ url: db.url, log: house.child({ part: "database" }), max: atTheDoor }),
  );
  const links = createJobLinks(db);
  const inbox = createInbox(door);
  const outbox = createOutbox(db);
  const conversations = createConversations(db);

  const tell = createTell(outbox, (platform) => dispatch.wake(platform));
  // Closed after everything that delivers to them.
  const plugs = opening.use(new AsyncDisposableStack());

  const liveJobs = opening.use(createLiveJobs(monitor, house));
  const cards = opening.use(
    createLiveCards({
      engine,
      jobs,
      links,
      timezone,
      defaultLocale,
      publicUrl: config.publicUrl,
      // Where approvals have cards of their own, a job's card says for whom it waits and no more.
      asksBeside: (name) => platforms.some(({ platform }) => platform === name),
      now,
      log,
    }),
  );
  const courier = opening.use(createCourier({ notices: createNotices(db), log, sweepMs: noticeSweepMs }));
  const desk = { ...plan, monitor, subscriptions: liveJobs };
  const { alerts, agent: alertsAgent } = await openAlerts(
    config,
    house,
    { db, people, monitor, desk, notices: courier, workflow: engine.workflows.find, now, version },
    opening,
  );
  const incidents = openIncidents(
    config,
    house,
    {
      db,
      people,
      monitor,
      hwa: desk.hwa,
      plan: desk.store,
      knowledge: parts.knowledge,
      notices: courier,
      now,
    },
    opening,
  );
  const attached = new Map<string, ChatPlatform>();
  const { knowledge, model } = parts;
  const thinker = model?.thinker(
    {
      hwa: plan.hwa,
      names: plan.names,
      timezone,
      diagnosis: diagnosisDesk(desk),
      retrieval: knowledge.retrieval,
      incidents: knowledge.incidents,
      graph: knowledge.graph,
    },
    conversations,
  );
  const registry = openAgents(config, {
    ...parts,
    cards,
    desk: thinker ? { ...desk, word: thinker.word } : desk,
    alertsAgent,
    tell,
    async fetchFile(name, thread, file, signal) {
      const platform = attached.get(name);
      return platform?.fetchFile ? await platform.fetchFile(thread, file, signal) : null;
    },
  });

  const lexicon = createLexicon(plan.names, registry, engine.workflows.find);
  // Slack and Teams are answered later whoever has their line: an event may come before they are attached here, or be left
  // by another process to one that has no platforms at all.
  const answeredLater = new Set<string>(["slack", "teams"]);
  const reading = {
    conversations,
    lexicon,
    timezone,
    defaultLocale,
    matterOf: createMatterOf({
      threads: createThreads(db),
      alerts: createAlerts(db),
      engine,
      jobs,
      questions: createIncidentQuestions(db),
    }),
  };
  const converse = createConverse({
    ...reading,
    ...(thinker ? { thinker } : {}),
    conversations,
    inbox,
    registry,
    interactions: parts.knowledge.interactions,
    now,
    log,
    delivers: (platform) => answeredLater.has(platform),
    onAnswer: parts.onAnswer,
  });
  const reviewCards = opening.use(
    createReviewCards({
      ...parts.knowledge,
      alertOf: createAlertOfIncident(db).alertOf,
      people,
      notices: courier,
      oncall: config.chat.oncallChannel,
      timezone,
      defaultLocale,
      log,
    }),
  );
  const overhears = createOverhears(reading);
  const dispatch = opening.use(createDispatch({ inbox, outbox, converse, overhears, log, sweepMs }));
  const reception = createReception({
    receive: dispatch.receive,
    formFor: async (press) => {
      const asked = feedbackForm(press) ?? (await reviewForm({ ...knowledge, timezone, now }, press));
      return asked === undefined ? formFor({ engine, jobs, people, timezone, now }, press) : asked;
    },
    stopAnswer: dispatch.stop,
    links,
    tell,
    people: createPeople(door),
    strangers: config.chat,
    registry,
    engine,
    jobs,
    timezone,
    defaultLocale,
    now,
  });
  const platforms: readonly OpenPlatform[] = config.roles.api
    ? await openPlatforms(config, house, { db: door, dataDir: parts.dataDir, reception, now }, plugs)
    : [];

  /** From now on answers, jobs, cards and alerts are shown there. */
  function attach(platform: ChatPlatform): void {
    answeredLater.add(platform.platform);
    attached.set(platform.platform, platform);
    liveJobs.attach(platform);
    cards.attach(platform);
    courier.attach(platform);
    alerts.attach(platform);
    incidents.attach(platform);
    reviewCards.attach(platform);
    dispatch.attach(platform);
  }

  return {
    liveJobs,
    cards,
    conversations,
    converse,
    dispatch,
    registry,
    askAgent: createAskAgent({ registry, lexicon, timezone, now }),
    webhooks: platforms.flatMap(({ webhooks }) => webhooks),
    attach,
    /** Begins to deliver, to show and to alert. */
    begin(): void {
      for (const platform of platforms) attach(platform);
      if (platforms.length > 0)
        opening.use(
          createApprovalCards({
            engine,
            jobs,
            people,
            notices: courier,
            approvalPlaces: approvalPlaces({
              engine,
              links,
              platforms,
              channels: config.chat.approvalsChannels,
            }),
            publicUrl: config.publicUrl,
            timezone,
            defaultLocale,
            log,
          }),
        );
      if (config.roles.api || config.roles.monitor) alerts.start();
      incidents.start();
      if (platforms.length > 0) reviewCards.start();
    },
  };
}
