// Whether a request is Slack's: its signature is over the bytes as they came. A timestamp counts in both directions; what
// lies between is closed by the inbox, which takes every event once.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRequest } from "#ports/webhook.ts";

const freshForSeconds = 300;

/** null when it is Slack's; otherwise why not, for the log. */
export function whyNotSlack(
  { headers, body }: Pick<WebhookRequest, "headers" | "body">,
  signingSecret: string,
  now: Date,
): string | null {
  const signature = headers["x-slack-signature"];
  const timestamp = headers["x-slack-request-timestamp"];
  if (!signature || !timestamp) return "It is not signed.";
  if (!/^\d{1,12}$/.test(timestamp)) return "Its timestamp is no time.";
  const age = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (Math.abs(age) > freshForSeconds) return age > 0 ? "It is too old." : "It is from the future.";
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  const match = /^v0=([0-9a-f]{64})$/.exec(signature);
  if (!match?.[1] || !timingSafeEqual(Buffer.from(match[1], "hex"), expected))
    return "Its signature is not of our signing secret.";
  return null;
}
