// A model whose server is remembered: how it last answered, and that it is left alone for a while after it failed. Nobody waits
// again and again for a server that is down, and what is said of its health is what was really seen.

import { Fault, isFault, toFault } from "#core/fault.ts";
import type { Model } from "#ports/model.ts";

export interface ModelState {
  readonly state: "healthy" | "degraded" | "unknown";
  /** Since it was last seen so; null: nobody has asked yet. */
  readonly ageMs: number | null;
  /** One sentence. */
  readonly detail: string;
}

export interface WatchedModel extends Model {
  /** As it was last seen; where that is long ago it is asked in the background, and nobody waits for it. */
  state(): ModelState;
  /** Asks now unless it answered a moment ago; costs no tokens. */
  look(signal: AbortSignal): Promise<ModelState>;
}

const freshMs = 60_000;
const restMs = 20_000;
/** A wrong key does not become right by itself. */
const restOfMisconfiguredMs = 60_000;
const lookWithinMs = 4_000;
/** One that failed once may have stumbled. */
const failuresUntilRest = 2;

export function watchModel(model: Model, now: () => Date): WatchedModel {
  let seen: { readonly at: number; readonly fault: Fault | null } | null = null;
  let failures = 0;
  let restUntil = 0;
  let looking: Promise<void> | null = null;

  const time = () => now().getTime();

  function answered(): void {
    seen = { at: time(), fault: null };
    failures = 0;
    restUntil = 0;
  }

  function failed(fault: Fault): void {
    seen = { at: time(), fault };
    failures += 1;
    if (fault.code === "rate_limited") restUntil = time() + Number(fault.detail.retryAfterMs ?? restMs);
    else if (fault.code === "misconfigured") restUntil = time() + restOfMisconfiguredMs;
    else if (failures >= failuresUntilRest) restUntil = time() + restMs;
  }

  /** What somebody stopped says nothing of the server; what took too long does. */
  function noteFailure(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) failed(isFault(error) ? error : toFault(error));
    else if (signal.reason instanceof Error && signal.reason.name === "TimeoutError")
      failed(
        new Fault(
          "timeout",
          {
            en: `The model's server ${model.host} did not finish in time.`,
            pt: `O servidor do modelo ${model.host} não terminou a tempo.`,
          },
          { retryable: true },
        ),
      );
  }

  async function ask(signal: AbortSignal): Promise<void> {
    looking ??= model
      .checkHealth(AbortSignal.any([signal, AbortSignal.timeout(lookWithinMs)]))
      .then(answered, (error: unknown) => noteFailure(error, signal))
      .finally(() => {
        looking = null;
      });
    await looking;
  }

  function told(): ModelState {
    if (seen === null)
      return {
        state: "unknown",
        ageMs: null,
        detail: `${model.name} at ${model.host} has not been asked yet.`,
      };
    const ageMs = Math.max(0, time() - seen.at);
    const ago = `${Math.round(ageMs / 1_000)} s ago`;
    return seen.fault === null
      ? { state: "healthy", ageMs, detail: `${model.name} at ${model.host} answered ${ago}.` }
      : { state: "degraded", ageMs, detail: `${seen.fault.message} Answers are by rules meanwhile.` };
  }

  return {
    name: model.name,
    host: model.host,
    checkHealth: model.checkHealth,
    async turn(request, signal) {
      if (time() < restUntil && seen?.fault) throw seen.fault;
      try {
        const turn = await model.turn(request, signal);
        answered();
        return turn;
      } catch (error) {
        noteFailure(error, signal);
        throw error;
      }
    },
    state() {
      if (seen === null || time() - seen.at > freshMs)
        void ask(new AbortController().signal).catch(() => undefined);
      return told();
    },
    async look(signal) {
      const fresh = seen !== null && time() - seen.at < (seen.fault === null ? freshMs : lookWithinMs);
      if (!fresh) await ask(signal);
      return told();
    },
  };
}
