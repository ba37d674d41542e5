import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { ApiApp } from "./api-app.ts";
import type { ApiDeps } from "./api-deps.ts";
import { healthState, pageInput, pagination, paginationOf } from "./schemas.ts";

const agent = z
  .object({
    name: z.string(),
    title: z.string(),
    version: z.string(),
    status: healthState,
    last_check: z.string().nullable(),
    detail: z.string(),
    introduction: z.string(),
    capabilities: z.array(z.string()).readonly(),
  })
  .register(z.globalRegistry, { id: "Agent" });

/** `GET /api/agents` and `GET /api/agents/{name}`. */
export function addAgentRoutes(app: ApiApp, agents: ApiDeps["agents"]): void {
  app.get(
    "/api/agents",
    {
      config: { access: "read_agents" },
      schema: {
        summary: "The agents, with version, status and last check",
        tags: ["agents"],
        querystring: pageInput,
        response: { 200: z.object({ success: z.literal(true), agents: z.array(agent), pagination }) },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      const all = await agents.list();
      return {
        success: true as const,
        agents: all.slice(offset, offset + limit),
        pagination: paginationOf(request.query, all.length),
      };
    },
  );

  app.get(
    "/api/agents/:name",
    {
      config: { access: "read_agents" },
      schema: {
        summary: "One agent",
        tags: ["agents"],
        params: z.object({ name: z.string().min(1).max(200) }),
        response: { 200: z.object({ success: z.literal(true), agent }) },
      },
    },
    async (request) => {
      const found = await agents.find(request.params.name);
      if (found) return { success: true as const, agent: found };
      const names = (await agents.list()).map((each) => each.name).join(", ");
      throw new Fault(
        "not_found",
        `No agent is called "${oneLine(request.params.name, 60)}". There are: ${names}.`,
      );
    },
  );
}
