// The graph over HTTP, on a real Postgres: as facts, as a picture, and with names that somebody chose with care.

import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGraph } from "#adapters/postgres/knowledge/create-graph.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { ApiDeps } from "#api/api-deps.ts";
import type { EdgeKind, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import { createGraphDesk } from "#knowledge/graph/graph-desk.ts";
import { testDatabase } from "../../support/database.ts";
import { openHouse } from "../support/house.ts";

const hostile = `EVIL"<script>alert(1)</script>\\N&lt;b&gt; *bold* <@U1|x>`;
const node = (kind: NodeKind, name: string): NodeRef => ({ kind, name });
const edge = (from: NodeRef, kind: EdgeKind, to: NodeRef) => ({ from, kind, to });
const invoice = node("job", "INVOICE");

const parts = new AsyncDisposableStack();
let opened: Awaited<ReturnType<typeof open>>;

async function open() {
  const { url } = parts.use(await testDatabase());
  const db = parts.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const graph = createGraph(db);
  const sources = createKnowledgeSources(db);
  const graphDesk = createGraphDesk({
    graph,
    sources,
    rights: async () => ({
      epoch: 1,
      startRules: [],
      people: [
        {
          id: "p-ana",
          name: "Ana Souza",
          roles: ["operator"],
          disabled: false,
          groups: [],
          identities: [],
          createdAt: new Date(),
        },
      ],
    }),
    spelling: { job: () => null, jobsBeginning: () => [], code: (code) => code.toUpperCase() },
  });
  const house = parts.use(await openHouse({ knowledge: { graphDesk } as NonNullable<ApiDeps["knowledge"]> }));
  const token = await house.access.personWith(["viewer"]);
  const stranger = await house.access.personWith([]);
  await sources.put({
    ...{ id: "s1", kind: "workbook", origin: "folder", name: "knowledge/resync.xlsx", title: "Resync" },
    ...{ addedBy: null, digest: "1", standing: "approved", pieces: [] },
  });
  const at = new Date("2026-03-04T03:00:00Z");
  await graph.replace("plan:stream:S", at, [
    edge(invoice, "runs_in", node("stream", "S")),
    edge(invoice, "follows", node("job", hostile)),
    ...Array.from({ length: 200 }, (_, index) =>
      edge(node("job", `J${index}`), "runs_in", node("stream", "S")),
    ),
  ]);
  await graph.replace("document:s1", at, [edge(node("owner", "Finance\nOps"), "owns", invoice)]);
  await graph.replace("incident:i1", at, [
    edge(node("incident", "i1"), "broke", invoice),
    edge(node("person", "p-ana"), "resolved", node("incident", "i1")),
  ]);
  const ask = (path: string, as = token) => fetch(`${house.url}/api/knowledge/graph${path}`, house.as(as));
  return { house, ask, stranger };
}

beforeAll(async () => {
  opened = await open();
});
afterAll(() => parts.disposeAsync());

interface Near {
  readonly start: NodeRef;
  readonly nodes: readonly (NodeRef & { readonly label: string; readonly distance: number })[];
  readonly edges: readonly {
    readonly words: string;
    readonly told_by: string;
    readonly last_seen: string;
    readonly to: NodeRef;
  }[];
  readonly cut: boolean;
}

test("What is around a job comes with who told it, when, and people by their names.", async () => {
  const response = await opened.ask("?node=job:invoice&depth=2&limit=40&lang=pt");
  expect(response.status).toBe(200);
  const near = (await response.json()) as Near;
  expect(near.start).toEqual(invoice);
  expect(near.nodes[0]).toMatchObject({ name: "INVOICE", distance: 0 });
  expect(near.nodes).toContainEqual({ kind: "person", name: "p-ana", label: "Ana Souza", distance: 2 });
  expect(near.edges).toContainEqual(
    expect.objectContaining({
      words: "responde por",
      told_by: "knowledge/resync.xlsx",
      last_seen: "2026-03-04T03:00:00.000Z",
    }),
  );
  expect(near.nodes.length).toBeLessThanOrEqual(40);
  expect(near.cut).toBe(true);
});

test("As a picture it is one safe file: names are text, nothing can run or be loaded.", async () => {
  const response = await opened.ask("?node=job:INVOICE&depth=2&format=svg");
  expect(response.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'.*sandbox$/);
  const svg = await response.text();
  expect(svg).toMatch(/^<svg /);
  expect(svg).not.toMatch(/<script|<image|<foreignObject|\son\w+=|javascript:/i);
  expect(svg).toContain("&lt;script&gt;alert(1)");
  expect(svg).toContain("prefers-color-scheme:dark");
  expect(svg).toContain("Ana Souza");
  // As a reader of XML sees it: one root, everything closed.
  const opening = (svg.match(/<(?![/!?])[^>]*[^/]>/g) ?? []).length;
  expect(opening).toBe((svg.match(/<\//g) ?? []).length);
});

test("The picture of something with a hostile name is drawn all the same.", async () => {
  const response = await opened.ask(`?node=${encodeURIComponent(`job:${hostile}`)}&format=svg`);
  expect(response.status).toBe(200);
  expect(await response.text()).not.toContain("<script");
});

test("What nobody told anything of is not found, and what is no thing is refused with what would be one.", async () => {
  expect((await opened.ask("?node=job:NOBODY")).status).toBe(404);
  for (const path of [
    "?node=NOBODY",
    "?node=cow:BELLA",
    "?node=job:",
    "?node=job:A&depth=9",
    "?node=job:A&format=gif",
    "/find?q=%20",
    "/find?q=A&kinds=job,cow",
  ]) {
    const response = await opened.ask(path);
    expect([path, response.status]).toEqual([path, 400]);
  }
});

test("Things are found by the beginning of their name, and counted.", async () => {
  const found = (await (await opened.ask("/find?q=inv&kinds=job,stream")).json()) as {
    readonly nodes: readonly NodeRef[];
  };
  expect(found.nodes).toEqual([invoice]);
  const counts = (await (await opened.ask("/counts")).json()) as { readonly edges: Record<string, number> };
  expect(counts.edges).toEqual({ broke: 1, follows: 1, owns: 1, resolved: 1, runs_in: 201 });
});

test("Whoever may not read knowledge sees none of it.", async () => {
  for (const path of ["?node=job:INVOICE", "/find?q=inv", "/counts", "/page?node=job:INVOICE"])
    expect((await opened.ask(path, opened.stranger)).status).toBe(403);
});

test("The page's picture says where each thing stands in it.", async () => {
  const { page } = (await (await opened.ask("/page?node=job:INVOICE&lang=en")).json()) as {
    readonly page: {
      readonly width: number;
      readonly height: number;
      readonly spots: readonly (NodeRef & { readonly x: number; readonly y: number })[];
      readonly edges: readonly unknown[];
    };
  };
  expect(page.spots.length).toBeGreaterThan(4);
  for (const { x, y } of page.spots) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(page.width);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(page.height);
  }
  expect(page.edges.length).toBeGreaterThan(3);
});

test("Each thing has a page, which holds no data and runs nothing but our own.", async () => {
  const response = await fetch(
    `${opened.house.url}/graph/job/${encodeURIComponent("<script>alert(1)</script>")}?lang=pt`,
  );
  expect(response.status).toBe(200);
  expect(response.headers.get("content-security-policy")).toContain("trusted-types 'none'");
  const html = await response.text();
  expect(html).toContain("Grafo");
  expect(html).not.toContain("alert(1)");
  const module = /src="([^"]+graph\.js)"/.exec(html)?.[1] ?? "";
  expect((await fetch(`${opened.house.url}${module}`)).status).toBe(200);
});
