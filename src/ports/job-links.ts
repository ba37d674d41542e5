// Where a job is shown: its thread, its card, and how far its events were told there. Implemented by adapters/postgres.
// What is told is noted after it was told, so a crash between the two tells it twice and loses nothing.

import type { Locale } from "#core/locale.ts";

export interface JobLink {
  readonly jobId: string;
  readonly platform: string;
  readonly thread: string;
  readonly locale: Locale;
  /** The platform's own reference of the card, as it gave it when the card was first shown. */
  readonly cardRef: string | null;
  /** Number of the last event told in the thread; 0: none. */
  readonly shown: number;
}

export type LinkPlace = Pick<JobLink, "jobId" | "platform" | "thread">;

export interface JobLinks {
  /** Makes the link; one that is there is taken up again where it was left. */
  make(place: LinkPlace, locale: Locale): Promise<JobLink>;
  /**
   * The links of a platform with something left to tell: not told to the end, or of a job that lives again. A live job
   * that was asked for in a thread there and has no link, since the process died in between, gets one.
   */
  open(platform: string, locale: Locale): Promise<readonly JobLink[]>;
  /** Every place this job is shown in. */
  of(jobId: string): Promise<readonly JobLink[]>;
  /** `shown` only grows. `done`: the end was told. */
  told(
    place: LinkPlace,
    told: { readonly shown: number; readonly cardRef: string | null; readonly done: boolean },
  ): Promise<void>;
}
