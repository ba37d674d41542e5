// Cards in threads, with real links in Postgres and an engine whose events the test tells.

import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createLiveCards, type LiveCardsDeps } from "#chat/live-cards.ts";
import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { EventKind, JobEvent } from "#core/job/event.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { eventually } from "../support/app.ts";
import { testDatabase } from "../support/database.ts";
import { shownJob, workflow } from "./support/shown-job.ts";

const log = pino({ level: "silent" });

/** An engine of one process whose jobs move when the test says so. */
async function stage() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log }));
  const store = createJobStore(db);
  const jobs = new Map<string, { job: Job; events: JobEvent[] }>();
  const listeners = new Set<(ids: readonly string[]) => void>();
  let news = Promise.withResolvers<void>();

  async function start(parts: Partial<Job> = {}): Promise<string> {
    const job = shownJob({ id: newId(), status: "RUNNING", steps: {}, checkpoints: {}, ...parts });
    await store.commit([{ before: null, after: job, events: [], attempts: [], audit: [] }]);
    jobs.set(job.id, { job, events: [] });
    return job.id;
  }

  function tell(id: string, kind: EventKind, data: JobEvent["data"] = {}, change: Partial<Job> = {}): void {
    const kept = jobs.get(id);
    if (!kept) throw new Error("no such job");
    kept.job = { ...kept.job, ...change };
    kept.events.push({ jobId: id, seq: kept.events.length + 1, kind, step: null, data, at: new Date() });
    for (const listener of listeners) listener([id]);
    news.resolve();
    news = Promise.withResolvers();
  }

  const engine: LiveCardsDeps["engine"] = {
    job: async (id) => jobs.get(id)?.job ?? null,
    async *follow(id, after, signal) {
      let seen = after;
      const aborted = new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
      while (!signal.aborted) {
        const next = news.promise;
        const kept = jobs.get(id);
        // Asked before reading: what is told while the reader is busy is read in the next round.
        const over = !kept || hasEnded(kept.job.status);
        for (const event of kept?.events.slice(seen) ?? []) {
          if (signal.aborted) return;
          seen = event.seq;
          yield event;
        }
        if (over) return;
        await Promise.race([next, aborted]);
      }
    },
    onNews(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    workflows: {
      list: () => [workflow],
      find: () => workflow,
      pinned: async () => workflow,
      problems: () => [],
    },
  };
  const links = createJobLinks(db);
  const reader = createJobReader(db);
  const open = (more: Partial<LiveCardsDeps> = {}) =>
    createLiveCards({
      engine,
      jobs: {
        checkpoint: reader.checkpoint,
        events: async (id, after, limit) => (jobs.get(id)?.events ?? []).slice(after, after + limit),
      },
      links,
      timezone: "UTC",
      defaultLocale: "en",
      now: () => new Date(),
      log,
      editMs: 200,
      ...more,
    });
  /** Links whose end was not told yet. */
  const undone = async () =>
    (await sql<{ job: string }>`select job_id as job from job_link where not done`.execute(db.kysely)).rows;
  return { start, tell, open, links, undone, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

interface Screen extends ChatPlatform {
  readonly news: string[];
  /** Under which card each of the news was told. */
  readonly under: (string | null | undefined)[];
  readonly cards: { readonly text: string; readonly ref: string | null; readonly at: number }[];
}

function screen(
  options: {
    readonly fails?: number;
    readonly listens?: () => boolean;
    /** Thrown instead of showing a card, while it gives something. */
    readonly refuses?: () => Fault | null;
  } = {},
): Screen {
  const news: string[] = [];
  const under: (string | null | undefined)[] = [];
  const cards: { text: string; ref: string | null; at: number }[] = [];
  let fails = options.fails ?? 0;
  return {
    platform: "terminal",
    news,
    under,
    cards,
    ...(options.listens ? { listens: options.listens } : {}),
    post: async () => {},
    async notify(_thread, { text }, card) {
      if (fails-- > 0) throw new Fault("unavailable", "The place is away.", { retryable: true });
      under.push(card);
      news.push(text);
    },
    async showCard(_thread, { ref }, { text }) {
      const refused = options.refuses?.();
      if (refused) throw refused;
      cards.push({ text, ref, at: performance.now() });
      return "card-1";
    },
    async [Symbol.asyncDispose]() {},
  };
}

const place = { platform: "terminal", thread: "t" };

describe("live cards", () => {
  test("tell each sentence once and in order, and edit the card at most once in its time", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    const id = await at.start();
    expect(await cards.follow(place, id, "en")).toBe("card");
    for (let step = 1; step <= 60; step += 1) {
      at.tell(id, "step.progress", { text: `row ${step}` });
      if (step % 20 === 0) at.tell(id, "step.said", { text: `said ${step}` });
      await pause(10);
    }
    at.tell(id, "job.completed", {}, { status: "COMPLETED", endedAt: new Date() });
    await eventually(async () => shown.news.length === 4, "the end");
    expect(shown.news.slice(0, 3)).toEqual(["said 20", "said 40", "said 60"]);
    expect(shown.news[3]).toContain("completed after");
    await eventually(async () => shown.cards.at(-1)?.text.includes("completed after"), "the last card");
    expect(shown.cards.length).toBeGreaterThan(2);
    expect(shown.cards.length).toBeLessThan(10);
    expect(shown.cards[0]?.ref).toBeNull();
    expect(shown.cards.at(-1)?.ref).toBe("card-1");
    await eventually(async () => (await at.undone()).length === 0, "the link done");
  });

  test("go on after a restart from what was told last, on the same card", async () => {
    await using at = await stage();
    const id = await at.start();
    {
      await using cards = at.open();
      const shown = screen();
      cards.attach(shown);
      await cards.follow(place, id, "pt");
      at.tell(id, "step.said", { text: "one" });
      await eventually(async () => shown.news.length === 1 && shown.cards.length > 0, "the first sentence");
    }
    at.tell(id, "step.said", { text: "two" });
    at.tell(id, "job.failed", { message: "It broke." }, { status: "FAILED", endedAt: new Date() });
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    await eventually(async () => shown.news.length >= 2, "the rest");
    expect(shown.news[0]).toBe("two");
    expect(shown.news[1]).toMatch(/falhou: Algo inesperado.*\n.*It broke\./s);
    await eventually(async () => shown.cards.length > 0, "the card");
    expect(shown.cards[0]?.ref).toBe("card-1");
  });

  test("a job whose process died before its link was made gets one, and a child of a job does not", async () => {
    await using at = await stage();
    const origin = { surface: "terminal", thread: "t", conversationId: null, ticketId: null };
    const id = await at.start({ origin });
    await at.start({ origin, parent: { jobId: id, step: "look" } });
    await at.start({ origin: { ...origin, surface: "api" } });
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    at.tell(id, "step.said", { text: "still here" });
    await eventually(async () => shown.news.length > 0, "its news");
    expect((await at.links.open("terminal", "en")).map((link) => link.jobId)).toEqual([id]);
  });

  test("a child is shown where its parent waits for it", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    const parent = await at.start();
    const child = await at.start({ parent: { jobId: parent, step: "look" } });
    await cards.follow(place, parent, "en");
    at.tell(parent, "step.waiting", { for: "child", jobId: child });
    at.tell(child, "step.said", { text: "from the child" });
    await eventually(async () => shown.news.includes("from the child"), "the child's news");
  });

  test("a place that does not answer is told later, and nothing is lost", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen({ fails: 1 });
    cards.attach(shown);
    const id = await at.start();
    await cards.follow(place, id, "en");
    at.tell(id, "step.said", { text: "one" });
    at.tell(id, "step.said", { text: "two" });
    await eventually(async () => shown.news.length === 2, "both");
    expect(shown.news).toEqual(["one", "two"]);
  });

  test("a job that is tried again after its end is taken up again", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    const id = await at.start();
    await cards.follow(place, id, "en");
    at.tell(id, "job.failed", { message: "It broke." }, { status: "FAILED", endedAt: new Date() });
    await eventually(async () => (await at.undone()).length === 0, "the link done");
    await pause(50);
    at.tell(id, "job.retried", {}, { status: "RUNNING", endedAt: null });
    at.tell(id, "step.said", { text: "once more" });
    await eventually(async () => shown.news.includes("once more"), "the second life");
    expect(shown.news.filter((text) => text.includes("It broke."))).toHaveLength(1);
  });

  test("a place nobody looks at is shown nothing, and a platform nobody knows cannot show", async () => {
    await using at = await stage();
    await using cards = at.open();
    const id = await at.start();
    expect(await cards.follow(place, id, "en")).toBe("cannot_show");
    cards.attach(screen({ listens: () => false }));
    expect(await cards.follow(place, id, "en")).toBe("cannot_show");
  });

  test("two hundred events in a few seconds are few edits, and the last one shows the end", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    const id = await at.start();
    await cards.follow(place, id, "en");
    for (let event = 1; event < 200; event += 1) {
      at.tell(id, "step.progress", { text: `row ${event}` });
      await pause(10);
    }
    at.tell(id, "job.completed", {}, { status: "COMPLETED", endedAt: new Date() });
    await eventually(async () => (await at.undone()).length === 0, "the link done");
    // An edit each 200 ms at most, in about two seconds, and the end.
    expect(shown.cards.length).toBeGreaterThan(3);
    expect(shown.cards.length).toBeLessThan(20);
    const gaps = shown.cards.slice(1, -1).map(({ at: time }, index) => time - (shown.cards[index]?.at ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(190);
    expect(shown.cards.at(-1)?.text).toMatch(/completed after[\s\S]*row 199/);
  });

  test("stand before what is told under them, and where they stand is kept at once", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen();
    cards.attach(shown);
    const quiet = await at.start();
    await cards.follow(place, quiet, "en");
    at.tell(quiet, "step.progress", { text: "row 1" });
    await eventually(async () => (await at.links.of(quiet))[0]?.cardRef === "card-1", "the place kept");
    const id = await at.start();
    await cards.follow(place, id, "en");
    at.tell(id, "step.said", { text: "one" });
    await eventually(async () => shown.news.length === 1, "the news");
    expect(shown.under).toEqual(["card-1"]);
  });

  test("a platform that has had enough of edits is given its time, and shows the last state when it is over", async () => {
    await using at = await stage();
    await using cards = at.open();
    let enough = 1;
    const shown = screen({
      refuses: () =>
        enough-- > 0
          ? new Fault("rate_limited", "Too many edits.", { retryable: true, detail: { retryAfterMs: 2_500 } })
          : null,
    });
    cards.attach(shown);
    const id = await at.start();
    await cards.follow(place, id, "en");
    const began = performance.now();
    at.tell(id, "step.progress", { text: "row 1" });
    await pause(50);
    for (let event = 2; event < 20; event += 1) at.tell(id, "step.progress", { text: `row ${event}` });
    at.tell(id, "job.completed", {}, { status: "COMPLETED", endedAt: new Date() });
    await eventually(async () => (await at.undone()).length === 0, "the link done");
    expect(performance.now() - began).toBeGreaterThan(2_400);
    expect(shown.cards).toHaveLength(1);
    expect(shown.cards[0]?.text).toMatch(/completed after[\s\S]*row 19/);
  });

  test("a card that a platform refuses for good is given up, and the job is told to its end", async () => {
    await using at = await stage();
    await using cards = at.open();
    const shown = screen({ refuses: () => new Fault("not_found", "The channel is archived.") });
    cards.attach(shown);
    const id = await at.start();
    await cards.follow(place, id, "en");
    at.tell(id, "job.completed", {}, { status: "COMPLETED", endedAt: new Date() });
    await eventually(async () => (await at.undone()).length === 0, "the link done");
    expect(shown.news.at(-1)).toContain("completed after");
  });
});
