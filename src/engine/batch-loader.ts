// Reading jobs: requests of one moment are one round trip.

import type { Job } from "#core/job/job.ts";
import type { JobStore } from "#ports/job-store.ts";

export function createBatchLoader(store: Pick<JobStore, "load">): (id: string) => Promise<Job | null> {
  let gathering: { readonly ids: string[]; readonly jobs: Promise<ReadonlyMap<string, Job>> } | null = null;

  function gather(): NonNullable<typeof gathering> {
    const ids: string[] = [];
    const jobs = Promise.resolve().then(async () => {
      gathering = null;
      const wanted = [...new Set(ids)];
      const found = await store.load(wanted);
      return new Map(found.flatMap((job) => (job ? [[job.id, job] as const] : [])));
    });
    return { ids, jobs };
  }

  return async (id) => {
    gathering ??= gather();
    gathering.ids.push(id);
    return (await gathering.jobs).get(id) ?? null;
  };
}
