// Both faces of the client against the simulated engine: what the stand-ins of the other tests cannot show.

import { pino } from "pino";
import { expect, it } from "vitest";
import { createHwaChanger } from "#adapters/hwa/client/create-hwa-changer.ts";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import type { HwaJob, HwaReader } from "#ports/hwa.ts";
import { faultOf } from "./stand-in.ts";

const log = pino({ level: "silent" });
const operator = { user: "resync", password: "resync" };
const viewer = { user: "viewer", password: "viewer" };
const why = { description: "Um teste", ticket: "INC1" };

async function jobNamed(hwa: HwaReader, name: string): Promise<HwaJob> {
  const { items } = await hwa.jobs({ oql: `name = '${name}'` }, { fresh: true });
  const job = items[0] ? await hwa.job(items[0].id, { fresh: true }) : null;
  if (!job) throw new Error(`The simulator has no job ${name}.`);
  return job;
}

it("an abended job is rerun by its run id, and nothing but that was changed", async () => {
  await using simulator = await startSimulator({ port: 0, log, seed: 3 });
  await using reader = createHwaReader({ hosts: [simulator.url], auth: operator, log });
  await using changer = createHwaChanger({ hosts: [simulator.url], auth: operator, log });
  const before = await jobNamed(reader, "INVOICE_PROCESSING");
  expect(before.status).toMatchObject({ internal: "ABEND", common: "ERROR" });
  await changer.rerun(before.runs.at(-1)?.id ?? "", why);
  const after = await jobNamed(reader, "INVOICE_PROCESSING");
  expect(after.runs).toHaveLength(before.runs.length + 1);
  expect(after.status.common).not.toBe("ERROR");

  const asked = (await (await fetch(`${simulator.url}/sim/requests`)).json()) as {
    readonly requests: readonly { readonly changing: boolean; readonly operation: string }[];
  };
  const changing = asked.requests.filter((request) => request.changing).map((request) => request.operation);
  expect(changing).toEqual(["PUT /twsd/api/v2/plan/job/run/{run_id}/action/rerun"]);
});

it("a change the state forbids is a conflict in HCL's words, one the user may not make is forbidden", async () => {
  await using simulator = await startSimulator({ port: 0, log, seed: 3 });
  await using reader = createHwaReader({ hosts: [simulator.url], auth: viewer, log });
  await using changer = createHwaChanger({ hosts: [simulator.url], auth: operator, log });
  const done = await jobNamed(reader, "FINANCE_PAYROLL");
  const conflict = await faultOf(changer.confirm(done.id, "succ", why));
  expect(conflict.code).toBe("conflict");
  expect(conflict.detail.awsCodes).toContain("AWSBIN076E");

  await using mayLook = createHwaChanger({ hosts: [simulator.url], auth: viewer, log });
  const forbidden = await faultOf(mayLook.kill(done.id, why));
  expect(forbidden.code).toBe("forbidden");
  expect(forbidden.message).toContain("AWSJDB817E");

  await using stranger = createHwaReader({ hosts: [simulator.url], auth: { user: "x", password: "y" }, log });
  expect((await faultOf(stranger.jobs({}))).code).toBe("unauthenticated");
});

it("the log of a running job is followed to the end of its run", async () => {
  await using simulator = await startSimulator({ port: 0, log, seed: 3 });
  await using hwa = createHwaReader({ hosts: [simulator.url], auth: viewer, log, followMs: 20 });
  const running = await jobNamed(hwa, "CRITICAL_JOB");
  const runId = running.runs.at(-1)?.id ?? "";
  let followed = "";
  for await (const text of hwa.followJobLog(runId)) {
    if (followed === "") await fetch(`${simulator.url}/sim/jobs/CRITICAL_JOB/finish`, { method: "POST" });
    followed += text;
  }
  expect(followed).toContain("= Exit Status");
  expect(followed).toBe((await hwa.jobLog(runId, {}, { fresh: true })).text);
});

it("HTTPS with the simulator's own certificate works once it is trusted", async () => {
  await using simulator = await startSimulator({ port: 0, log, seed: 3, tls: true });
  await using trusting = createHwaReader({
    hosts: [`${simulator.url}/twsd/api/v2`],
    auth: viewer,
    ...(simulator.certificate === null ? {} : { ca: simulator.certificate }),
    log,
  });
  expect((await trusting.engineInfo()).version).not.toBe("");
  await using distrusting = createHwaReader({ hosts: [simulator.url], auth: viewer, log });
  expect((await faultOf(distrusting.engineInfo())).message).toContain("HWA_CA_FILE");
});
