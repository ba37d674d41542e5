// Addresses that lead nowhere: 404 for an unknown path, 405 with Allow for a known one asked with another method.

import type { FastifyInstance, RouteOptions } from "fastify";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import { HttpRefusal } from "./problem.ts";

/** Watches what is registered from here on, and answers for everything that is not. */
export function addNotFound(app: FastifyInstance): void {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  app.addHook("onRoute", ({ url, method }: RouteOptions) => {
    const route = known.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    known.set(url, route);
    for (const each of [method].flat()) route.methods.add(each);
  });

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const allowed = new Set(
      [...known.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : [])),
    );
    if (allowed.size === 0 || allowed.has(request.method))
      throw new Fault("not_found", `There is nothing at ${oneLine(path, 100)}: /docs lists what there is.`);
    const allow = [...allowed].sort().join(", ");
    reply.header("allow", allow);
    throw new HttpRefusal(405, "method_not_allowed", `${request.method} is not possible here. Use ${allow}.`);
  });
}

function patternOf(url: string): RegExp {
  const source = url
    .split("/")
    .map((part) => {
      if (part === "*") return ".*";
      return part.startsWith(":") ? "[^/]+" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    })
    .join("/");
  return new RegExp(`^${source}$`);
}
