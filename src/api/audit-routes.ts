import { Readable } from "node:stream";
import { z } from "zod";
import type { Audit, AuditRecord } from "#ports/audit.ts";
import type { ApiApp } from "./api-app.ts";

const recordView = z
  .object({
    seq: z.number().int(),
    at: z.string(),
    verb: z.string(),
    who: z.object({ id: z.string(), name: z.string() }),
    surface: z.string(),
    subject: z.string(),
    data: z.record(z.string(), z.unknown()),
    previous: z.string(),
    hash: z.string(),
  })
  .register(z.globalRegistry, { id: "AuditRecord" });

const verdictView = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("whole"), entries: z.number().int(), head: z.string() }),
  z.object({ kind: z.literal("broken"), seq: z.number().int(), why: z.string() }),
]);

/** `GET /api/admin/audit`, `…/export`, `…/verify`: who did what, as a page, as a file, and whether it still holds. */
export function addAuditRoutes(app: ApiApp, audit: Audit): void {
  app.get(
    "/api/admin/audit",
    {
      config: { access: "read_audit" },
      schema: {
        summary: "The audit after a number, oldest first",
        tags: ["audit"],
        querystring: z.strictObject({
          after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
          limit: z.coerce.number().int().min(1).max(200).default(20),
        }),
        response: {
          200: z.object({
            success: z.literal(true),
            entries: z.array(recordView),
            next: z.number().int().nullable().describe("`after` for the next page; null at the end."),
          }),
        },
      },
    },
    async (request) => {
      const { after, limit } = request.query;
      const entries = await audit.read(after, limit + 1);
      const page = entries.slice(0, limit);
      return {
        success: true as const,
        entries: page.map(viewOf),
        next: entries.length > limit ? (page.at(-1)?.seq ?? null) : null,
      };
    },
  );

  app.get(
    "/api/admin/audit/export",
    {
      config: { access: "read_audit" },
      schema: {
        summary: "The whole audit, one JSON object a line",
        description:
          "Without its last two members a line is exactly the text that was hashed: " +
          "hash = SHA-256(previous as 32 bytes, then that text in UTF-8).",
        tags: ["audit"],
        response: {
          200: { description: "The audit", content: { "application/jsonl": { schema: z.string() } } },
        },
      },
    },
    async (_request, reply) =>
      reply
        .header("content-disposition", 'attachment; filename="resync-audit.jsonl"')
        .type("application/jsonl; charset=utf-8")
        .send(Readable.from(audit.lines()) as never),
  );

  app.get(
    "/api/admin/audit/verify",
    {
      config: { access: "read_audit" },
      schema: {
        summary: "Whether the chain of hashes holds, and where it first does not",
        tags: ["audit"],
        querystring: z
          .strictObject({
            seq: z.coerce.number().int().min(1).optional().describe("An entry whose hash you kept."),
            hash: z
              .string()
              .regex(/^[0-9a-fA-F]{64}$/, "64 hexadecimal digits")
              .optional(),
          })
          .refine(
            ({ seq, hash }) => (seq === undefined) === (hash === undefined),
            "seq and hash go together",
          ),
        response: { 200: z.object({ success: z.literal(true), verdict: verdictView }) },
      },
    },
    async (request) => {
      const { seq, hash } = request.query;
      const mark = seq !== undefined && hash !== undefined ? { seq, hash } : undefined;
      return { success: true as const, verdict: await audit.verify(mark) };
    },
  );
}

function viewOf(record: AuditRecord): z.output<typeof recordView> {
  return { ...record, at: record.at.toISOString() };
}
