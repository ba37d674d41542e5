// Questions that are only whole with the turn before: "and INVOICE?", "why?", "e ontem?".

import { type IntentName, intentNames } from "#core/intent.ts";
import type { ConversationContext } from "#ports/conversations.ts";

function nameOf(text: string | null): IntentName | null {
  return (intentNames as readonly string[]).includes(text ?? "") ? (text as IntentName) : null;
}

const aboutJobs: ReadonlySet<string> = new Set([
  "job.status",
  "job.log",
  "job.why_waiting",
  "job.dependencies",
  "job.history",
  "job.monitor",
  "job.unmonitor",
  "job.diagnose",
  "owner.who",
  "knowledge.search",
  "ticket.list",
  "plan.late",
]);
const aboutStreams: ReadonlySet<string> = new Set([...aboutJobs, "job.failed"]);
const aboutStations: ReadonlySet<string> = new Set(["workstation.status", "job.failed", "owner.who"]);
const aboutTime: ReadonlySet<string> = new Set([
  "job.failed",
  "plan.late",
  "job.history",
  "report.handover",
  "job.diagnose",
  "job.status",
  "ticket.list",
  "system.health",
]);
const byThing: readonly (readonly [string, ReadonlySet<string>])[] = [
  ["@job", aboutJobs],
  ["@stream", aboutStreams],
  ["@workstation", aboutStations],
  ["@code", new Set(["error.explain", "knowledge.search"])],
  ["@agent", new Set(["agent.describe", "agent.talk_to"])],
  ["@runbook", new Set(["runbook.describe", "runbook.run"])],
  ["@id", new Set(["task.status", "task.cancel", "ticket.show", "approval.approve", "approval.reject"])],
  ["@time", aboutTime],
];

/** A message that only swaps the subject or the window asks what was asked before. */
export function carriedIntent(
  signals: ReadonlySet<string>,
  context: ConversationContext | null,
): IntentName | null {
  const last = nameOf(context?.lastIntent ?? null);
  if (!last || !signals.has("carries")) return null;
  const thing = byThing.find(([signal]) => signals.has(signal));
  return thing?.[1].has(last) ? last : null;
}

const notYet = new Set(["Waiting", "Ready", "Held", "Blocked"]);

/** "Why?" alone asks for what the last answer left open: why it waits, or why it broke. */
export function whyIntent(context: ConversationContext | null): IntentName {
  if (context?.lastSlots.status === "Failed") return "job.diagnose";
  if (context?.lastSlots.status && notYet.has(context.lastSlots.status)) return "job.why_waiting";
  return context?.lastIntent === "job.why_waiting" ? "job.why_waiting" : "job.diagnose";
}
