// One call to HWA on its way out and what came back, as the parts of the client hand it to each other.

import type { Operation } from "./operations.ts";

export interface Call {
  readonly operation: Operation;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Without credentials. */
  readonly anonymous?: boolean;
  /** Text that is cut at this many bytes rather than refused for its length. */
  readonly cutAtBytes?: number;
}

export interface HwaAnswer {
  /** `mdm:31116` */
  readonly host: string;
  readonly status: number;
  readonly text: string;
  readonly bytes: number;
  /** The text stops at `cutAtBytes`, HWA's does not. */
  readonly cut: boolean;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly location: string | null;
  /** HWA's own clock (header `Date`, whole seconds), when it tells. */
  readonly clock: Date | null;
}

/** Why a call failed, finer than the Fault's code; in its `detail.reason`. */
export type FailureReason =
  | "refused"
  | "unknown_host"
  | "no_route"
  | "connect_timeout"
  | "tls"
  | "connection_lost"
  | "truncated"
  | "not_http"
  | "timeout"
  | "queue_full"
  | "circuit_open"
  | "closed"
  | "too_large"
  | "redirect"
  | "html"
  | "not_json"
  | "wrong_shape"
  | "status";
