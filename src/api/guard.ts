// Who may come in. Every request passes here before its body is read, and a route that names no access is closed.
//
// A caller is known by `Authorization: Bearer`, by the session cookie, or, on WebSockets alone, by `?token=`: browsers
// cannot send headers with an upgrade. A token in a URL ends up in other people's logs, so no other route reads it,
// and ours never write a URL. What a browser sends on its own accord, the cookie, is believed only for requests that
// begin on our own pages; an upgrade or a login from another page is refused whatever it carries.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { Fault } from "#core/fault.ts";
import { may, type Permission, type Person } from "#core/person.ts";
import { oneLine } from "#core/text.ts";
import type { Access } from "#ports/access.ts";
import type { Audit, AuditEntry, By } from "#ports/audit.ts";
import type { OwnAddress } from "./own-address.ts";
import { HttpRefusal } from "./problem.ts";
import { type Sessions, sessionCookie } from "./sessions.ts";
import type { FailureThrottle } from "./throttle.ts";

/** A request's caller: the person, and the token that proves it, for looking again later. */
export interface Caller {
  readonly person: Person;
  readonly token: string;
  /** `web`: a browser, with the session cookie. */
  readonly surface: "api" | "web";
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may use the route; a route without it is closed to everybody. */
    access?: "public" | Permission;
    /** A chat platform calls it, from its own servers and under any name, and proves that in its own way. */
    webhook?: true;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export interface GuardDeps {
  readonly access: Access;
  /** Where a refused change is written down. */
  readonly audit?: Pick<Audit, "append">;
  readonly sessions: Sessions;
  readonly failures: FailureThrottle;
  readonly host: string;
  readonly address: OwnAddress;
  readonly isDraining: () => boolean;
}

const longestToken = 512;
/** What a supervisor asks of a process that is on its way out. */
const probes = new Set(["/live", "/ready"]);

/** Puts the guard before every route of the app. */
export function addGuard(app: FastifyInstance, deps: GuardDeps): void {
  app.decorateRequest("caller", null);
  app.addHook("onRequest", async (request) => {
    const { access, webhook } = request.routeOptions.config;
    if (!webhook) refuseForeignHost(request, deps);
    if (deps.isDraining() && !probes.has(request.routeOptions.url ?? ""))
      throw new Fault("unavailable", "Resync is shutting down: ask again in a moment.", { retryable: true });
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity")
      throw new HttpRefusal(
        415,
        "unsupported_media_type",
        "Resync reads bodies without Content-Encoding only.",
      );
    if (request.is404 || webhook) return;
    if (access === undefined)
      throw new Fault("forbidden", "Nobody may use this route: it names no permission.");
    const claim = claimOf(request, deps.sessions);
    if (isUpgrade(request) || claim?.from === "cookie" || (access === "public" && !isSafe(request)))
      refuseForeignPage(request, deps.address);
    if (access === "public") return;
    request.caller = await callerOf(request, claim, deps);
    if (may(request.caller.person, access)) return;
    if (!isSafe(request)) await deps.audit?.append([refusedEntry(request, access)]);
    throw new Fault(
      "forbidden",
      `You may not do this: it needs the permission "${access}". Ask an administrator.`,
    );
  });
}

/** The caller of a route that is not public. */
export function callerOn(request: FastifyRequest): Caller {
  if (!request.caller) throw new Fault("unauthenticated", "This needs a token.");
  return request.caller;
}

/** The caller as the audit names who made a change. */
export function byCaller(request: FastifyRequest): By {
  const { person, surface } = callerOn(request);
  return { who: { id: person.id, name: person.name }, surface };
}

function refusedEntry(request: FastifyRequest, permission: Permission): AuditEntry {
  const [path = ""] = request.url.split("?");
  return {
    verb: "access.refused",
    ...byCaller(request),
    subject: `route:${request.method} ${oneLine(path, 200)}`,
    data: { permission },
  };
}

interface Claim {
  readonly from: "header" | "cookie" | "query";
  readonly token: string | null;
}

/** What the request says about its caller; the header counts before the query, the query before the cookie. */
function claimOf(request: FastifyRequest, sessions: Sessions): Claim | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    return { from: "header", token: token ?? null };
  }
  if (isUpgrade(request)) {
    const { token } = request.query as { token?: unknown };
    if (typeof token === "string") return { from: "query", token };
  }
  const session = request.cookies[sessionCookie];
  return session === undefined ? null : { from: "cookie", token: sessions.tokenOf(session) };
}

async function callerOf(request: FastifyRequest, claim: Claim | null, deps: GuardDeps): Promise<Caller> {
  if (!claim)
    throw new Fault(
      "unauthenticated",
      "This needs a token: send Authorization: Bearer <token>, or log in at POST /api/login.",
    );
  if (claim.from === "cookie" && claim.token === null)
    throw new Fault("unauthenticated", "Your session has ended: log in again at POST /api/login.");
  const person = claim.token === null ? null : await personOf(claim.token, deps.access);
  if (claim.token !== null && person)
    return { person, token: claim.token, surface: claim.from === "cookie" ? "web" : "api" };
  deps.failures.failed(request.ip);
  throw new Fault("unauthenticated", "This token is not known to Resync, has expired or was revoked.");
}

/** The person behind a token of any length; absurd ones are not looked up. */
export async function personOf(token: string, access: Access): Promise<Person | null> {
  return token.length === 0 || token.length > longestToken ? null : await access.personOf(token);
}

export function isUpgrade(request: FastifyRequest): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket";
}

function isSafe(request: FastifyRequest): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

/** Refuses what a page of another origin began; programs send neither header and pass. */
function refuseForeignPage(request: FastifyRequest, address: OwnAddress): void {
  const site = request.headers["sec-fetch-site"];
  const { origin, host } = request.headers;
  const ours =
    (site === undefined || site === "same-origin" || site === "none") &&
    (origin === undefined || address.isOrigin(origin, host));
  if (!ours)
    throw new Fault(
      "forbidden",
      "This request began on a page of another site; Resync only answers its own pages.",
    );
}

const loopback = new Set(["localhost", "127.0.0.1", "::1"]);

/** Whether a server bound to this name can be reached from this machine only. */
export function isLoopback(bound: string): boolean {
  return loopback.has(bound);
}

/**
 * Bound to loopback, only names of loopback may be in `Host`: a page elsewhere can point its own name at 127.0.0.1 (DNS
 * rebinding), but it cannot make the browser call that name "localhost", nor the one a proxy on this machine is known by.
 */
function refuseForeignHost(
  request: FastifyRequest,
  { host: bound, address }: Pick<GuardDeps, "host" | "address">,
): void {
  if (!isLoopback(bound) || address.isNamed(request.headers.host)) return;
  const host = request.headers.host ?? "";
  const name = URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "")
    : "";
  if (!loopback.has(name))
    throw new Fault(
      "forbidden",
      "Resync listens on this machine only: use http://localhost, set RESYNC_PUBLIC_URL to the name a proxy gives it, or set HOST to open it up.",
    );
}
