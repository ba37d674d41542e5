// Jobs shown live in threads: one card per job, edited in place at most once a second, and beside it the few sentences that
// must be read. A link per job and thread says how far its events were told, so that a restart goes on where it was.
//
//   linked → followed from the number told last → each event: news told, card edited → told to the end: done
//
// News is told in the order of the events, and noted after it was told: a crash between the two tells it twice. A place that
// does not answer is tried again until it does. A job that is tried again after its end is taken up again.

import { setTimeout as sleep } from "node:timers/promises";
import type { JobCards } from "#agents/operations/job-cards.ts";
import { speech } from "#agents/speech.ts";
import { toFault } from "#core/fault.ts";
import type { JobEvent } from "#core/job/event.ts";
import { hasEnded } from "#core/job/job.ts";
import type { Locale } from "#core/locale.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { fromData } from "#core/wording.ts";
import type { Engine } from "#engine/engine.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { JobLink, JobLinks, LinkPlace } from "#ports/job-links.ts";
import type { JobReader } from "#ports/job-reader.ts";
import { type CardEditorDeps, createCardEditor } from "./card-editor.ts";
import { isImportant, isNews, jobNews } from "./job-news.ts";

export interface LiveCardsDeps extends CardEditorDeps {
  readonly engine: Pick<Engine, "job" | "follow" | "onNews" | "workflows">;
  readonly jobs: Pick<JobReader, "checkpoint" | "events">;
  readonly links: JobLinks;
  readonly defaultLocale: Locale;
}

export interface LiveCards extends JobCards, AsyncDisposable {
  /** From now on this platform shows jobs; what was left to tell there is told. */
  attach(platform: ChatPlatform): void;
}

interface View {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const mostSaid = 3;
const retryMs = 2_000;

export function createLiveCards(deps: LiveCardsDeps): LiveCards {
  const { engine, links, log } = deps;
  const platforms = new Map<string, ChatPlatform>();
  const views = new Map<string, View>();
  /** Told to the end by this process; a retry takes them up again. */
  const ended = new Map<string, JobLink[]>();
  const opening = new Set<Promise<void>>();
  const parts = new DisposableStack();
  const keyOf = ({ jobId, platform, thread }: LinkPlace) => `${jobId} ${platform} ${thread}`;

  function begin(link: JobLink): void {
    const platform = platforms.get(link.platform);
    if (!platform || views.has(keyOf(link)) || platform.listens?.(link.thread) === false) return;
    const stop = new AbortController();
    const done = keepShowing(platform, link, stop.signal).finally(() => views.delete(keyOf(link)));
    views.set(keyOf(link), { stop, done });
  }

  async function keepShowing(platform: ChatPlatform, link: JobLink, signal: AbortSignal): Promise<void> {
    const at = { link };
    while (!signal.aborted) {
      try {
        if (await show(platform, at, signal)) remember(at.link);
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.warn(
          { err: toFault(error).message, job: link.jobId, platform: link.platform },
          "A job could not be shown in its thread; it is tried again.",
        );
        await sleep(retryMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Follows on from where the link is, and moves it; true when the job's end was told, false when nobody looks any more. */
  async function show(platform: ChatPlatform, at: { link: JobLink }, signal: AbortSignal): Promise<boolean> {
    const { jobId, thread, shown } = at.link;
    const said: string[] = [];
    const before = await deps.jobs.events(jobId, Math.max(0, shown - 100), 100);
    for (const event of before) if (event.seq <= shown) hear(event, said, at.link.locale);
    const editor = createCardEditor(deps, platform, at.link, said, signal, async (cardRef) => {
      at.link = { ...at.link, cardRef };
      await links.told(at.link, { ...at.link, done: false });
    });
    try {
      for await (const event of engine.follow(jobId, shown, signal)) {
        if (platform.listens?.(thread) === false) return false;
        hear(event, said, at.link.locale);
        if (event.kind === "step.waiting" && event.data.for === "child") await showChild(event, at.link);
        if (isNews(event)) {
          // Where the card begins a thread, what is told stands in it, so the card is there first.
          await editor.showFirst();
          await tell(platform, event, { ...at.link, cardRef: editor.ref() });
        }
        at.link = { ...at.link, shown: event.seq, cardRef: editor.ref() };
        // What only changed the card need not be noted: it is heard again after a restart, and told nobody.
        if (isNews(event)) await links.told(at.link, { ...at.link, done: false });
        editor.touch(isImportant(event, deps.asksBeside?.(platform.platform) ?? false));
      }
      if (signal.aborted) return false;
      await editor.settle();
      at.link = { ...at.link, cardRef: editor.ref() };
      await links.told(at.link, { ...at.link, done: true });
      return true;
    } finally {
      editor.stop();
      const cardRef = editor.ref();
      // Left before the end: what was told stands as it was noted, and where the card is must not be lost.
      if (cardRef !== at.link.cardRef) {
        at.link = { ...at.link, cardRef };
        await links.told(at.link, { ...at.link, done: false }).catch((error: unknown) => {
          log.warn({ err: toFault(error).message, job: jobId }, "Where a card is could not be kept.");
        });
      }
    }
  }

  async function tell(platform: ChatPlatform, event: JobEvent, link: JobLink): Promise<void> {
    const job = await engine.job(link.jobId);
    if (!job) return;
    const id = event.data.checkpointId;
    const checkpoint =
      typeof id === "string" ? (job.checkpoints[id] ?? (await deps.jobs.checkpoint(id))) : null;
    const workflow = await engine.workflows.pinned(job.workflowDigest);
    const say = speech(link.locale, deps.timezone, deps.now());
    const beside = deps.asksBeside?.(platform.platform) ?? false;
    const news = jobNews(event, job, workflow, checkpoint, say, beside);
    if (news) await platform.notify(link.thread, news, link.cardRef);
  }

  /** A job of a job is shown beside it: its questions are asked in the same thread. */
  async function showChild(event: JobEvent, { platform, thread, locale }: JobLink): Promise<void> {
    const { jobId } = event.data;
    if (typeof jobId === "string") begin(await links.make({ jobId, platform, thread }, locale));
  }

  function remember(link: JobLink): void {
    const others = (ended.get(link.jobId) ?? []).filter((each) => keyOf(each) !== keyOf(link));
    ended.set(link.jobId, [...others, link]);
    // The oldest are forgotten: a retry that long after is taken up at the next start, or when it is asked for here.
    const [oldest] = ended.keys();
    if (ended.size > 500 && oldest !== undefined) ended.delete(oldest);
  }

  async function takeUpAgain(jobId: string): Promise<void> {
    const again = ended.get(jobId);
    const job = again ? await engine.job(jobId) : null;
    if (!again || !job || hasEnded(job.status)) return;
    ended.delete(jobId);
    for (const link of again) begin(await links.make(link, link.locale));
  }

  async function open(name: string, thread?: string): Promise<void> {
    for (const link of await links.open(name, deps.defaultLocale))
      if (thread === undefined || link.thread === thread) begin(link);
  }

  function run(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) =>
        log.warn({ err: toFault(error).message }, "Jobs could not be shown where they were shown before."),
      )
      .finally(() => opening.delete(tracked));
    opening.add(tracked);
  }

  parts.use(
    engine.onNews((jobIds) => {
      for (const jobId of jobIds) if (ended.has(jobId)) run(takeUpAgain(jobId));
    }),
  );

  return {
    attach(platform) {
      platforms.set(platform.platform, platform);
      run(open(platform.platform));
      const listening = platform.onListen?.((thread) => run(open(platform.platform, thread)));
      if (listening) parts.use(listening);
    },
    async follow(place, jobId, locale) {
      const platform = platforms.get(place.platform);
      if (!platform || platform.listens?.(place.thread) === false) return "cannot_show";
      begin(await links.make({ ...place, jobId }, locale));
      return platform.showCard ? "card" : "following";
    },
    async [Symbol.asyncDispose]() {
      parts.dispose();
      for (const view of views.values()) view.stop.abort();
      await Promise.allSettled([...opening, ...[...views.values()].map((view) => view.done)]);
    },
  };
}

function hear({ kind, data }: JobEvent, said: string[], locale: Locale): void {
  if (kind !== "step.said" && kind !== "step.progress") return;
  const line = oneLine(redact(fromData(data, "text", locale).trim().split("\n")[0] ?? ""), 96);
  if (line === "" || said.at(-1) === line) return;
  said.push(line);
  if (said.length > mostSaid) said.shift();
}
