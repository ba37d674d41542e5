// Where the card of a checkpoint stands: in the thread where its job was asked for, or the job that started that job, and in
// the channels that the configuration names for approvers.

import type { Place } from "#agents/subscriptions.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Locale } from "#core/locale.ts";
import type { Engine } from "#engine/engine.ts";
import type { ApprovalCardsDeps, ApprovalPlace } from "./approval-cards.ts";

export interface ApprovalPlacesDeps {
  readonly engine: Pick<Engine, "job">;
  /** Whether approval cards stand on this platform: it has cards, and is not just a prompt or a page. */
  readonly standsOn: (platform: string) => boolean;
  /** Where approvers look whatever thread it was asked in. */
  readonly channels: () => Promise<readonly Place[]>;
  /** The language of a conversation; null: none was spoken there yet. */
  readonly localeOf?: (conversationId: string) => Promise<Locale | null>;
}

/** Jobs start jobs, but not without end. */
const deepest = 20;

export function createApprovalPlaces(deps: ApprovalPlacesDeps): ApprovalCardsDeps["approvalPlaces"] {
  return async ({ id, jobId }: Checkpoint) => {
    const key = `checkpoint:${id}`;
    const places: ApprovalPlace[] = (await deps.channels()).map(({ platform, thread }) => ({
      platform,
      thread,
      key,
    }));
    let job = await deps.engine.job(jobId);
    for (let depth = 0; job?.parent && depth < deepest; depth += 1)
      job = await deps.engine.job(job.parent.jobId);
    const { surface, thread, conversationId } = job?.origin ?? {
      surface: "",
      thread: null,
      conversationId: null,
    };
    if (thread !== null && deps.standsOn(surface)) {
      const locale = conversationId === null ? null : ((await deps.localeOf?.(conversationId)) ?? null);
      // The thread of the request may be in the approvers' channel itself; then its own language counts.
      places.unshift({ platform: surface, thread, key, ...(locale ? { locale } : {}) });
    }
    return places.filter(({ platform }) => deps.standsOn(platform));
  };
}
