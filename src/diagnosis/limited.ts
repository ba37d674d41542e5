// A look with a time of its own: one that fails or takes too long leaves a blank and never stops the others.

import type { Blank, Look as LookName } from "#core/diagnosis/evidence.ts";
import { Fault, isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import { alike, type Wording } from "#core/wording.ts";
import { type Look, nothingSeen, told } from "./desk.ts";

export const lookWithinMs = 6_000;
/** What is kept here comes at once, or the database is in trouble. */
export const keptWithinMs = 2_500;

export interface Limited<T> {
  readonly value: T | null;
  /** What stays unknown because it failed; nothing when it did not. */
  readonly look: Look;
}

/** One look with its own time; what it could not see is told, only the person's own stop is passed on. */
export async function limited<T>(
  look: LookName,
  read: { readonly signal: AbortSignal },
  see: (within: { readonly signal: AbortSignal }) => Promise<T>,
  withinMs = lookWithinMs,
): Promise<Limited<T>> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLate(withinMs)), withinMs);
  const stop = () => reject(read.signal.reason);
  read.signal.addEventListener("abort", stop, { once: true });
  const within = AbortSignal.any([read.signal, AbortSignal.timeout(withinMs)]);
  try {
    // A database that hangs does not hear of signals, so its answer is not waited for either.
    return { value: await Promise.race([see({ ...read, signal: within }), late]), look: nothingSeen };
  } catch (error) {
    read.signal.throwIfAborted();
    if (!isFault(error) && !within.aborted) throw error;
    const fault = isFault(error) ? error : tooLate(withinMs);
    return { value: null, look: { evidence: [], blanks: [unseen(look, faultWording(fault))] } };
  } finally {
    clearTimeout(timer);
    read.signal.removeEventListener("abort", stop);
  }
}

function tooLate(withinMs: number): Fault {
  return new Fault(
    "timeout",
    { en: `Nothing came within ${withinMs / 1000} s.`, pt: `Nada veio em ${withinMs / 1000} s.` },
    { retryable: true },
  );
}

const lookNames: Readonly<Partial<Record<LookName, Wording>>> = {
  workstation: told("the workstation", "a workstation"),
  last_good_run: told("its earlier runs", "as execuções anteriores"),
  elsewhere: told("what else failed", "o que mais falhou"),
  incidents: told("how it was mended before", "como foi resolvido antes"),
  knowledge: told("what is known of it", "o que se sabe sobre ele"),
};

function unseen(look: LookName, why: Wording): Blank {
  const name = lookNames[look] ?? alike(look.replaceAll("_", " "));
  return {
    look,
    text: told(
      `${name.en} could not be looked up: ${why.en}`,
      `não foi possível consultar ${name.pt}: ${why.pt}`,
    ),
    findOut: told("Ask again in a minute.", "Pergunte de novo em um minuto."),
    causes: [],
  };
}
