// The rule of what follows: `advance` makes a job's next state from what happened to it. Nothing else decides that.
//
// It is pure: the same job, happening and instant give the same answer, and what it was given is not touched. Whoever keeps
// jobs keeps the answer whole, in one transaction, or asks again from the job as it is by then.
//
// One step's life, each arrow one happening (those of people in capitals, those of the sweeper with a star):
//
//   PENDING → READY ─claimed→ RUNNING/claimed ─armed→ RUNNING/armed ─succeeded→ SUCCEEDED
//               ↑  ←returned, lost*─┘ └─planned→ WAITING          ├─failed→ FAILED, or WAITING for its next try
//               ├──── APPROVED, BROKE GLASS ────────┘             ├─again→ WAITING for time ─time*→ READY
//               ├──── NOT HAPPENED ── UNKNOWN ←lost* (once) ──────┤
//               └──── lost* (read, idempotent, keyed) ────────────┴─child_started→ WAITING ─child_ended→ SUCCEEDED, FAILED
//
// Then the job settles (advance/settle.ts): what can begin is READY, and a job with nothing left to do ends.

import type { Workflow } from "../workflow/workflow.ts";
import { needsPeople as asksPeople } from "./advance/approval.ts";
import * as decisions from "./advance/decisions.ts";
import { type Draft, draftOf, setJob } from "./advance/draft.ts";
import { lookAtOf } from "./advance/look-at.ts";
import * as losses from "./advance/losses.ts";
import { retry } from "./advance/retry.ts";
import { settle } from "./advance/settle.ts";
import { statusOf } from "./advance/status.ts";
import * as steering from "./advance/steering.ts";
import { time } from "./advance/time.ts";
import * as words from "./advance/words-of-workers.ts";
import type { Advanced } from "./advanced.ts";
import type { JobEvent } from "./event.ts";
import type { Happening } from "./happening.ts";
import type { Job } from "./job.ts";
import type { EndedAttempt } from "./step.ts";

/** Asked by whoever claimed a step: true: preview and say `planned`; false: prepare, arm and act. */
export const needsPeople = asksPeople;

/**
 * What follows from one happening. It never throws: a happening that does not fit the job as it stands changes nothing, and
 * the very same job comes back. Steps and checkpoints that did not change are the same objects as before.
 */
export function advance(workflow: Workflow, job: Job, happening: Happening, now: Date): Advanced {
  const draft = draftOf(workflow, job, now);
  apply(draft, happening);
  // A job that comes from here is settled, so only a change can be followed by another.
  if (draft.job !== job) settle(draft);
  if (draft.job !== job || happening.kind === "time") derive(draft);
  return { job: draft.job, events: draft.events, attempts: draft.attempts, stop: draft.stop };
}

/** What follows from several, one after the other in the same instant. */
export function advanceAll(
  workflow: Workflow,
  job: Job,
  happenings: readonly Happening[],
  now: Date,
): Advanced {
  let present = job;
  const events: JobEvent[] = [];
  const attempts: EndedAttempt[] = [];
  const stop: string[] = [];
  for (const happening of happenings) {
    const advanced = advance(workflow, present, happening, now);
    present = advanced.job;
    events.push(...advanced.events);
    attempts.push(...advanced.attempts);
    stop.push(...advanced.stop);
  }
  return { job: present, events, attempts, stop };
}

function derive(draft: Draft): void {
  const status = statusOf(draft.job);
  const lookAt = lookAtOf(draft.job, draft.now);
  if (status !== draft.job.status || lookAt !== draft.job.lookAt) setJob(draft, { status, lookAt });
}

const rules: {
  readonly [K in Happening["kind"]]: (
    draft: Draft,
    happening: Extract<Happening, { readonly kind: K }>,
  ) => void;
} = {
  created: steering.created,
  claimed: words.claimed,
  armed: words.armed,
  planned: words.planned,
  succeeded: words.succeeded,
  failed: words.failed,
  again: words.again,
  child_started: words.childStarted,
  told: words.told,
  noted: words.noted,
  returned: words.returned,
  lost: losses.lost,
  resolved: losses.resolved,
  time,
  child_ended: steering.childEnded,
  cancel: steering.cancel,
  pause: steering.pause,
  resume: steering.resume,
  retry,
  approved: decisions.approved,
  rejected: decisions.rejected,
  broke_glass: decisions.brokeGlass,
  changed: decisions.changed,
  reopened: decisions.reopened,
  delegated: decisions.delegated,
  reviewed: decisions.reviewed,
};

/** The rule for its kind; the table's type has checked that they belong together. */
function apply(draft: Draft, happening: Happening): void {
  const rule = rules[happening.kind] as (draft: Draft, happening: Happening) => void;
  rule(draft, happening);
}
