// What happens to one job, word by word: each is said to the job as the words before left it, and a change is committed.
//
// Words that arrive while a commit is under way are folded into the next one, so fifty parallel steps that end together
// are one transition. In the same transition the worker of this process claims what became READY, when it has room:
// recording one step and arming the next is one commit. A commit is compare-and-set on the job's revision; losing it to
// another process means reading the job again and asking `advance` anew, with the same words.
//
// A cell may begin with a job that is old: other processes change it, and their hints may be lost. A change made from an
// old state cannot be kept. But a word that finds nothing to do, or is refused, makes no change that would show it, so
// such an answer is given only when the job was read, or kept, after the word was said.

import { Fault } from "#core/fault.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Job } from "#core/job/job.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Transition, Verdict } from "#ports/job-store.ts";
import type { Claims } from "./claims.ts";
import { type CommitSurelyDeps, commitSurely, type SureVerdict } from "./commit-surely.ts";
import { type Fold, foldWords, type Word } from "./fold-words.ts";

export type Settled =
  | { readonly kind: "settled"; readonly job: Job; readonly changed: boolean }
  | { readonly kind: "too_late" }
  | { readonly kind: "rights_changed" };

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

export interface Said {
  readonly word: Word;
  readonly settle: PromiseWithResolvers<Settled>;
  /** Its place among all words that were said here. */
  readonly number: number;
  tries: number;
}

export interface Cell {
  readonly id: string;
  job: Job | null;
  workflow: Workflow | null;
  /** Words up to this number were said before the job at hand was read or kept. */
  knownFor: number;
  said: Said[];
  working: boolean;
}

export interface Cells {
  /** The word, numbered among all that were said here. */
  said(word: Word): Said;
  /** One change, out of the words that wait in the cell. When it fails, they all are told. */
  turn(cell: Cell): Promise<void>;
}

export interface CellDeps {
  readonly committing: CommitSurelyDeps;
  readonly claims: Claims;
  readonly pinned: (digest: string) => Promise<Workflow | null>;
  /** Resolves when a first commit that is under way for this job has ended. */
  readonly opened: (jobId: string) => Promise<unknown>;
  readonly now: () => Date;
  readonly onNews: (news: News) => void;
}

const triesAtMost = 50;

export function createCells(deps: CellDeps): Cells {
  let words = 0;

  function saidOf(word: Word): Said {
    words += 1;
    return { word, settle: Promise.withResolvers<Settled>(), number: words, tries: 0 };
  }

  /** Reads the job and its definition when they are not at hand. */
  async function present(cell: Cell): Promise<{ readonly job: Job; readonly workflow: Workflow }> {
    if (!cell.job) {
      await deps.opened(cell.id);
      const upTo = words;
      cell.job = await deps.committing.load(cell.id);
      cell.knownFor = upTo;
    }
    const { job } = cell;
    if (!job)
      throw new Fault("not_found", {
        en: `There is no job ${cell.id}.`,
        pt: `Não existe o job ${cell.id}. Diga "tarefas" para ver os que há.`,
      });
    if (cell.workflow?.digest !== job.workflowDigest) cell.workflow = await deps.pinned(job.workflowDigest);
    if (!cell.workflow)
      throw new Fault("internal", {
        en: `Job ${cell.id} pins a definition of ${job.workflowId} that is not kept any more (${job.workflowDigest.slice(0, 12)}). Cancel it and start it again.`,
        pt: `O job ${cell.id} usa uma definição de ${job.workflowId} que não está mais guardada (${job.workflowDigest.slice(0, 12)}). Cancele o job e inicie de novo.`,
      });
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
      sure = await commitSurely(deps.committing, transitionOf(fold));
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
    giveUpClaims(deps.claims, fold, verdict);
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
          new Fault(
            "unavailable",
            {
              en: `Job ${cell.id} changes too fast to get a word in. Try again.`,
              pt: `O job ${cell.id} está mudando rápido demais. Tente de novo.`,
            },
            { retryable: true },
          ),
        );
      else again.push(said);
    }
    cell.said.unshift(...again);
  }

  return {
    said: saidOf,
    async turn(cell) {
      try {
        await step(cell, await present(cell));
      } catch (error) {
        for (const each of cell.said.splice(0)) each.settle.reject(error);
      }
    },
  };
}

function transitionOf({ before, after, events, attempts, audit, guard }: Fold<Said>): Transition {
  return { before, after, events, attempts, audit, guard };
}

/** The slots of a change that was lost. */
export function giveUpClaims(
  claims: Claims,
  change: Pick<Fold<Said>, "claimed" | "guard">,
  verdict: Verdict,
): void {
  claims.release(change.claimed.length);
  if (verdict.kind === "lease_lost" && change.guard.worker !== undefined)
    claims.leaseLost(change.guard.worker);
}

/**
 * A commit in doubt may have been kept with its claims in it. Nobody runs those: whoever finds them still claimed exactly
 * so gives them back.
 */
export function takingBack({ after, claimed }: Pick<Fold<Said>, "after" | "claimed">): Word {
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
