import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { may, type Permission, type Person } from "#core/person.ts";
import type { Access } from "#ports/access.ts";
import type { ApiApp } from "./api-app.ts";
import { callerOn, personOf } from "./guard.ts";
import type { OwnAddress } from "./own-address.ts";
import { person as personSchema } from "./schemas.ts";
import { type Session, type Sessions, sessionCookie } from "./sessions.ts";
import type { FailureThrottle } from "./throttle.ts";

export interface SessionRoutesDeps {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly failures: FailureThrottle;
  readonly address: OwnAddress;
}

const cookie = { path: "/", httpOnly: true, sameSite: "strict" } as const;
const yes = z.literal(true);
const tags = ["access"];

/** What pages show or hide. Whether a deed is allowed is decided where it is done. */
const shownPermissions = ["read_jobs", "run_workflows", "decide", "steer_any_job"] as const;

/** `POST /api/login {token}` opens a browser session, `POST /api/logout` ends it, `GET /api/session` says whose it is. */
export function addSessionRoutes(app: ApiApp, deps: SessionRoutesDeps): void {
  const { access, failures } = deps;
  app.post(
    "/api/login",
    {
      config: { access: "public" },
      schema: {
        summary: "Open a session: answers with a cookie",
        tags,
        body: z.strictObject({ token: z.string().min(1).max(512) }),
        response: { 200: z.object({ success: yes, person: personSchema }) },
      },
    },
    async (request, reply) => {
      const { token } = request.body;
      const person = await personOf(token, access);
      if (!person) {
        failures.failed(request.ip);
        throw new Fault("unauthenticated", {
          en: "This token is not known to Resync, has expired or was revoked.",
          pt: "O Resync não conhece este token, ou ele venceu ou foi revogado.",
        });
      }
      await openSession(request, reply, deps, { token, ownTokenId: null });
      return { success: true as const, person };
    },
  );

  app.post(
    "/api/logout",
    {
      config: { access: "public" },
      schema: {
        summary: "End the session of the cookie",
        tags,
        response: { 200: z.object({ success: yes }) },
      },
    },
    async (request, reply) => {
      await endSession(request, deps, null);
      reply.clearCookie(sessionCookie, cookie);
      return { success: true as const };
    },
  );

  app.get(
    "/api/session",
    {
      config: { access: "ask" },
      schema: {
        summary: "Who you are, and what pages may offer you",
        tags,
        response: {
          200: z.object({ success: yes, person: personSchema, may: z.array(z.enum(shownPermissions)) }),
        },
      },
    },
    async (request) => {
      const { person } = callerOn(request);
      return { success: true as const, person, may: allowed(person) };
    },
  );
}

function allowed(person: Person): (typeof shownPermissions)[number][] {
  return shownPermissions.filter((permission: Permission) => may(person, permission));
}

/** The session the browser brought along ends, so that an id planted before somebody came in is worthless. */
export async function openSession(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Omit<SessionRoutesDeps, "failures">,
  session: Session,
): Promise<void> {
  await endSession(request, deps, session.token);
  const secure = deps.address.isSecure(request);
  reply.setCookie(sessionCookie, deps.sessions.open(session), { ...cookie, secure });
}

async function endSession(
  request: FastifyRequest,
  { access, sessions }: Pick<SessionRoutesDeps, "access" | "sessions">,
  next: string | null,
): Promise<void> {
  const id = request.cookies[sessionCookie];
  const ended = id === undefined ? null : sessions.end(id);
  if (!ended || ended.ownTokenId === null || ended.token === next) return;
  const person = await personOf(ended.token, access);
  if (person)
    await access.revoke(ended.ownTokenId, { who: { id: person.id, name: person.name }, surface: "web" });
}
