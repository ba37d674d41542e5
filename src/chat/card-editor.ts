// The card of one job in one thread, edited in place: at most one edit in its time, one after the other, and none while
// nothing changes. While a step runs, its time goes on; a job that waits for people or for time costs nothing. A platform
// that is away, or has had enough of us, is tried again when it wants to be; only what it refuses for good is given up.

import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { speech } from "#agents/speech.ts";
import { type Fault, toFault } from "#core/fault.ts";
import type { Job } from "#core/job/job.ts";
import type { Engine } from "#engine/engine.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { JobLink } from "#ports/job-links.ts";
import { jobCard } from "./job-card.ts";
import { pauseAfter } from "./pause-after.ts";

export interface CardEditorDeps {
  readonly engine: Pick<Engine, "job" | "workflows">;
  readonly timezone: string;
  readonly now: () => Date;
  readonly log: Logger;
  /** The least time between two edits of a card; tests shorten it. */
  readonly editMs?: number;
  /** How often a card is edited while a step runs and nothing is heard, so that its time goes on. */
  readonly tickMs?: number;
  /** Whether what people are asked stands on cards of its own in this platform's threads; absent: nowhere. */
  readonly asksBeside?: (platform: string) => boolean;
  /** Where people reach us with a browser; absent: nowhere. */
  readonly publicUrl?: string | null;
}

export interface CardEditor {
  /** Something changed; the card is edited soon. */
  touch(important: boolean): void;
  /** Where the card stands nowhere yet, it is tried once to show it now. */
  showFirst(): Promise<void>;
  /** The card shows all that was touched, or never will. */
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
  /** Where the card stands is known now, or has changed: what is written under it is found by that. */
  onPlace: (ref: string) => Promise<void> = async () => {},
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
  let failures = 0;
  let notBefore = Number.NEGATIVE_INFINITY;

  async function edit(): Promise<void> {
    if (!platform.showCard || !touched || signal.aborted) return;
    const moment = important;
    touched = false;
    important = false;
    const job = await deps.engine.job(link.jobId);
    if (!job) return;
    const workflow = await deps.engine.workflows.pinned(job.workflowDigest);
    const now = deps.now();
    const asksBeside = deps.asksBeside?.(platform.platform) ?? false;
    const parts = { job, workflow, said, now, asksBeside, publicUrl: deps.publicUrl ?? null };
    const card = jobCard(parts, speech(link.locale, deps.timezone, now));
    try {
      const shown = await platform.showCard(link.thread, { key: job.id, ref, important: moment }, card);
      if (shown !== null && shown !== ref) await placed(shown);
    } catch (error) {
      later(toFault(error), moment);
      return;
    }
    failures = 0;
    editedAt = performance.now();
    tickOn(job);
  }

  async function placed(shown: string): Promise<void> {
    ref = shown;
    await onPlace(shown).catch((error: unknown) => {
      deps.log.warn({ err: toFault(error).message, job: link.jobId }, "Where a card is could not be kept.");
    });
  }

  /** What could not be shown is shown with what comes after it; nothing is lost but time. */
  function later(fault: Fault, moment: boolean, again = fault.retryable): void {
    failures += 1;
    deps.log.debug({ err: fault.message, job: link.jobId, failures }, "A card could not be edited.");
    if (!again) return;
    touched = true;
    important ||= moment;
    const pause = pauseAfter(fault, failures);
    notBefore = performance.now() + pause;
    schedule(pause);
  }

  function schedule(delay: number): void {
    if (stopped || !platform.showCard) return;
    clearTimeout(timer);
    timer = setTimeout(editNow, Math.max(delay, notBefore - performance.now()));
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
      // Not the platform: what the card is made of could not be read.
      later(toFault(error), false, true);
    });
    return last;
  }

  return {
    touch(isMoment) {
      touched = true;
      important ||= isMoment;
      schedule(isMoment ? 0 : Math.max(0, editedAt + editMs - performance.now()));
    },
    async showFirst() {
      await last;
      if (ref !== null || notBefore > performance.now()) return;
      touched = true;
      await editNow();
    },
    async settle() {
      await last;
      while (touched && platform.showCard && !signal.aborted) {
        const pause = notBefore - performance.now();
        if (pause > 0) await sleep(pause, undefined, { signal }).catch(() => {});
        await editNow();
      }
    },
    ref: () => ref,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
