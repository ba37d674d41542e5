// Where jobs change: each job has a cell that takes words one after the other, asks `advance` what follows, and commits
// (job-cell.ts tells how). A job is remembered between words, for as long as nobody else is known to have changed it.

import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { advance } from "#core/job/advance.ts";
import type { Happening } from "#core/job/happening.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { JobStore, Transition } from "#ports/job-store.ts";
import { createBatchLoader } from "./batch-loader.ts";
import type { Claims } from "./claims.ts";
import { type CommitSurelyDeps, commitSurely, type SureVerdict, stopping } from "./commit-surely.ts";
import type { Committer } from "./committer.ts";
import type { Word } from "./fold-words.ts";
import { type Cell, createCells, giveUpClaims, type News, type Settled, takingBack } from "./job-cell.ts";
import { sayerOf } from "./say-sparingly.ts";

export type Opened =
  | { readonly kind: "opened"; readonly accepted: Job; readonly job: Job }
  | { readonly kind: "known"; readonly jobId: string; readonly sameBody: boolean };

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

const remembered = 1_000;

export function createJobDesk(deps: JobDeskDeps): JobDesk {
  const cells = new Map<string, Cell>();
  const idle = new LRUCache<string, { readonly job: Job; readonly workflow: Workflow }>({ max: remembered });
  const load = createBatchLoader(deps.store);
  /** Jobs that are not kept yet: their turn may come before they are, and then it waits for that. */
  const opening = new Map<string, Promise<unknown>>();
  const stopped = new AbortController();
  const working = new Set<Promise<void>>();
  const committing: CommitSurelyDeps = { ...deps, load, stopped: stopped.signal, warn: sayerOf(deps.log) };
  const { said: saidOf, turn } = createCells({
    ...deps,
    committing,
    opened: (jobId) => opening.get(jobId)?.catch(() => {}) ?? Promise.resolve(),
  });

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

  function wake(cell: Cell): void {
    if (cell.working) return;
    cell.working = true;
    const work = drive(cell)
      .catch((error: unknown) => deps.log.error({ err: error, job: cell.id }, "A job's cell failed."))
      .finally(() => working.delete(work));
    working.add(work);
  }

  async function drive(cell: Cell): Promise<void> {
    while (cell.said.length > 0) await turn(cell);
    cell.working = false;
    cells.delete(cell.id);
    if (cell.job && cell.workflow && !hasEnded(cell.job.status))
      idle.set(cell.id, { job: cell.job, workflow: cell.workflow });
  }

  function say(jobId: string, word: Word): Promise<Settled> {
    if (stopped.signal.aborted)
      return Promise.reject(new Fault("unavailable", stopping, { retryable: true }));
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
        giveUpClaims(deps.claims, change, verdict);
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
