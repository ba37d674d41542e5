// People, start rules and the audit over HTTP: the real server on a real Postgres.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { rememberedAccess } from "#api/remembered-access.ts";
import { byResync } from "#ports/audit.ts";
import { testDatabase } from "../support/database.ts";
import { openHouse, problemIn } from "./support/house.ts";

async function open() {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase());
  const db = opening.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const access = createAccess(db);
  const token = async (name: string, role: "viewer" | "approver" | "admin") =>
    (await access.issue({ name, roles: [role] }, "test", null, byResync)).token;
  const root = await token("Root", "admin");
  const house = opening.use(
    await openHouse({
      access: rememberedAccess(access),
      people: createPeople(db),
      audit: createAudit(db),
    }),
  );
  const ask = async (method: string, path: string, body?: unknown, as = root) =>
    fetch(
      `${house.url}${path}`,
      house.as(as, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
  const json = async (method: string, path: string, body?: unknown) => {
    const response = await ask(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const parts = opening.move();
  return { house, db, token, ask, json, root, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

const routes: readonly (readonly [string, string, unknown?])[] = [
  ["GET", "/api/admin/people"],
  ["POST", "/api/admin/people", { name: "Zoe" }],
  ["PATCH", "/api/admin/people/x", { disabled: true }],
  ["POST", "/api/admin/people/x/identities", { identity: "slack:T1/U1" }],
  ["DELETE", "/api/admin/people/x/identities", { identity: "slack:T1/U1" }],
  ["GET", "/api/admin/start-rules"],
  ["POST", "/api/admin/start-rules", { workflow: "rerun-job", who: ["operators"] }],
  ["DELETE", "/api/admin/start-rules/x"],
  ["GET", "/api/admin/audit"],
  ["GET", "/api/admin/audit/export"],
  ["GET", "/api/admin/audit/verify"],
];

test("Only administrators manage people and read the audit; everybody else is refused by every route.", async () => {
  await using opened = await open();
  const approver = await opened.token("Ana", "approver");
  for (const [method, path, body] of routes) {
    const route = `${method} ${path}`;
    const anonymous = await fetch(`${opened.house.url}${path}`, { method });
    expect([route, anonymous.status]).toEqual([route, 401]);
    expect([route, (await opened.ask(method, path, body, approver)).status]).toEqual([route, 403]);
    const admin = (await opened.ask(method, path, body)).status;
    expect([route, admin === 401 || admin === 403]).toEqual([route, false]);
  }
});

test("A person is added, changed, linked and listed, and the audit says by whom and from where.", async () => {
  await using opened = await open();
  const made = (await opened.json("POST", "/api/admin/people", {
    name: "Ana",
    roles: ["operator"],
    groups: ["payroll"],
    identities: ["email:Ana@company.com"],
  })) as { person: { id: string } };
  const { id } = made.person;
  const path = `/api/admin/people/${id}`;
  await opened.json("POST", `${path}/identities`, { identity: "slack:T1/U1" });
  await opened.json("DELETE", `${path}/identities`, { identity: "email:ana@company.com" });
  expect(
    await opened.json("PATCH", path, { roles: ["approver"], groups: ["night"], disabled: true }),
  ).toMatchObject({
    person: {
      name: "Ana",
      roles: ["approver"],
      groups: ["night"],
      identities: ["slack:T1/U1"],
      disabled: true,
    },
  });
  expect(await opened.json("GET", "/api/admin/people?limit=1")).toMatchObject({
    people: [{ id }],
    pagination: { total: 2, hasMore: true },
  });
  const { entries } = (await opened.json("GET", "/api/admin/audit?limit=200")) as {
    entries: { verb: string; who: { name: string }; surface: string; subject: string }[];
  };
  const mine = entries.filter(({ subject }) => subject === `person:${id}`);
  expect(new Set(mine.map(({ who, surface }) => `${who.name} by ${surface}`))).toEqual(
    new Set(["Root by api"]),
  );
  expect(mine.map(({ verb }) => verb)).toEqual([
    "person.create",
    "group.change",
    "person.link",
    "person.link",
    "person.unlink",
    "person.roles",
    "person.disable",
    "group.change",
    "group.change",
  ]);
});

test("What cannot be is refused with its status and a sentence.", async () => {
  await using opened = await open();
  const { people } = (await opened.json("GET", "/api/admin/people")) as {
    people: { id: string; name: string }[];
  };
  const root = people.find(({ name }) => name === "Root")?.id;
  const refusals: readonly (readonly [string, string, unknown, number, RegExp])[] = [
    ["PATCH", `/api/admin/people/${root}`, { disabled: true }, 409, /last administrator/],
    ["PATCH", `/api/admin/people/${root}`, { roles: ["viewer"] }, 409, /last administrator/],
    ["PATCH", "/api/admin/people/nobody", { roles: [] }, 404, /GET \/api\/admin\/people/],
    ["POST", "/api/admin/people", { name: "Root" }, 409, /called \\"Root\\" already/],
    ["POST", "/api/admin/people", { name: "a\nb" }, 400, /name/],
    ["POST", "/api/admin/people", { name: "Ana", roles: ["king"] }, 400, /roles/],
    ["POST", `/api/admin/people/${root}/identities`, { identity: "ana" }, 400, /is no identity/],
    ["POST", "/api/admin/start-rules", { workflow: "Rerun Job", who: ["x"] }, 400, /workflow/],
    ["DELETE", "/api/admin/start-rules/none", undefined, 404, /no rule of that id/],
    ["GET", "/api/admin/audit?limit=0", undefined, 400, /limit/],
    ["GET", "/api/admin/audit/verify?seq=1", undefined, 400, /go together/],
  ];
  for (const [method, path, body, status, why] of refusals) {
    const problem = await problemIn(await opened.ask(method, path, body));
    expect([method, path, problem.status]).toEqual([method, path, status]);
    expect(JSON.stringify(problem)).toMatch(why);
  }
});

test("Somebody who is disabled is refused everywhere within a second.", async () => {
  await using opened = await open();
  const token = await opened.token("Ana", "viewer");
  const { people } = (await opened.json("GET", "/api/admin/people")) as {
    people: { id: string; name: string }[];
  };
  const ana = people.find(({ name }) => name === "Ana")?.id;
  expect((await opened.ask("GET", "/api/agents", undefined, token)).status).toBe(200);
  await opened.json("PATCH", `/api/admin/people/${ana}`, { disabled: true });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect((await opened.ask("GET", "/api/agents", undefined, token)).status).toBe(401);
});

test("Start rules are added, listed and removed.", async () => {
  await using opened = await open();
  const { rule } = (await opened.json("POST", "/api/admin/start-rules", {
    workflow: "rerun-*",
    who: ["payroll", "email:ana@company.com"],
    inputs: { job: "PAY*" },
  })) as { rule: { id: string } };
  expect(await opened.json("GET", "/api/admin/start-rules")).toMatchObject({
    rules: [rule],
    pagination: { total: 1 },
  });
  await opened.json("DELETE", `/api/admin/start-rules/${rule.id}`);
  expect(await opened.json("GET", "/api/admin/start-rules")).toMatchObject({ rules: [] });
});

test("The audit is paged, verified and exported as a file.", async () => {
  await using opened = await open();
  for (const name of ["A", "B", "C"]) await opened.json("POST", "/api/admin/people", { name });
  const all: number[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = (await opened.json("GET", `/api/admin/audit?after=${after}&limit=2`)) as {
      entries: { seq: number }[];
      next: number | null;
    };
    all.push(...page.entries.map(({ seq }) => seq));
    after = page.next;
  }
  expect(all).toEqual([1, 2, 3, 4, 5]);
  const { verdict } = (await opened.json("GET", "/api/admin/audit/verify")) as { verdict: { head: string } };
  expect(verdict).toMatchObject({ kind: "whole", entries: 5 });
  expect(await opened.json("GET", `/api/admin/audit/verify?seq=5&hash=${"0".repeat(64)}`)).toMatchObject({
    verdict: { kind: "broken", seq: 5 },
  });
  const file = await opened.ask("GET", "/api/admin/audit/export");
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="resync-audit.jsonl"');
  expect(file.headers.get("content-type")).toMatch(/^application\/jsonl/);
  const lines = (await file.text()).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3, 4, 5]);
  expect(JSON.parse(lines[4] ?? "").hash).toBe(verdict.head);
});
