// One log line and one measurement a request. Neither holds a URL, a body or a header: tokens travel in those.

import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

const metric = "http_request_duration_seconds";
const quiet = new Set(["/live", "/ready", "/api/metrics"]);

/** Puts `X-Request-Id` on every answer, logs it and measures it by method, route and status. */
export function addRequestRecord(app: FastifyInstance, metrics: Registry): void {
  const durations =
    (metrics.getSingleMetric(metric) as Histogram<"method" | "route" | "status"> | undefined) ??
    new Histogram({
      name: metric,
      help: "Time from a request's headers to the end of its answer, in seconds.",
      labelNames: ["method", "route", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [metrics],
    });

  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });

  app.addHook("onResponse", async (request, reply) => {
    const route = request.is404 ? "none" : (request.routeOptions.url ?? "none");
    const status = reply.statusCode;
    durations.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    request.log[quiet.has(route) ? "debug" : "info"](
      {
        method: request.method,
        route,
        status,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ...(request.caller && { person: request.caller.person.id }),
      },
      "A request was answered.",
    );
  });

  app.addHook("onRequestAbort", async (request) => {
    request.log.info({ route: request.routeOptions.url }, "A client left before its answer.");
  });
}
