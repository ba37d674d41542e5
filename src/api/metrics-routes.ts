import type { Registry } from "prom-client";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { ApiApp } from "./api-app.ts";
import type { ApiDeps } from "./api-deps.ts";
import { isLoopback } from "./guard.ts";

const passedOn = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * `GET /api/metrics`: Prometheus text. A server that only this machine can reach answers without a token, as scrapers
 * and `curl` expect; one that others can reach, themselves or through a proxy, asks for `read_metrics`. The text holds
 * counts, never names of people, jobs or hosts.
 */
export function addMetricsRoutes(
  app: ApiApp,
  metrics: Registry,
  { host, publicUrl = null }: Pick<ApiDeps, "host" | "publicUrl">,
): void {
  const open = isLoopback(host) && publicUrl === null;
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
    async ({ headers }, reply) => {
      if (open && passedOn.some((header) => headers[header] !== undefined))
        throw new Fault(
          "unauthenticated",
          "Without a token metrics are for this machine alone, and this came through a proxy: set RESYNC_PUBLIC_URL, and send a token.",
        );
      const text = await metrics.metrics();
      return reply.type(metrics.contentType).serializer(String).send(text);
    },
  );
}
