// Looks again and again until a condition holds. A look that fails and may succeed later (nobody answered, too slow) is a
// look in vain; one that can never succeed ends the wait at once.

import { z } from "zod";
import { humanDuration } from "#core/duration.ts";
import { Fault, isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import { issueField, issueSentence } from "#core/issue-text.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { alike, sentenceOf, type Wording } from "#core/wording.ts";
import { evaluateCondition } from "#core/workflow/condition.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";
import { durationInput, millisecondsOf } from "./duration-input.ts";

const json = z.unknown() as z.ZodType<Json>;
const input = z.strictObject({
  uses: z.string().describe("The action to look with; it must only read"),
  args: z.record(z.string(), json).default({}).describe("Its input"),
  condition: z
    .string()
    .min(1)
    .max(2000)
    .describe("CEL over `output` and `given`, such as output.status == 'Completed'"),
  given: z
    .record(z.string(), json)
    .default({})
    .describe("Values the condition compares with, as given.NAME: templates are looked up here, not in it"),
  every: durationInput.default("5s").describe("Pause between two looks, at least 1s"),
  within: durationInput.default("10m").describe("When to give up, at most 30d"),
});
const memory = z.object({
  from: z.iso.datetime(),
  deadline: z.iso.datetime(),
  looks: z.int(),
});

type Input = z.infer<typeof input>;

const day = 86_400_000;

/** `wait.until`. `find` knows the actions, this one included; it is asked when a step runs, not before. */
export function waitUntil(find: (name: string) => Action | null): Action<Input, Json> {
  return {
    name: "wait.until",
    title: "Wait until something is so",
    docs: [
      "Runs an action that only reads, and looks at its `output` with a CEL condition: when it holds, that output is this",
      "step's output. Otherwise looks again after `every`, until `within` has passed; then it fails and says what it saw",
      "last. What the condition compares with stands under `given`. Something it names that is not there (yet) counts as",
      "not so. No worker is held between two looks.",
    ].join("\n"),
    effect: "read",
    asks: false,
    input,
    output: json,
    example: {
      uses: "http.get",
      args: { url: "https://status.example.com/api/health" },
      condition: "output.body.state == given.wanted",
      given: { wanted: "up" },
      every: "10s",
      within: "15m",
    },

    async prepare(words) {
      check(words, find);
      const issue = find(words.uses)?.input.safeParse(words.args).error?.issues[0];
      if (!issue) return;
      const sentence = issueSentence(alike(`"${issueField(["args", ...issue.path])}"`), issue);
      throw new Fault("invalid_input", {
        en: `${sentence.en} npm run actions ${words.uses} says what it takes.`,
        pt: `${sentence.pt} npm run actions ${words.uses} diz o que ela aceita.`,
      });
    },

    async run(words, context) {
      const { everyMs, withinMs } = check(words, find);
      const now = context.now();
      const kept = memory.safeParse(context.memory);
      if (context.memory !== null && !kept.success)
        throw new Fault("internal", {
          en: "What this wait remembered cannot be read. Retry the step.",
          pt: "O que esta espera guardou não pode ser lido. Tente o passo de novo.",
        });
      const from = kept.success ? new Date(kept.data.from) : now;
      const deadline = kept.success ? new Date(kept.data.deadline) : new Date(now.getTime() + withinMs);
      const looks = (kept.success ? kept.data.looks : 0) + 1;

      const look = await lookOnce(words, context.read);
      if (look.so) return { kind: "done", output: look.output };
      const left = deadline.getTime() - context.now().getTime();
      if (left <= 0)
        throw new Fault(
          "timeout",
          {
            en: `After ${humanDuration(now.getTime() - from.getTime())} and ${looks} looks with ${words.uses}, ${words.condition} was still not so. Seen last: ${look.seen.en}`,
            pt: `Depois de ${humanDuration(now.getTime() - from.getTime())} e ${looks} ${looks === 1 ? "verificação" : "verificações"} com ${words.uses}, ${words.condition} ainda não valia. Visto por último: ${look.seen.pt}`,
          },
          { detail: { looks, seen: look.seen.en } },
        );
      return {
        kind: "again",
        // The last look is at the deadline itself, never after it.
        afterMs: Math.min(everyMs, left),
        memory: { from: from.toISOString(), deadline: deadline.toISOString(), looks },
        note: {
          en: `look ${looks}, not yet: ${look.seen.en}`,
          pt: `verificação ${looks}, ainda não: ${look.seen.pt}`,
        },
      };
    },
  };
}

type Look =
  | { readonly so: true; readonly output: Json }
  /** What was there instead, in one line. */
  | { readonly so: false; readonly seen: Wording };

async function lookOnce(
  words: Input,
  read: (uses: string, args: { readonly [key: string]: Json }) => Promise<Json>,
): Promise<Look> {
  let output: Json;
  try {
    output = await read(words.uses, words.args);
  } catch (error) {
    if (isFault(error) && error.retryable) return { so: false, seen: brief(faultWording(error)) };
    throw error;
  }
  try {
    if (evaluateCondition(words.condition, { output, given: words.given })) return { so: true, output };
  } catch (error) {
    if (!isFault(error) || error.code !== "not_found") throw error;
  }
  return { so: false, seen: brief(sentenceOf(output) ?? alike(JSON.stringify(output))) };
}

function brief({ en, pt }: Wording): Wording {
  return { en: oneLine(redact(en), 300), pt: oneLine(redact(pt), 300) };
}

function check(
  words: Input,
  find: (name: string) => Action | null,
): { readonly everyMs: number; readonly withinMs: number } {
  const action = find(words.uses);
  if (!action)
    throw new Fault("misconfigured", {
      en: `There is no action called "${oneLine(words.uses, 60)}" to look with. npm run actions lists them.`,
      pt: `Não há uma ação chamada "${oneLine(words.uses, 60)}" para verificar. npm run actions mostra as que há.`,
    });
  if (action.effect !== "read" || action.name === "wait.until" || action.name === "wait.for")
    throw new Fault(
      "misconfigured",
      action.effect === "read"
        ? {
            en: `${action.name} waits itself, so nothing can be looked at with it. Use an action that answers at once.`,
            pt: `${action.name} também espera, então não serve para verificar. Use uma ação que responda na hora.`,
          }
        : {
            en: `${action.name} changes something (${action.effect}), and wait.until would do it again and again. Use an action that only reads${action.name === "http.request" ? ": http.get" : ""}.`,
            pt: `${action.name} muda algo (${action.effect}), e wait.until faria isso repetidas vezes. Use uma ação que só leia${action.name === "http.request" ? ": http.get" : ""}.`,
          },
    );
  const everyMs = Math.max(1_000, millisecondsOf(words.every, "every", day));
  return { everyMs, withinMs: millisecondsOf(words.within, "within", 30 * day) };
}
