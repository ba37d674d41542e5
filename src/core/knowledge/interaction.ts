// A question and everything about how it was answered.

import type { Locale } from "../locale.ts";
import type { Source } from "../reply.ts";

export interface Interaction {
  /** The answer's message id. */
  readonly id: string;
  readonly at: Date;
  readonly conversationId: string;
  readonly platform: string;
  readonly thread: string;
  /** null: their data was erased. */
  readonly personId: string | null;
  readonly locale: Locale;
  readonly question: string;
  readonly answer: string;
  readonly intent: string;
  readonly confidence: number;
  readonly slots: Readonly<Record<string, unknown>>;
  readonly agent: string;
  /** Tools the answer called, in order; empty: the agent answered by rules. */
  readonly tools: readonly ToolCall[];
  readonly sources: readonly Source[];
  /** The passages that were quoted. */
  readonly passages: readonly string[];
  /** The incident it was about; null: none. */
  readonly incident: string | null;
  readonly mood: string;
  readonly elapsedMs: number;
  readonly model: ModelUse | null;
  readonly feedback: readonly Feedback[];
  /** The auditor's; null: not judged yet. */
  readonly judged: Judgement | null;
}

export interface ToolCall {
  readonly tool: string;
  readonly outcome: "found" | "nothing" | "refused" | "failed";
  readonly elapsedMs: number;
}

export interface ModelUse {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly calls: number;
}

/** Thumbs are 1 and 5. */
export interface Feedback {
  readonly by: string;
  readonly at: Date;
  readonly rating: 1 | 2 | 3 | 4 | 5 | null;
  readonly comment: string | null;
}

/** Above it people are asked. */
export const doubtful = 0.6;
/** Above it what the answer quoted is withdrawn until people have looked at it. */
export const veryDoubtful = 0.85;

/** How doubtful an answer is, 0–1, and why. */
export interface Judgement {
  readonly doubt: number;
  readonly reasons: readonly string[];
  readonly by: "rules" | "model";
  readonly at: Date;
}
