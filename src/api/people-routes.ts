import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { roles } from "#core/person.ts";
import type { People, PersonRecord } from "#ports/people.ts";
import type { ApiApp } from "./api-app.ts";
import { byCaller } from "./guard.ts";
import { line, pageInput, pagination, paginationOf } from "./schemas.ts";

const personView = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)).readonly(),
    groups: z.array(z.string()).readonly(),
    identities: z.array(z.string()).readonly(),
    disabled: z.boolean(),
    createdAt: z.string(),
  })
  .register(z.globalRegistry, { id: "Person" });

const oneOf = z.object({ success: z.literal(true), person: personView });
const idParams = z.object({ id: z.string().min(1).max(200) });
const rolesInput = z.array(z.enum(roles)).max(roles.length);
const group = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens, at most 63")
  .describe("A group of yours. viewers, operators, approvers and admins are there by role.");
const groupsInput = z.array(group).max(50);
const identityInput = z
  .string()
  .min(1)
  .max(300)
  .describe("slack:TEAM/USER, teams:AADOBJECTID or email:name@company.com");

/** `GET/POST /api/admin/people`, `PATCH …/{id}`, `POST/DELETE …/{id}/identities`: who there is and what they may. */
export function addPeopleRoutes(app: ApiApp, people: People): void {
  app.get(
    "/api/admin/people",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "Everybody, with roles, groups and identities",
        tags: ["people"],
        querystring: pageInput,
        response: { 200: z.object({ success: z.literal(true), people: z.array(personView), pagination }) },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      const all = (await people.rights()).people;
      return {
        success: true as const,
        people: all.slice(offset, offset + limit).map(viewOf),
        pagination: paginationOf(request.query, all.length),
      };
    },
  );

  app.post(
    "/api/admin/people",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "Add a person",
        tags: ["people"],
        body: z.strictObject({
          name: line,
          roles: rolesInput.default([]),
          groups: groupsInput.default([]),
          identities: z.array(identityInput).max(20).default([]),
        }),
        response: { 201: oneOf },
      },
    },
    async (request, reply) => {
      const { name, roles: given, groups, identities } = request.body;
      const by = byCaller(request);
      const { id } = await people.create({ name, roles: given }, by);
      for (const each of groups) await people.setGroup(id, each, true, by);
      for (const each of identities) await people.link(id, each, by);
      return reply.code(201).send({ success: true as const, person: await viewOfId(people, id) });
    },
  );

  app.patch(
    "/api/admin/people/:id",
    {
      config: { access: "manage_people" },
      schema: {
        summary: "Change a person's roles or groups, disable or enable them",
        tags: ["people"],
        params: idParams,
        body: z.strictObject({
          roles: rolesInput.optional(),
          groups: groupsInput.optional().describe("All of them: groups that are not here are left."),
          disabled: z.boolean().optional(),
        }),
        response: { 200: oneOf },
      },
    },
    async (request) => {
      const { id } = request.params;
      const by = byCaller(request);
      const before = await viewOfId(people, id);
      const wanted = request.body;
      if (wanted.roles) await people.setRoles(id, wanted.roles, by);
      if (wanted.disabled !== undefined) await people.setDisabled(id, wanted.disabled, by);
      const { groups } = wanted;
      if (groups) {
        for (const each of groups) await people.setGroup(id, each, true, by);
        for (const each of before.groups)
          if (!groups.includes(each)) await people.setGroup(id, each, false, by);
      }
      return { success: true as const, person: await viewOfId(people, id) };
    },
  );

  const identityRoute = {
    config: { access: "manage_people" as const },
    schema: {
      tags: ["people"],
      params: idParams,
      body: z.strictObject({ identity: identityInput }),
      response: { 200: oneOf },
    },
  };
  const changeIdentity =
    (change: "link" | "unlink") =>
    async (request: FastifyRequest<{ Params: { id: string }; Body: { identity: string } }>) => {
      const { id } = request.params;
      await people[change](id, request.body.identity, byCaller(request));
      return { success: true as const, person: await viewOfId(people, id) };
    };
  app.post(
    "/api/admin/people/:id/identities",
    { ...identityRoute, schema: { ...identityRoute.schema, summary: "Link an account of a platform" } },
    changeIdentity("link"),
  );
  app.delete(
    "/api/admin/people/:id/identities",
    { ...identityRoute, schema: { ...identityRoute.schema, summary: "Unlink an account of a platform" } },
    changeIdentity("unlink"),
  );
}

async function viewOfId(people: People, id: string): Promise<z.output<typeof personView>> {
  const found = (await people.rights()).people.find((person) => person.id === id);
  if (!found) throw new Fault("not_found", "Nobody has this id: GET /api/admin/people lists everybody.");
  return viewOf(found);
}

function viewOf(person: PersonRecord): z.output<typeof personView> {
  const { id, name, groups, identities, disabled } = person;
  return {
    id,
    name,
    roles: person.roles,
    groups,
    identities,
    disabled,
    createdAt: person.createdAt.toISOString(),
  };
}
