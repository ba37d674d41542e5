import type { Logger } from "pino";
import { z } from "zod";
import { toFault } from "#core/fault.ts";
import type { JobUpdate, PlanMonitor } from "#hwa/monitor/job-update.ts";
import type { ApiApp } from "./api-app.ts";
import { callerOn } from "./guard.ts";
import { closeCodes, type OpenSocket, type OpenSockets } from "./open-sockets.ts";
import { upgradeRequired } from "./upgrade-required.ts";

const description = `A WebSocket. The first message is the job's state now, then one for each change, as JSON:
\`{"job":"FINAL_BATCH","status":"running","progress":"50%"}\`, \`{"job":"FINAL_BATCH","status":"completed","duration":"12s"}\`.
\`status\` is one of queued, running, completed, failed, held, blocked, cancelled, suppressed, unknown; \`note\` says why it is unknown.
Browsers authenticate with the session cookie, programs with the Authorization header, or, where neither can be sent, with \`?token=\`.
Closed with 1001 when the server stops, 1008 when the token was revoked, 1013 when the client reads too slowly.`;

/** `WS /ws/monitor?job=NAME`: one HWA job, live. */
export function addMonitorSocket(app: ApiApp, monitor: PlanMonitor, sockets: OpenSockets, log: Logger): void {
  app.route({
    method: "GET",
    url: "/ws/monitor",
    config: { access: "ask" },
    schema: {
      summary: "Watch an HWA job",
      description,
      tags: ["live"],
      querystring: z.strictObject({ job: z.string().trim().min(1).max(200), token: z.string().optional() }),
    },
    handler: upgradeRequired,
    wsHandler: async (webSocket, request) => {
      const { job } = request.query as { job: string };
      const socket = sockets.add(webSocket, callerOn(request), "ask");
      log.info(
        { requestId: request.id, person: socket.caller.person.id, job },
        "Somebody watches an HWA job.",
      );
      await tell(job, monitor, socket, log);
    },
  });
}

async function tell(job: string, monitor: PlanMonitor, socket: OpenSocket, log: Logger): Promise<void> {
  try {
    for await (const { notePt: _inPortuguese, ...update } of monitor.watch(job, socket.signal))
      if (!socket.send(update)) return;
    socket.close(closeCodes.normal, "There is nothing more to tell.");
  } catch (error) {
    if (socket.signal.aborted) return;
    log.error({ err: error, job }, "Watching an HWA job failed.");
    const fault = toFault(error);
    const note = fault.code === "internal" ? "Resync lost sight of this job: connect again." : fault.message;
    socket.send({ job, status: "unknown", note } satisfies JobUpdate);
    socket.close(closeCodes.failed, "Resync lost sight of this job.");
  }
}
