import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { roles } from "#core/person.ts";
import type { Access, TokenInfo } from "#ports/access.ts";
import type { ApiApp } from "./api-app.ts";
import { byCaller } from "./guard.ts";
import { line, pageInput, pagination, paginationOf, person } from "./schemas.ts";

const tokenView = z
  .object({
    id: z.string(),
    label: z.string(),
    person,
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
    lastUsedAt: z.string().nullable(),
  })
  .register(z.globalRegistry, { id: "Token" });

/** `GET/POST /api/tokens`, `DELETE /api/tokens/{id}`: who may use the API. A token is shown once, when it is made. */
export function addTokenRoutes(app: ApiApp, access: Access, now: () => Date): void {
  app.get(
    "/api/tokens",
    {
      config: { access: "manage_tokens" },
      schema: {
        summary: "The tokens, without their secrets",
        tags: ["access"],
        querystring: pageInput,
        response: { 200: z.object({ success: z.literal(true), tokens: z.array(tokenView), pagination }) },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      const all = await access.list();
      return {
        success: true as const,
        tokens: all.slice(offset, offset + limit).map(viewOf),
        pagination: paginationOf(request.query, all.length),
      };
    },
  );

  app.post(
    "/api/tokens",
    {
      config: { access: "manage_tokens" },
      schema: {
        summary: "Make a token for a person",
        tags: ["access"],
        body: z.strictObject({
          name: line.describe("The person's name."),
          roles: z.array(z.enum(roles)).min(1).max(roles.length),
          label: line.default("api").describe("What the token is for."),
          expiresAt: z.iso
            .datetime({ offset: true })
            .nullable()
            .default(null)
            .describe("null: until revoked."),
        }),
        response: {
          201: z.object({
            success: z.literal(true),
            token: z.string().describe("The token itself; it is not shown again."),
            info: tokenView,
          }),
        },
      },
    },
    async (request, reply) => {
      const { name, label, expiresAt } = request.body;
      const expiry = expiresAt === null ? null : new Date(expiresAt);
      if (expiry && expiry <= now())
        throw new Fault("invalid_input", 'The field "expiresAt" is in the past.', {
          detail: { field: "expiresAt" },
        });
      const { token, info } = await access.issue(
        { name, roles: [...new Set(request.body.roles)] },
        label,
        expiry,
        byCaller(request),
      );
      return reply.code(201).send({ success: true as const, token, info: viewOf(info) });
    },
  );

  app.delete(
    "/api/tokens/:id",
    {
      config: { access: "manage_tokens" },
      schema: {
        summary: "Revoke a token",
        tags: ["access"],
        params: z.object({ id: z.string().min(1).max(200) }),
        response: { 200: z.object({ success: z.literal(true) }) },
      },
    },
    async (request) => {
      if (!(await access.revoke(request.params.id, byCaller(request))))
        throw new Fault("not_found", "There is no token of that id: GET /api/tokens lists them.");
      return { success: true as const };
    },
  );
}

function viewOf(info: TokenInfo): z.output<typeof tokenView> {
  return {
    id: info.id,
    label: info.label,
    person: info.person,
    createdAt: info.createdAt.toISOString(),
    expiresAt: info.expiresAt?.toISOString() ?? null,
    lastUsedAt: info.lastUsedAt?.toISOString() ?? null,
  };
}
