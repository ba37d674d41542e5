// Where an approval is asked: in the threads that show its job, or the job that started it, and where approvers look.

import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Locale } from "#core/locale.ts";
import type { Engine } from "#engine/engine.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { JobLinks } from "#ports/job-links.ts";
import type { NoticePlace } from "#ports/notices.ts";

export interface ApprovalPlacesDeps {
  readonly engine: Pick<Engine, "job">;
  readonly links: Pick<JobLinks, "of">;
  /** Those that show cards in place; the others are told by the job's own news. */
  readonly platforms: readonly ChatPlatform[];
  /** As configured: `slack:C…`, `teams:…`. */
  readonly channels: readonly string[];
}

type Place = NoticePlace & { readonly locale?: Locale };

/** A workflow may start others this deep. */
const deepest = 10;

export function approvalPlaces(deps: ApprovalPlacesDeps) {
  const { platforms } = deps;

  async function threadsOf(jobId: string): Promise<readonly Omit<Place, "key">[]> {
    let at: string | undefined = jobId;
    for (let depth = 0; at !== undefined && depth < deepest; depth++) {
      const links = await deps.links.of(at);
      const shown = links.filter(({ platform }) => platforms.some((each) => each.platform === platform));
      if (shown.length > 0)
        return shown.map(({ platform, thread, locale }) => ({ platform, thread, locale }));
      at = (await deps.engine.job(at))?.parent?.jobId;
    }
    return [];
  }

  async function threadsOfChannels(): Promise<readonly Omit<Place, "key">[]> {
    const found = await Promise.all(
      deps.channels.flatMap((channel) =>
        platforms.map(async ({ platform, threadOfChannel }) => {
          const thread = (await threadOfChannel?.(channel)) ?? null;
          return thread === null ? [] : [{ platform, thread }];
        }),
      ),
    );
    return found.flat();
  }

  return async (checkpoint: Checkpoint): Promise<readonly Place[]> => {
    const [asked, looked] = await Promise.all([threadsOf(checkpoint.jobId), threadsOfChannels()]);
    const key = `checkpoint:${checkpoint.id}`;
    const elsewhere = looked.filter(
      ({ platform, thread }) => !asked.some((each) => each.platform === platform && each.thread === thread),
    );
    return [...asked, ...elsewhere].map((place) => ({ ...place, key }));
  };
}
