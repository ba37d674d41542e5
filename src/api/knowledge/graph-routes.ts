// The graph over HTTP: a neighbourhood as facts or as a picture, things by the beginning of their name, and how much there is.

import { z } from "zod";
import { edgeKinds, type KnownEdge, type NodeRef, nodeKinds } from "#core/knowledge/edge.ts";
import type { Locale } from "#core/locale.ts";
import { redact } from "#core/redact.ts";
import { drawNeighbourhood, mostDrawn, type Picture } from "#knowledge/graph/draw-neighbourhood.ts";
import { type GraphDesk, peopleOf } from "#knowledge/graph/graph-desk.ts";
import { edgeWords, kindWords, labelOf, sourceWords } from "#knowledge/graph/graph-words.ts";
import type { Neighbourhood } from "#ports/graph.ts";
import type { ApiApp } from "../api-app.ts";
import { preferredLocale } from "../pages/page-locale.ts";
import { notFound } from "../problem.ts";
import { localeInput } from "../schemas.ts";

const nodeInput = z
  .string()
  .max(300)
  .transform((text, context): NodeRef => {
    const at = text.indexOf(":");
    const kind = nodeKinds.find((each) => each === text.slice(0, at));
    const name = text.slice(at + 1).trim();
    if (kind && name !== "") return { kind, name };
    context.addIssue({ code: "custom", message: `KIND:NAME, where KIND is one of ${nodeKinds.join(", ")}` });
    return z.NEVER;
  })
  .describe("A thing as `KIND:NAME`, such as `job:INVOICE_PROCESSING` or `error:ORA-01653`.");

const kindsInput = z
  .string()
  .transform((text, context) => {
    const asked = text.split(",").map((each) => each.trim());
    const kinds = nodeKinds.filter((kind) => asked.includes(kind));
    if (kinds.length === new Set(asked).size) return kinds;
    context.addIssue({
      code: "custom",
      message: `kinds out of ${nodeKinds.join(", ")}, separated by commas`,
    });
    return z.NEVER;
  })
  .optional();

const thing = z.object({ kind: z.enum(nodeKinds), name: z.string() });
const thingView = z.object({
  ...thing.shape,
  label: z.string().describe("As people call it: a person's name where `name` is an id."),
  distance: z.number().int().describe("Steps from the thing asked about."),
});
const edgeView = z.object({
  from: thing,
  kind: z.enum(edgeKinds),
  words: z.string().describe("The edge in words, read from left to right."),
  to: thing,
  source: z.string().describe("Who told it."),
  told_by: z.string().describe("The same in words."),
  first_seen: z.string(),
  last_seen: z.string(),
  count: z.number().int(),
});
const counted = z.record(z.string(), z.number().int());

/** Both may be looked at often, and counting looks at everything. */
const countedForMs = 60_000;

export function addGraphRoutes(app: ApiApp, desk: GraphDesk): void {
  const counts = remembered(() => desk.graph.counts(), countedForMs);

  app.get(
    "/api/knowledge/graph",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "What is around a job, an error, a person or any other thing",
        description:
          "Each edge with its source, when it was first and last seen, and how often. `format=svg` is the same as a picture.",
        tags: ["knowledge"],
        querystring: z.strictObject({
          node: nodeInput,
          depth: z.coerce.number().int().min(1).max(4).default(1),
          limit: z.coerce.number().int().min(2).max(300).default(60),
          format: z.enum(["json", "svg"]).default("json"),
          lang: localeInput.optional(),
        }),
        response: {
          200: z.union([
            z.object({
              success: z.literal(true),
              start: thing,
              nodes: z.array(thingView).describe("Nearest first."),
              edges: z.array(edgeView),
              cut: z.boolean().describe("There is more than this."),
            }),
            z.string().describe("image/svg+xml"),
          ]),
        },
      },
    },
    async (request, reply) => {
      const { node, depth, limit, format, lang } = request.query;
      const locale = lang ?? preferredLocale(request.headers["accept-language"]) ?? "en";
      const most = format === "svg" ? Math.min(limit, mostDrawn) : limit;
      const { start, near } = await nearOf(desk, node, depth, most);
      if (format === "svg") {
        const { svg } = await picture(desk, start, near, locale);
        // Colours only: nothing else of it may be loaded or run.
        reply.header(
          "content-security-policy",
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
        );
        return reply.type("image/svg+xml; charset=utf-8").serializer(String).send(svg);
      }
      return { success: true as const, start, ...(await viewOf(desk, near, locale)), cut: near.cut };
    },
  );

  app.get(
    "/api/knowledge/graph/find",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "Things whose name begins so",
        tags: ["knowledge"],
        querystring: z.strictObject({
          q: z
            .string()
            .max(200)
            .refine((text) => text.trim() !== "", "it is empty"),
          kinds: kindsInput.describe("Separated by commas; default: all."),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
        response: { 200: z.object({ success: z.literal(true), nodes: z.array(thing) }) },
      },
    },
    async (request) => {
      const { q, kinds = nodeKinds, limit } = request.query;
      return { success: true as const, nodes: [...(await desk.graph.find(q, kinds, limit))] };
    },
  );

  app.get(
    "/api/knowledge/graph/counts",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "How many things and edges of each kind the graph has",
        description: "Counted once a minute at most.",
        tags: ["knowledge"],
        response: { 200: z.object({ success: z.literal(true), nodes: counted, edges: counted }) },
      },
    },
    async () => {
      const { nodes, edges } = await counts();
      return { success: true as const, nodes: { ...nodes }, edges: { ...edges } };
    },
  );

  // What the page of a thing shows: the picture with where each thing stands in it, and its edges in words.
  app.get(
    "/api/knowledge/graph/page",
    {
      config: { access: "read_knowledge" },
      schema: {
        hide: true,
        querystring: z.strictObject({
          node: nodeInput,
          depth: z.coerce.number().int().min(1).max(3).default(1),
          lang: localeInput.default("en"),
        }),
      },
    },
    async (request) => {
      const { node, depth, lang } = request.query;
      const { start, near } = await nearOf(desk, node, depth, mostDrawn);
      const [{ svg, width, height, spots }, { edges, nodes }] = await Promise.all([
        picture(desk, start, near, lang),
        viewOf(desk, near, lang),
      ]);
      const own = edges.filter(({ from, to }) => isSame(from, start) || isSame(to, start));
      const label = nodes.find((each) => isSame(each, start))?.label ?? start.name;
      const labels = Object.fromEntries(nodes.map((each) => [`${each.kind}:${each.name}`, each.label]));
      return {
        success: true as const,
        page: {
          start,
          label,
          kind: kindWords[start.kind][lang],
          cut: near.cut,
          svg,
          width,
          height,
          spots,
          edges: own,
          labels,
        },
      };
    },
  );
}

/** `not_found`: nobody has told anything of it. */
async function nearOf(
  { graph, thing: called }: GraphDesk,
  asked: NodeRef,
  depth: number,
  limit: number,
): Promise<{ readonly start: NodeRef; readonly near: Neighbourhood }> {
  const canonical = called(asked);
  for (const start of [canonical, asked]) {
    if (start === null || (start === asked && canonical && isSame(canonical, asked))) continue;
    const near = await graph.around(start, { depth, limit });
    if (near.edges.length > 0) return { start, near };
  }
  throw notFound(`${kindWords[asked.kind].en} in the graph`);
}

async function picture(
  desk: GraphDesk,
  start: NodeRef,
  near: Neighbourhood,
  locale: Locale,
): Promise<Picture> {
  return await drawNeighbourhood(near, {
    start,
    named: await peopleOf(desk, near),
    locale,
    addressOf: ({ kind, name }) => `/graph/${kind}/${encodeURIComponent(name)}`,
  });
}

async function viewOf(desk: GraphDesk, near: Neighbourhood, locale: Locale) {
  const [named, documents] = await Promise.all([peopleOf(desk, near), desk.documents(near.edges)]);
  return {
    nodes: near.nodes.map((node) => ({
      kind: node.kind,
      name: redact(node.name),
      label: redact(labelOf(node, named)),
      distance: node.distance,
    })),
    edges: near.edges.map((edge: KnownEdge) => ({
      from: { kind: edge.from.kind, name: redact(edge.from.name) },
      kind: edge.kind,
      words: edgeWords[edge.kind][locale],
      to: { kind: edge.to.kind, name: redact(edge.to.name) },
      source: edge.source,
      told_by: sourceWords(edge.source, documents)[locale],
      first_seen: edge.firstSeen.toISOString(),
      last_seen: edge.lastSeen.toISOString(),
      count: edge.count,
    })),
  };
}

function isSame(one: NodeRef, other: NodeRef): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function remembered<T>(read: () => Promise<T>, forMs: number): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    if (kept === null || performance.now() - kept.at > forMs) {
      const value = read();
      const mine = { at: performance.now(), value };
      kept = mine;
      value.catch(() => {
        if (kept === mine) kept = null;
      });
    }
    return kept.value;
  };
}
