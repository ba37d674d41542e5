// Calls to Teams: the few routes of its connector that we need, over plain HTTP.
//
// The SDK's own client is not used for this. It leaves out everything of an entity it does not know (streaming, labels,
// citations) and that a message is for one person alone; it repeats a POST by itself when the connection broke, which
// doubles messages; and it follows redirects with the bot's token. Here every call is made once, in its conversation's lane,
// and only what certainly did not arrive is tried again.

import { z } from "zod";
import { Fault, isFault } from "#core/fault.ts";
import { type NotDone, refusalFault, silenceFault } from "./connector-fault.ts";
import type { Lanes } from "./lanes.ts";

/** A conversation and where it is served. */
export interface Address {
  readonly serviceUrl: string;
  /** With its thread. */
  readonly conversation: string;
}

export interface Outgoing {
  readonly type: "message" | "typing";
  readonly [field: string]: unknown;
}

export interface Created {
  readonly conversation: string;
  /** The message it was begun with; null: with none. */
  readonly activityId: string | null;
}

const memberSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userRole: z.string().nullish(),
  tenantId: z.string().nullish(),
});
export type Member = z.output<typeof memberSchema>;

const pageSchema = z.object({
  members: z.array(memberSchema).catch([]),
  continuationToken: z.string().nullish(),
});
const pageSize = 500;
const pagesAtMost = 4;

export interface Connector {
  /** Resolves with the activity's id. `targeted`: the recipient alone sees it. */
  send(to: Address, activity: Outgoing, how?: { readonly targeted?: boolean }): Promise<string>;
  /** Fault `not_found` when it was deleted. */
  update(to: Address, activityId: string, activity: Outgoing): Promise<void>;
  create(serviceUrl: string, parameters: object, lane: string): Promise<Created>;
  /** null: nobody by that id is in the conversation. */
  member(to: Address, userId: string): Promise<Member | null>;
  /** Everybody in the conversation; of a very large one, the first two thousand. */
  members(to: Address): Promise<readonly Member[]>;
}

export interface ConnectorOptions {
  readonly token: () => Promise<string | null>;
  readonly lanes: Lanes;
  readonly mayCall: (serviceUrl: string) => boolean;
  /** How long one call may take; default 15 s. */
  readonly withinMs?: number;
}

const idSchema = z.object({ id: z.string().nullish(), activityId: z.string().nullish() });
/** Told to wait longer than this, whoever asked decides what becomes of it. */
const longestHoldMs = 5_000;
const triesAtMost = 3;

interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly serviceUrl: string;
  readonly path: string;
  readonly body?: object;
  readonly doing: NotDone;
  readonly withinMs?: number;
}

export function createConnector(options: ConnectorOptions): Connector {
  const { lanes, mayCall, withinMs = 15_000 } = options;

  async function call(request: Call): Promise<unknown> {
    const { method, serviceUrl, path, body, doing } = request;
    if (!mayCall(serviceUrl))
      throw new Fault(
        "forbidden",
        `Nothing is sent to ${serviceUrl}: it is no service URL of Teams'. Name its host in TEAMS_SERVICE_HOSTS if it is one of yours.`,
      );
    const url = new URL(`${serviceUrl.replace(/\/+$/, "")}/v3/conversations${path}`);
    const token = await options.token();
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        redirect: "manual",
        signal: AbortSignal.timeout(request.withinMs ?? withinMs),
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (error) {
      throw silenceFault(error, url.host, doing);
    }
    if (response.ok) return parsed(text);
    const code = z.object({ error: z.object({ code: z.string().max(100) }) }).safeParse(parsed(text)).data;
    const retryAfterMs = retryAfter(response.headers.get("retry-after"));
    throw refusalFault({ status: response.status, code: code?.error.code ?? null, retryAfterMs }, doing);
  }

  /** In the lane; what Teams was too busy to take is tried again there, in its order. */
  function inLane(lane: string, request: Call): Promise<unknown> {
    return lanes.take(lane, async () => {
      for (let tries = 1; ; tries++) {
        try {
          return await call(request);
        } catch (error) {
          const wait = isFault(error) ? holdOf(error, request.method) : null;
          if (wait === null) throw error;
          if (wait > longestHoldMs || tries === triesAtMost) {
            lanes.hold(lane, wait);
            throw error;
          }
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
    });
  }

  return {
    async send({ serviceUrl, conversation }, activity, how = {}) {
      const answer = await inLane(conversation, {
        method: "POST",
        serviceUrl,
        path: `/${encodeURIComponent(conversation)}/activities${how.targeted ? "?isTargetedActivity=true" : ""}`,
        body: activity,
        doing: { en: "did not take a message", pt: "não aceitou uma mensagem" },
      });
      return idSchema.safeParse(answer).data?.id ?? "";
    },
    async update({ serviceUrl, conversation }, activityId, activity) {
      await inLane(conversation, {
        method: "PUT",
        serviceUrl,
        path: `/${encodeURIComponent(conversation)}/activities/${encodeURIComponent(activityId)}`,
        body: { ...activity, id: activityId },
        doing: { en: "did not change a message", pt: "não mudou uma mensagem" },
      });
    },
    async create(serviceUrl, parameters, lane) {
      const answer = await inLane(lane, {
        method: "POST",
        serviceUrl,
        path: "",
        body: parameters,
        doing: { en: "did not begin a conversation", pt: "não começou uma conversa" },
      });
      const created = idSchema.safeParse(answer).data;
      if (!created?.id)
        throw new Fault(
          "bad_gateway",
          {
            en: "Teams began a conversation and did not say which.",
            pt: "O Teams começou uma conversa e não disse qual.",
          },
          {
            retryable: true,
          },
        );
      return { conversation: created.id, activityId: created.activityId ?? null };
    },
    async member({ serviceUrl, conversation }, userId) {
      try {
        const answer = await call({
          method: "GET",
          serviceUrl,
          path: `/${encodeURIComponent(conversation)}/members/${encodeURIComponent(userId)}`,
          doing: { en: "did not say who somebody is", pt: "não disse quem é alguém" },
          withinMs: 3_000,
        });
        return memberSchema.safeParse(answer).data ?? null;
      } catch (error) {
        if (isFault(error) && (error.code === "not_found" || error.code === "forbidden")) return null;
        throw error;
      }
    },
    async members({ serviceUrl, conversation }) {
      const all: Member[] = [];
      let from: string | null = null;
      for (let pages = 0; pages < pagesAtMost; pages++) {
        const query = new URLSearchParams({ pageSize: String(pageSize) });
        if (from !== null) query.set("continuationToken", from);
        const answer: unknown = await call({
          method: "GET",
          serviceUrl,
          path: `/${encodeURIComponent(conversation)}/pagedmembers?${query}`,
          doing: { en: "did not say who is in a conversation", pt: "não disse quem está em uma conversa" },
          withinMs: 5_000,
        });
        const page = pageSchema.safeParse(answer).data;
        all.push(...(page?.members ?? []));
        from = page?.continuationToken ?? null;
        if (from === null || from === "") break;
      }
      return all;
    },
  };
}

/** How long to wait before the same call is safe to make again; null: it may have been done, or never will be. */
function holdOf({ code, detail }: Fault, method: Call["method"]): number | null {
  const wait = typeof detail.retryAfterMs === "number" ? detail.retryAfterMs : 1_000;
  if (code === "rate_limited") return wait;
  // Changing a message twice is changing it once.
  return method === "PUT" && (detail.status === 502 || detail.status === 504) ? wait : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+(?:\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.min(ms, 600_000)) : null;
}
