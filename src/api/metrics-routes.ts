import type { Registry } from "prom-client";
import { z } from "zod";
import type { ApiApp } from "./api-app.ts";

/** `GET /api/metrics`: Prometheus text. */
export function addMetricsRoutes(app: ApiApp, metrics: Registry): void {
  app.get(
    "/api/metrics",
    {
      config: { access: "read_metrics" },
      schema: {
        summary: "Metrics in Prometheus' text format",
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
