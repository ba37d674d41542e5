// What botbuilder 4.23.3 does wrong, each shown on the SDK alone, and what becomes of the same here. When one of these controls
// fails, the SDK was repaired and its guard may go.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from "botbuilder";
import { ConnectorClient, MicrosoftAppCredentials } from "botframework-connector";
import { generateKeyPair } from "jose";
import { describe, expect, it, vi } from "vitest";
import { type Connector, createConnector } from "#adapters/teams/connector.ts";
import { createLanes } from "#adapters/teams/lanes.ts";
import { receptionDouble } from "../../support/reception-double.ts";
import { people } from "./rig.ts";
import { activityOf, openBot, sendTo } from "./support/bot.ts";
import { conversationsInMemory } from "./support/conversations.ts";
import { openTenant, personalWith, type Tenant } from "./support/tenant.ts";

/** The SDK as its samples use it. */
function sdkOf(tenant: Tenant): CloudAdapter {
  return new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(
      {
        MicrosoftAppId: tenant.auth.appId,
        ToBotFromChannelTokenIssuer: tenant.cloud.issuer,
        ToBotFromChannelOpenIdMetadataUrl: tenant.cloud.metadataUrl,
        ToBotFromEmulatorOpenIdMetadataUrl: tenant.cloud.metadataUrl,
        ToChannelFromBotLoginUrl: tenant.cloud.loginUrl,
        ToChannelFromBotOAuthScope: tenant.cloud.scope,
        OAuthUrl: "https://token.botframework.com",
        ValidateAuthority: true,
      },
      tenant.cloud.credentials,
    ),
  );
}

async function answerOfSdk(sdk: CloudAdapter, body: object, authorization?: string): Promise<number> {
  let status = 200;
  const response = {
    socket: null,
    status: (code: number) => {
      status = code;
      return response;
    },
    header: () => response,
    send: () => response,
    end: () => response,
  };
  const headers = authorization === undefined ? {} : { authorization };
  await sdk.process({ method: "POST", headers, body: { ...body } }, response, async () => {});
  return status;
}

/** A connector that keeps what it is sent, or breaks every connection after it was read. */
async function connectorServer(breaks = false) {
  const received: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ path: request.url ?? "", body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
    if (breaks) response.destroy();
    else response.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sdk = new ConnectorClient(new MicrosoftAppCredentials("", ""), { baseUri: serviceUrl });
  const ours: Connector = createConnector({
    token: async () => null,
    lanes: createLanes(),
    mayCall: () => true,
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { received, sdk, ours, to: { serviceUrl, conversation: "c" }, [Symbol.asyncDispose]: close };
}

const streamed = {
  type: "message" as const,
  text: "Looking",
  recipient: { id: "29:ana", name: "Ana", isTargeted: true },
  entities: [{ type: "streaminfo", streamId: "s1", streamType: "final" }],
};

describe("where the SDK fails", () => {
  it("1. it rejects on a body that is no activity, before any token is asked for; here that is a 401", async () => {
    await using tenant = await openTenant();
    await expect(answerOfSdk(sdkOf(tenant), { a: 1 })).rejects.toThrow("missing activity type");
    await using bot = await openBot(tenant, receptionDouble(), conversationsInMemory());
    expect((await sendTo(bot.url, { a: 1 }, null)).status).toBe(401);
  });

  it("2. it sends of an entity only what it knows; here all of it arrives", async () => {
    await using server = await connectorServer();
    await server.sdk.conversations.sendToConversation("c", structuredClone(streamed) as never);
    await server.ours.send(server.to, streamed);
    const [bySdk, byUs] = server.received;
    expect(bySdk?.body.entities).toEqual([{ type: "streaminfo" }]);
    expect(byUs?.body.entities).toEqual(streamed.entities);
  });

  it("3. it cannot send for one person's eyes; here address and recipient say so", async () => {
    await using server = await connectorServer();
    await server.sdk.conversations.sendToConversation("c", structuredClone(streamed) as never);
    await server.ours.send(server.to, streamed, { targeted: true });
    const [bySdk, byUs] = server.received;
    expect(bySdk?.body.recipient).toEqual({ id: "29:ana", name: "Ana" });
    expect(bySdk?.path).not.toContain("isTargetedActivity");
    expect(byUs?.body.recipient).toMatchObject({ isTargeted: true });
    expect(byUs?.path).toBe("/v3/conversations/c/activities?isTargetedActivity=true");
  });

  it("4. it answers a wrong key with 500 and prints the key; here that is a 401 and one logged sentence", async () => {
    await using tenant = await openTenant();
    const { privateKey } = await generateKeyPair("RS256");
    const forged = await tenant.sign({}, { key: privateKey });
    const activity = activityOf(tenant, people.ana, personalWith(people.ana), { text: "help" });
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      expect(await answerOfSdk(sdkOf(tenant), activity, `Bearer ${forged}`)).toBe(500);
      expect(String(printed.mock.calls[0]?.[0])).toContain("BEGIN RSA PUBLIC KEY");
      printed.mockClear();
      await using bot = await openBot(tenant, receptionDouble(), conversationsInMemory());
      expect((await sendTo(bot.url, activity, forged)).status).toBe(401);
      expect(printed.mock.calls).toEqual([]);
      expect(bot.logged).toHaveLength(1);
    } finally {
      printed.mockRestore();
    }
  });

  it("5. it posts again by itself when the connection broke after the message arrived; here that is one post", async () => {
    await using server = await connectorServer(true);
    await expect(server.ours.send(server.to, streamed)).rejects.toMatchObject({ retryable: true });
    expect(server.received).toHaveLength(1);
    // Its pauses would take this test seconds: the second post is all there is to see.
    server.sdk.conversations.sendToConversation("c", structuredClone(streamed) as never).catch(() => {});
    await expect.poll(() => server.received.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  });
});
