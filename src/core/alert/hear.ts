// The rule of alerts: what opens, joins, worsens and resolves one.
//
//   trouble → of a member: that alert worsens → of the same job, soon: joins it, much later: another alert
//           → behind a dead workstation: joins its alert → of a stream in trouble just now: joins its alert
//           → one of too many at once: joins the summary → else: an alert of its own
//   relief  → the member is well; when all are, and the workstation is back, the alert is resolved
//
// A closed alert is never taken up again: what comes later is another one, which can say when it happened last.

import type { Alert } from "./alert.ts";
import { createDrafts } from "./drafts.ts";
import { hearRelief, hearRerun, hearThreat, hearTrouble } from "./hear-job.ts";
import { hearReadable, hearSilent } from "./hear-silence.ts";
import { hearDown, hearWorkstation } from "./hear-workstation.ts";
import type { News } from "./news.ts";
import type { Desk } from "./open-alert.ts";

/** The alerts that the news changed, new and resolved ones included, each once; `live` are all that are open. */
export function hear(news: readonly News[], live: readonly Alert[], desk: Desk): readonly Alert[] {
  const drafts = createDrafts(live, desk);
  for (const each of news) {
    if (each.kind === "trouble") hearTrouble(drafts, each);
    else if (each.kind === "down") hearDown(drafts, each);
    else if (each.kind === "workstation") hearWorkstation(drafts, each);
    else if (each.kind === "threat") hearThreat(drafts, each);
    else if (each.kind === "silent") hearSilent(drafts, each);
    else if (each.kind === "readable") hearReadable(drafts, each);
    else if (each.kind === "relief") hearRelief(drafts, each);
    else hearRerun(drafts, each);
  }
  return drafts.changes();
}
