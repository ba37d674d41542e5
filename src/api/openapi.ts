// The OpenAPI document at /openapi.json, made from the routes' own schemas, and its page at /docs, which works offline.

import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

const methods = ["get", "post", "put", "patch", "delete"] as const;

const description = `Ask Resync about HCL Workload Automation, watch its jobs, run workflows, decide what they may do, and see how Resync itself is.

Send \`Authorization: Bearer <token>\`, or log in at \`POST /api/login\` for a session cookie. Refusals are
\`application/problem+json\` (RFC 9457) with a sentence in \`detail\`. Lists take \`limit\` (20, at most 200) and \`offset\`.`;

/** Registers the document; routes registered after it are in it. */
export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Resync", version, description },
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "resync_session" },
        },
      },
      security: [{ bearer: [] }, { session: [] }],
      tags: [
        { name: "conversation", description: "Questions and answers" },
        { name: "jobs", description: "Durable jobs: start, look, steer" },
        { name: "checkpoints", description: "What waits for people, and their decisions" },
        { name: "runbooks", description: "The same jobs as executions of runbooks" },
        { name: "workflows", description: "What can be started" },
        { name: "worker", description: "The worker of this process" },
        { name: "live", description: "WebSockets" },
        { name: "agents", description: "The specialists that answer" },
        { name: "operations", description: "Health and metrics" },
        { name: "access", description: "Tokens and sessions" },
        { name: "platforms", description: "What chat platforms call" },
      ],
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input);
      const { access } = input.route.config ?? {};
      const open = access === "public";
      const permission = open || access === undefined ? "" : `\n\nPermission: \`${access}\`.`;
      const text = `${schema?.description ?? ""}${permission}`.trim();
      return {
        schema: { ...schema, ...(text && { description: text }), ...(open && { security: [] }) },
        url,
      };
    },
    transformObject: (document) => withProblems(jsonSchemaTransformObject(document)),
  });

  // The page's routes are the plugin's own; they are opened here, where nothing else is registered.
  await app.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, access: "public" };
    });
    await scope.register(swaggerUi, {
      routePrefix: "/docs",
      theme: { title: "Resync API" },
      logo: { type: "image/svg+xml", content: logo, href: "/docs", target: "_self" },
      uiConfig: { docExpansion: "list", tryItOutEnabled: true, validatorUrl: null },
      staticCSP:
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  });

  app.get(
    "/openapi.json",
    { config: { access: "public" }, schema: { hide: true } },
    async (_request, reply) =>
      reply.serializer(JSON.stringify).type("application/json; charset=utf-8").send(app.swagger()),
  );
}

/** The name, where the page would show its maker's. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="40"><text x="4" y="29" font-family="sans-serif" font-size="26" font-weight="600" fill="#fff">Resync</text></svg>';

/** Every operation may also answer a problem; said once here. */
function withProblems(document: ReturnType<typeof jsonSchemaTransformObject>): typeof document {
  const problem = {
    description: "What went wrong",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  for (const path of Object.values(document.paths ?? {}))
    for (const method of methods) {
      const operation = (path as Record<string, { responses?: object } | undefined>)[method];
      if (operation) operation.responses = { ...operation.responses, default: problem };
    }
  // Shapes that are only ever answered are described a second time as if they were asked; nothing refers to those.
  const schemas =
    (document as { components?: { schemas?: Record<string, unknown> } }).components?.schemas ?? {};
  const referred = JSON.stringify(document.paths);
  for (const name of Object.keys(schemas))
    if (name.endsWith("Input") && !referred.includes(`#/components/schemas/${name}"`)) delete schemas[name];
  return document;
}
