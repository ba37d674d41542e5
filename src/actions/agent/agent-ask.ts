import { z } from "zod";
import type { Who } from "#core/job/job.ts";
import type { Locale } from "#core/locale.ts";
import type { Source } from "#core/reply.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action } from "#ports/action.ts";

export interface AskedAnswer {
  readonly text: string;
  readonly data: Json;
  readonly sources: readonly Source[];
}

export interface AgentOptions {
  /** Asks as this person may; `agent` null: whoever the router picks. Rejects with a Fault when nobody can answer. */
  readonly ask: (question: {
    readonly text: string;
    readonly locale: Locale;
    readonly person: Who;
    readonly agent: string | null;
    readonly signal: AbortSignal;
  }) => Promise<AskedAnswer>;
  readonly locale: Locale;
}

const input = z.strictObject({
  question: z.string().min(1).max(2000).describe("As one would ask it in the chat"),
  agent: z
    .string()
    .min(1)
    .max(60)
    .nullish()
    .describe("Who should answer; default: whoever claims the question"),
  locale: z.enum(["en", "pt"]).nullish().describe("The language of the answer; default: the configured one"),
});
const output = z.strictObject({
  text: z.string(),
  data: z.unknown() as z.ZodType<Json>,
  sources: z.array(z.strictObject({ title: z.string(), ref: z.string() })),
});

/** `agent.ask`: what a person could ask in the chat, asked by a step with that person's rights. */
export function agentAsk(options: AgentOptions): Action<z.infer<typeof input>, z.infer<typeof output>> {
  return {
    name: "agent.ask",
    title: "Ask an agent",
    docs: "Asks what a person could ask in the chat, with the requester's rights, and gives back the answer's text, its data and its sources. It only reads: an agent that would have to change something says so instead.",
    effect: "read",
    asks: false,
    input,
    output,
    example: { question: "why did INVOICE_PROCESSING fail?" },
    async run({ question, agent, locale }, context) {
      const { text, data, sources } = await options.ask({
        text: question,
        locale: locale ?? options.locale,
        person: context.requester,
        agent: agent ?? null,
        signal: context.signal,
      });
      return {
        kind: "done",
        output: { text, data, sources: sources.map(({ title, ref }) => ({ title, ref })) },
      };
    },
  };
}
