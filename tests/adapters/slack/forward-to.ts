import { setTimeout as sleep } from "node:timers/promises";
import type { Webhook } from "#ports/webhook.ts";

/** Slack waits longer before each. */
const againAfterMs = [0, 300, 900];

/** Slack's requests go to the product over HTTP, as they came; events that were not taken come again, as Slack's do. */
export function forwardTo(url: string): Webhook {
  return {
    method: "POST",
    path: "/slack/events",
    bodyBytes: 1_048_576,
    summary: "",
    async handle({ headers, body }) {
      const kept = Object.entries(headers).flatMap(([name, value]) =>
        value !== undefined && /^(?:content-type|x-slack-)/.test(name) ? [[name, value] as const] : [],
      );
      const isEvent = kept.some(
        ([name, value]) => name === "content-type" && value.startsWith("application/json"),
      );
      const send = (again: Readonly<Record<string, string>> = {}) =>
        fetch(url, {
          method: "POST",
          headers: { ...Object.fromEntries(kept), ...again },
          body: new Uint8Array(body),
        });
      let response = await send();
      for (const [index, ms] of againAfterMs.entries()) {
        if (!isEvent || response.status < 500) break;
        await response.body?.cancel();
        await sleep(ms);
        response = await send({
          "x-slack-retry-num": String(index + 1),
          "x-slack-retry-reason": "http_error",
        });
      }
      return {
        status: response.status,
        headers: { "content-type": response.headers.get("content-type") ?? "text/plain" },
        body: await response.text(),
      };
    },
  };
}
