import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { People } from "#ports/people.ts";
import type { ApiApp } from "./api-app.ts";
import { byCaller } from "./guard.ts";
import { pageInput, pagination, paginationOf } from "./schemas.ts";

const pattern = z.string().min(1).max(200);
const workflow = z
  .string()
  .regex(/^[a-z0-9*][a-z0-9*-]{0,99}$/, "a workflow's id, or a pattern of one with *")
  .describe("A workflow's id, or a pattern with *.");
const who = z
  .array(z.string().min(1).max(300))
  .min(1)
  .max(50)
  .describe("Groups, person:<id>, or identities such as email:ana@company.com.");
const inputs = z
  .record(z.string().min(1).max(100), pattern)
  .describe("Input name to pattern with *; case does not count. Inputs not named are free.");

const ruleView = z
  .object({
    id: z.string(),
    workflow: z.string(),
    who: z.array(z.string()).readonly(),
    inputs: z.record(z.string(), z.string()).readonly(),
  })
  .register(z.globalRegistry, { id: "StartRule" });

/** `GET/POST /api/admin/start-rules`, `DELETE …/{id}`: who may start which workflow with which inputs. */
export function addStartRuleRoutes(app: ApiApp, people: People): void {
  app.get(
    "/api/admin/start-rules",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "The rules; a workflow no rule names may be started by every operator",
        tags: ["people"],
        querystring: pageInput,
        response: { 200: z.object({ success: z.literal(true), rules: z.array(ruleView), pagination }) },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      const { startRules } = await people.rights();
      return {
        success: true as const,
        rules: startRules.slice(offset, offset + limit),
        pagination: paginationOf(request.query, startRules.length),
      };
    },
  );

  app.post(
    "/api/admin/start-rules",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "Add a rule; from then on only rules that name the workflow decide",
        tags: ["people"],
        body: z.strictObject({ workflow, who, inputs: inputs.default({}) }),
        response: { 201: z.object({ success: z.literal(true), rule: ruleView }) },
      },
    },
    async (request, reply) => {
      const rule = await people.addStartRule(request.body, byCaller(request));
      return reply.code(201).send({ success: true as const, rule });
    },
  );

  app.delete(
    "/api/admin/start-rules/:id",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "Remove a rule",
        tags: ["people"],
        params: z.object({ id: z.string().min(1).max(200) }),
        response: { 200: z.object({ success: z.literal(true) }) },
      },
    },
    async (request) => {
      if (!(await people.removeStartRule(request.params.id, byCaller(request))))
        throw new Fault("not_found", "There is no rule of that id: GET /api/admin/start-rules lists them.");
      return { success: true as const };
    },
  );
}
