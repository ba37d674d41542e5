// Many words about one job as one change: each is said to the job as the ones before left it, and at the end the worker of
// this process claims what became READY.

import { advance } from "#core/job/advance.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Job } from "#core/job/job.ts";
import type { EndedAttempt } from "#core/job/step.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { AuditEntry } from "#ports/audit.ts";
import type { Guard, Transition } from "#ports/job-store.ts";
import type { Claims } from "./claims.ts";

/** What somebody says of a job: computed from the job as it is, so it can be said again after a conflict. */
export interface Proposal {
  readonly happenings: readonly Happening[];
  readonly audit?: readonly AuditEntry[];
  readonly guard?: Guard;
}

/** Throwing refuses this word alone; null: there is nothing to do. */
export type Word = (job: Job, workflow: Workflow, now: Date) => Proposal | null;

/** A word that was said to the job, and what came of it. */
export interface Heard<Said> {
  readonly said: Said;
  /** It decides something under a guard, and is told when that did not hold. */
  readonly decides: boolean;
  /** It was refused, with this; it counts only once the job is known to be as the word found it. */
  readonly refusal: { readonly error: unknown } | null;
}

export interface Fold<Said> extends Omit<Transition, "idempotency"> {
  readonly before: Job;
  readonly guard: Guard;
  readonly stop: readonly string[];
  readonly heard: readonly Heard<Said>[];
  /** Steps this process claims with it. */
  readonly claimed: readonly string[];
}

const wordsInOneFold = 256;

/** Takes words from the front of `waiting`; those that do not fit into this change stay. */
export function foldWords<Said extends { readonly word: Word }>(
  job: Job,
  workflow: Workflow,
  waiting: Said[],
  claims: Claims,
  now: Date,
): Fold<Said> {
  const events: JobEvent[] = [];
  const attempts: EndedAttempt[] = [];
  const audit: AuditEntry[] = [];
  const stop: string[] = [];
  const heard: Heard<Said>[] = [];
  let guard: Guard = {};
  let after = job;

  const apply = (happening: Happening): Job => {
    const advanced = advance(workflow, after, happening, now);
    after = advanced.job;
    events.push(...advanced.events);
    attempts.push(...advanced.attempts);
    stop.push(...advanced.stop);
    return after;
  };

  for (let said = waiting[0]; said && heard.length < wordsInOneFold; said = waiting[0]) {
    let proposal: Proposal | null;
    try {
      proposal = said.word(after, workflow, now);
    } catch (error) {
      waiting.shift();
      heard.push({ said, decides: false, refusal: { error } });
      continue;
    }
    // Two guarded words have two fates: the second waits for the next change.
    if (decides(proposal?.guard) && decides(guard)) break;
    waiting.shift();
    heard.push({ said, decides: decides(proposal?.guard), refusal: null });
    guard = { ...guard, ...proposal?.guard };
    for (const happening of proposal?.happenings ?? []) apply(happening);
    audit.push(...(proposal?.audit ?? []));
  }
  const claim = claims.claim(after, workflow, apply);
  return {
    before: job,
    after,
    events,
    attempts,
    audit,
    stop,
    guard: { ...guard, ...claim.guard },
    heard,
    claimed: claim.steps,
  };
}

/** The worker's lease guards claims of any word; the other guards belong to a decision. */
function decides(guard: Guard | undefined): boolean {
  return guard?.before !== undefined || guard?.rightsEpoch !== undefined;
}
