// What the HTTP server needs of the house. Everything comes in from outside, so tests can bring their own.

import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Converse } from "#chat/converse.ts";
import type { Locale } from "#core/locale.ts";
import type { Engine } from "#engine/engine.ts";
import type { PlanMonitor } from "#hwa/monitor/job-update.ts";
import type { Access } from "#ports/access.ts";
import type { Audit } from "#ports/audit.ts";
import type { Conversations } from "#ports/conversations.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { People } from "#ports/people.ts";
import type { SignInLinks } from "#ports/sign-in-links.ts";
import type { Webhook } from "#ports/webhook.ts";
import type { KnowledgeApiDeps } from "./knowledge/knowledge-routes.ts";

/** `unknown` is what nobody could check; it is never shown as healthy. */
export type HealthState = "healthy" | "degraded" | "unhealthy" | "unknown";

export interface HealthCheck {
  readonly state: HealthState;
  /** Milliseconds since the fact behind the state was learned; null when it never was. */
  readonly ageMs: number | null;
  /** One sentence: what was checked and what was found. */
  readonly detail: string;
}

/**
 * How the house is. It is ready to serve while `status` is healthy or degraded, so a foreign system that is away
 * (HWA) should degrade it, and something nothing works without (the database) should make it unhealthy.
 */
export interface Health {
  readonly status: HealthState;
  /** By what was checked: `database`, `queue`, `hwa`, … */
  readonly checks: Readonly<Record<string, HealthCheck>>;
}

export interface AgentView {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly status: HealthState;
  /** ISO 8601; null before the first check. */
  readonly last_check: string | null;
  readonly detail: string;
  readonly introduction: string;
  readonly capabilities: readonly string[];
}

/** Bounds of one server. The defaults are for production; tests shorten them. */
export interface ApiLimits {
  /** Largest request body and WebSocket message, in bytes. */
  readonly bodyBytes: number;
  /** A request whose last byte has not come by then is answered 408. */
  readonly requestTimeoutMs: number;
  /** A request that is not answered by then, but for questions and walks, is answered 503. */
  readonly answerMs: number;
  /** How long requests in flight may take to finish once the server closes. */
  readonly drainMs: number;
  readonly connections: number;
  /** Questions one person may have in flight; one more is answered 429. */
  readonly questionsInFlight: number;
  /** Wrong tokens one address may send in a minute; further ones are answered 429. */
  readonly failedLoginsPerMinute: number;
  /** How often open WebSockets are pinged and their callers' rights looked up again. */
  readonly socketCheckMs: number;
  /** Bytes a WebSocket client may be behind before it is let go. */
  readonly socketBacklogBytes: number;
}

export const defaultLimits: ApiLimits = {
  bodyBytes: 256 * 1024,
  requestTimeoutMs: 30_000,
  answerMs: 18_000,
  drainMs: 25_000,
  connections: 2_000,
  questionsInFlight: 100,
  failedLoginsPerMinute: 60,
  socketCheckMs: 3_000,
  socketBacklogBytes: 1024 * 1024,
};

export interface ApiDeps {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly log: Logger;
  readonly version: string;
  readonly now: () => Date;
  readonly access: Access;
  readonly conversations: Conversations;
  readonly converse: Converse;
  readonly monitor: PlanMonitor;
  /** Absent: this server manages no people, or shows no audit. */
  readonly people?: People;
  readonly audit?: Audit;
  readonly engine: Engine;
  readonly jobs: JobReader;
  readonly agents: {
    list(): Promise<readonly AgentView[]>;
    find(name: string): Promise<AgentView | null>;
  };
  readonly readiness: () => Promise<Health>;
  readonly metrics: Registry;
  /** The last report of the security scan as Markdown; null before the first scan. */
  readonly securityReport: () => Promise<string | null>;
  readonly defaultLocale: Locale;
  /** Where people reach it, as the configuration says; absent or null: under the names requests call it by. */
  readonly publicUrl?: string | null;
  /** Absent: nobody is given one-time links. */
  readonly signInLinks?: SignInLinks;
  readonly limits?: Partial<ApiLimits>;
  /** Absent: this server shows no knowledge. */
  readonly knowledge?: KnowledgeApiDeps;
  /** What chat platforms call, beside what people and programs call. */
  readonly webhooks?: readonly Webhook[];
}
