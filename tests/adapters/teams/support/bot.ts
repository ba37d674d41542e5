// The adapter behind a real HTTP server, and people of the tenant who write to it as Teams delivers what they do.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { pino } from "pino";
import { createTeams, type TeamsOptions, type TeamsPlatform } from "#adapters/teams/create-teams.ts";
import type { Reception } from "#ports/reception.ts";
import type { TeamsConversations } from "#ports/teams-conversations.ts";
import { botId, personalWith, type Tenant, type TenantMember } from "./tenant.ts";

export interface Bot extends AsyncDisposable {
  readonly platform: TeamsPlatform;
  readonly url: string;
  /** What was logged, as it was written. */
  readonly logged: readonly string[];
  deliver(activity: object, token?: string | null): Promise<Delivered>;
}

export interface Delivered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

type More = Partial<Omit<TeamsOptions, "reception" | "conversations">>;

export async function openBot(
  tenant: Tenant,
  reception: Reception,
  conversations: TeamsConversations,
  more: More = {},
): Promise<Bot> {
  const logged: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const platform = await createTeams({
    auth: tenant.auth,
    cloud: tenant.cloud,
    serviceHosts: ["127.0.0.1"],
    targetedMessages: false,
    reception,
    conversations,
    now: () => new Date(),
    log: pino({ level: "debug" }, sink),
    times: { answerWithinMs: 150 },
    ...more,
  });
  const [webhook] = platform.webhooks;
  if (!webhook) throw new Error("The adapter has no address.");
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : value,
      ]),
    );
    const answer = await webhook.handle({
      method: request.method ?? "",
      url: request.url ?? "",
      headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${webhook.path}`;
  return {
    platform,
    url,
    logged,
    async deliver(activity, token) {
      const bearer = token === undefined ? await tenant.sign() : token;
      return await sendTo(url, activity, bearer);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await platform[Symbol.asyncDispose]();
    },
  };
}

export async function sendTo(url: string, activity: unknown, bearer: string | null): Promise<Delivered> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body: typeof activity === "string" ? activity : JSON.stringify(activity),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** An activity as Teams makes it. */
export function activityOf(
  tenant: Tenant,
  member: TenantMember,
  conversation: string,
  more: object = {},
): object {
  const personal = conversation === personalWith(member);
  return {
    type: "message",
    id: tenant.nextId(),
    timestamp: new Date().toISOString(),
    channelId: "msteams",
    serviceUrl: tenant.serviceUrl,
    from: { id: member.id, name: member.name, aadObjectId: member.aadObjectId },
    recipient: { id: botId, name: "Resync" },
    conversation: {
      id: conversation,
      tenantId: tenant.tenantId,
      conversationType: personal
        ? "personal"
        : conversation.includes("@thread.tacv2")
          ? "channel"
          : "groupChat",
      ...(personal ? {} : { isGroup: true }),
    },
    entities: [{ type: "clientInfo", locale: "en-US", country: "US", platform: "Web" }],
    channelData: { tenant: { id: tenant.tenantId } },
    ...more,
  };
}

/** Text as Teams delivers what somebody typed after a mention of the bot. */
export function mentioning(text: string): object {
  return {
    text: `<at>Resync</at> ${escaped(text)}`,
    textFormat: "plain",
    entities: [
      { type: "mention", mentioned: { id: botId, name: "Resync" }, text: "<at>Resync</at>" },
      { type: "clientInfo", locale: "en-US" },
    ],
  };
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
