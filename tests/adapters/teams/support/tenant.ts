// A tenant of Teams as its bot meets it, over real HTTP: the connector that takes messages and says who is a member, and the
// keys that Teams signs its own requests with. It keeps what it was sent and what it would have complained about.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppCredentials, type ServiceClientCredentialsFactory } from "botframework-connector";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { TeamsAuth, TeamsCloud } from "#adapters/teams/bot-auth.ts";
import { baseOf, rootOf } from "#adapters/teams/place.ts";
import { faultsOf } from "./card-rules.ts";

export interface TenantMember {
  readonly id: string;
  readonly name: string;
  readonly aadObjectId: string;
  readonly email: string | null;
  readonly userRole?: string;
  readonly tenantId?: string;
}

export interface Posted {
  /** Of a channel's first message: the channel. */
  readonly conversation: string;
  readonly id: string;
  /** Who alone sees it; null: everybody there. */
  readonly targeted: string | null;
  activity: Record<string, unknown>;
  edits: number;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
  readonly at: number;
}

export interface Tenant extends AsyncDisposable {
  readonly tenantId: string;
  readonly serviceUrl: string;
  readonly auth: Extract<TeamsAuth, { kind: "secret" }>;
  readonly cloud: TeamsCloud;
  readonly members: Map<string, TenantMember>;
  /** Whose personal apps do not have ours. */
  readonly withoutApp: Set<string>;
  readonly posted: Posted[];
  readonly requests: Request[];
  readonly complaints: string[];
  /** The next calls that match are answered so, and not done. */
  readonly refusals: { path: RegExp; status: number; code?: string; retryAfter?: string; times: number }[];
  losesNextAnswer(): void;
  delete(id: string): void;
  /** A token as Teams signs them; anything in it may be changed. */
  sign(
    claims?: JWTPayload,
    how?: { readonly kid?: string; readonly key?: Awaited<ReturnType<typeof generateKeyPair>>["privateKey"] },
  ): Promise<string>;
  nextId(): string;
}

export const botId = "28:resync";
const issuer = "https://api.botframework.com";
const botToken = "token-of-the-bot";

class TestCredentials extends AppCredentials {
  protected override async refreshToken() {
    return { accessToken: botToken, expiresOn: new Date(Date.now() + 3_600_000) };
  }
}

let tenants = 0;

export async function openTenant(): Promise<Tenant> {
  tenants += 1;
  const appId = `11111111-2222-3333-4444-${String(process.pid).padStart(8, "0")}${String(tenants).padStart(4, "0")}`;
  const tenantId = "99999999-aaaa-bbbb-cccc-dddddddddddd";
  const keys = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), use: "sig", alg: "RS256" };
  const members = new Map<string, TenantMember>();
  const withoutApp = new Set<string>();
  const posted: Posted[] = [];
  const requests: Request[] = [];
  const complaints: string[] = [];
  const refusals: Tenant["refusals"] = [];
  let losing = false;
  let ids = 1_700_000_000_000;
  const nextId = () => {
    ids += 1;
    return String(ids);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      complaints.push(`The tenant failed: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    if (path === "/.well-known/openidconfiguration")
      return answer(response, 200, { issuer, jwks_uri: `${url}/keys` });
    if (path === "/keys")
      return answer(response, 200, {
        keys: [
          { ...jwk, kid: "teams", endorsements: ["msteams"] },
          { ...jwk, kid: "webchat", endorsements: ["webchat"] },
          { ...jwk, kid: "unendorsed" },
        ],
      });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
    const method = request.method ?? "";
    requests.push({
      method,
      path,
      authorization: request.headers.authorization,
      body,
      at: performance.now(),
    });
    if (request.headers.authorization !== `Bearer ${botToken}`)
      complaints.push(`${method} without the bot's token`);
    const refusal = refusals.find((each) => each.times > 0 && each.path.test(`${method} ${path}`));
    if (refusal) {
      refusal.times -= 1;
      const error = { code: refusal.code ?? "ServiceError", message: "no" };
      return answer(response, refusal.status, { error }, refusal.retryAfter);
    }
    const [status, result] = act(method, new URL(path, url), body);
    if (losing && method === "POST") {
      losing = false;
      response.destroy();
      return;
    }
    answer(response, status, result);
  }

  function act(
    method: string,
    { pathname, searchParams }: URL,
    body: Record<string, unknown>,
  ): [number, object] {
    const parts = pathname.split("/").slice(3).map(decodeURIComponent);
    const [conversation = "", what = "", id = ""] = parts;
    if (method === "POST" && parts.length === 0) return begin(body);
    if (method === "GET" && what === "members") {
      const member = [...members.values()].find((each) => each.id === id || each.aadObjectId === id);
      return member
        ? [200, { userRole: "user", tenantId, ...member }]
        : [404, { error: { code: "MemberNotFound" } }];
    }
    if (method === "GET" && what === "pagedmembers") {
      const all = [...members.values()].map((each) => ({ userRole: "user", tenantId, ...each }));
      const from = Number(searchParams.get("continuationToken") ?? 0);
      const next = from + pageOf(searchParams);
      return [
        200,
        {
          members: all.slice(from, next),
          ...(next < all.length ? { continuationToken: String(next) } : {}),
        },
      ];
    }
    if (method === "POST" && what === "activities") {
      const targeted = searchParams.get("isTargetedActivity") === "true";
      return put(conversation, body, targeted ? String((body.recipient as { id?: string })?.id) : null);
    }
    const found = posted.find((each) => each.id === id && baseOf(each.conversation) === baseOf(conversation));
    if (!found || what !== "activities") return [404, { error: { code: "ActivityNotFoundInConversation" } }];
    if (method === "PUT") {
      complain(body);
      found.activity = body;
      found.edits += 1;
      return [200, { id }];
    }
    posted.splice(posted.indexOf(found), 1);
    return [200, {}];
  }

  function begin(body: Record<string, unknown>): [number, object] {
    const channel = (body.channelData as { channel?: { id: string } } | undefined)?.channel?.id;
    if (channel) {
      const [status, { id }] = put(channel, body.activity as Record<string, unknown>, null) as [
        number,
        { id: string },
      ];
      return [status, { id: `${channel};messageid=${id}`, activityId: id }];
    }
    const [{ id } = { id: "" }] = (body.members ?? []) as { id: string }[];
    const member = [...members.values()].find((each) => each.id === id || each.aadObjectId === id);
    if (!member || withoutApp.has(member.id))
      return [403, { error: { code: "ForbiddenOperationException" } }];
    return [201, { id: personalWith(member) }];
  }

  function put(
    conversation: string,
    activity: Record<string, unknown>,
    targeted: string | null,
  ): [number, object] {
    complain(activity);
    const id = nextId();
    if (activity.type === "message") posted.push({ conversation, id, targeted, activity, edits: 0 });
    else if (activity.type !== "typing") complaints.push(`An activity of the type ${String(activity.type)}`);
    return [201, { id }];
  }

  function complain(activity: Record<string, unknown>): void {
    const bytes = Buffer.byteLength(JSON.stringify(activity));
    if (bytes > 28_672) complaints.push(`A message of ${bytes} bytes`);
    if ((activity.from as { id?: string } | undefined)?.id !== botId)
      complaints.push("A message from somebody else");
    for (const { content } of (activity.attachments ?? []) as { content: unknown }[])
      complaints.push(...faultsOf(content));
  }

  const cloud: TeamsCloud = {
    issuer,
    metadataUrl: `${url}/.well-known/openidconfiguration`,
    scope: issuer,
    loginUrl: "https://login.microsoftonline.com/",
    credentials: {
      isValidAppId: async (id) => id === appId,
      isAuthenticationDisabled: async () => false,
      createCredentials: async (id, scope) => new TestCredentials(id, undefined, scope),
    } satisfies ServiceClientCredentialsFactory,
  };

  return {
    tenantId,
    serviceUrl: `${url}/`,
    auth: { kind: "secret", appId, password: "unused", tenantId },
    cloud,
    members,
    withoutApp,
    posted,
    requests,
    complaints,
    refusals,
    losesNextAnswer: () => {
      losing = true;
    },
    delete(id) {
      const at = posted.findIndex((each) => each.id === id);
      if (at >= 0) posted.splice(at, 1);
    },
    async sign(claims = {}, { kid = "teams", key = keys.privateKey } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: issuer, aud: appId, nbf: now, exp: now + 600, serviceurl: `${url}/`, ...claims };
      return await new SignJWT(all).setProtectedHeader({ alg: "RS256", kid }).sign(key);
    },
    nextId,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Teams gives as many at a time as it likes, 500 at most. */
function pageOf(query: URLSearchParams): number {
  return Math.min(500, Number(query.get("pageSize") ?? 50));
}

export function personalWith({ id }: Pick<TenantMember, "id">): string {
  return `a:${id.replace(/^29:/, "")}`;
}

/** What everybody reads in a thread; of a channel itself, the messages that begin threads. */
export function readIn(tenant: Tenant, thread: string, under?: string): readonly Posted[] {
  const place = under === undefined ? thread : `${baseOf(thread)};messageid=${under}`;
  const root = rootOf(place);
  return tenant.posted.filter(
    ({ conversation, targeted, id }) => targeted === null && conversation === place && id !== root,
  );
}

function answer(response: ServerResponse, status: number, body: object, retryAfter?: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
  });
  response.end(JSON.stringify(body));
}
