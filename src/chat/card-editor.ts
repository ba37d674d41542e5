// The card of one job in one thread, edited in place: at most one edit in its time, one after the other, and none while
// nothing changes. While a step runs, its time goes on; a job that waits for people or for time costs nothing.

import type { Logger } from "pino";
import { speech } from "#agents/speech.ts";
import { toFault } from "#core/fault.ts";
import type { Job } from "#core/job/job.ts";
import type { Engine } from "#engine/engine.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { JobLink } from "#ports/job-links.ts";
import { jobCard } from "./job-card.ts";

export interface CardEditorDeps {
  readonly engine: Pick<Engine, "job" | "workflows">;
  readonly timezone: string;
  readonly now: () => Date;
  readonly log: Logger;
  /** The least time between two edits of a card; tests shorten it. */
  readonly editMs?: number;
  /** How often a card is edited while a step runs and nothing is heard, so that its time goes on. */
  readonly tickMs?: number;
}

export interface CardEditor {
  /** Something changed; the card is edited soon. */
  touch(important: boolean): void;
  /** The card shows all that was touched. */
  settle(): Promise<void>;
  ref(): string | null;
  stop(): void;
}

/** Edits come one after the other; what changes meanwhile goes into the next one. */
export function createCardEditor(
  deps: CardEditorDeps,
  platform: ChatPlatform,
  link: JobLink,
  said: readonly string[],
  signal: AbortSignal,
): CardEditor {
  const editMs = deps.editMs ?? 1_000;
  const tickMs = deps.tickMs ?? 5_000;
  let ref = link.cardRef;
  let touched = false;
  let important = false;
  let editedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  let stopped = false;

  async function edit(): Promise<void> {
    if (!platform.showCard || !touched || signal.aborted) return;
    const moment = important;
    touched = false;
    important = false;
    const job = await deps.engine.job(link.jobId);
    if (!job) return;
    const workflow = await deps.engine.workflows.pinned(job.workflowDigest);
    const now = deps.now();
    const card = jobCard({ job, workflow, said, now }, speech(link.locale, deps.timezone, now));
    ref = (await platform.showCard(link.thread, { key: job.id, ref, important: moment }, card)) ?? ref;
    editedAt = performance.now();
    tickOn(job);
  }

  /** Time passes on the card while a step runs; a job that waits for people or time costs nothing. */
  function tickOn(job: Job): void {
    if (stopped || timer || job.status !== "RUNNING") return;
    timer = setTimeout(() => {
      touched = true;
      editNow();
    }, tickMs);
  }

  function editNow(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    last = last.then(edit).catch((error: unknown) => {
      deps.log.debug({ err: toFault(error).message, job: link.jobId }, "A card could not be edited.");
      touched = true;
    });
    return last;
  }

  return {
    touch(isMoment) {
      touched = true;
      important ||= isMoment;
      if (stopped || !platform.showCard) return;
      clearTimeout(timer);
      timer = setTimeout(editNow, isMoment ? 0 : Math.max(0, editedAt + editMs - performance.now()));
    },
    async settle() {
      if (touched) await editNow();
      else await last;
    },
    ref: () => ref,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
