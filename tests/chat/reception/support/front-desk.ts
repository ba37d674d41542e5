// A house with a real engine, real people and two chat platforms, for stories about who may what from where.

import { Writable } from "node:stream";
import { sql } from "kysely";
import { pino } from "pino";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createLinkCodes } from "#adapters/postgres/create-link-codes.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { createSignInLinks } from "#adapters/postgres/create-sign-in-links.ts";
import { createGuide } from "#agents/guide.ts";
import { createOperationsAgent } from "#agents/operations/agent.ts";
import { type AgentRegistry, createRegistry } from "#agents/registry.ts";
import { createConverse } from "#chat/create-converse.ts";
import { createDispatch } from "#chat/dispatch.ts";
import { createLexicon } from "#chat/lexicon.ts";
import { createReception } from "#chat/reception/create-reception.ts";
import type { WhoDeps } from "#chat/reception/who.ts";
import { createTell } from "#chat/tell.ts";
import type { Platform } from "#core/chat-event.ts";
import { newId } from "#core/ids.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { AuditRecord } from "#ports/audit.ts";
import type { ChatPlatform, Delivery } from "#ports/chat-platform.ts";
import type { Reception, Speaker } from "#ports/reception.ts";
import { eventually } from "../../../support/app.ts";
import { type TestEngine, testEngine, workflow } from "../../../support/engine.ts";

export interface Posted {
  readonly platform: string;
  readonly thread: string;
  readonly reply: Reply;
  readonly delivery: Delivery;
}

export interface FrontDesk extends AsyncDisposable {
  readonly stage: TestEngine;
  readonly reception: Reception;
  readonly posted: readonly Posted[];
  /** Says something and gives the answer; as a stranger or member of Slack, or as anybody known. */
  says(who: Speaker | Person, text: string, more?: Said): Promise<Posted>;
  /** The next message that nobody asked for. */
  told(platform: string, after: number): Promise<Posted>;
  audit(): Promise<readonly AuditRecord[]>;
  /** Every row of every table, and every line of the log. */
  everythingKept(): Promise<string>;
}

export interface Said {
  readonly conversation?: string;
  readonly platform?: Platform;
  readonly locale?: Locale;
}

export function slackMember(user: string, more: Partial<Speaker> = {}): Speaker {
  return {
    identity: `slack:T1/${user}`,
    name: "Ana",
    email: null,
    standing: "member",
    languageTag: null,
    ...more,
  };
}

export async function openFrontDesk(strangers: Partial<WhoDeps["strangers"]> = {}): Promise<FrontDesk> {
  await using opening = new AsyncDisposableStack();
  const stage = opening.use(
    await testEngine({
      works: false,
      workflows: [workflow("tidy-up", ["id: one, uses: test.once, approval: { from: [approvers] }"])],
    }),
  );
  const { db, engine, reader, people } = stage;
  let logged = "";
  const log = pino(
    { level: "trace" },
    new Writable({
      write(chunk, _encoding, done) {
        logged += String(chunk);
        done();
      },
    }),
  );
  const now = () => new Date();
  const names = createNameIndex();
  const audit = createAudit(db);
  const outbox = createOutbox(db);
  const inbox = createInbox(db);
  const tell = createTell(outbox, (platform) => dispatch.wake(platform));
  const registry: AgentRegistry = createRegistry(
    [
      createOperationsAgent(
        { engine, jobs: reader, cards: { follow: async () => "cannot_show" }, names, timezone: "UTC", audit },
        "1",
      ),
      createGuide({
        registry: () => registry,
        accounts: {
          people,
          codes: createLinkCodes(db),
          audit,
          tell,
          timezone: "UTC",
        },
        signIn: {
          people,
          links: createSignInLinks(db),
          address: "https://resync.example.com",
          timezone: "UTC",
        },
        timezone: "UTC",
        version: "1",
      }),
    ],
    now,
  );
  const converse = createConverse({
    conversations: createConversations(db),
    inbox,
    registry,
    lexicon: createLexicon(names, registry, engine.workflows.find),
    timezone: "UTC",
    defaultLocale: "en",
    now,
    log,
    delivers: () => true,
  });
  const dispatch = opening.use(createDispatch({ inbox, outbox, converse, log, sweepMs: 200 }));
  const posted: Posted[] = [];
  for (const platform of ["slack", "terminal"] as const) dispatch.attach(recorder(platform, posted));
  const reception = createReception({
    receive: dispatch.receive,
    formFor: async () => null,
    stopAnswer: dispatch.stop,
    links: createJobLinks(db),
    tell,
    people,
    strangers: { visitors: "viewer", guests: "viewer", ...strangers },
    registry,
    engine,
    jobs: reader,
    defaultLocale: "en",
    timezone: "UTC",
    now,
  });
  const parts = opening.move();
  return {
    stage,
    reception,
    posted,
    async says(who, text, more = {}) {
      const person = "standing" in who ? await reception.who(who) : who;
      if (!person) throw new Error("Nobody we talk to.");
      const id = newId();
      const platform = more.platform ?? ("standing" in who ? "slack" : "terminal");
      const thread = `${platform}:${id}`;
      await reception.receive({
        id,
        platform,
        thread,
        conversationId: more.conversation ?? id,
        person,
        text,
        at: now(),
        ...("standing" in who ? { speaker: who.identity } : {}),
        ...(more.locale ? { locale: more.locale } : {}),
      });
      return eventually(async () => posted.find((each) => each.thread === thread), `an answer to ${text}`);
    },
    told: (platform, after) =>
      eventually(
        async () => posted.slice(after).find((each) => each.platform === platform && each.reply.text !== ""),
        `news on ${platform}`,
      ),
    audit: () => audit.read(0, 500),
    async everythingKept() {
      const { rows: tables } = await sql<{ name: string }>`
        select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname in ('public', 'audit')`.execute(db.kysely);
      const texts = await Promise.all(
        tables.map(async ({ name }) => {
          const { rows } = await sql<{ all: string | null }>`
            select string_agg(t::text, E'\n') as all from ${sql.raw(name)} t`.execute(db.kysely);
          return `${name}\n${rows[0]?.all ?? ""}`;
        }),
      );
      return [...texts, logged].join("\n");
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function recorder(platform: Platform, posted: Posted[]): ChatPlatform {
  return {
    platform,
    async post(thread, reply, delivery) {
      posted.push({ platform, thread, reply, delivery });
    },
    async notify() {},
    async [Symbol.asyncDispose]() {},
  };
}
