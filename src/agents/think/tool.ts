// A tool that a model may wish for. It reads; there is no other kind, and no tool approves anything. What it finds are facts, each a
// sentence with its source, for these and nothing else may be told as facts afterwards.

import { toJsonSchema } from "@langchain/core/utils/json_schema";
import { z } from "zod";
import { Fault, toFault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import { may, type Permission, type Person } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import type { Source } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import type { ModelTool } from "#ports/model.ts";
import type { Speech } from "../speech.ts";

/** One statement that stands on its own: it names what it is about. */
export interface Fact {
  /** Unique within a question: `status:JOB`, `log:RUN:12`. */
  readonly id: string;
  readonly text: string;
  readonly source: Source;
  /** Our own record of what people did: the only place from which an act of theirs may be told. */
  readonly record?: true;
  /** Approved knowledge: its addresses may be shown. Those in a log may not. */
  readonly links?: true;
}

export type ToolResult =
  | { readonly kind: "found"; readonly facts: readonly Fact[] }
  /** Looked for, and not there. `looked`: where. */
  | { readonly kind: "nothing"; readonly looked: string }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "failed"; readonly fault: Fault };

/** For whom a tool reads: never more than they may see themselves. */
export interface ToolContext {
  readonly person: Person;
  readonly locale: Locale;
  readonly now: Date;
  readonly say: Speech;
  readonly signal: AbortSignal;
}

export interface ToolParts<Input extends z.ZodType> {
  /** snake_case. */
  readonly name: string;
  /** For the model, in English. */
  readonly description: string;
  readonly needs: Permission;
  readonly input: Input;
  run(input: z.output<Input>, context: ToolContext): Promise<ToolResult>;
}

export interface Tool {
  readonly name: string;
  /** As the model is told of it. */
  readonly offered: ModelTool;
  readonly needs: Permission;
  /** Whatever the model wrote; never throws but for an aborted signal. Facts are clean, redacted and bounded. */
  call(input: unknown, context: ToolContext): Promise<ToolResult>;
}

const mostFacts = 40;
const longestFact = 600;
const mostCharacters = 8_000;
const withinMs = 15_000;

export function readingTool<Input extends z.ZodType>(parts: ToolParts<Input>): Tool {
  const { name, description, needs, input: schema } = parts;
  return {
    name,
    needs,
    offered: { name, description, input: toJsonSchema(schema) as ModelTool["input"] },
    async call(input, context) {
      if (!may(context.person, needs))
        return { kind: "refused", why: `Whoever asks may not see this (it needs "${needs}").` };
      const parsed = schema.safeParse(input);
      if (!parsed.success) return { kind: "refused", why: wrongInput(parsed.error) };
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(withinMs)]);
      try {
        return bounded(await abortable(parts.run(parsed.data, { ...context, signal }), signal));
      } catch (error) {
        context.signal.throwIfAborted();
        return { kind: "failed", fault: signal.aborted ? tooSlow(name) : toFault(error) };
      }
    },
  };
}

/** What is read may hang without looking at its signal; the question does not. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function tooSlow(name: string): Fault {
  return new Fault(
    "timeout",
    {
      en: `${name} found nothing within ${withinMs / 1000} s.`,
      pt: `${name} não encontrou nada em ${withinMs / 1000} s.`,
    },
    { retryable: true },
  );
}

function wrongInput(error: z.ZodError): string {
  const problems = error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join(".") || "input"}: ${message}`);
  return `The input is wrong: ${problems.join("; ")}`.slice(0, 500);
}

/** A source that says nothing, or too much, is not carried further. */
function bounded(result: ToolResult): ToolResult {
  switch (result.kind) {
    case "found": {
      let room = mostCharacters;
      const facts: Fact[] = [];
      for (const fact of result.facts) {
        const text = safe(fact.text);
        if (text === "") continue;
        if (facts.length === mostFacts || text.length > room) break;
        room -= text.length;
        facts.push({ ...fact, text, source: { title: safe(fact.source.title), ref: safe(fact.source.ref) } });
      }
      return facts.length > 0
        ? { kind: "found", facts }
        : { kind: "nothing", looked: "what was found is empty" };
    }
    case "nothing":
      return { kind: "nothing", looked: safe(result.looked) };
    case "refused":
      return { kind: "refused", why: safe(result.why) };
    case "failed":
      return result;
  }
}

function safe(text: string): string {
  const clean = redact(cleanText(text)).replace(/\s+/g, " ").trim();
  return clean.length <= longestFact ? clean : `${clean.slice(0, longestFact - 1)}…`;
}

/** A name as a model may write it. */
export const nameInput = z.string().trim().min(1).max(120);
