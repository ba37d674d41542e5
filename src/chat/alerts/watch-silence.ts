// Whether HWA can be read at all, from what the monitor says of its tries. Only tries count that this process has made since it
// leads and has its database: after a pause of ours nobody knows yet whether HWA is away.

import type { Alert } from "#core/alert/alert.ts";
import { silenceKey } from "#core/alert/hear-silence.ts";
import type { News } from "#core/alert/news.ts";
import type { Wording } from "#core/wording.ts";
import type { PlanAge } from "#hwa/monitor/job-update.ts";

export interface SilenceWatch {
  news(age: PlanAge, open: readonly Alert[], now: number, toldAfterMs: number): readonly News[];
  /** Begins anew: somebody else leads, or the database was away. */
  forget(): void;
}

export function createSilenceWatch(): SilenceWatch {
  let watching: number | null = null;
  let reason: Wording | null = null;
  return {
    news({ readAt, problem }, open, now, toldAfterMs) {
      watching ??= now;
      const its = open.find(({ key }) => key === silenceKey);
      if (problem === null) {
        reason = null;
        const read = readAt?.getTime() ?? null;
        return its && read !== null && read > its.openedAt ? [{ kind: "readable", at: read }] : [];
      }
      // Later tries only say that HWA is left alone for a while after so many that failed.
      reason ??= problem;
      const since = readAt?.getTime() ?? watching;
      if (!its && now - Math.max(since, watching) < toldAfterMs) return [];
      return [{ kind: "silent", since, reason }];
    },
    forget() {
      watching = null;
      reason = null;
    },
  };
}
