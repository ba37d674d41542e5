import { sql } from "kysely";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { forgetEndedJobs } from "#adapters/postgres/jobs/forget-ended-jobs.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { jobLinksContract } from "../../contracts/job-links.ts";
import { testDatabase } from "../../support/database.ts";
import { sampleJob } from "../../support/sample-job.ts";

const log = pino({ level: "silent" });

async function open() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log }));
  const store = createJobStore(db);
  return {
    db,
    links: createJobLinks(db),
    async start(job: { id: string; surface: string; thread: string | null; parent?: string }) {
      const { surface, thread } = job;
      const after = sampleJob(job.id, {
        origin: { surface, thread, conversationId: null, ticketId: null },
        parent: job.parent === undefined ? null : { jobId: job.parent, step: "look" },
      });
      await store.commit([{ before: null, after, events: [], attempts: [], audit: [] }]);
    },
    async end(id: string) {
      await sql`update ai_jobs set status = 'COMPLETED', ended_at = now() where id = ${id}`.execute(
        db.kysely,
      );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("links of jobs in Postgres", () => {
  jobLinksContract({ open });

  test("go with their job when it is forgotten", async () => {
    await using at = await open();
    await at.start({ id: "job-1", surface: "slack", thread: "C1" });
    await at.links.make({ jobId: "job-1", platform: "slack", thread: "C1" }, "en");
    await at.end("job-1");
    expect(await forgetEndedJobs(at.db, new Date(Date.now() + 1_000), 10)).toBe(1);
    const { rows } = await sql`select 1 from job_link`.execute(at.db.kysely);
    expect(rows).toEqual([]);
  });
});

test("a conversation keeps what was asked back, and forgets it with the next answer", async () => {
  await using at = await open();
  const conversations = createConversations(at.db);
  const base: ConversationContext = {
    boundAgent: null,
    lastIntent: "runbook.run",
    lastSlots: {},
    locale: "en",
  };
  const awaiting = {
    intent: "runbook.run",
    slots: { runbook: "raise-limit", inputs: { workstation: "FIN_WS" } },
    missing: "limit",
    oneOf: [],
  } as const;
  const record = (eventId: string, context: ConversationContext) =>
    conversations.record(
      {
        conversationId: "c1",
        platform: "web",
        thread: "t",
        personId: "p1",
        eventId,
        question: "?",
        askedAt: new Date(),
        answer: {
          conversationId: "c1",
          messageId: eventId,
          locale: "en",
          intent: { name: "runbook.run", slots: {}, confidence: 1 },
          agent: "operations",
          text: "!",
          data: null,
          sources: [],
          actions: [],
          asOf: null,
          elapsedMs: 1,
        },
        context,
      },
      null,
    );
  await record("e1", { ...base, awaiting });
  expect((await conversations.context("c1"))?.context.awaiting).toEqual(awaiting);
  await record("e2", { ...base, awaiting: null });
  expect((await conversations.context("c1"))?.context).toEqual(base);
});
