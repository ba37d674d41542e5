// Who may use which route: crawled over the OpenAPI document, so a route that is added is crawled too.

import { describe, expect, test } from "vitest";
import { may, type Permission, type Person, type Role, roles } from "#core/person.ts";
import { openHouse, problemIn } from "./support/house.ts";

const open = new Set(["GET /live", "GET /ready", "GET /api/metrics", "POST /api/login", "POST /api/logout"]);
const permissions: Readonly<Record<string, Permission>> = {
  "GET /api/health": "ask",
  "GET /api/session": "ask",
  "POST /api/chat": "ask",
  "GET /api/conversations/{id}": "ask",
  "GET /api/agents": "read_agents",
  "GET /api/agents/{name}": "read_agents",
  "GET /reports/security-audit-report.md": "scan_security",
  "GET /api/tokens": "manage_tokens",
  "POST /api/tokens": "manage_tokens",
  "DELETE /api/tokens/{id}": "manage_tokens",
  "POST /api/agent-jobs": "run_workflows",
  "GET /api/agent-jobs": "read_jobs",
  "GET /api/agent-jobs/{id}": "read_jobs",
  "PATCH /api/agent-jobs/{id}": "run_workflows",
  "GET /api/agent-jobs/{id}/checkpoints": "read_jobs",
  "GET /api/agent-jobs/{id}/events": "read_jobs",
  "GET /api/admin/agent-checkpoints": "read_jobs",
  "GET /api/admin/agent-checkpoints/{id}": "read_jobs",
  "POST /api/admin/agent-checkpoints/{id}": "decide",
  "DELETE /api/admin/agent-checkpoints/{id}": "decide",
  "GET /api/admin/agent-worker": "read_jobs",
  "POST /api/admin/agent-worker": "manage_worker",
  "DELETE /api/admin/agent-worker": "manage_worker",
  "POST /api/v1/agent/execute": "run_workflows",
  "GET /api/v1/agent/pending-approvals": "read_jobs",
  "GET /api/v1/agent/{session_id}": "read_jobs",
  "POST /api/v1/agent/{session_id}/approve-step": "decide",
  "GET /api/v1/workflows": "read_jobs",
  "GET /api/v1/workflows/{id}": "read_jobs",
  "GET /ws/jobs/{id}": "read_jobs",
  "GET /ws/approvals/{session_id}": "read_jobs",
  "GET /ws/monitor": "ask",
  "GET /ws/chat": "ask",
};

async function crawl(house: Awaited<ReturnType<typeof openHouse>>): Promise<readonly string[]> {
  const document = (await (await fetch(`${house.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** A request that is right in form, so that only access decides. */
async function knock(url: string, route: string, token: string | null): Promise<number> {
  const [method = "", path = ""] = route.split(" ");
  const body =
    route === "POST /api/chat"
      ? { text: "hello" }
      : route === "POST /api/tokens"
        ? { name: "x", roles: ["viewer"] }
        : null;
  const response = await fetch(
    url + path.replace(/\{.*?\}/, "nothing") + (path === "/ws/monitor" ? "?job=A" : ""),
    {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    },
  );
  await response.arrayBuffer();
  return response.status;
}

describe("access", () => {
  test("every documented route is either open or needs the permission this list names", async () => {
    await using house = await openHouse();
    expect([...(await crawl(house))].sort()).toEqual([...open, ...Object.keys(permissions)].sort());
  });

  test("without a token, with a wrong one, and as nobody in particular, every route that is not open is refused", async () => {
    await using house = await openHouse();
    const nobody = await house.access.personWith([]);
    for (const route of await crawl(house)) {
      if (open.has(route)) continue;
      expect([route, await knock(house.url, route, null)]).toEqual([route, 401]);
      expect([route, await knock(house.url, route, "rs_wrong")]).toEqual([route, 401]);
      expect([route, await knock(house.url, route, nobody)]).toEqual([route, 403]);
    }
  });

  test.each(roles.map((role) => [role]))("a %s may do exactly what the role allows", async (role: Role) => {
    await using house = await openHouse();
    const token = await house.access.personWith([role]);
    const person: Person = { id: "x", name: "x", roles: [role] };
    for (const [route, permission] of Object.entries(permissions)) {
      const status = await knock(house.url, route, token);
      if (may(person, permission)) expect([route, [401, 403].includes(status)]).toEqual([route, false]);
      else expect([route, status]).toEqual([route, 403]);
    }
  });

  test("metrics need no token where only this machine can ask, and the permission where others can", async () => {
    await using house = await openHouse();
    expect((await fetch(`${house.url}/api/metrics`)).status).toBe(200);
    const through = { headers: { "x-forwarded-for": "203.0.113.9" } };
    expect((await problemIn(await fetch(`${house.url}/api/metrics`, through))).status).toBe(401);
    await using behind = await openHouse({ publicUrl: "https://resync.example.com" });
    expect((await problemIn(await fetch(`${behind.url}/api/metrics`))).status).toBe(401);
    await using open = await openHouse({ host: "0.0.0.0" });
    const url = `http://127.0.0.1:${open.port}/api/metrics`;
    expect((await problemIn(await fetch(url))).status).toBe(401);
    expect((await fetch(url, open.as(open.viewer))).status).toBe(200);
    expect((await fetch(url, open.as(await open.access.personWith([])))).status).toBe(403);
  });

  test("a route that names no access is closed to everybody", async () => {
    const { default: fastify } = await import("fastify");
    const { addGuard } = await import("#api/guard.ts");
    const { ownAddress } = await import("#api/own-address.ts");
    const { memoryAccess } = await import("./support/house.ts");
    const app = fastify();
    await app.register((await import("@fastify/cookie")).default);
    const access = memoryAccess(() => new Date());
    addGuard(app, {
      access,
      sessions: { open: () => "", tokenOf: () => null, end: () => null },
      failures: { failed: () => {} },
      host: "127.0.0.1",
      address: ownAddress(null),
      isDraining: () => false,
    });
    app.get("/forgotten", async () => "reached");
    const response = await app.inject({
      url: "/forgotten",
      headers: { authorization: `Bearer ${await access.personWith(["admin"])}`, host: "localhost" },
    });
    expect(response.body).not.toContain("reached");
    expect(response.body).toContain("names no permission");
    await app.close();
  });

  test("methods a route does not have are refused with the ones it has", async () => {
    await using house = await openHouse();
    for (const [path, allow] of [
      ["/api/chat", "POST"],
      ["/api/tokens", "GET, HEAD, POST"],
      ["/api/agents/hwa-monitor", "GET, HEAD"],
      ["/live", "GET, HEAD"],
    ] as const)
      for (const method of ["PUT", "PATCH", "OPTIONS", "DELETE"]) {
        const response = await fetch(house.url + path, house.as(house.admin, { method }));
        expect([path, method, response.status, response.headers.get("allow")]).toEqual([
          path,
          method,
          405,
          allow,
        ]);
        expect((await problemIn(response)).detail).toContain(method);
      }
  });

  test("only the owner and administrators read a conversation; to others it does not exist", async () => {
    await using house = await openHouse();
    const { conversationId } = (await (await house.ask({ text: "hello" })).json()) as {
      conversationId: string;
    };
    const stranger = await house.access.personWith(["operator"]);
    const read = (token: string, id = conversationId) =>
      fetch(`${house.url}/api/conversations/${id}?limit=1`, house.as(token));
    expect((await read(house.viewer)).status).toBe(200);
    const seen = (await (await read(house.admin)).json()) as Record<string, unknown>;
    expect(seen).toMatchObject({
      success: true,
      conversation: { id: conversationId, platform: "web" },
      messages: [{ role: "person", text: "hello" }],
      pagination: { total: 2, limit: 1, offset: 0, hasMore: true },
    });
    const refused = await problemIn(await read(stranger));
    const missing = await problemIn(await read(stranger, "never"));
    expect(refused.status).toBe(404);
    expect(refused.detail).toBe(missing.detail);
    const hijack = await house.ask({ text: "and then?", conversationId }, {}, stranger);
    expect((await problemIn(hijack)).status).toBe(404);
  });

  test("tokens are made once, listed without their secret, work, and stop when revoked or expired", async () => {
    let clock = new Date("2026-03-01T10:00:00Z");
    await using house = await openHouse({ now: () => clock });
    const make = (body: unknown) =>
      fetch(`${house.url}/api/tokens`, house.as(house.admin, { method: "POST", body: JSON.stringify(body) }));
    const made = await make({
      name: "Ana",
      roles: ["viewer"],
      label: "laptop",
      expiresAt: "2026-03-02T00:00:00Z",
    });
    expect(made.status).toBe(201);
    const { token, info } = (await made.json()) as { token: string; info: { id: string } };
    const listed = await (await fetch(`${house.url}/api/tokens`, house.as(house.admin))).text();
    expect(listed).toContain("laptop");
    expect(listed).not.toContain(token);
    const agents = () => fetch(`${house.url}/api/agents`, house.as(token));
    expect((await agents()).status).toBe(200);
    clock = new Date("2026-03-02T00:00:01Z");
    expect((await agents()).status).toBe(401);
    const revoke = () =>
      fetch(`${house.url}/api/tokens/${info.id}`, house.as(house.admin, { method: "DELETE" }));
    expect((await revoke()).status).toBe(200);
    expect((await problemIn(await revoke())).status).toBe(404);
    expect(
      (await problemIn(await make({ name: "B", roles: ["viewer"], expiresAt: "2020-01-01T00:00:00Z" })))
        .field,
    ).toBe("expiresAt");
    expect((await problemIn(await make({ name: "B", roles: ["king"] }))).status).toBe(400);
    expect(house.log()).not.toContain(token);
  });
});
