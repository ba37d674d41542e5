// How the bot gets the token its calls carry.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createBotAuth } from "#adapters/teams/bot-auth.ts";

const tenantId = "99999999-2222-3333-4444-555555555555";
const open: (() => Promise<void>)[] = [];

/** The address where Azure gives a machine's identities their tokens. */
async function identityEndpoint(status: number): Promise<URL[]> {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? "", "http://127.0.0.1"));
    const expires = Math.floor(Date.now() / 1000) + 3_600;
    response.writeHead(status, { "content-type": "application/json" });
    const token = {
      access_token: "token-of-the-identity",
      expires_on: String(expires),
      token_type: "Bearer",
    };
    response.end(JSON.stringify(status === 200 ? token : { error: "identity_not_found" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`;
  process.env.IDENTITY_HEADER = "header";
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    delete process.env.IDENTITY_ENDPOINT;
    delete process.env.IDENTITY_HEADER;
  });
  return asked;
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

describe("the bot's own proof", () => {
  it("is none before the playground", async () => {
    expect(await createBotAuth({ kind: "anonymous" }).token()).toBeNull();
  });

  it("of a managed identity comes from the machine, without a password, and is kept", async () => {
    const asked = await identityEndpoint(200);
    const appId = "11111111-2222-3333-4444-000000000001";
    const auth = createBotAuth({ kind: "managed_identity", appId, tenantId });
    expect(await auth.token()).toBe("token-of-the-identity");
    expect(await auth.token()).toBe("token-of-the-identity");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.searchParams.get("client_id")).toBe(appId);
    expect(asked[0]?.searchParams.get("resource")).toBe("https://api.botframework.com");
  });

  it("of an identity the machine does not have is a fault in time, and says what to look at", async () => {
    await identityEndpoint(400);
    const appId = "11111111-2222-3333-4444-000000000002";
    const auth = createBotAuth({ kind: "managed_identity", appId, tenantId }, undefined, 500);
    await expect(auth.token()).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: expect.stringContaining(`managed identity ${appId}`),
    });
  });
});
