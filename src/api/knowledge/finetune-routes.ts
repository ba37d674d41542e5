// Approved and well-rated answers as examples for a language model.

import { Readable } from "node:stream";
import { z } from "zod";
import {
  countItem,
  type ExportCounts,
  type ExportItem,
  exportFinetune,
  type FinetuneDeps,
  leftOutBecause,
} from "#knowledge/learn/export-finetune.ts";
import type { ApiApp } from "../api-app.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const span = z.strictObject({ since: instant.optional(), until: instant.optional() });

/** `GET /api/knowledge/finetune`, `GET /api/knowledge/finetune/manifest`. */
export function addFinetuneRoutes(app: ApiApp, deps: FinetuneDeps): void {
  app.get(
    "/api/knowledge/finetune",
    {
      config: { access: "read_interactions" },
      schema: {
        summary: "Examples for fine-tuning, one chat in OpenAI's form a line",
        description:
          "Only answers that a person approved or that were rated 4 or better, each question once, without secrets, people and machines.",
        tags: ["knowledge"],
        querystring: span,
        response: {
          200: { description: "The examples", content: { "application/jsonl": { schema: z.string() } } },
        },
      },
    },
    async (request, reply) =>
      reply
        .header("content-disposition", 'attachment; filename="resync-finetune.jsonl"')
        .type("application/jsonl; charset=utf-8")
        .send(Readable.from(linesOf(exportFinetune(deps, queryOf(request.query)))) as never),
  );

  app.get(
    "/api/knowledge/finetune/manifest",
    {
      config: { access: "read_interactions" },
      schema: {
        summary: "What such an export holds, and why the rest is left out",
        tags: ["knowledge"],
        querystring: span.extend({
          leftOut: z.coerce.number().int().min(0).max(10_000).default(1_000).describe("How many to name."),
        }),
        response: {
          200: z.object({
            success: z.literal(true),
            counts: z.object({ examples: z.number().int(), leftOut: z.record(z.string(), z.number().int()) }),
            reasons: z.record(z.string(), z.string()),
            leftOut: z.array(z.object({ id: z.string(), why: z.string() })),
          }),
        },
      },
    },
    async (request) => {
      const counts: ExportCounts = { examples: 0, leftOut: {} };
      const leftOut: { id: string; why: string }[] = [];
      for await (const item of exportFinetune(deps, queryOf(request.query))) {
        countItem(counts, item);
        if (item.kind === "left_out" && leftOut.length < request.query.leftOut)
          leftOut.push({ id: item.id, why: item.why });
      }
      return {
        success: true as const,
        counts: { examples: counts.examples, leftOut: { ...counts.leftOut } as Record<string, number> },
        reasons: { ...leftOutBecause },
        leftOut,
      };
    },
  );
}

function queryOf({ since, until }: z.output<typeof span>): { readonly since?: Date; readonly until?: Date } {
  return { ...(since ? { since } : {}), ...(until ? { until } : {}) };
}

async function* linesOf(items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  for await (const item of items) if (item.kind === "example") yield `${item.line}\n`;
}
