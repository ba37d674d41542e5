import { z } from "zod";
import { inBoth } from "#core/wording.ts";
import type { Action } from "#ports/action.ts";
import { saidInput, shownSaid } from "../said-input.ts";

const input = z.strictObject({
  text: saidInput(4000).describe("What to say; plain text, or { en: …, pt: … }"),
});
const output = z.strictObject({
  said: z.string(),
  said_pt: z.string().describe("the same in Portuguese, where the file says it"),
});

/** `chat.say`: a word in the thread where the job was asked for. */
export function chatSay(): Action<z.infer<typeof input>, z.infer<typeof output>> {
  return {
    name: "chat.say",
    title: "Say something in the thread",
    docs: "Says a text in the thread where the job was asked for, and in its timeline. Where it is given in both languages, everybody reads it in their own. Secrets are masked. A job without a thread keeps it in its timeline alone.",
    effect: "idempotent",
    asks: false,
    input,
    output,
    example: { text: "INVOICE_PROCESSING runs again." },
    async run({ text }, context) {
      const said = shownSaid(text);
      context.say(said);
      const { en, pt } = inBoth(said);
      return { kind: "done", output: { said: en, said_pt: pt } };
    },
  };
}
