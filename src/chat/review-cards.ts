// Offers what was learned where people will see it, once, and keeps those cards true: what is shown follows from the reviews as they
// are, so a decision taken anywhere, by any process, disarms every card soon. The same content again is no edit.
//
//   drafted → in the thread of the last alert it was drawn from, in each place where its alerts stood; else in the on-call channel
//   decided, changed, reopened → edited where it stands

import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { reviewCard } from "#agents/learning/review-card.ts";
import { type ReviewDesk, readReviewed } from "#agents/learning/review-desk.ts";
import { speech } from "#agents/speech.ts";
import { toFault } from "#core/fault.ts";
import type { Entry } from "#core/knowledge/entry.ts";
import type { Review } from "#core/knowledge/review.ts";
import type { Locale } from "#core/locale.ts";
import type { AlertOfIncident } from "#ports/alert-of-incident.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { NoticePlace, Notices } from "#ports/notices.ts";

export interface ReviewCardsDeps
  extends Pick<ReviewDesk, "entries" | "sources" | "interactions" | "people" | "timezone"> {
  readonly reviews: Pick<ReviewDesk["reviews"], "page" | "byId">;
  readonly alertOf: AlertOfIncident["alertOf"];
  readonly notices: Pick<Notices, "put" | "placesOf" | "standing">;
  /** `slack:C…`, `teams:…`; null: there is no on-call channel. */
  readonly oncall: string | null;
  readonly defaultLocale: Locale;
  readonly log: Logger;
  readonly sweepMs?: number;
}

export interface ReviewCards extends AsyncDisposable {
  /** From now on cards stand in this platform's channels. */
  attach(platform: ChatPlatform): void;
  /** Begins; returns at once. */
  start(): void;
  /** What is true now stands in the notices. */
  look(): Promise<void>;
}

type Place = Omit<NoticePlace, "key"> & { readonly locale: Locale | null };

const mostAtOnce = 100;
const long = new Date(0);

export function createReviewCards(deps: ReviewCardsDeps): ReviewCards {
  const { reviews, notices, log } = deps;
  const platforms = new Map<string, ChatPlatform>();
  /** What each open review was like when its cards were put. */
  const shown = new Map<string, string>();
  const stopping = new AbortController();
  let first = true;
  let problem: string | null = null;
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    if (platforms.size === 0) return;
    const page = { kind: "entry", limit: mostAtOnce, offset: 0 } as const;
    const { reviews: open } = await reviews.page({ ...page, open: true });
    for (const review of open) await show(review);
    const isOpen = new Set(open.map(({ id }) => id));
    for (const id of shown.keys()) {
      if (isOpen.has(id)) continue;
      const review = await reviews.byId(id);
      if (review) await show(review);
      if (review?.decided !== null) shown.delete(id);
    }
    // Decided while nobody looked.
    if (first)
      for (const review of (await reviews.page({ ...page, open: false })).reviews) await show(review);
    first = false;
  }

  async function show(review: Review): Promise<void> {
    const reviewed = await readReviewed(deps, review);
    if (reviewed.kind !== "entry") return;
    const open = review.decided === null;
    const draw = (locale: Locale) => reviewCard(reviewed, speech(locale, deps.timezone, long));
    const mark = JSON.stringify(draw("en"));
    if (shown.get(review.id) === mark) return;
    const key = `review:${review.id}`;
    const places = await placesOf(key, open ? reviewed.of : null);
    // A place may yet be found: a platform is away, or the alert's card is still on its way.
    if (places === "later") return;
    await notices.put(
      places.map(({ platform, thread, locale }) => ({
        ...{ platform, thread, key },
        reply: draw(locale ?? deps.defaultLocale),
        important: open,
      })),
    );
    if (open) shown.set(review.id, mark);
  }

  /** Where it stands already; it is offered anew only where it stands nowhere. */
  async function placesOf(key: string, entry: Entry | null): Promise<readonly Place[] | "later"> {
    const stands = await notices.placesOf(key);
    if (stands.length > 0) {
      const taken = await notices.standing(key);
      const locales = new Map(taken.map(({ platform, thread, locale }) => [`${platform} ${thread}`, locale]));
      return stands.map(({ platform, thread }) => ({
        ...{ platform, thread },
        locale: locales.get(`${platform} ${thread}`) ?? null,
      }));
    }
    if (!entry) return [];
    const found = new Map<string, Place>();
    for (const { incident } of entry.evidence.toReversed()) {
      const alert = await deps.alertOf(incident);
      if (alert === null) continue;
      for (const { platform, thread, ref, locale } of await notices.standing(`alert:${alert}`)) {
        const base = `${platform} ${thread}`;
        const under = platforms.get(platform)?.threadUnder;
        if (under && !found.has(base)) found.set(base, { platform, thread: under(thread, ref), locale });
      }
    }
    return found.size > 0 ? [...found.values()] : await oncallPlaces();
  }

  async function oncallPlaces(): Promise<readonly Place[] | "later"> {
    if (deps.oncall === null) return [];
    for (const platform of platforms.values())
      try {
        const thread = (await platform.threadOfChannel?.(deps.oncall)) ?? null;
        if (thread !== null) return [{ platform: platform.platform, thread, locale: null }];
      } catch (error) {
        if (toFault(error).retryable) return "later";
        throw error;
      }
    return [];
  }

  async function run(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      try {
        await look();
        problem = null;
      } catch (error) {
        const { message } = toFault(error);
        if (!signal.aborted && message !== problem)
          log.warn({ err: message }, "Cards of reviews could not be looked after; tried again.");
        problem = message;
      }
      await sleep(deps.sweepMs ?? 3_000, undefined, { signal }).catch(() => {});
    }
  }

  return {
    attach(platform) {
      platforms.set(platform.platform, platform);
      shown.clear();
      first = true;
    },
    start() {
      running ??= run();
    },
    look,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
