// What a step can do: a typed function with a declared effect. Implemented in src/actions, run by the engine.

import type { Logger } from "pino";
import type { z } from "zod";
import type { Preview } from "#core/job/checkpoint.ts";
import type { Effect } from "#core/job/effect.ts";
import type { Who } from "#core/job/job.ts";
import type { Said } from "#core/wording.ts";
import type { Json } from "#core/workflow/workflow.ts";

/** What an action is given besides its input. */
export interface ActionContext {
  readonly jobId: string;
  readonly stepId: string;
  readonly workflowId: string;
  /** What the job is for, in the requester's words. */
  readonly task: string;
  readonly requester: Who;
  /** Who approved this step; empty when nobody had to. */
  readonly approvedBy: readonly Who[];
  /** The same for every try of this step: what a target de-duplicates on. */
  readonly effectKey: string;
  readonly attempt: number;
  /** What `again` gave back last time; null the first time. */
  readonly memory: Json;
  /** Aborted by a timeout, a cancel, a lost lease: stop, and leave nothing running. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly log: Logger;
  /** A short sentence for those who follow the job. */
  progress(text: Said): void;
  /** A sentence for the thread. */
  say(text: Said): void;
  /** An INFO checkpoint. */
  note(message: string, data: Json): void;
  /** Runs another action that only reads, for `wait.until`. */
  read(uses: string, args: { readonly [key: string]: Json }): Promise<Json>;
}

export type Outcome<O> =
  | { readonly kind: "done"; readonly output: O }
  /** Not yet: run me again after this long, with this memory. Holds no worker meanwhile. */
  | { readonly kind: "again"; readonly afterMs: number; readonly memory: Json; readonly note?: Said }
  /** Wait for a job of another workflow; its outputs become the step's output. */
  | { readonly kind: "child"; readonly workflow: string; readonly inputs: { readonly [name: string]: Json } };

/**
 * Failing is throwing a Fault: its sentence is what people read, `retryable` whether another try may help, and
 * `detail.outcome === "unknown"` that the effect may or may not have happened.
 */
export interface Action<I = unknown, O = unknown> {
  /** `family.verb`, as files write it. */
  readonly name: string;
  readonly title: string;
  /** What it does, what it needs, how it fails; Markdown, a few sentences. Printed by `npm run actions`. */
  readonly docs: string;
  readonly effect: Effect;
  /** People are asked before it runs, whatever the file says. True for everything that changes HWA. */
  readonly asks: boolean;
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
  /** An input that validates, for the docs and the tests. */
  readonly example: I;
  /** Reads only. What a checkpoint shows; null or absent: the plan says it all. */
  preview?(input: I, context: ActionContext): Promise<Preview>;
  /** Reads only. Throws a Fault when the action cannot make sense now; run before people are asked, and again before arming. */
  prepare?(input: I, context: ActionContext): Promise<void>;
  run(input: I, context: ActionContext): Promise<Outcome<O>>;
}

/** What there is to use, by name. */
export interface Actions {
  readonly all: readonly Action[];
  find(name: string): Action | null;
}
