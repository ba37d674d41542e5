// What every answer about the plan works with.

import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Reply, Source } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { PlanMonitor } from "#hwa/monitor/job-update.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { KnowledgeDesk } from "#knowledge/knowledge-desk.ts";
import type { HwaReader, ReadOptions } from "#ports/hwa.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { People } from "#ports/people.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";
import type { Subscriptions } from "../subscriptions.ts";

export interface PlanDesk {
  readonly hwa: HwaReader;
  readonly monitor: PlanMonitor;
  readonly store: PlanStore;
  readonly names: NameIndex;
  readonly knowledge: KnowledgeDesk;
  /** How failures came to be well again before, and what is told of those that go on. */
  readonly incidents: Pick<Incidents, "before" | "openOf">;
  /** What may be proposed. */
  readonly workflows: { list(): readonly Workflow[]; find(id: string): Workflow | null };
  /** Who is asked about, and who may start what. */
  readonly people: Pick<People, "rights">;
  readonly subscriptions: Subscriptions;
  readonly timezone: string;
  /** Puts a language model's words above a diagnosis, or says why there are none; absent: there is no model. */
  readonly word?: (found: Diagnosis, rules: Reply, question: Question, signal: AbortSignal) => Promise<Reply>;
}

/** One question on the desk. */
export interface Asked extends PlanDesk {
  /** Its `now` is the time by HWA's clock. */
  readonly question: Question;
  /** The time of reading by our clock. */
  readonly readAt: Date;
  readonly say: Speech;
  readonly read: ReadOptions;
}

/** HWA as a source: the engine asked, and what of it. */
export function hwaSource(asked: Pick<Asked, "hwa">, ref: string): Source {
  return { title: `HWA ${asked.hwa.connection().host}`, ref };
}

/** A reply whose facts were read from HWA just now. */
export function liveReply(
  asked: Asked,
  parts: Omit<Partial<Reply>, "locale"> & { readonly text: string },
): Reply {
  return reply({ locale: asked.say.locale, asOf: asked.readAt.toISOString(), ...parts });
}

/** Lines of an answer; empty ones are left out. */
export function lines(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === "string" && part !== "").join("\n");
}
