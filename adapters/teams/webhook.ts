// The one address Teams calls. Nothing of a request is believed before its token is: a body that is no activity, a wrong key
// or a made-up service URL never reaches the SDK, which would end the process, answer 500 or print the key.

import type { CloudAdapter } from "botbuilder";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Webhook, WebhookRequest, WebhookResponse } from "#ports/webhook.ts";
import { type Activity, readActivity, tenantOf } from "./activity.ts";
import type { InvokeAnswer } from "./invokes.ts";
import { isFromHere } from "./service-hosts.ts";
import type { TokenCheck } from "./token-check.ts";

export interface WebhookDeps {
  readonly adapter: CloudAdapter;
  /** null: nobody proves anything, before the playground. */
  readonly check: TokenCheck | null;
  readonly mayCall: (serviceUrl: string) => boolean;
  /** null: any, before the playground. */
  readonly tenantId: string | null;
  readonly take: (activity: Activity, body: Buffer) => Promise<InvokeAnswer>;
  readonly log: Logger;
}

interface Verdict {
  readonly status: number;
  readonly why: string;
}

export function createMessagesWebhook(deps: WebhookDeps): Webhook {
  const { adapter, check, mayCall, tenantId, take, log } = deps;

  async function refusal(request: WebhookRequest, body: unknown): Promise<Verdict | null> {
    const { channelId, serviceUrl } = isRecord(body) ? body : {};
    if (check) {
      const verdict = await check(request.headers.authorization, { channelId, serviceUrl });
      if (verdict.is !== "good") return { status: verdict.is === "bad" ? 401 : 503, why: verdict.why };
    } else if (!isFromHere(request.headers))
      return { status: 403, why: "with TEAMS_ALLOW_ANONYMOUS only programs on this machine may call" };
    const activity = readActivity(body);
    if (!activity) return { status: 400, why: "it is no activity" };
    if (!mayCall(activity.serviceUrl))
      return { status: 403, why: "its service URL is none of Teams'; TEAMS_SERVICE_HOSTS may name its host" };
    if (tenantId !== null && tenantOf(activity)?.toLowerCase() !== tenantId.toLowerCase())
      return { status: 403, why: "it is of another tenant than TEAMS_TENANT_ID" };
    return null;
  }

  async function handle(request: WebhookRequest): Promise<WebhookResponse> {
    const body = parsed(request.body);
    const refused = await refusal(request, body);
    const activity = readActivity(body);
    if (refused || !activity || !isRecord(body)) {
      const { status, why } = refused ?? { status: 400, why: "it is no activity" };
      log.warn({ status, why }, "A request to the address for Teams was refused.");
      return answered(status, { error: `The request was refused: ${why}.` });
    }
    let outcome: InvokeAnswer = { status: 500 };
    const through = await throughSdk(adapter, request, body, async () => {
      outcome = await take(activity, request.body);
    });
    // The SDK answers what is no invoke by itself, and only ever with 200.
    return through === 200 || activity.type === "invoke"
      ? answered(outcome.status, outcome.body)
      : answered(through, undefined);
  }

  return {
    method: "POST",
    path: "/api/messages",
    bodyBytes: 256 * 1024,
    summary: "Messages, buttons and dialogs of Microsoft Teams; Teams proves itself with a token.",
    async handle(request) {
      try {
        return await handle(request);
      } catch (error) {
        log.error({ err: toFault(error).message }, "A message from Teams could not be taken.");
        return answered(503, undefined);
      }
    },
  };
}

/** Through the SDK, which checks the token a second time. Resolves with its status. */
async function throughSdk(
  adapter: CloudAdapter,
  { method, headers }: WebhookRequest,
  body: Record<string, unknown>,
  turn: () => Promise<void>,
): Promise<number> {
  let status = 200;
  const response = {
    socket: null,
    status(code: number) {
      status = code;
      return response;
    },
    header: () => response,
    send: () => response,
    end: () => response,
  };
  let failed: unknown = null;
  // An error inside of the turn would be printed by the SDK.
  await adapter.process({ method, headers, body }, response, async (context) => {
    await turn().catch((error: unknown) => {
      failed = error;
    });
    if (context.activity.type === "invoke")
      await context.sendActivity({ type: "invokeResponse", value: { status: 200 } });
  });
  if (failed !== null) throw failed;
  return status;
}

function answered(status: number, body: object | undefined): WebhookResponse {
  return body === undefined
    ? { status }
    : { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
