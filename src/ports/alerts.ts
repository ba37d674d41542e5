// What is wrong in the plan, kept so that one failure is one alert whoever finds it and however often. Implemented by
// adapters/postgres.

import type { Alert } from "#core/alert/alert.ts";

export interface Alerts {
  /** The number of the last event of the plan that alerts have heard; before there is one, `first` is kept and returned. */
  heard(first: number): Promise<number>;
  /**
   * One transaction: alerts as they shall be, each with the `rev` it was read with (0: it is new), and events heard from
   * one number to another. `stale` changes nothing:
   * somebody else has heard these events, has changed one of these alerts, or has opened one of the same key.
   */
  commit(
    changes: readonly Alert[],
    heard: { readonly from: number; readonly to: number } | null,
  ): Promise<"done" | "stale">;
  /** Those that are open, and resolved ones that somebody is still to be told of; oldest first. */
  live(): Promise<readonly Alert[]>;
  /** Those that changed after a number, oldest change first, and the number of the last change; null: all that are live. */
  changed(after: number | null): Promise<{ readonly alerts: readonly Alert[]; readonly last: number }>;
  byId(id: string): Promise<Alert | null>;
  /** Those whose id begins so, open ones first, newest first; at most five. */
  find(idBegins: string): Promise<readonly Alert[]>;
  /** The last resolved one of a key that opened before; not one that was joined to another. */
  before(key: string, openedAt: number): Promise<Alert | null>;
  /** The alerts that one message tells of: at the end of quiet hours, or calling people to them; oldest first. */
  toldBy(message: string): Promise<readonly Alert[]>;
  /** Forgets what was resolved before; returns how many. */
  forget(resolvedBefore: Date): Promise<number>;
}
