// A cue: one thing a question can hint at, whatever its words and language.

export const cueNames = [
  "why", "what", "which", "who", "when", "how", "howMany", "show",
  "fail", "errorNoun", "problem", "happened", "cause", "diagnose",
  "wait", "stuck", "hold", "notStarted", "ran", "done", "running", "status",
  "jobs", "job", "stream", "log", "predecessor", "successor", "depend",
  "history", "howLong", "usual", "last", "monitor", "stop", "unmonitor",
  "health", "environment", "late", "critical", "risk", "sla",
  "workstation", "up", "down", "mean", "code", "owner", "knowledge",
  "agent", "about", "can", "talk", "leave", "security", "scan",
  "runbook", "execute", "approval", "approve", "reject",
  "task", "yours", "whatDoing", "cancel", "ticket", "handover",
  "feedback", "answer", "help", "greeting", "thanks", "bye", "pronoun", "and", "link",
  "impact", "shift", "needing", "remaining", "howFar", "since", "howAreWe", "limit", "report", "knowledgeBase", "injection", "decision",
  "conditional", "other", "again", "vitals", "night", "deed", "rerun", "yes", "no", "earlier", "notify", "upon", "linkage", "ends", "amiss", "want", "runs",
  "Completed", "Running", "Waiting", "Ready", "Held", "Blocked", "Cancelled", "Suppressed", "Unknown", "Failed",
] as const;
export type Cue = (typeof cueNames)[number];

/** Phrases of one language by cue; the notation is told in cues-en.ts. */
export type Cues = Readonly<Record<Cue, string>>;
