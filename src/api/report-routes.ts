import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { ApiApp } from "./api-app.ts";

/** `GET /reports/security-audit-report.md`: the last security scan, as a file no browser will render. */
export function addReportRoutes(app: ApiApp, securityReport: () => Promise<string | null>): void {
  app.get(
    "/reports/security-audit-report.md",
    {
      config: { access: "scan_security" },
      schema: {
        summary: "The report of the last security scan, in Markdown",
        tags: ["agents"],
        response: {
          200: { description: "The report", content: { "text/markdown": { schema: z.string() } } },
        },
      },
    },
    async (_request, reply) => {
      const report = await securityReport();
      if (report === null)
        throw new Fault(
          "not_found",
          'There is no security report yet: ask Resync to "run a security scan" first.',
        );
      return reply
        .header("content-disposition", 'attachment; filename="security-audit-report.md"')
        .type("text/markdown; charset=utf-8")
        .serializer(String)
        .send(report);
    },
  );
}
