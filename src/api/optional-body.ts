import type { FastifyInstance } from "fastify";

/**
 * Lets the routes of this scope take no body where others want one: curl's `-X POST` alone, and a client that always
 * says `Content-Type: application/json` and then sends nothing.
 */
export function takeEmptyBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.removeContentTypeParser("application/json");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else parse(request, String(body), done);
  });
}
