// Which incident a question was about, looked up where the answer did not say: the one of its job that was open then, or had just
// ended. Done while questions are written down, so no answer waits for it; what cannot be looked up is kept without.

import type { Incident } from "#core/knowledge/incident.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Interactions, NewInteraction } from "#ports/interactions.ts";

const ofFailures = /^(?:job\.(?:diagnose|log|status|history)|error\.explain|owner\.who|knowledge\.search)$/;
const longestOpenMs = 14 * 86_400_000;
/** Whoever asks why it broke may do so when it is well again. */
const justEndedMs = 3_600_000;

export function linkingIncidents(store: Interactions, incidents: Pick<Incidents, "page">): Interactions {
  async function incidentOf({ intent, slots, at }: NewInteraction): Promise<string | null> {
    const { job } = slots;
    if (!ofFailures.test(intent) || typeof job !== "string") return null;
    const since = new Date(at.getTime() - longestOpenMs);
    const { incidents: found } = await incidents.page({ job, since, limit: 5, offset: 0 });
    return found.find((each) => isAbout(each, at))?.id ?? null;
  }

  return {
    ...store,
    async record(...given) {
      // One after the other: answers need the database more.
      const linked: NewInteraction[] = [];
      for (const each of given)
        linked.push(
          each.incident === null ? { ...each, incident: await incidentOf(each).catch(() => null) } : each,
        );
      await store.record(...linked);
    },
  };
}

function isAbout({ brokeAt, resolution }: Incident, at: Date): boolean {
  if (brokeAt.getTime() > at.getTime()) return false;
  return resolution === null || resolution.at.getTime() + justEndedMs > at.getTime();
}
