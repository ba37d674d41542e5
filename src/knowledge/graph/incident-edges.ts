// What one failure and its end say: which job broke with which error, why, who resolved it, and what broke at about the same time.
// A cause that people told otherwise is not told here: their words stand with the incident.

import type { Edge } from "#core/knowledge/edge.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { distinct, edgeOf, errorNode, nodeOf, type Spelling } from "./edge-of.ts";

/** What breaks within this of each other broke together. */
export const togetherMs = 10 * 60_000;
/** When everything breaks, who broke with whom says little: the nearest are enough. */
export const mostTogether = 8;

/** `others`: incidents that began before it, nearest first. Who began later tells of both. */
export function incidentEdges(
  incident: Incident,
  others: readonly Pick<Incident, "id" | "job" | "brokeAt">[],
  spelling: Pick<Spelling, "code">,
): readonly Edge[] {
  const { id, errorCode, cause, realCause } = incident;
  const here = nodeOf("incident", id);
  const job = nodeOf("job", incident.job);
  const error = errorNode(errorCode, spelling);
  const why = realCause === null ? nodeOf("cause", cause) : null;
  const together = others.filter(
    (each) => each.id !== id && Math.abs(incident.brokeAt.getTime() - each.brokeAt.getTime()) <= togetherMs,
  );
  return distinct([
    ...edgeOf(here, "broke", job),
    ...edgeOf(here, "failed_with", error),
    ...edgeOf(job, "failed_with", error),
    ...edgeOf(here, "caused_by", why),
    ...edgeOf(error, "caused_by", why),
    ...resolversOf(incident).flatMap((person) => edgeOf(nodeOf("person", person), "resolved", here)),
    ...together.slice(0, mostTogether).flatMap((each) => edgeOf(job, "broke_with", nodeOf("job", each.job))),
  ]);
}

/** Whoever was seen ending it, and whoever told how it was ended; nobody while it is not well. */
function resolversOf({ resolution, acts }: Incident): readonly string[] {
  if (resolution === null) return [];
  return [...resolution.by, ...acts.flatMap(({ from, by }) => (from === "told" && by !== null ? [by] : []))];
}

/** When it was last heard of. */
export function lastOf({ brokeAt, resolution }: Pick<Incident, "brokeAt" | "resolution">): Date {
  return resolution && resolution.at > brokeAt ? resolution.at : brokeAt;
}
