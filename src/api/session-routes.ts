import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Access } from "#ports/access.ts";
import type { ApiApp } from "./api-app.ts";
import { personOf } from "./guard.ts";
import { person as personSchema } from "./schemas.ts";
import { type Sessions, sessionCookie } from "./sessions.ts";
import type { FailureThrottle } from "./throttle.ts";

export interface SessionRoutesDeps {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly failures: FailureThrottle;
}

const cookie = { path: "/", httpOnly: true, sameSite: "strict", secure: "auto" } as const;

/** `POST /api/login {token}` opens a browser session, `POST /api/logout` ends it. */
export function addSessionRoutes(app: ApiApp, { access, sessions, failures }: SessionRoutesDeps): void {
  app.post(
    "/api/login",
    {
      config: { access: "public" },
      schema: {
        summary: "Open a session: answers with a cookie",
        tags: ["access"],
        body: z.strictObject({ token: z.string().min(1).max(512) }),
        response: { 200: z.object({ success: z.literal(true), person: personSchema }) },
      },
    },
    async (request, reply) => {
      const { token } = request.body;
      const person = await personOf(token, access);
      if (!person) {
        failures.failed(request.ip);
        throw new Fault("unauthenticated", "This token is not known to Resync, has expired or was revoked.");
      }
      reply.setCookie(sessionCookie, sessions.open(token, request.cookies[sessionCookie]), cookie);
      return { success: true as const, person };
    },
  );

  app.post(
    "/api/logout",
    {
      config: { access: "public" },
      schema: {
        summary: "End the session of the cookie",
        tags: ["access"],
        response: { 200: z.object({ success: z.literal(true) }) },
      },
    },
    async (request, reply) => {
      const session = request.cookies[sessionCookie];
      if (session !== undefined) sessions.end(session);
      reply.clearCookie(sessionCookie, cookie);
      return { success: true as const };
    },
  );
}
