// Too many troubles at once: those who are told of the same ones get one summary of them. What one team's channel is told
// neither fills another's summary nor makes its alerts part of one.

import type { Member, Severity } from "./alert.ts";
import type { Drafts } from "./drafts.ts";
import { type Matter, stormKey } from "./rules.ts";

export const stormMs = 60_000;
/** Without a new trouble for so long a storm is over: what comes then has an alert of its own. */
const calmMs = 5 * 60_000;

/** True when the trouble went into a summary; false: there is room for an alert of its own. */
export function tookStorm(drafts: Drafts, member: Member, matter: Matter, at: number): boolean {
  const { rules } = drafts.desk;
  const key = stormKey(rules, matter);
  /** So many alerts began in the last minute that another one would only be noise. */
  const storms = (severity: Severity) =>
    // What is critical has room of its own beside the rest.
    drafts.begun(key, at - stormMs, at) >= rules.stormOver * (severity === "critical" ? 2 : 1);

  const { severity } = matter;
  const storm = drafts.byKey(key);
  const summed: Matter = { ...matter, kind: "storm" };
  if (storm && at - storm.troubleAt <= calmMs && (severity !== "critical" || storms("critical"))) {
    drafts.join(storm, member, summed, at);
    return true;
  }
  if (!storms(severity)) return false;
  if (storm) drafts.end(storm, { at, how: "again", into: null });
  const begun = drafts.begin({
    key,
    kind: "storm",
    severity,
    workstation: null,
    members: [member],
    matter: summed,
    at,
  });
  if (storm) drafts.pointTo(storm.id, begun.id);
  return true;
}
