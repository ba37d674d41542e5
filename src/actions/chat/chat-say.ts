import { z } from "zod";
import { redact } from "#core/redact.ts";
import { cleanText } from "#core/text.ts";
import type { Action } from "#ports/action.ts";

const input = z.strictObject({
  text: z.string().min(1).max(4000).describe("What to say; plain text"),
});
const output = z.strictObject({ said: z.string() });

/** `chat.say`: a word in the thread where the job was asked for. */
export function chatSay(): Action<z.infer<typeof input>, z.infer<typeof output>> {
  return {
    name: "chat.say",
    title: "Say something in the thread",
    docs: "Says a text in the thread where the job was asked for, and in its timeline. Secrets are masked. A job without a thread keeps it in its timeline alone.",
    effect: "idempotent",
    asks: false,
    input,
    output,
    example: { text: "INVOICE_PROCESSING runs again." },
    async run({ text }, context) {
      const said = redact(cleanText(text));
      context.say(said);
      return { kind: "done", output: { said } };
    },
  };
}
