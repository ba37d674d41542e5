import type { Registry } from "prom-client";
import { z } from "zod";
import type { ApiApp } from "./api-app.ts";
import { isLoopback } from "./guard.ts";

/**
 * `GET /api/metrics`: Prometheus text. A server that only this machine can reach answers without a token, as scrapers
 * and `curl` expect; one that others can reach asks for `read_metrics`. The text holds counts, never names of people,
 * jobs or hosts.
 */
export function addMetricsRoutes(app: ApiApp, metrics: Registry, host: string): void {
  const open = isLoopback(host);
  app.get(
    "/api/metrics",
    {
      config: { access: open ? "public" : "read_metrics" },
      schema: {
        summary: open
          ? "Metrics in Prometheus' text format; without a token, because only this machine can ask"
          : "Metrics in Prometheus' text format; a server bound to loopback gives them without a token",
        tags: ["operations"],
        response: { 200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } } },
      },
    },
    async (_request, reply) => {
      const text = await metrics.metrics();
      return reply.type(metrics.contentType).serializer(String).send(text);
    },
  );
}
