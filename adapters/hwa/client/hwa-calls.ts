// A call and everything that guards it. From outside in: one deadline for the whole; retries for reads; at most so many
// calls in flight and a bounded queue behind them; the circuit breaker; the exchange, host after host.

import {
  type BulkheadPolicy,
  bulkhead,
  DelegateBackoff,
  handleWhen,
  type RetryPolicy,
  retry,
} from "cockatiel";
import { Fault, isFault } from "#core/fault.ts";
import type { HwaConnection } from "#ports/hwa.ts";
import { asFault, failure, reasonOf } from "./as-fault.ts";
import type { Call, FailureReason, HwaAnswer } from "./call.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import type { HwaClientOptions } from "./hwa-client-options.ts";
import { allowListOf, type Operation, operationLabel } from "./operations.ts";
import { refusal } from "./refusal.ts";
import { createTransport } from "./transport.ts";
import { untilAborted } from "./until-aborted.ts";

export interface HwaCalls extends AsyncDisposable {
  /** A call that may be repeated. Resolves to a 2xx answer, throws a Fault, or the reason of the caller's signal. */
  read(call: Call): Promise<HwaAnswer>;
  /** A call that is sent once. A Fault's `detail.sent` is false when HWA surely did nothing. */
  change(call: Call): Promise<HwaAnswer>;
  connection(): HwaConnection;
}

/** Calls that may wait for a free place. */
const queueLength = 200;
const retries = 2;
const firstPauseMs = 200;
/** A longer `Retry-After` is the caller's to wait for, not a question's. */
const longestRetryAfterMs = 5_000;

const repeatable: ReadonlySet<FailureReason | null> = new Set([
  "refused",
  "no_route",
  "connect_timeout",
  "connection_lost",
  "truncated",
]);
const failing: ReadonlySet<FailureReason | null> = new Set([
  ...repeatable,
  "unknown_host",
  "tls",
  "timeout",
  "not_http",
]);

export function createHwaCalls(
  options: HwaClientOptions,
  operations: Readonly<Record<string, Operation>>,
): HwaCalls {
  const now = options.now ?? (() => new Date());
  const random = options.random ?? Math.random;
  const timeoutMs = options.timeoutMs ?? 30_000;
  const user = "user" in options.auth ? options.auth.user : null;
  const transport = createTransport(options, allowListOf(operations));
  const places: BulkheadPolicy = bulkhead(Math.max(1, options.maxInFlight ?? 3), queueLength);
  const closed = new AbortController();
  let lastOkAt: Date | null = null;
  let lastFault: string | null = null;
  let aheadMs = 0;

  const breaker = createCircuitBreaker({ now, judge, label: () => transport.host.label });
  const repeats: RetryPolicy = retry(handleWhen(isRepeatable), {
    maxAttempts: retries,
    backoff: new DelegateBackoff(({ attempt, result }) => {
      const asked = "error" in result && isFault(result.error) ? result.error.detail.retryAfterMs : undefined;
      const jittered = firstPauseMs * 2 ** (attempt - 1) * (0.5 + random());
      return typeof asked === "number" ? Math.max(asked, jittered) : jittered;
    }),
  });

  async function attempt(call: Call): Promise<HwaAnswer> {
    call.signal?.throwIfAborted();
    try {
      const answer = await transport.exchange(call);
      if (answer.status < 200 || answer.status > 299) throw refusal(answer, call, user, now());
      lastOkAt = now();
      if (answer.clock) aheadMs = aheadOf(answer.clock, lastOkAt);
      lastFault = null;
      return answer;
    } catch (error) {
      if (isFault(error)) note(error, call);
      throw error;
    }
  }

  /** What concerns the connection is remembered; an unknown id or a wrong query says nothing about it. */
  function note(fault: Fault, call: Call): void {
    if (fault.code === "not_found" || fault.code === "invalid_input" || fault.code === "conflict") return;
    lastFault = fault.message;
    const fields = { err: fault, operation: operationLabel(call.operation) };
    if (fault.code === "internal") options.log.error(fields, "Asking HWA failed inside Resync.");
    else options.log.debug(fields, "HWA did not give an answer.");
  }

  async function guarded(call: Call, policy: RetryPolicy | null): Promise<HwaAnswer> {
    const about = { host: transport.host.label, operation: call.operation };
    using deadline = startDeadline(timeoutMs, () =>
      failure(
        "timeout",
        "timeout",
        {
          en: `HWA at ${transport.host.label} did not answer within ${Math.round(timeoutMs / 100) / 10} s. It may be overloaded; ask again in a moment.`,
          pt: `O HWA em ${transport.host.label} não respondeu em ${Math.round(timeoutMs / 100) / 10} s. Ele pode estar sobrecarregado; pergunte de novo em instantes.`,
        },
        about,
        undefined,
        true,
      ),
    );
    const signals = [closed.signal, deadline.signal, ...(call.signal ? [call.signal] : [])];
    const signal = AbortSignal.any(signals);
    const timed: Call = { ...call, signal };
    let sent = false;
    const once = () =>
      places.execute(() => {
        signal.throwIfAborted();
        return breaker.run(() => {
          sent = true;
          return attempt(timed);
        });
      });
    try {
      return await untilAborted(signal, policy ? policy.execute(once, signal) : once());
    } catch (error) {
      if (call.signal?.aborted && error === call.signal.reason) throw error;
      const fault = asFault(error, about);
      throw fault.detail.sent === undefined && !sent ? withDetail(fault, { sent: false }) : fault;
    }
  }

  return {
    read: (call) => guarded(call, repeats),
    change: (call) => guarded(call, null),
    connection: () => ({
      host: transport.host.origin + transport.host.prefix,
      user,
      circuit: breaker.state,
      lastOkAt,
      lastFault,
      requests: transport.requests,
      aheadMs,
    }),
    async [Symbol.asyncDispose]() {
      closed.abort(
        new Fault(
          "unavailable",
          {
            en: "Resync is shutting down and asks HWA nothing more.",
            pt: "O Resync está parando e não pergunta mais nada ao HWA. Pergunte de novo em instantes.",
          },
          { detail: { reason: "closed" } },
        ),
      );
      await transport.destroy();
    },
  };
}

function isRepeatable(error: Error): boolean {
  if (!isFault(error)) return false;
  const { status, retryAfterMs } = error.detail;
  if (typeof retryAfterMs === "number" && retryAfterMs > longestRetryAfterMs) return false;
  if (reasonOf(error) === "status")
    return status === 429 || status === 502 || status === 503 || status === 504;
  return repeatable.has(reasonOf(error));
}

/** What an error says about HWA's health; see the breaker. */
function judge(error: unknown): "failed" | "answered" | "nothing" {
  if (!isFault(error)) return "nothing";
  const { status } = error.detail;
  if (typeof status === "number")
    return status === 502 || status === 503 || status === 504 ? "failed" : "answered";
  return failing.has(reasonOf(error)) ? "failed" : "nothing";
}

function withDetail(fault: Fault, detail: Readonly<Record<string, unknown>>): Fault {
  return new Fault(fault.code, fault.sentence, {
    cause: fault.cause,
    retryable: fault.retryable,
    detail: { ...fault.detail, ...detail },
  });
}

interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

function startDeadline(ms: number, fault: () => Fault): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(fault()), ms);
  timer.unref();
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** The header has whole seconds and the answer took its time: less than two seconds is no difference. */
function aheadOf(clock: Date, now: Date): number {
  const ahead = clock.getTime() - now.getTime();
  return Math.abs(ahead) < 2_000 ? 0 : ahead;
}
