// The conversation and everything that is shown in threads: answers, jobs, approvals, alerts, wherever people talk to us.

import type { Logger } from "pino";
import { createAlerts } from "#adapters/postgres/create-alerts.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { createThreads } from "#adapters/postgres/create-threads.ts";
import { createIncidentQuestions } from "#adapters/postgres/knowledge/create-incident-questions.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { diagnosisDesk } from "#agents/hwa-monitor/read-diagnosis.ts";
import { feedbackForm } from "#agents/learning/feedback-form.ts";
import { reviewForm } from "#agents/learning/review-form.ts";
import { createSayWaitingDraft } from "#agents/learning/waiting-draft.ts";
import { formFor } from "#agents/operations/forms.ts";
import { createAskAgent } from "#chat/ask-agent.ts";
import { type ConverseDeps, createConverse } from "#chat/create-converse.ts";
import { createDispatch } from "#chat/dispatch.ts";
import { createLexicon } from "#chat/lexicon.ts";
import { createMatterOf } from "#chat/matter-of.ts";
import { createOverhears } from "#chat/overheard.ts";
import { createReception } from "#chat/reception/create-reception.ts";
import { createTell } from "#chat/tell.ts";
import type { Config } from "#config";
import type { Engine } from "#engine/engine.ts";
import type { Monitor } from "#hwa/monitor/monitor.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { JobReader } from "#ports/job-reader.ts";
import { type AgentParts, openAgents } from "./open-agents.ts";
import type { Knowledge } from "./open-knowledge.ts";
import { type OpenPlatform, openPlatforms } from "./open-platforms.ts";
import { openStandingCards } from "./open-standing-cards.ts";

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

export type OpenChat = Awaited<ReturnType<typeof openChat>>;

/** Opened in `opening`, which closes it. */
export async function openChat(
  config: Config,
  house: Logger,
  parts: ChatParts,
  opening: AsyncDisposableStack,
) {
  const { db, engine, jobs, people, plan, now } = parts;
  const { timezone, locale: defaultLocale } = config;
  const log = house.child({ part: "chat" });
  // What a platform waits for has connections of its own: when the database is slow, it does not stand in line behind answers.
  const door = opening.use(
    openDatabase({ url: db.url, log: house.child({ part: "database" }), max: atTheDoor }),
  );
  const inbox = createInbox(door);
  const outbox = createOutbox(db);
  const conversations = createConversations(db);

  const tell = createTell(outbox, (platform) => dispatch.wake(platform));
  // Closed after everything that delivers to them.
  const plugs = opening.use(new AsyncDisposableStack());

  const standing = await openStandingCards(
    config,
    house,
    { ...parts, hasApprovalCards: (name) => platforms.some(({ platform }) => platform === name) },
    opening,
  );
  const { desk } = standing;
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
    cards: standing.cards,
    desk: thinker ? { ...desk, word: thinker.word } : desk,
    alertsAgent: standing.alertsAgent,
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
    sayWaitingDraft: createSayWaitingDraft({
      reviews: parts.knowledge.reviews,
      entries: parts.knowledge.entries,
      timezone,
    }),
    now,
    log,
    delivers: (platform) => answeredLater.has(platform),
    onAnswer: parts.onAnswer,
  });
  const overhears = createOverhears(reading);
  const dispatch = opening.use(createDispatch({ inbox, outbox, converse, overhears, log, sweepMs }));
  const reception = createReception({
    receive: dispatch.receive,
    formFor: async (press) => {
      const asked = feedbackForm(press) ?? (await reviewForm({ ...knowledge, timezone, now }, press));
      return asked === undefined ? formFor({ engine, jobs, people, timezone, now }, press) : asked;
    },
    stopAnswer: dispatch.stop,
    links: standing.links,
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
    standing.attach(platform);
    dispatch.attach(platform);
  }

  return {
    liveJobs: standing.liveJobs,
    cards: standing.cards,
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
      standing.begin(platforms);
    },
  };
}
