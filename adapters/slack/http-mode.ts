// Slack calls us: one URL for events, commands and everything that people press and fill in. The signature is checked before
// a single byte is read as anything.

import type { App } from "@slack/bolt";
import type { Webhook, WebhookRequest, WebhookResponse } from "#ports/webhook.ts";
import { type HandleOptions, handleWithin, type Outcome } from "./handle-within.ts";
import { readBody } from "./request-body.ts";
import { whyNotSlack } from "./verify-request.ts";

export interface HttpModeOptions extends HandleOptions {
  readonly app: Pick<App, "processEvent">;
  readonly signingSecret: string;
  readonly now: () => Date;
}

const bodyBytes = 1024 * 1024;
const json = { "content-type": "application/json; charset=utf-8" };
const noRetry = { "x-slack-no-retry": "1" };

export function createHttpMode(options: HttpModeOptions): Webhook {
  return {
    method: "POST",
    path: "/slack/events",
    bodyBytes,
    summary: "Slack's events, commands, buttons and dialogs, signed by Slack.",
    handle: (request) => answerTo(request, options),
  };
}

async function answerTo(request: WebhookRequest, options: HttpModeOptions): Promise<WebhookResponse> {
  const { app, signingSecret, now, log } = options;
  if (request.body.length > bodyBytes) return { status: 413 };
  const why = whyNotSlack(request, signingSecret, now());
  if (why !== null) {
    log.warn({ why }, "A request to /slack/events is not Slack's and was refused.");
    return { status: 401 };
  }
  const body = readBody(request);
  if (!body) return { status: 400, headers: noRetry };
  if (body.ssl_check === "1" || body.ssl_check === 1) return { status: 200 };
  if (body.type === "url_verification")
    return typeof body.challenge === "string"
      ? { status: 200, headers: json, body: JSON.stringify({ challenge: body.challenge }) }
      : { status: 400, headers: noRetry };
  const retryNum = Number(request.headers["x-slack-retry-num"]);
  const outcome = await handleWithin(
    app,
    {
      body,
      retryNum: Number.isInteger(retryNum) ? retryNum : undefined,
      retryReason: request.headers["x-slack-retry-reason"],
    },
    options,
  );
  return responseOf(outcome);
}

function responseOf(outcome: Outcome): WebhookResponse {
  if (outcome.as === "again") return { status: 503 };
  if (outcome.as === "refused") return { status: 403, headers: noRetry };
  const { answer } = outcome;
  if (answer === undefined || answer === null || answer === "") return { status: 200 };
  if (typeof answer === "string") return { status: 200, body: answer };
  return { status: 200, headers: json, body: JSON.stringify(answer) };
}
