// What alerts make of HWA itself being away: one alert, whatever is wrong behind it, that ends when HWA can be read again.

import type { Drafts } from "./drafts.ts";
import type { News } from "./news.ts";
import { isOff, type Matter } from "./rules.ts";

/** Of which at most one is open. */
export const silenceKey = "hwa";

/** Nobody knows what fails meanwhile, so it cannot wait. */
const matter: Matter = {
  kind: "hwa_silent",
  severity: "critical",
  job: null,
  stream: null,
  workstation: null,
  owner: null,
};

export function hearSilent(drafts: Drafts, { since, reason }: Extract<News, { kind: "silent" }>): void {
  const its = drafts.byKey(silenceKey);
  if (its) {
    if (its.silence?.en !== reason.en) drafts.put({ ...its, silence: reason });
    return;
  }
  if (isOff(drafts.desk.rules, matter)) return;
  const begun = { key: silenceKey, kind: matter.kind, severity: matter.severity, workstation: null };
  const opened = drafts.begin({ ...begun, members: [], matter, at: since });
  drafts.put({ ...opened, silence: reason });
}

export function hearReadable(drafts: Drafts, { at }: Extract<News, { kind: "readable" }>): void {
  const its = drafts.byKey(silenceKey);
  if (its) drafts.end(its, { at, how: "back", into: null });
}
