// Keeps approval cards true wherever they stand. What is shown follows from the checkpoints as they are, not from what was
// heard of them: news only says when to look, and every few seconds it is looked anyway, so a decision taken anywhere, by
// any process, disarms every card soon. The same content again is no edit, so a restart, and a second process beside this
// one, change nothing.
//
//   waiting → shown in its places; decided, expired or over → edited where it stands, and let go

import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { speech } from "#agents/speech.ts";
import { toFault } from "#core/fault.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { JobEvent } from "#core/job/event.ts";
import { hasEnded } from "#core/job/job.ts";
import type { Locale } from "#core/locale.ts";
import type { Reply } from "#core/reply.ts";
import type { Rights } from "#core/rights.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { Notice, NoticePlace, Notices } from "#ports/notices.ts";
import type { People } from "#ports/people.ts";
import { approvalCalls } from "./approval-calls.ts";
import { type ApprovalParts, approvalCard, isFresh, type PlanChange } from "./approval-card.ts";

/** A place, and the language that is read there. */
export interface ApprovalPlace extends NoticePlace {
  readonly locale?: Locale;
}

export interface ApprovalCardsDeps {
  readonly engine: Pick<Engine, "job" | "onNews" | "workflows">;
  readonly jobs: Pick<JobReader, "checkpoint" | "checkpoints" | "events">;
  readonly people: Pick<People, "rights">;
  readonly notices: Pick<Notices, "put" | "placesOf">;
  /** Where its card shall stand: the thread of the request, and where approvers look. Its key is `checkpoint:<id>`. */
  readonly approvalPlaces: (checkpoint: Checkpoint) => Promise<readonly ApprovalPlace[]>;
  readonly timezone: string;
  /** Where people can be sent to see a checkpoint; absent: nowhere. */
  readonly publicUrl?: string | null;
  readonly defaultLocale: Locale;
  readonly log: Logger;
  /** How often it is looked without any news. */
  readonly sweepMs?: number;
  /** The least time between two looks, however much is heard. */
  readonly pauseMs?: number;
}

export interface ApprovalCards extends AsyncDisposable {
  /** What is true now stands in the notices; for tests, and before a process leaves. */
  look(): Promise<void>;
}

interface Standing {
  readonly mark: string;
  readonly jobId: string;
  readonly open: boolean;
  /** As they were asked for last. */
  readonly places: string;
  /** Until then a thread may still be found for it. */
  readonly settlesAt: number;
}

/** A job may ask before the thread that started it is known to show it. */
const settlesMs = 60_000;

type Shown = Checkpoint & { readonly task: string; readonly workflowId: string };

const page = 200;
const long = new Date(0);

export function createApprovalCards(deps: ApprovalCardsDeps): ApprovalCards {
  const { jobs, notices, log } = deps;
  const sweepMs = deps.sweepMs ?? 2_000;
  const pauseMs = deps.pauseMs ?? 300;
  /** What each waiting or expired checkpoint was like when its cards were put. */
  const standing = new Map<string, Standing>();
  /** Their expired ones change only when somebody reopens them or their job ends. */
  const heardOf = new Set<string>();
  const called = new Map<string, Set<string>>();
  const troubled = new Set<string>();
  const locales = new Map<string, Locale>();
  const stop = new AbortController();
  let first = true;
  let news = Promise.withResolvers<void>();
  let looking: Promise<void> = Promise.resolve();

  async function lookNow(): Promise<void> {
    const heard = new Set(heardOf);
    heardOf.clear();
    const rights = await deps.people.rights();
    const waiting = await all("PENDING");
    for (const checkpoint of waiting) await tryToShow(checkpoint, rights);
    const open = new Set(waiting.map(({ id }) => id));
    for (const [id, { jobId, open: waited }] of [...standing]) {
      if (open.has(id) || (!waited && !heard.has(jobId))) continue;
      const checkpoint = await jobs.checkpoint(id);
      if (checkpoint) await tryToShow(checkpoint, rights);
      else forget(id);
    }
    if (first) await takeUp(rights);
    first = false;
  }

  async function all(status: "PENDING"): Promise<readonly Shown[]> {
    const found: Shown[] = [];
    for (;;) {
      const { total, checkpoints } = await jobs.checkpoints({ status, limit: page, offset: found.length });
      found.push(...checkpoints);
      if (checkpoints.length === 0 || found.length >= total) return found;
    }
  }

  /** What was decided while nobody looked: the latest of each end, where a card of it stands. */
  async function takeUp(rights: Rights): Promise<void> {
    for (const type of ["APPROVAL_REQUIRED", "ERROR"] as const)
      for (const status of ["APPROVED", "REJECTED", "EXPIRED"] as const) {
        const { total } = await jobs.checkpoints({ status, type, limit: 1, offset: 0 });
        const offset = Math.max(0, total - page);
        const { checkpoints } = await jobs.checkpoints({ status, type, limit: page, offset });
        for (const checkpoint of checkpoints) await tryToShow(checkpoint, rights);
      }
  }

  /** One that cannot be shown keeps no other from being shown, and is tried again at the next look. */
  async function tryToShow(checkpoint: Shown, rights: Rights): Promise<void> {
    try {
      await show(checkpoint, rights);
      troubled.delete(checkpoint.id);
    } catch (error) {
      const about = { err: toFault(error).message, checkpoint: checkpoint.id };
      log[troubled.has(checkpoint.id) ? "debug" : "warn"](about, "An approval card could not be put.");
      troubled.add(checkpoint.id);
    }
  }

  async function show(checkpoint: Shown, rights: Rights): Promise<void> {
    const { id, jobId, status } = checkpoint;
    if (checkpoint.purpose === "note") return;
    const open = status === "PENDING";
    const mark = JSON.stringify([open ? rights.epoch : 0, checkpoint]);
    const before = standing.get(id);
    const same = open && before?.mark === mark;
    if (same && before.settlesAt <= performance.now()) return;
    const key = `checkpoint:${id}`;
    const wanted = open ? await deps.approvalPlaces(checkpoint) : [];
    const names = wanted.map(nameOf).join();
    if (same && before.places === names) return;
    const stands = await notices.placesOf(key);
    for (const { platform, thread, locale } of wanted)
      if (locale) locales.set(`${platform} ${thread}`, locale);
    const places = distinct([...wanted, ...stands]);
    if (places.length > 0) {
      const job = await deps.engine.job(jobId);
      if (!job) return;
      const parts: ApprovalParts = {
        publicUrl: deps.publicUrl ?? null,
        checkpoint,
        job,
        workflow: await deps.engine.workflows.pinned(job.workflowDigest),
        rights,
        changes: await changesOf(checkpoint, job.seq),
      };
      const told = called.get(id) ?? new Set();
      const put = places
        .flatMap((place) => noticesAt(place, key, parts))
        .filter((each) => !told.has(nameOf(each)));
      await notices.put(put);
      for (const each of put) if (each.key !== key) told.add(nameOf(each));
      called.set(id, told);
      if (hasEnded(job.status) && checkpoint.purpose !== "review") return forget(id);
    }
    const settlesAt = before?.settlesAt ?? performance.now() + settlesMs;
    if (open || status === "EXPIRED") standing.set(id, { mark, jobId, open, places: names, settlesAt });
    else forget(id);
  }

  function forget(id: string): void {
    standing.delete(id);
    called.delete(id);
  }

  function noticesAt(
    { platform, thread }: NoticePlace,
    key: string,
    parts: ApprovalParts,
  ): readonly Notice[] {
    const locale = locales.get(`${platform} ${thread}`) ?? deps.defaultLocale;
    // Told with the day of every time, for a card is read on another day than it was written.
    const say = speech(locale, deps.timezone, long);
    const place = (under: string, reply: Reply, important: boolean): Notice => ({
      platform,
      thread,
      key: under,
      reply,
      important,
    });
    // Whatever comes later and must be read is a call, or news of the job.
    const asksFirst = parts.checkpoint.status === "PENDING" && isFresh(parts.checkpoint);
    return [
      place(key, approvalCard(parts, say), asksFirst),
      ...approvalCalls(parts, say).map((call) => place(`${key}:${call.key}`, call.reply, true)),
    ];
  }

  /** What every change of its plan replaced, as the events tell it; nothing is read of a plan nobody changed. */
  async function changesOf(checkpoint: Checkpoint, seq: number): Promise<readonly PlanChange[]> {
    const votes = checkpoint.votes.filter(({ verdict }) => verdict === "change");
    const changes: PlanChange[] = [];
    for (let after = 0; changes.length < votes.length && after < seq; ) {
      const events = await jobs.events(checkpoint.jobId, after, 1_000);
      for (const event of events)
        if (event.kind === "checkpoint.changed" && event.data.checkpointId === checkpoint.id) {
          const vote = votes[changes.length];
          if (vote) changes.push(changeOf(event, vote));
        }
      const last = events.at(-1);
      if (!last) break;
      after = last.seq;
    }
    return changes;
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const next = news.promise;
      await look().catch((error: unknown) => {
        if (!stop.signal.aborted)
          log.warn({ err: toFault(error).message }, "Approval cards could not be looked after; tried again.");
      });
      const { signal } = stop;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      await Promise.race([next, sleep(sweepMs, undefined, { signal }).catch(() => {})]);
    }
  }

  function look(): Promise<void> {
    looking = looking.catch(() => {}).then(lookNow);
    return looking;
  }

  const listening = deps.engine.onNews((jobIds) => {
    for (const { jobId, open } of standing.values()) if (!open && jobIds.includes(jobId)) heardOf.add(jobId);
    news.resolve();
    news = Promise.withResolvers();
  });
  const running = run();

  return {
    look,
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      stop.abort();
      news.resolve();
      await running;
      await looking.catch(() => {});
    },
  };
}

function nameOf({ platform, thread, key }: NoticePlace): string {
  return `${platform} ${thread} ${key}`;
}

function distinct(places: readonly NoticePlace[]): readonly NoticePlace[] {
  const seen = new Map(places.map((place) => [`${place.platform} ${place.thread}`, place]));
  return [...seen.values()];
}

function changeOf(event: JobEvent, { by, at, surface, reason }: Checkpoint["votes"][number]): PlanChange {
  return { by, at, surface, reason, was: recordIn(event.data.was), args: recordIn(event.data.args) };
}

function recordIn(value: Json | undefined): { readonly [name: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {};
}
