// The body of a request as Slack writes it: JSON for events, a form for commands, a form with JSON in it for what people
// press and fill in.

import type { WebhookRequest } from "#ports/webhook.ts";

export type SlackBody = Readonly<Record<string, unknown>>;

/** null when it is nothing that Slack sends. */
export function readBody({ headers, body }: Pick<WebhookRequest, "headers" | "body">): SlackBody | null {
  const text = body.toString("utf8");
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return readJson(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : readJson(payload);
}

function readJson(text: string): SlackBody | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is SlackBody {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textAt(body: unknown, ...path: readonly string[]): string | null {
  let at = body;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : null;
  return typeof at === "string" && at !== "" ? at : null;
}
