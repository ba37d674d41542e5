// Live views: what changes of a watched HWA job is told in the thread that asked for it.

import type { Logger } from "pino";
import type { Subscriptions } from "#agents/subscriptions.ts";
import type { Locale } from "#core/locale.ts";
import { type Mood, type Reply, reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";
import type { JobUpdate, PlanMonitor, WatchedStatus } from "#hwa/monitor/job-update.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";

export interface LiveJobs extends Subscriptions, AsyncDisposable {
  /** From now on this platform can show live views. */
  attach(platform: ChatPlatform): void;
}

interface View {
  readonly job: string;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** One person's threads never need more; a thousand watched jobs would be a flood, not a view. */
const mostPerThread = 50;

export function createLiveJobs(monitor: PlanMonitor, log: Logger): LiveJobs {
  const platforms = new Map<string, ChatPlatform>();
  const views = new Map<string, View[]>();
  const keyOf = (place: { platform: string; thread: string }) => `${place.platform} ${place.thread}`;

  async function show(
    platform: ChatPlatform,
    thread: string,
    job: string,
    locale: Locale,
    signal: AbortSignal,
  ) {
    let first = true;
    try {
      for await (const update of monitor.watch(job, signal)) {
        // The first update is the state now, which the answer has just told.
        if (first) first = false;
        else await platform.notify(thread, updateReply(update, locale));
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, job, thread }, "A live view ended early.");
    }
  }

  return {
    attach: (platform) => void platforms.set(platform.platform, platform),
    watch(place, job, locale) {
      const platform = platforms.get(place.platform);
      if (!platform || platform.listens?.(place.thread) === false) return "cannot_show";
      const mine = views.get(keyOf(place)) ?? [];
      if (mine.some((view) => fold(view.job) === fold(job))) return "already_watching";
      if (mine.length >= mostPerThread) return "cannot_show";
      const stop = new AbortController();
      const done = show(platform, place.thread, job, locale, stop.signal);
      views.set(keyOf(place), [...mine, { job, stop, done }]);
      return "watching";
    },
    unwatch(place, job) {
      const mine = views.get(keyOf(place)) ?? [];
      const stopped = mine.filter((view) => job === undefined || fold(view.job) === fold(job));
      for (const view of stopped) view.stop.abort();
      views.set(
        keyOf(place),
        mine.filter((view) => !stopped.includes(view)),
      );
      return stopped.map((view) => view.job);
    },
    watched: (place) => (views.get(keyOf(place)) ?? []).map((view) => view.job),
    async [Symbol.asyncDispose]() {
      const all = [...views.values()].flat();
      for (const view of all) view.stop.abort();
      await Promise.allSettled(all.map((view) => view.done));
      views.clear();
    },
  };
}

const words: Readonly<Record<WatchedStatus, Readonly<Record<Locale, string>>>> = {
  queued: { en: "waits to run", pt: "aguarda para executar" },
  running: { en: "is running", pt: "está em execução" },
  completed: { en: "completed", pt: "terminou com sucesso" },
  failed: { en: "FAILED", pt: "FALHOU" },
  held: { en: "is held", pt: "está retido" },
  blocked: { en: "is blocked", pt: "está bloqueado" },
  cancelled: { en: "was cancelled", pt: "foi cancelado" },
  suppressed: { en: "was suppressed", pt: "foi suprimido" },
  unknown: { en: "is in an unknown state", pt: "está em estado desconhecido" },
};

const moods: Partial<Record<WatchedStatus, Mood>> = {
  completed: "good",
  failed: "bad",
  unknown: "unknown",
  blocked: "warning",
};

export function updateReply(update: JobUpdate, locale: Locale): Reply {
  const after = locale === "pt" ? "após" : "after";
  const extra = [update.progress, update.duration && `${after} ${update.duration}`]
    .filter(Boolean)
    .join(", ");
  const sentence = `${update.job} ${words[update.status][locale]}${extra ? ` (${extra})` : ""}.`;
  const note = locale === "pt" ? (update.notePt ?? update.note) : update.note;
  const why = locale === "pt" ? `Por que o job ${update.job} falhou?` : `Why did ${update.job} fail?`;
  return reply({
    locale,
    mood: moods[update.status] ?? "neutral",
    text: note ? `${sentence} ${note}` : sentence,
    choices: update.status === "failed" ? [{ id: why, label: why, style: "primary" }] : [],
    data: update,
  });
}
