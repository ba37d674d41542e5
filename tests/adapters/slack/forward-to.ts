import type { Webhook } from "#ports/webhook.ts";

/** Slack's requests go to the product over HTTP, as they came. */
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
      const response = await fetch(url, {
        method: "POST",
        headers: Object.fromEntries(kept),
        body: new Uint8Array(body),
      });
      return {
        status: response.status,
        headers: { "content-type": response.headers.get("content-type") ?? "text/plain" },
        body: await response.text(),
      };
    },
  };
}
