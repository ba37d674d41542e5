// Job logs: by run, or of the first job a query finds; whole, in part, or followed until the run ends.

import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { logLines } from "../logs/job-log-text.ts";
import { type Job, lastRun, type Run } from "../plan/plan-model.ts";
import { findJobs } from "../query/job-query.ts";
import { parsePlanFilter } from "../query/plan-filter.ts";
import { HwaError, malformed, noSuchObject } from "../server/hwa-error.ts";
import { byId, checkPlanId, wholeNumber } from "../server/request-values.ts";
import type { Answer, Call, Route } from "../server/router.ts";
import { read } from "./plan.ts";

const plainText = "text/plain; charset=utf-8";
const followEveryMs = 250;

const flag = (call: Call, name: string) => call.query.get(name) === "true";

function logOf(call: Call, job: Job, run: Run): Answer {
  checkPlanId(call);
  const { simulation } = call;
  const { refused = null, answersAfterMs = 0 } = run.staged ?? {};
  if (refused)
    throw new HwaError(refused.status, "com.ibm.tws.conn.exception.ConnEngineException", refused.message);
  const contentOnly = flag(call, "contentOnly");
  const lines = logLines(simulation.present(), job, run, contentOnly);
  if (lines === null) throw noSuchObject("job log of run", run.id);
  const from = wholeNumber(call, "from_line", 1, 1_000_000_000) ?? 1;
  const to = wholeNumber(call, "to_line", 1, 1_000_000_000) ?? Number.POSITIVE_INFINITY;
  if (to < from) throw malformed("The parameter to_line must not be less than from_line.");
  if (flag(call, "follow"))
    return { status: 200, stream: (response) => follow(call, job, run, contentOnly, from, response) };
  const part = lines.slice(from - 1, to === Number.POSITIVE_INFINITY ? undefined : to);
  const text = part.map((line) => `${line}\n`).join("");
  if (answersAfterMs === 0) return { status: 200, text, type: plainText };
  return {
    status: 200,
    async stream(response) {
      await sleep(answersAfterMs, undefined, { ref: false });
      if (response.destroyed) return;
      response.writeHead(200, { "content-type": plainText, "content-length": Buffer.byteLength(text) });
      response.end(text);
    },
  };
}

/** Writes what there is, then every new line as the run writes it, then the footer. */
async function follow(
  call: Call,
  job: Job,
  run: Run,
  contentOnly: boolean,
  from: number,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { "content-type": plainText, "cache-control": "no-store" });
  response.flushHeaders();
  let written = from - 1;
  while (!response.destroyed && !response.writableEnded) {
    const lines = logLines(call.simulation.present(), job, run, contentOnly) ?? [];
    if (lines.length > written) {
      response.write(
        lines
          .slice(written)
          .map((line) => `${line}\n`)
          .join(""),
      );
      written = lines.length;
    }
    if (run.endedAt !== null) break;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, followEveryMs);
      function done(): void {
        clearTimeout(timer);
        response.off("close", done);
        resolve();
      }
      response.once("close", done);
    });
  }
  response.end();
}

export const jobLogRoutes: readonly Route[] = [
  read("/plan/job/run/{run_id}/joblog", (call) => {
    const { index } = call.simulation.present();
    const { job, run } = byId("job run", call.params.run_id ?? "", (id) => index.runById(id));
    return logOf(call, job, run);
  }),
  read("/plan/job/joblog", (call) => {
    const filter = parsePlanFilter(call.query.get("plan_filter"));
    const oql = call.query.get("oql") || null;
    const found = findJobs(call.simulation.present(), oql, filter, { offset: 0, limit: 1 });
    call.examined(found.examined);
    const [job] = found.page;
    if (!job) throw noSuchObject("job of the filter", oql ?? call.query.get("plan_filter") ?? "");
    return logOf(call, job, lastRun(job));
  }),
];
