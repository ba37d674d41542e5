// What a message asks: a name and slots. Names and slots are public (see the README).

/** What a question may be read as. */
export const intentNames = [
  "job.status",
  "job.failed",
  "job.log",
  "job.why_waiting",
  "job.dependencies",
  "job.history",
  "job.monitor",
  "job.unmonitor",
  "job.diagnose",
  "system.health",
  "plan.late",
  "workstation.status",
  "error.explain",
  "owner.who",
  "knowledge.search",
  "agent.list",
  "agent.describe",
  "agent.talk_to",
  "agent.leave",
  "security.scan",
  "runbook.list",
  "runbook.describe",
  "runbook.run",
  "approval.list",
  "approval.approve",
  "approval.reject",
  "task.list",
  "task.status",
  "task.cancel",
  "ticket.list",
  "ticket.show",
  "report.handover",
  "feedback.give",
  "help",
  "greeting",
  "unknown",
] as const;

/** Said as commands alone, with what they are about: `retry 3f2a91bc`. Nothing else is ever taken for one of them. */
export const commandIntents = [
  "task.retry",
  "task.pause",
  "task.resume",
  "approval.change",
  "approval.delegate",
  "approval.details",
  "approval.break_glass",
  "account.link",
  "account.unlink",
  "account.sign_in",
  "alert.list",
  "alert.mine",
  "alert.snooze",
  "alert.note",
  "incident.list",
  "incident.cause",
  "incident.fix",
  "knowledge.add",
  "knowledge.related",
  "review.list",
  "review.show",
  "review.approve",
  "review.reject",
  "review.edit",
  "model.usage",
] as const;
export type IntentName = (typeof intentNames)[number] | (typeof commandIntents)[number];

export interface Slots {
  /** HWA job name in its canonical case; several when the question names several. */
  readonly job?: string | readonly string[];
  readonly jobStream?: string;
  readonly workstation?: string;
  readonly agent?: string;
  readonly runbook?: string;
  /** A status word of ours ("Failed", "Running", …) that filters. */
  readonly status?: string;
  /** A window that ends now, in hours. */
  readonly windowHours?: number;
  /** ISO 8601 instants, when the words name a span that does not end now. */
  readonly since?: string;
  readonly until?: string;
  readonly errorCode?: string;
  readonly id?: string;
  readonly reason?: string;
  readonly text?: string;
  /** `key=value` pairs of `run RUNBOOK key=value…`. */
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface Intent {
  readonly name: IntentName;
  readonly slots: Slots;
  /** 0 to 1. Under `sureEnough` the router asks back instead of answering. */
  readonly confidence: number;
}

/** Below this the honest answer is a question with choices. */
export const sureEnough = 0.5;

/** The jobs a question names, none to many. */
export function jobsOf(slots: Slots): readonly string[] {
  if (slots.job === undefined) return [];
  return typeof slots.job === "string" ? [slots.job] : slots.job;
}
