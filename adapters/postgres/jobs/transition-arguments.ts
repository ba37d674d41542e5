// Many transitions as the arguments of the SQL function commit_jobs. Only what changed is sent: a step or checkpoint
// that is the same object as before is the same row as before.

import type { Job } from "#core/job/job.ts";
import type { Transition } from "#ports/job-store.ts";
import { storable, storableJson } from "../storable.ts";
import { rowOfCheckpoint, rowOfVote } from "./checkpoint-rows.ts";
import { rowOfAttempt, rowOfJob, rowOfNewJob, rowOfStep } from "./job-rows.ts";

/** In the order of the function's parameters. A table nobody writes to costs nothing: it is null. */
export function argumentsOf(transitions: readonly Transition[]): readonly unknown[] {
  const rows = {
    keys: [] as object[],
    jobsMade: [] as object[],
    jobsChanged: [] as object[],
    stepsMade: [] as object[],
    stepsChanged: [] as object[],
    dropped: [] as object[],
    attempts: [] as object[],
    events: [] as object[],
    checkpoints: [] as object[],
    votes: [] as object[],
    audit: [] as object[],
  };
  const seen = new Set<string>();
  for (const [index, transition] of transitions.entries()) {
    const { before, after, idempotency } = transition;
    if (seen.has(after.id)) throw new Error(`Two transitions of job ${after.id} in one commit.`);
    seen.add(after.id);
    const o = index + 1;
    if (before === null) {
      rows.jobsMade.push(rowOfNewJob(o, after));
      if (idempotency)
        rows.keys.push({
          o,
          person_id: idempotency.personId,
          key: idempotency.key,
          body_digest: idempotency.bodyDigest,
        });
    } else {
      refuseNewPast(before, after);
      rows.jobsChanged.push(rowOfJob(o, after));
    }
    addSteps(rows, o, before, after);
    addCheckpoints(rows, o, before, after);
    for (const attempt of transition.attempts) rows.attempts.push(rowOfAttempt(o, attempt));
    for (const { seq, kind, step, data, at } of transition.events)
      rows.events.push({ o, seq, kind, step, data, at });
    for (const entry of transition.audit) rows.audit.push({ o, entry });
  }
  return [
    transitions.map(({ after }) => storable(after.id)),
    transitions.map(({ before }) => before?.revision ?? null),
    someOf(transitions.map(({ guard }) => (guard?.worker === undefined ? null : storable(guard.worker)))),
    someOf(transitions.map(({ guard }) => guard?.before ?? null)),
    someOf(transitions.map(({ guard }) => guard?.rightsEpoch ?? null)),
    jsonOf(rows.keys),
    jsonOf(rows.jobsMade),
    jsonOf(rows.jobsChanged),
    jsonOf(rows.stepsMade),
    jsonOf(rows.stepsChanged),
    jsonOf(rows.dropped),
    jsonOf(rows.attempts),
    jsonOf(rows.events),
    jsonOf(rows.checkpoints),
    jsonOf(rows.votes),
    jsonOf(rows.audit),
  ];
}

function addSteps(
  rows: { stepsMade: object[]; stepsChanged: object[]; dropped: object[] },
  o: number,
  before: Job | null,
  after: Job,
): void {
  for (const [id, step] of Object.entries(after.steps)) {
    const was = before && Object.hasOwn(before.steps, id) ? before.steps[id] : undefined;
    if (was === undefined) rows.stepsMade.push(rowOfStep(o, step, undefined));
    else if (was !== step) rows.stepsChanged.push(rowOfStep(o, step, was));
  }
  if (before)
    for (const step in before.steps) if (!Object.hasOwn(after.steps, step)) rows.dropped.push({ o, step });
}

function addCheckpoints(
  rows: { checkpoints: object[]; votes: object[]; dropped: object[] },
  o: number,
  before: Job | null,
  after: Job,
): void {
  for (const [id, checkpoint] of Object.entries(after.checkpoints)) {
    const was = before && Object.hasOwn(before.checkpoints, id) ? before.checkpoints[id] : undefined;
    if (was === checkpoint) continue;
    rows.checkpoints.push(rowOfCheckpoint(o, checkpoint));
    const kept = was?.votes.length ?? 0;
    if (checkpoint.votes.length < kept)
      throw new Error(`Checkpoint ${id} would lose a vote; votes of older rounds are void, and stay.`);
    for (const [index, vote] of checkpoint.votes.entries())
      if (index >= kept) rows.votes.push(rowOfVote(o, id, index + 1, vote));
  }
  if (before)
    for (const checkpoint in before.checkpoints)
      if (!Object.hasOwn(after.checkpoints, checkpoint)) rows.dropped.push({ o, checkpoint });
}

/** What a job was asked for never changes, so commit_jobs does not write it again; a change would be lost silently. */
function refuseNewPast(before: Job, after: Job): void {
  const changed =
    before.id !== after.id ||
    before.revision !== after.revision ||
    before.workflowDigest !== after.workflowDigest ||
    before.task !== after.task ||
    before.priority !== after.priority ||
    before.inputs !== after.inputs ||
    before.requester !== after.requester ||
    before.origin !== after.origin ||
    before.parent !== after.parent ||
    before.createdAt !== after.createdAt;
  if (changed) throw new Error(`A transition of job ${before.id} changes what the job was asked for.`);
}

function someOf<T>(values: readonly (T | null)[]): readonly (T | null)[] | null {
  return values.some((value) => value !== null) ? values : null;
}

function jsonOf(rows: readonly object[]): string | null {
  return rows.length === 0 ? null : storableJson(rows);
}
