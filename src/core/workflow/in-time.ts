// What an author writes may take time that grows faster than its data: a pattern that backtracks, a condition that looks at
// every element for every element. Nothing else runs meanwhile, so it is cut off. Nothing of it is code of ours to isolate:
// node:vm is used for its clock alone, and what it runs is one constant line.

import { createContext, Script } from "node:vm";

const longestMs = 250;
const context = createContext({ run: null as (() => unknown) | null });
const script = new Script("run()");

/** What `run` gives; an Error when it takes too long. Costs half a millisecond, so only for what may need it. */
export function inTime<T>(run: () => T): T {
  context.run = run;
  try {
    return script.runInContext(context, { timeout: longestMs }) as T;
  } catch (error) {
    // Made in the other context, so it is no Error of this one.
    if ((error as { readonly code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new Error(
        `it took longer than ${longestMs} ms. Let it look at less, or at fewer things together`,
      );
    throw error;
  } finally {
    context.run = null;
  }
}
