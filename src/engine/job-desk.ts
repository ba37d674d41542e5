// Where jobs change: each job has a cell that takes words one after the other, asks `advance` what follows, and commits.
//
// Words that arrive while a commit is under way are folded into the next one, so fifty parallel steps that end together
// are one transition. In the same transition the worker of this process claims what became READY, when it has room:
// recording one step and arming the next is one commit. A commit is compare-and-set on the job's revision; losing it to
// another process means reading the job again and asking `advance` anew, with the same words.
//
// A job is remembered between words, and what is remembered may be old: other processes change it, and their hints may be
// lost. A change made from an old state cannot be kept. But a word that finds nothing to do, or is refused, makes no
// change that would show it, so such an answer is given only when the job was read, or kept, after the word was said.

import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { advance } from "#core/job/advance.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Happening } from "#core/job/happening.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { JobStore, Transition, Verdict } from "#ports/job-store.ts";
import { createBatchLoader } from "./batch-loader.ts";
import type { Claims } from "./claims.ts";
import { type CommitSurelyDeps, commitSurely, type SureVerdict } from "./commit-surely.ts";
import type { Committer } from "./committer.ts";
import { type Fold, foldWords, type Word } from "./fold-words.ts";
import { sayerOf } from "./say-sparingly.ts";

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
  /** The job as it is kept now. */
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
  /** Its place among all words that were said here. */
  readonly number: number;
  tries: number;
}

interface Cell {
  readonly id: string;
  job: Job | null;
  workflow: Workflow | null;
  /** Words up to this number were said before the job at hand was read or kept. */
  knownFor: number;
  said: Said[];
  working: boolean;
}

const remembered = 1_000;
const triesAtMost = 50;

export function createJobDesk(deps: JobDeskDeps): JobDesk {
  const cells = new Map<string, Cell>();
  const idle = new LRUCache<string, { readonly job: Job; readonly workflow: Workflow }>({ max: remembered });
  const load = createBatchLoader(deps.store);
  /** Jobs that are not kept yet: their turn may come before they are, and then it waits for that. */
  const opening = new Map<string, Promise<unknown>>();
  const stopped = new AbortController();
  const working = new Set<Promise<void>>();
  const committing: CommitSurelyDeps = { ...deps, load, stopped: stopped.signal, warn: sayerOf(deps.log) };
  let words = 0;

  function cellOf(id: string): Cell {
    const known = cells.get(id);
    if (known) return known;
    const last = idle.get(id);
    idle.delete(id);
    const cell: Cell = {
      id,
      job: last?.job ?? null,
      workflow: last?.workflow ?? null,
      knownFor: 0,
      said: [],
      working: false,
    };
    cells.set(id, cell);
    return cell;
  }

  function saidOf(word: Word): Said {
    words += 1;
    return { word, settle: Promise.withResolvers<Settled>(), number: words, tries: 0 };
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
        await step(cell, await present(cell));
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
  async function present(cell: Cell): Promise<{ readonly job: Job; readonly workflow: Workflow }> {
    if (!cell.job) {
      await opening.get(cell.id)?.catch(() => {});
      const upTo = words;
      cell.job = await load(cell.id);
      cell.knownFor = upTo;
    }
    const { job } = cell;
    if (!job) throw new Fault("not_found", `There is no job ${cell.id}.`);
    if (cell.workflow?.digest !== job.workflowDigest) cell.workflow = await deps.pinned(job.workflowDigest);
    if (!cell.workflow)
      throw new Fault(
        "internal",
        `Job ${cell.id} pins a definition of ${job.workflowId} that is not kept any more (${job.workflowDigest.slice(0, 12)}). Cancel it and start it again.`,
      );
    return { job, workflow: cell.workflow };
  }

  /** One fold, one commit. */
  async function step(cell: Cell, { job, workflow }: Awaited<ReturnType<typeof present>>): Promise<void> {
    const fold = folded(cell, job, workflow);
    if (fold.after === job && fold.audit.length === 0) {
      if (fold.heard.every(({ said }) => said.number <= cell.knownFor)) settleAll(fold, job, false);
      else {
        cell.said.unshift(...fold.heard.map(({ said }) => said));
        cell.job = null;
      }
      return;
    }
    const upTo = words;
    let sure: SureVerdict;
    try {
      sure = await commitSurely(committing, transitionOf(fold));
    } catch (error) {
      deps.claims.release(fold.claimed.length);
      cell.job = null;
      for (const { said } of fold.heard) said.settle.reject(error);
      return;
    }
    const { verdict } = sure;
    if (verdict.kind !== "conflict") cell.knownFor = upTo;
    if (verdict.kind !== "committed") {
      lose(cell, fold, sure);
      return;
    }
    cell.job = { ...fold.after, revision: verdict.revision };
    deps.onNews({ ...fold, job: cell.job, workflow });
    settleAll(fold, cell.job, true);
  }

  function folded(cell: Cell, job: Job, workflow: Workflow): Fold<Said> {
    const waiting = [...cell.said];
    try {
      return foldWords(job, workflow, cell.said, deps.claims, deps.now());
    } catch (error) {
      cell.said = waiting; // all of them hear of it
      throw error;
    }
  }

  function settleAll({ heard }: Fold<Said>, job: Job, changed: boolean): void {
    for (const { said, refusal } of heard)
      if (refusal) said.settle.reject(refusal.error);
      else said.settle.resolve({ kind: "settled", job, changed });
  }

  /** Somebody else was faster, or a guard did not hold: its word is told so, the others are said again. */
  function lose(cell: Cell, fold: Fold<Said>, { verdict, inDoubt }: SureVerdict): void {
    giveUpClaims(fold, verdict);
    if (verdict.kind === "conflict") cell.job = null;
    const refused = verdict.kind === "too_late" || verdict.kind === "rights_changed" ? verdict.kind : null;
    const again: Said[] = [];
    if (inDoubt && fold.claimed.length > 0) {
      const back = saidOf(takingBack(fold));
      back.settle.promise.catch(() => {}); // who could hear of it; the words after it are told the same
      again.push(back);
    }
    for (const { said, decides } of fold.heard) {
      said.tries += 1;
      if (refused && decides) said.settle.resolve({ kind: refused });
      else if (said.tries > triesAtMost)
        said.settle.reject(
          new Fault("unavailable", `Job ${cell.id} changes too fast to get a word in. Try again.`, {
            retryable: true,
          }),
        );
      else again.push(said);
    }
    cell.said.unshift(...again);
  }

  function giveUpClaims(change: Pick<Fold<Said>, "claimed" | "guard">, verdict: Verdict): void {
    deps.claims.release(change.claimed.length);
    if (verdict.kind === "lease_lost" && change.guard.worker !== undefined)
      deps.claims.leaseLost(change.guard.worker);
  }

  function say(jobId: string, word: Word): Promise<Settled> {
    if (stopped.signal.aborted)
      return Promise.reject(new Fault("unavailable", "Resync is stopping.", { retryable: true }));
    const said = saidOf(word);
    const cell = cellOf(jobId);
    cell.said.push(said);
    wake(cell);
    return said.settle.promise;
  }

  return {
    say,

    async open(fresh, workflow, more) {
      const now = deps.now();
      const accepted = advance(workflow, fresh, { kind: "created" }, now);
      for (let mayClaim = true; ; mayClaim = false) {
        const events = [...accepted.events];
        let after = accepted.job;
        const apply = (happening: Happening): Job => {
          const advanced = advance(workflow, after, happening, now);
          after = advanced.job;
          events.push(...advanced.events);
          return after;
        };
        const claim = mayClaim ? deps.claims.claim(after, workflow, apply) : { steps: [], guard: {} };
        const change = { after, events, guard: claim.guard, claimed: claim.steps };
        let sure: SureVerdict;
        try {
          const kept = commitSurely(committing, { before: null, ...change, attempts: [], ...more });
          opening.set(fresh.id, kept);
          sure = await kept;
        } catch (error) {
          deps.claims.release(claim.steps.length);
          throw error;
        } finally {
          opening.delete(fresh.id);
        }
        const { verdict, inDoubt } = sure;
        if (verdict.kind === "committed") {
          const { revision } = verdict;
          const job = { ...after, revision };
          if (!hasEnded(job.status)) idle.set(job.id, { job, workflow });
          deps.onNews({ before: null, job, workflow, events, stop: [], claimed: claim.steps });
          return { kind: "opened", accepted: { ...accepted.job, revision }, job };
        }
        giveUpClaims(change, verdict);
        if (verdict.kind === "known") return verdict;
        if (verdict.kind === "lease_lost") continue;
        if (!inDoubt) throw new Fault("conflict", `A job with the id ${fresh.id} exists already.`);
        // It was kept after all, and others have gone on with it.
        const settled = await say(fresh.id, takingBack(change));
        const job = settled.kind === "settled" ? settled.job : after;
        return { kind: "opened", accepted: accepted.job, job };
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

function transitionOf({ before, after, events, attempts, audit, guard }: Fold<Said>): Transition {
  return { before, after, events, attempts, audit, guard };
}

/**
 * A commit in doubt may have been kept with its claims in it. Nobody runs those: whoever finds them still claimed exactly
 * so gives them back.
 */
function takingBack({ after, claimed }: Pick<Fold<Said>, "after" | "claimed">): Word {
  return (job) => ({
    happenings: claimed.flatMap((id): readonly Happening[] => {
      const ours = after.steps[id];
      const step = job.steps[id];
      return ours && step?.state === "RUNNING" && step.fence === ours.fence && step.owner === ours.owner
        ? [{ kind: "returned", step: id, fence: step.fence }]
        : [];
    }),
  });
}
