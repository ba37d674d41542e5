// Interactions, feedback and erasure over HTTP: a whole Resync.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/app.ts";

let app: TestApp;
let ana: string;
let bia: string;

interface Listed {
  readonly interactions: readonly {
    readonly id: string;
    readonly question: string;
    readonly personId: string | null;
    readonly feedback: readonly { readonly rating: number | null; readonly comment: string | null }[];
  }[];
  readonly next: string | null;
}

beforeAll(async () => {
  app = await testApp();
  const issue = async (name: string) => {
    const made = await app.request("/api/tokens", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, roles: ["viewer"], label: "test" }),
    });
    expect(made.status, await made.clone().text()).toBe(201);
    return ((await made.json()) as { token: string }).token;
  };
  ana = await issue("Ana");
  bia = await issue("Bia");
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

function as(token: string, method = "GET", body?: object): RequestInit {
  return {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  };
}

async function asks(token: string, text: string): Promise<string> {
  const answered = await app.request("/api/chat", as(token, "POST", { text }));
  return ((await answered.json()) as { messageId: string }).messageId;
}

async function list(token: string, query = ""): Promise<Listed> {
  const listed = await app.request(`/api/knowledge/interactions${query}`, as(token));
  expect(listed.status, await listed.clone().text()).toBe(200);
  return (await listed.json()) as Listed;
}

const rate = (token: string, body: object) => app.request("/api/knowledge/feedback", as(token, "POST", body));

describe("interactions", () => {
  it("are everybody's own, and everybody's for administrators", async () => {
    const id = await asks(ana, "status of FINANCE_PAYROLL");
    await asks(bia, "what failed today?");
    expect((await list(ana)).interactions.map(({ question }) => question)).toEqual([
      "status of FINANCE_PAYROLL",
    ]);
    expect((await list(bia)).interactions.map(({ question }) => question)).toEqual(["what failed today?"]);
    expect((await list(app.token)).interactions).toHaveLength(2);
    expect((await app.request(`/api/knowledge/interactions/${id}`, as(bia))).status).toBe(404);
    const own = await app.request(`/api/knowledge/interactions/${id}`, as(ana));
    expect(await own.json()).toMatchObject({
      interaction: { id, intent: "job.status", slots: { job: "FINANCE_PAYROLL" }, judged: null },
    });
    const [first] = (await list(ana)).interactions;
    expect((await list(bia, `?person=${first?.personId}`)).interactions).toEqual([]);
  });

  it("are found by words, intent, rating and time, and paged by a cursor", async () => {
    const id = await asks(ana, "qual o status do INVOICE_PROCESSING?");
    await rate(ana, { messageId: id, rating: 2 });
    const ids = async (query: string) => (await list(app.token, query)).interactions.map((each) => each.id);
    expect(await ids("?words=INVOICE_PROCESSING&intent=job.status")).toEqual([id]);
    expect(await ids("?rated=bad")).toEqual([id]);
    expect(await ids("?rated=good")).toEqual([]);
    expect(await ids(`?since=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toEqual(
      [],
    );
    const one = await list(app.token, "?limit=1");
    const two = await list(app.token, `?limit=1&after=${one.next}`);
    expect(one.interactions[0]?.id).toBe(id);
    expect(two.interactions[0]?.id).not.toBe(id);
    for (const bad of ["?after=x", "?limit=0", "?since=yesterday", "?rated=great", "?sort=x"])
      expect((await app.request(`/api/knowledge/interactions${bad}`)).status).toBe(400);
  });
});

describe("feedback", () => {
  it("is kept once for each person and answer, and others' answers are not there", async () => {
    const id = await asks(ana, "status of CRITICAL_JOB");
    expect((await rate(ana, { messageId: id, rating: 1, comment: "token=abc12345 was wrong" })).status).toBe(
      200,
    );
    expect((await rate(ana, { messageId: id, rating: 4 })).status).toBe(200);
    expect((await rate(bia, { messageId: id, rating: 1 })).status).toBe(404);
    const [own] = (await list(ana)).interactions;
    expect(own?.feedback).toMatchObject([{ rating: 4, comment: "token=[masked] was wrong" }]);
  });

  it("refuses what is none", async () => {
    const id = await asks(ana, "status of CRITICAL_JOB");
    for (const body of [
      { messageId: id },
      { messageId: id, rating: 6 },
      { messageId: id, rating: 2.5 },
      { messageId: id, rating: null, comment: "  " },
      { messageId: id, rating: 3, by: "somebody else" },
      { rating: 3 },
    ])
      expect((await rate(ana, body)).status).toBe(400);
    expect((await rate(ana, { messageId: "nobody's", rating: 3 })).status).toBe(404);
  });

  it("is bounded, and says when to go on", async () => {
    const id = await asks(bia, "status of CRITICAL_JOB");
    const statuses: number[] = [];
    for (let n = 0; n < 45; n += 1) statuses.push((await rate(bia, { messageId: id, rating: 1 })).status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(40);
    const last = await rate(bia, { messageId: id, rating: 1 });
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(60);
  });
});

describe("a person's data", () => {
  it("is erased by an administrator alone, says what stays, and is audited", async () => {
    await asks(ana, "why did INVOICE_PROCESSING fail?");
    const [first] = (await list(ana)).interactions;
    const path = `/api/people/${first?.personId}/data`;
    expect((await app.request(path, as(bia, "DELETE"))).status).toBe(403);
    const erased = await app.request(path, { method: "DELETE" });
    expect(erased.status).toBe(200);
    const said = (await erased.json()) as { erased: { interactions: number }; kept: { what: string }[] };
    expect(said.erased.interactions).toBeGreaterThan(0);
    expect(said.kept.map(({ what }) => what)).toContain("The audit");
    expect((await list(ana)).interactions).toEqual([]);
    expect((await list(app.token, "?words=did%20fail")).interactions).toEqual([]);
    const audit = await app.request("/api/admin/audit?limit=200");
    expect(JSON.stringify(await audit.json())).toContain("knowledge.erase");
  });
});

describe("examples to teach a model with", () => {
  it("are administrators' alone, and the manifest says why the rest is left out", async () => {
    const id = await asks(app.token, "what does AWSBDW009E mean?");
    await rate(app.token, { messageId: id, rating: 5 });
    expect((await app.request("/api/knowledge/finetune", as(bia))).status).toBe(403);
    const exported = await app.request("/api/knowledge/finetune");
    expect(exported.headers.get("content-type")).toContain("application/jsonl");
    const lines = (await exported.text()).split("\n").filter(Boolean);
    expect(lines.map((line) => JSON.parse(line).messages[1].content)).toContain("what does AWSBDW009E mean?");
    const manifest = await app.request("/api/knowledge/finetune/manifest");
    const { counts, leftOut } = (await manifest.json()) as {
      counts: { examples: number; leftOut: Record<string, number> };
      leftOut: { why: string }[];
    };
    expect(counts.examples).toBe(lines.length);
    expect(counts.leftOut.not_rated).toBe(leftOut.filter(({ why }) => why === "not_rated").length);
  });
});
