import type { PlainTextElement } from "@slack/types";
import { cut } from "./limits.ts";

/** Text that Slack shows as it is: no markup, no mentions, `:x:` no emoji. */
export function plainText(shown: string, limit: number): PlainTextElement {
  return { type: "plain_text", text: cut(shown, limit), emoji: false };
}
