// The status vocabularies of HWA, and the ten words we answer with.
// Source: REST API V2 specification (enums) and the console guide's tables of internal and common status.

/** HWA's common status of a job or job stream, as REST V2 reports it. */
export const commonStatuses = [
  "WAITING",
  "WAITING_FOR_TRIGGER",
  "READY",
  "READY_PREV_WS_NONREP",
  "COMPLETED",
  "SUPPRESS_BY_COND",
  "INTERRUPTED",
  "DUMMY_COMPLETED",
  "RUNNING",
  "SUCCESSFUL",
  "ERROR",
  "CANCELED",
  "HELD",
  "UNDECIDED",
  "BLOCKED",
  "SUPPRESS",
] as const;
export type CommonStatus = (typeof commonStatuses)[number];

/** The words of `data.status`; public, see the README. */
export const statusWords = [
  "Completed",
  "Failed",
  "Running",
  "Waiting",
  "Ready",
  "Held",
  "Blocked",
  "Cancelled",
  "Suppressed",
  "Unknown",
] as const;
export type StatusWord = (typeof statusWords)[number];

const wordOfCommon: Readonly<Record<CommonStatus, StatusWord>> = {
  WAITING: "Waiting",
  WAITING_FOR_TRIGGER: "Waiting",
  READY: "Ready",
  READY_PREV_WS_NONREP: "Ready",
  COMPLETED: "Completed",
  SUPPRESS_BY_COND: "Suppressed",
  INTERRUPTED: "Failed",
  DUMMY_COMPLETED: "Completed",
  RUNNING: "Running",
  SUCCESSFUL: "Completed",
  ERROR: "Failed",
  CANCELED: "Cancelled",
  HELD: "Held",
  UNDECIDED: "Unknown",
  BLOCKED: "Blocked",
  SUPPRESS: "Suppressed",
};

/** HWA's internal status (conman's word) to its common status; the guide's table, its gaps filled by meaning. */
const commonOfInternal: Readonly<Record<string, CommonStatus>> = {
  ADD: "WAITING",
  PEND: "WAITING",
  WAIT: "WAITING",
  WAITD: "WAITING",
  INTRO: "WAITING",
  HOLD: "WAITING",
  SCHED: "WAITING",
  READY: "READY",
  FENCE: "READY",
  EXEC: "RUNNING",
  SUCCP: "RUNNING",
  ABENP: "RUNNING",
  RJOB: "RUNNING",
  BOUND: "RUNNING",
  SUCC: "SUCCESSFUL",
  END: "SUCCESSFUL",
  COMPLT: "SUCCESSFUL",
  COMPLETE: "SUCCESSFUL",
  ABEND: "ERROR",
  FAIL: "ERROR",
  CANCL: "CANCELED",
  CANCLP: "CANCELED",
  CANCELP: "CANCELED",
  CANCEL: "CANCELED",
  DELETED: "CANCELED",
  ERROR: "UNDECIDED",
  EXTRN: "UNDECIDED",
  DONE: "UNDECIDED",
  UNKNOWN: "UNDECIDED",
  SUSP: "BLOCKED",
  STUCK: "BLOCKED",
  SUPPR: "SUPPRESS",
  "USER STAT": "HELD",
};

export function isCommonStatus(text: string): text is CommonStatus {
  return (commonStatuses as readonly string[]).includes(text);
}

/** The common status of an internal one; `UNDECIDED` for a word we do not know, never a guess. */
export function commonStatusOf(internal: string): CommonStatus {
  return commonOfInternal[internal.toUpperCase()] ?? "UNDECIDED";
}

/** Our word for a status. `canceled` wins over the status the job had when it was cancelled. */
export function statusWordOf(status: {
  readonly common: CommonStatus;
  readonly canceled?: boolean;
}): StatusWord {
  return status.canceled ? "Cancelled" : wordOfCommon[status.common];
}

/** Nothing more happens to the job by itself. */
export function isEnded(word: StatusWord): boolean {
  return word === "Completed" || word === "Failed" || word === "Cancelled" || word === "Suppressed";
}
