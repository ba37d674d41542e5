// Where jobs change: each job has a cell that takes words one after the other, asks `advance` what follows, and commits.
//
// Words that arrive while a commit is under way are folded into the next one, so fifty parallel steps that end together
// are one transition. In the same transition the worker of this process claims what became READY, when it has room:
// recording one step and arming the next is one commit. A commit is compare-and-set on the job's revision. Losing it to
// another process means reading the job again and asking `advance` anew, with the same words; when the database did not
// answer, the job is read until it is known whether the change is in it.

import { isDeepStrictEqual } from "node:util";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { Fault, toFault } from "#core/fault.ts";
import { advance } from "#core/job/advance.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Happening } from "#core/job/happening.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { EndedAttempt } from "#core/job/step.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { AuditEntry } from "#ports/audit.ts";
import type { Guard, JobStore, Transition, Verdict } from "#ports/job-store.ts";
import { createBatchLoader } from "./batch-loader.ts";
import type { Claims } from "./claims.ts";
import type { Committer } from "./committer.ts";

/** What somebody says of a job: computed from the job as it is, so it can be said again after a conflict. */
export interface Proposal {
  readonly happenings: readonly Happening[];
  readonly audit?: readonly AuditEntry[];
  readonly guard?: Guard;
}

/** Throwing refuses this word alone; null: there is nothing to do. */
export type Word = (job: Job, workflow: Workflow, now: Date) => Proposal | null;

export type Settled =
  | { readonly kind: "settled"; readonly job: Job; readonly changed: boolean }
  | { readonly kind: "too_late" }
  | { readonly kind: "rights_changed" };

export type Opened =
  | { readonly kind: "opened"; readonly accepted: Job; readonly job: Job }
  | { readonly kind: "known"; readonly jobId: string; readonly sameBody: boolean };

/** What was committed, for those who follow: the runner, the bell, the feed. */
export interface News {
  readonly before: Job | null;
  readonly job: Job;
  readonly workflow: Workflow;
  readonly events: readonly JobEvent[];
  readonly stop: readonly string[];
  /** Steps this process claimed in the same commit. */
  readonly claimed: readonly string[];
}

export interface JobDesk extends AsyncDisposable {
  say(jobId: string, word: Word): Promise<Settled>;
  /** A new job, its `created` included. */
  open(job: Job, workflow: Workflow, more: Pick<Transition, "audit" | "idempotency">): Promise<Opened>;
  /** The job as this process last knew it, or read now. */
  read(jobId: string): Promise<Job | null>;
  /** Another process changed these: what is remembered of them is old. */
  forget(jobIds: readonly string[]): void;
}

export interface JobDeskDeps {
  readonly store: JobStore;
  readonly committer: Committer;
  readonly claims: Claims;
  readonly pinned: (digest: string) => Promise<Workflow | null>;
  readonly now: () => Date;
  readonly onNews: (news: News) => void;
  readonly log: Logger;
}

interface Said {
  readonly word: Word;
  readonly settle: PromiseWithResolvers<Settled>;
  tries: number;
}

interface Cell {
  readonly id: string;
  job: Job | null;
  workflow: Workflow | null;
  said: Said[];
  working: boolean;
}

interface Fold {
  readonly after: Job;
  readonly events: JobEvent[];
  readonly attempts: EndedAttempt[];
  readonly audit: AuditEntry[];
  readonly stop: string[];
  readonly guard: Guard;
  /** Words folded in. */
  readonly taken: Said[];
  readonly claimed: readonly string[];
}

const remembered = 1_000;
const wordsInOneFold = 256;
const triesAtMost = 50;

export function createJobDesk(deps: JobDeskDeps): JobDesk {
  const cells = new Map<string, Cell>();
  const idle = new LRUCache<string, { readonly job: Job; readonly workflow: Workflow }>({ max: remembered });
  const load = createBatchLoader(deps.store);
  const stopped = new AbortController();
  const working = new Set<Promise<void>>();
  /** Words that decide something; they are told when their guard did not hold, the others are said again. */
  const guarded = new WeakSet<Said>();

  function cellOf(id: string): Cell {
    const known = cells.get(id);
    if (known) return known;
    const last = idle.get(id);
    idle.delete(id);
    const cell: Cell = {
      id,
      job: last?.job ?? null,
      workflow: last?.workflow ?? null,
      said: [],
      working: false,
    };
    cells.set(id, cell);
    return cell;
  }

  function wake(cell: Cell): void {
    if (cell.working) return;
    cell.working = true;
    const work = drive(cell)
      .catch((error: unknown) => deps.log.error({ err: error, job: cell.id }, "A job's cell failed."))
      .finally(() => working.delete(work));
    working.add(work);
  }

  async function drive(cell: Cell): Promise<void> {
    while (cell.said.length > 0) {
      try {
        await present(cell);
        await step(cell);
      } catch (error) {
        for (const each of cell.said.splice(0)) each.settle.reject(error);
      }
    }
    cell.working = false;
    cells.delete(cell.id);
    if (cell.job && cell.workflow && !hasEnded(cell.job.status))
      idle.set(cell.id, { job: cell.job, workflow: cell.workflow });
  }

  /** Reads the job and its definition when they are not at hand. */
  async function present(cell: Cell): Promise<void> {
    cell.job ??= await load(cell.id);
    if (!cell.job) throw new Fault("not_found", `There is no job ${cell.id}.`);
    if (cell.workflow?.digest === cell.job.workflowDigest) return;
    cell.workflow = await deps.pinned(cell.job.workflowDigest);
    if (!cell.workflow)
      throw new Fault(
        "internal",
        `Job ${cell.id} pins a definition of ${cell.job.workflowId} that is not kept any more (${cell.job.workflowDigest.slice(0, 12)}). Cancel it and start it again.`,
      );
  }

  /** One fold, one commit. */
  async function step(cell: Cell): Promise<void> {
    const { job, workflow } = cell;
    if (!job || !workflow) return;
    const fold = foldWords(cell, job, workflow);
    if (fold.after === job && fold.audit.length === 0) {
      for (const each of fold.taken) each.settle.resolve({ kind: "settled", job, changed: false });
      return;
    }
    const transition: Transition = {
      before: job,
      after: fold.after,
      events: fold.events,
      attempts: fold.attempts,
      audit: fold.audit,
      guard: fold.guard,
    };
    const verdict = await commitSurely(transition);
    if (verdict.kind === "committed") {
      cell.job = { ...fold.after, revision: verdict.revision };
      tell(job, cell.job, workflow, fold);
      for (const each of fold.taken) each.settle.resolve({ kind: "settled", job: cell.job, changed: true });
      return;
    }
    deps.claims.release(fold.claimed.length);
    if (verdict.kind === "lease_lost") deps.claims.leaseLost();
    else if (verdict.kind === "conflict") cell.job = null;
    const refused = verdict.kind === "too_late" || verdict.kind === "rights_changed" ? verdict.kind : null;
    const again: Said[] = [];
    for (const each of fold.taken) {
      each.tries += 1;
      if (refused && guarded.has(each)) each.settle.resolve({ kind: refused });
      else if (each.tries > triesAtMost)
        each.settle.reject(
          new Fault("unavailable", `Job ${cell.id} changes too fast to get a word in. Try again.`, {
            retryable: true,
          }),
        );
      else again.push(each);
    }
    cell.said.unshift(...again);
  }

  function foldWords(cell: Cell, job: Job, workflow: Workflow): Fold {
    const now = deps.now();
    const events: JobEvent[] = [];
    const attempts: EndedAttempt[] = [];
    const audit: AuditEntry[] = [];
    const stop: string[] = [];
    const taken: Said[] = [];
    let guard: Guard = {};
    let after = job;

    const apply = (happening: Happening) => {
      const advanced = advance(workflow, after, happening, now);
      after = advanced.job;
      events.push(...advanced.events);
      attempts.push(...advanced.attempts);
      stop.push(...advanced.stop);
    };

    while (cell.said.length > 0 && taken.length < wordsInOneFold) {
      const [next] = cell.said;
      if (!next) break;
      try {
        const proposal = next.word(after, workflow, now);
        // Two guarded words have two fates: the second waits for the next fold.
        if (decides(proposal?.guard) && decides(guard)) break;
        cell.said.shift();
        taken.push(next);
        if (!proposal) continue;
        guard = { ...guard, ...proposal.guard };
        if (decides(proposal.guard)) guarded.add(next);
        for (const happening of proposal.happenings) apply(happening);
        audit.push(...(proposal.audit ?? []));
      } catch (error) {
        cell.said.shift();
        next.settle.reject(error);
      }
    }
    const claim = deps.claims.claim(after, workflow, (happening) => {
      apply(happening);
      return after;
    });
    return {
      after,
      events,
      attempts,
      audit,
      stop,
      guard: { ...guard, ...claim.guard },
      taken,
      claimed: claim.steps,
    };
  }

  /** A verdict, however long the database is away: the job tells whether the change is in it. */
  async function commitSurely(transition: Transition): Promise<Verdict> {
    for (let pause = 100; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        return await deps.committer.commit(transition);
      } catch (error) {
        const fault = toFault(error);
        if (!fault.retryable) throw error;
        deps.log.warn(
          { err: fault.message, job: transition.after.id },
          "A change of a job could not be committed yet.",
        );
        const verdict = await lookForIt(transition, pause);
        if (verdict) return verdict;
      }
    }
  }

  /** Whether a commit nobody answered for is in the job; null: it is not, so it may be sent again. */
  async function lookForIt(transition: Transition, pause: number): Promise<Verdict | null> {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (stopped.signal.aborted) throw new Fault("unavailable", "Resync is stopping.", { retryable: true });
    const { before, after } = transition;
    const stored = await load(after.id).catch(() => undefined);
    if (stored === undefined) return null;
    if (stored && isDeepStrictEqual({ ...stored, revision: 0 }, { ...after, revision: 0 }))
      return { kind: "committed", revision: stored.revision, at: deps.now() };
    if ((stored?.revision ?? null) === (before?.revision ?? null)) return null;
    return { kind: "conflict" };
  }

  function tell(
    before: Job | null,
    job: Job,
    workflow: Workflow,
    fold: Omit<Fold, "taken" | "audit" | "attempts" | "guard" | "after">,
  ): void {
    deps.onNews({ before, job, workflow, events: fold.events, stop: fold.stop, claimed: fold.claimed });
  }

  return {
    say(jobId, word) {
      if (stopped.signal.aborted)
        return Promise.reject(new Fault("unavailable", "Resync is stopping.", { retryable: true }));
      const settle = Promise.withResolvers<Settled>();
      const cell = cellOf(jobId);
      cell.said.push({ word, settle, tries: 0 });
      wake(cell);
      return settle.promise;
    },

    async open(fresh, workflow, more) {
      const now = deps.now();
      for (let mayClaim = true; ; mayClaim = false) {
        const created = advance(workflow, fresh, { kind: "created" }, now);
        const events = [...created.events];
        let after = created.job;
        const claim = mayClaim
          ? deps.claims.claim(after, workflow, (happening) => {
              const advanced = advance(workflow, after, happening, now);
              after = advanced.job;
              events.push(...advanced.events);
              return after;
            })
          : { steps: [], guard: {} };
        const transition: Transition = {
          before: null,
          after,
          events,
          attempts: [],
          guard: claim.guard,
          ...more,
        };
        const verdict = await commitSurely(transition);
        if (verdict.kind === "committed") {
          const job = { ...after, revision: verdict.revision };
          if (!hasEnded(job.status)) idle.set(job.id, { job, workflow });
          tell(null, job, workflow, { events, stop: [], claimed: claim.steps });
          return { kind: "opened", accepted: { ...created.job, revision: verdict.revision }, job };
        }
        deps.claims.release(claim.steps.length);
        if (verdict.kind === "known") return verdict;
        if (verdict.kind === "lease_lost") deps.claims.leaseLost();
        else throw new Fault("conflict", `A job with the id ${fresh.id} exists already.`);
      }
    },

    async read(jobId) {
      return load(jobId);
    },

    forget(jobIds) {
      for (const id of jobIds) idle.delete(id);
    },

    async [Symbol.asyncDispose]() {
      stopped.abort();
      await Promise.allSettled(working);
    },
  };
}

/** The worker's lease guards claims of any word; the other guards belong to a decision. */
function decides(guard: Guard | undefined): boolean {
  return guard?.before !== undefined || guard?.rightsEpoch !== undefined;
}
