import { z } from "zod";
import { humanDuration } from "#core/duration.ts";
import { Fault } from "#core/fault.ts";
import type { Action } from "#ports/action.ts";
import { durationInput, millisecondsOf } from "./duration-input.ts";

const input = z.strictObject({
  duration: durationInput.describe("How long, such as 30s, 10m, 2h or 7d"),
});
const output = z.strictObject({ waited_ms: z.int(), until: z.string() });
const memory = z.object({ from: z.iso.datetime(), until: z.iso.datetime() });

const longest = 30 * 86_400_000;

/** `wait.for`: lets time pass without holding a worker. */
export function waitFor(): Action<z.infer<typeof input>, z.infer<typeof output>> {
  return {
    name: "wait.for",
    title: "Wait",
    docs: "Waits for a time, at most 30 days. No worker is held meanwhile, and a restart does not begin the wait anew. The step's own timeout must be longer.",
    effect: "read",
    asks: false,
    input,
    output,
    example: { duration: "10m" },

    async prepare({ duration }) {
      millisecondsOf(duration, "duration", longest);
    },

    async run({ duration }, context) {
      const now = context.now();
      const kept = memory.safeParse(context.memory);
      if (context.memory !== null && !kept.success)
        throw new Fault("internal", {
          en: "What this wait remembered cannot be read. Retry the step.",
          pt: "O que esta espera guardou não pode ser lido. Tente o passo de novo.",
        });
      const from = kept.success ? new Date(kept.data.from) : now;
      const until = kept.success
        ? new Date(kept.data.until)
        : new Date(now.getTime() + millisecondsOf(duration, "duration", longest));
      const left = until.getTime() - now.getTime();
      if (left <= 0)
        return {
          kind: "done",
          output: { waited_ms: now.getTime() - from.getTime(), until: until.toISOString() },
        };
      return {
        kind: "again",
        afterMs: left,
        memory: { from: from.toISOString(), until: until.toISOString() },
        note: { en: `waits for ${humanDuration(left)}`, pt: `espera ${humanDuration(left)}` },
      };
    },
  };
}
