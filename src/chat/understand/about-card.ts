// What is said under a card of ours, without saying of what: "stop", "status", "why does it wait?" under a job's, "mine" and
// "run recover-abend" under an alert's. Whatever is named is meant as it is said.

import type { Intent, IntentName, Slots } from "#core/intent.ts";
import type { Matter } from "#core/matter.ts";
import { fold } from "#core/text.ts";
import type { ConversationContext } from "#ports/conversations.ts";

export function meantUnder(context: ConversationContext | null, text: string, intent: Intent): Intent {
  const about = context?.about ?? null;
  if (!about) return intent;
  if (about.kind === "alert") return underAlert(about, text, intent);
  if (!about.job || named(intent.slots, text)) return intent;
  const name = ofOurs(about, context?.lastIntent ?? null, text, intent.name);
  return name === intent.name ? intent : { name, slots: {}, confidence: 0.95 };
}

function underAlert(about: Matter, text: string, intent: Intent): Intent {
  const { name, slots } = intent;
  if (ofAlerts.has(name) && slots.id === undefined)
    return { ...intent, slots: { ...slots, id: about.id.slice(0, 8) } };
  if (name !== "runbook.run" || named({ ...slots, runbook: undefined, inputs: undefined }, text))
    return intent;
  // What was leaned on may be the job of a turn before; a runbook started here is for this.
  const { job: _job, jobStream: _stream, workstation: _station, ...own } = slots;
  return { ...intent, slots: { ...own, ...about.names } };
}

const ofAlerts: ReadonlySet<IntentName> = new Set(["alert.mine", "alert.snooze", "alert.note"]);

const stops =
  /^(?:please |por favor )?(?:stop|abort|halt|pare|para|parar|pode parar|aborta|abortar|cancela|cancel)(?: (?:it|this|that|now|isso|isto|ele|agora|please|por favor|the job|o job))*\W*$/;
const asksHow =
  /^(?:(?:what(?:'s| is)? (?:the )?)?(?:status|situacao|estado|andamento)|how(?:'s| is) it going|how is it|como (?:esta|vai|anda)(?: isso| ele| o job)?|e ai)\W*$/;
const asksWhy = /^(?:why|por ?que|pq|e por ?que|and why)\W*$/;

/** The same as was read, unless it is said of the job of ours that the card shows. */
function ofOurs(about: Matter, last: string | null, text: string, name: IntentName): IntentName {
  const said = fold(text.trim()).replace(/^[/@]?resync\W+/, "");
  if (stops.test(said)) {
    if (last === "job.monitor") return name;
    // Who stops before it began may mean the plan or the job: asked why they reject, nothing is decided yet.
    return about.kind === "checkpoint" ? "approval.reject" : "task.cancel";
  }
  if (asksHow.test(said)) return "task.status";
  if (asksWhy.test(said)) return about.job?.live || about.job?.failed ? "task.status" : name;
  const hasSubject = Object.keys(about.slots).length > 0;
  switch (name) {
    case "job.status":
      return "task.status";
    case "job.why_waiting":
      return about.job?.live ? "task.status" : name;
    case "job.diagnose":
      return about.job?.failed || !hasSubject ? "task.status" : name;
    default:
      return name;
  }
}

/** Whether the words themselves say of what: a slot that was only leaned on does not stand in them. */
function named(slots: { readonly [K in keyof Slots]?: Slots[K] | undefined }, text: string): boolean {
  const said = fold(text);
  const { job, jobStream, workstation, agent, runbook, errorCode, id, inputs } = slots;
  const all = [
    typeof job === "string" ? [job] : (job ?? []),
    jobStream,
    workstation,
    agent,
    runbook,
    errorCode,
    id,
  ]
    .flat()
    .filter((value) => value !== undefined);
  return inputs !== undefined || all.some((value) => said.includes(fold(value)));
}
