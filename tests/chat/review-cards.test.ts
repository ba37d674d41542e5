// Cards of reviews in their places: real entries, reviews and notices, a courier, and a platform that writes down what it is shown.

import { sql } from "kysely";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createAlertOfIncident } from "#adapters/postgres/knowledge/create-alert-of-incident.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { createCourier } from "#chat/courier.ts";
import { createReviewCards } from "#chat/review-cards.ts";
import type { Entry } from "#core/knowledge/entry.ts";
import { reply } from "#core/reply.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { knowledgeDatabase } from "../adapters/postgres/knowledge/knowledge-database.ts";
import { someFix } from "../contracts/learned-entries.ts";
import { eventually } from "../support/app.ts";
import { recordingPlatform } from "./support/recording-platform.ts";

const log = pino({ level: "silent" });
const by = { who: { id: "ana", name: "Ana" }, surface: "slack" };
const person = (id: string, name: string) => ({
  ...{ id, name, roles: ["approver" as const], groups: [], identities: [] },
  ...{ disabled: false, createdAt: new Date(0) },
});

async function stage() {
  const stack = new AsyncDisposableStack();
  const db = stack.use(await knowledgeDatabase());
  await sql`truncate notice, alert, incident_question`.execute(db.kysely);
  const entries = createLearnedEntries(db);
  const incidents = createIncidents(db);
  const notices = createNotices(db);
  const reviews = createReviews(db);
  const shown = recordingPlatform();
  const platform: ChatPlatform = {
    ...shown.platform,
    threadUnder: (thread, ref) => `${thread} / ${ref}`,
    threadOfChannel: async (channel) => (channel === "slack:C1" ? "C1" : null),
  };
  /** One process; several may look at once. */
  const process = (oncall: string | null = "slack:C1") => {
    const courier = stack.use(createCourier({ notices, log, sweepMs: 100 }));
    courier.attach(platform);
    const cards = stack.use(
      createReviewCards({
        ...{ reviews, entries, notices: courier, oncall, log, timezone: "UTC", defaultLocale: "en" },
        sources: createKnowledgeSources(db),
        interactions: createInteractions(db),
        people: {
          rights: async () => ({
            epoch: 1,
            people: [person("ana", "Ana Prado"), person("bia", "Bia")],
            startRules: [],
          }),
        },
        alertOf: createAlertOfIncident(db).alertOf,
      }),
    );
    cards.attach(platform);
    return cards;
  };
  /** An incident whose alert stands in this channel, in this language. */
  async function alerted(number: number, channel: string, locale: "en" | "pt"): Promise<string> {
    const brokeAt = new Date(Date.UTC(2026, 2, number, 3));
    const { incident } = await incidents.open({
      ...{ job: "INVOICE_PROCESSING", stream: "S", workstation: "W", jobId: `job-${number}`, runId: null },
      ...{ brokeAt, returnCode: 12 },
    });
    await sql`insert into alert (id, key, kind, state, change, live, opened_at, resolved_at)
      values (${`alert-${number}`}, ${`job:${number}`}, 'failed', ${JSON.stringify({ members: [{ id: `job-${number}` }] })}::jsonb,
        1, false, ${brokeAt}, ${new Date(brokeAt.getTime() + 60_000)})`.execute(db.kysely);
    const place = { platform: "slack", thread: channel, key: `alert:alert-${number}` };
    await notices.put([{ ...place, reply: reply({ locale, text: "failed" }), important: true }]);
    await notices.shown(place, 1, `ts-${number}`);
    return incident.id;
  }
  async function draft(ids: readonly string[]): Promise<Entry> {
    const { entry } = await entries.draft({
      ...{ key: ids.join(), fix: someFix, runbook: null },
      pattern: { errorCode: "ABEND_UFL", cause: "missing_file", jobs: "INVOICE_*", signature: null },
      evidence: ids.map((incident, index) => ({
        ...{ incident, job: "INVOICE_PROCESSING", by: [index === 0 ? "ana" : "bia"], steps: ["asked EDI"] },
        brokeAt: new Date(Date.UTC(2026, 2, index + 1, 3)),
        wellAt: new Date(Date.UTC(2026, 2, index + 1, 3, 30)),
      })),
    });
    return entry;
  }
  const keyOf = async (entry: Entry) => {
    const { reviews: found } = await reviews.page({ subject: entry.id, limit: 1, offset: 0 });
    return `review:${found[0]?.id}`;
  };
  return {
    ...{ entries, reviews, shown, process, alerted, draft, keyOf },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("A draft is offered once in each place where its alerts stood, below the last of them, in the language read there.", async () => {
  await using at = await stage();
  const ids = [
    await at.alerted(1, "C1", "en"),
    await at.alerted(2, "C1", "en"),
    await at.alerted(3, "C2", "pt"),
  ];
  const entry = await at.draft(ids);
  const key = await at.keyOf(entry);
  await Promise.all([at.process().look(), at.process().look()]);
  await eventually(async () => at.shown.messages.length === 2, "two cards");
  const english = at.shown.last("C1 / ts-2", key);
  expect(english?.text).toContain("I learned something; is it right? Input file not found");
  expect(at.shown.last("C2 / ts-3", key)?.text).toContain("Aprendi uma coisa; está certa?");
  // The words alone are all of it, and nothing is said twice beside them.
  expect(english?.facts).toEqual([]);
  expect(english?.text.split("\n").slice(1)).toEqual([
    "People resolved it alike 3 times. Nothing of it is quoted before somebody approves it.",
    "Problem: Input file not found",
    "Applies to: INVOICE_* · ABEND_UFL",
    "Resolution steps:",
    "1. Ask EDI for the file",
    "2. Rerun the job",
    "Owner: edi-team@company.com",
    "Evidence:",
    "• 1 Mar 03:00 INVOICE_PROCESSING, by Ana Prado, 30m 00s: asked EDI",
    "• 2 Mar 03:00 INVOICE_PROCESSING, by Bia, 30m 00s: asked EDI",
    "• 3 Mar 03:00 INVOICE_PROCESSING, by Bia, 30m 00s: asked EDI",
  ]);
  expect(english?.choices.map(({ label, form }) => [label, form ?? false])).toEqual([
    ["Approve", false],
    ["Change…", true],
    ["Reject…", true],
  ]);
  expect(english?.data).toMatchObject({
    entry: {
      problem: "Input file not found",
      resolution_steps: ["Ask EDI for the file", "Rerun the job"],
      owner: "edi-team@company.com",
      created: expect.any(String),
    },
  });
  // One more of its kind elsewhere is no reason to ask twice.
  await at.draft([...ids, await at.alerted(4, "C3", "en")]);
  await at.process().look();
  await eventually(async () => (at.shown.message("C1 / ts-2", key)?.shown.length ?? 0) > 1, "an edit");
  // The couriers may have shown the fourth alert's own card as well.
  expect(at.shown.messages.filter((each) => each.key === key)).toHaveLength(2);
});

test("A decision taken anywhere settles every card, says who took it and why, and leaves no button; also after a restart.", async () => {
  await using at = await stage();
  const entry = await at.draft([await at.alerted(1, "C1", "en"), await at.alerted(2, "C2", "pt")]);
  const key = await at.keyOf(entry);
  const first = at.process();
  await first.look();
  await eventually(async () => at.shown.messages.length === 2, "two cards");
  await at.entries.decide(entry.id, { verdict: "rejected", reason: "EDI is gone", fix: null }, by);
  // The process that showed it never looks again; another one does.
  await at.process().look();
  for (const [thread, words] of [
    ["C1 / ts-1", /Ana Prado rejected it .*EDI is gone/],
    ["C2 / ts-2", /Ana Prado rejeitou .*EDI is gone/],
  ] as const)
    await eventually(async () => {
      const card = at.shown.last(thread, key);
      return (
        card &&
        words.test(card.text) &&
        !/before somebody approves|antes de alguém aprovar/.test(card.text) &&
        card.choices.length === 0
      );
    }, thread);
});

test("Where nobody was alerted it is offered in the on-call channel, and nowhere where there is none.", async () => {
  await using at = await stage();
  const entry = await at.entries.write(someFix, by);
  await at.process(null).look();
  expect(at.shown.messages).toEqual([]);
  await at.process().look();
  await eventually(async () => at.shown.last("C1", await at.keyOf(entry)) !== undefined, "the card");
  expect(at.shown.messages).toHaveLength(1);
});
