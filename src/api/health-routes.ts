// Alive, ready, and how everything is. The first two need no token and tell no details.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { ApiApp } from "./api-app.ts";
import type { ApiDeps, Health } from "./api-deps.ts";
import { healthState } from "./schemas.ts";

export interface HealthRoutesDeps {
  readonly readiness: ApiDeps["readiness"];
  readonly version: string;
  readonly now: () => Date;
  readonly isDraining: () => boolean;
}

const patienceMs = 5_000;

/** `GET /live`, `GET /ready`, `GET /api/health`. */
export function addHealthRoutes(app: ApiApp, deps: HealthRoutesDeps): void {
  app.get(
    "/live",
    {
      config: { access: "public" },
      schema: {
        summary: "The process is alive",
        tags: ["operations"],
        response: { 200: z.object({ live: z.literal(true) }) },
      },
    },
    async () => ({ live: true as const }),
  );

  app.get(
    "/ready",
    {
      config: { access: "public" },
      schema: {
        summary: "Requests may be sent here: 200, or 503 with the reason",
        tags: ["operations"],
        response: {
          200: z.object({
            ready: z.literal(true),
            status: healthState,
            checks: z.record(z.string(), healthState),
          }),
        },
      },
    },
    async () => {
      if (deps.isDraining()) throw new Fault("unavailable", "Resync is shutting down.", { retryable: true });
      const { status, checks } = await healthOf(deps.readiness);
      const states = Object.fromEntries(Object.entries(checks).map(([name, { state }]) => [name, state]));
      if (status === "healthy" || status === "degraded")
        return { ready: true as const, status, checks: states };
      const bad = Object.entries(states).filter(([, state]) => state === "unhealthy" || state === "unknown");
      const which = bad.map(([name, state]) => `${name} is ${state}`).join(", ");
      throw new Fault("unavailable", `Resync is not ready: ${which || `its health is ${status}`}.`, {
        retryable: true,
      });
    },
  );

  app.get(
    "/api/health",
    {
      config: { access: "ask" },
      schema: {
        summary: "How the database, the queue and HWA are, and how old each finding is",
        tags: ["operations"],
        response: {
          200: z.object({
            status: healthState,
            version: z.string(),
            timestamp: z.string(),
            checks: z.record(
              z.string(),
              z.object({ state: healthState, ageMs: z.number().nullable(), detail: z.string() }),
            ),
          }),
        },
      },
    },
    async () => ({
      ...(await healthOf(deps.readiness)),
      version: deps.version,
      timestamp: deps.now().toISOString(),
    }),
  );
}

/** The house's health; unknown when it cannot say within five seconds. Healthy needs every check to be. */
async function healthOf(readiness: ApiDeps["readiness"]): Promise<Health> {
  const silence = Promise.withResolvers<Health>();
  const timer = setTimeout(() => silence.resolve({ status: "unknown", checks: {} }), patienceMs);
  const asked = readiness().catch((): Health => ({ status: "unknown", checks: {} }));
  const health = await Promise.race([asked, silence.promise]);
  clearTimeout(timer);
  const sound = Object.values(health.checks).every((check) => check.state === "healthy");
  return health.status === "healthy" && !sound ? { ...health, status: "degraded" } : health;
}
