// Incidents into the graph. The newest change for a while (they are diagnosed, resolved, told otherwise), so they are looked at
// again and again; each is told as a whole under its own name, so that nothing is counted twice.

import type { Incident } from "#core/knowledge/incident.ts";
import type { Graph } from "#ports/graph.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Spelling } from "./edge-of.ts";
import { incidentEdges, lastOf, mostTogether, togetherMs } from "./incident-edges.ts";

export interface IncidentReadingDeps {
  readonly graph: Graph;
  readonly incidents: Pick<Incidents, "page">;
  readonly spelling: Pick<Spelling, "code">;
  readonly now: () => Date;
}

const begins = "incident:";
const atOnce = 200;
const dayMs = 86_400_000;
/** Looked at in every round. */
const freshMs = 2 * dayMs;
/** Looked at now and then: people tell causes late, and somebody may have been erased. */
const recentMs = 14 * dayMs;
const recentEveryMs = 3_600_000;

export function createIncidentReading({ graph, incidents, spelling, now }: IncidentReadingDeps) {
  /** What each of the recent ones told when it was last written. */
  const written = new Map<string, string>();
  let lookedFarAt: number | null = null;

  /** Newest first, each with those that began shortly before it. */
  async function* since(from: Date | null): AsyncIterable<readonly [Incident, readonly Incident[]]> {
    let waiting: Incident[] = [];
    for (let offset = 0; ; offset += atOnce) {
      const { incidents: page } = await incidents.page({
        ...(from && { since: from }),
        limit: atOnce,
        offset,
      });
      waiting.push(...page);
      const isLast = page.length < atOnce;
      for (let index = 0; index < waiting.length; index += 1) {
        const incident = waiting[index];
        const earlier = waiting.slice(index + 1, index + 1 + mostTogether);
        if (!incident || (!isLast && earlier.length < mostTogether)) {
          waiting = waiting.slice(index);
          break;
        }
        yield [incident, earlier];
        if (index === waiting.length - 1) waiting = [];
      }
      if (isLast) return;
    }
  }

  return async (signal: AbortSignal): Promise<void> => {
    const at = now().getTime();
    const isFirst = lookedFarAt === null;
    const isFar = lookedFarAt === null || at - lookedFarAt >= recentEveryMs;
    // At the start everything is looked at once: what happened while nobody looked, and what the graph does not know yet.
    const known = isFirst ? await graph.sources(begins) : new Map<string, Date>();
    const from = isFirst ? null : new Date(at - (isFar ? recentMs : freshMs) - togetherMs);
    for await (const [incident, earlier] of since(from)) {
      signal.throwIfAborted();
      const source = `${begins}${incident.id}`;
      const last = lastOf(incident);
      const isRecent = at - incident.brokeAt.getTime() < recentMs;
      if (!isRecent && (known.get(source)?.getTime() ?? 0) >= last.getTime()) continue;
      const edges = incidentEdges(incident, earlier, spelling);
      const told = JSON.stringify(edges);
      if (written.get(incident.id) === told) continue;
      await graph.replace(source, last, edges);
      if (isRecent) written.set(incident.id, told);
    }
    if (!isFar) return;
    lookedFarAt = at;
    if (written.size > 20_000) written.clear();
  };
}
