// Live views of HWA jobs in threads, as agents ask for them; shown by src/chat/live-jobs.ts.

import type { Locale } from "#core/locale.ts";

export interface Place {
  readonly platform: string;
  readonly thread: string;
}

export interface Subscriptions {
  /** `cannot_show`: this place takes answers only, nothing that arrives later. */
  watch(place: Place, job: string, locale: Locale): "watching" | "already_watching" | "cannot_show";
  /** Stops one job, or all when `job` is undefined; returns what was stopped. */
  unwatch(place: Place, job: string | undefined): readonly string[];
  watched(place: Place): readonly string[];
}
