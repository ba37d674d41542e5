import type { FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { z } from "zod";
import type { Engine } from "#engine/engine.ts";
import type { ApiApp } from "./api-app.ts";
import { callerOn } from "./guard.ts";
import { jobOf } from "./job-inputs.ts";
import { viewOfEvent } from "./job-views.ts";
import { closeCodes, type OpenSocket, type OpenSockets } from "./open-sockets.ts";
import { upgradeRequired } from "./upgrade-required.ts";

const description = `A WebSocket. Each event of the job comes once, in order, as JSON: \`{"jobId","seq","kind","step","data","at"}\`, from the
number after \`after\` on. Connect again with the last \`seq\` you have seen and nothing is missed or repeated.
Closed with 1000 after the job's last event, 1001 when the server stops, 1008 when the token was revoked, 1011 when
following failed. A client that reads slowly is waited for.`;

/** `WS /ws/jobs/{id}?after=` and `WS /ws/approvals/{session_id}?after=`: a job's events, without gap or repeat. */
export function addJobSockets(app: ApiApp, engine: Engine, sockets: OpenSockets, log: Logger): void {
  for (const [url, param, summary] of [
    ["/ws/jobs/:id", "id", "Follow a job"],
    ["/ws/approvals/:session_id", "session_id", "Follow the execution of a runbook"],
  ] as const) {
    const idOf = (request: FastifyRequest) => (request.params as Record<string, string>)[param] ?? "";
    app.route({
      method: "GET",
      url,
      config: { access: "read_jobs" },
      schema: {
        summary,
        description,
        tags: ["live"],
        params: z.object({ [param]: z.string().min(1).max(200) }),
        querystring: z.strictObject({
          after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
          token: z.string().optional(),
        }),
      },
      // Before the upgrade, so that a client gets its 404 as HTTP.
      preHandler: async (request) => void (await jobOf(engine, idOf(request))),
      handler: upgradeRequired,
      wsHandler: async (webSocket, request) => {
        const { after } = request.query as { after: number };
        const socket = sockets.add(webSocket, callerOn(request), "read_jobs");
        const jobId = idOf(request).toLowerCase();
        log.info(
          { requestId: request.id, person: socket.caller.person.id, job: jobId },
          "Somebody follows a job.",
        );
        await tell(jobId, after, engine, socket, log);
      },
    });
  }
}

async function tell(
  jobId: string,
  after: number,
  engine: Engine,
  socket: OpenSocket,
  log: Logger,
): Promise<void> {
  try {
    for await (const event of engine.follow(jobId, after, socket.signal))
      if (!(await socket.deliver(viewOfEvent(event)))) return;
    socket.close(closeCodes.normal, "The job has ended.");
  } catch (error) {
    if (socket.signal.aborted) return;
    log.error({ err: error, job: jobId }, "Following a job failed.");
    socket.close(
      closeCodes.failed,
      "Resync lost sight of this job: connect again with the last seq you have.",
    );
  }
}
