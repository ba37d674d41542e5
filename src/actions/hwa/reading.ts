// The maker of actions that only read: they change nothing, ask nobody, and may be done again at will.

import type { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Action } from "#ports/action.ts";
import { type Asked, askedIn, type HwaActionDeps } from "./desk.ts";
import { spelledOut } from "./job-reference.ts";

export interface Reading<I, O> {
  readonly name: string;
  readonly title: string;
  readonly docs: string;
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
  readonly example: I;
  answer(input: I, asked: Asked): Promise<O>;
}

export function readingAction<I, O>(desk: HwaActionDeps, reading: Reading<I, O>): Action<I, O> {
  const { name, title, docs, input, output, example } = reading;
  return {
    name,
    title,
    docs,
    effect: "read",
    asks: false,
    input,
    output,
    example,
    async run(given, context) {
      const answer = await reading.answer(spelledOut(given), askedIn(desk, context));
      return { kind: "done", output: validated(output, answer, name) };
    },
  };
}

/** What an action tells, held to its own schema: files build on these fields. */
export function validated<O>(output: z.ZodType<O>, value: O, name: string): O {
  const checked = output.safeParse(value);
  if (checked.success) return checked.data;
  throw new Fault(
    "internal",
    {
      en: `${name} made an output that is not what it promises. This is a fault of Resync.`,
      pt: `${name} devolveu algo diferente do que promete. É um defeito do Resync.`,
    },
    {
      cause: checked.error,
    },
  );
}
