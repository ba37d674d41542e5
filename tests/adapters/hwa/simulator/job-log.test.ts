import { expect, it } from "vitest";
import { api, basic, runningSimulator } from "./running-simulator.ts";

it("gives a log whole, without its frame, or in part", async () => {
  await using simulated = await runningSimulator();
  const run = (await simulated.job("FINANCE_PAYROLL")).jobruns[0].id;
  const log = async (query: string) =>
    (await simulated.call(`${api}/plan/job/run/${run}/joblog?${query}`)).text.trimEnd().split("\n");
  const whole = await log("");
  expect(whole[1]).toMatch(
    /^= JOB {7}: CTRL_FIN#FINANCE_PAYROLL_DAILY\[\(0800 03\/10\/26\),\(0A\w+\)\]\.FINANCE_PAYROLL$/,
  );
  expect(whole).toContain("= Exit Status           : 0");
  expect(whole).toContain("= Elapsed Time (hh:mm:ss) : 00:15:00");
  expect(await log("from_line=2&to_line=4")).toEqual(whole.slice(1, 4));
  expect((await log("contentOnly=true")).some((line) => line.startsWith("="))).toBe(false);
  expect((await simulated.call(`${api}/plan/job/run/${run}/joblog?from_line=0`)).status).toBe(400);
});

it("streams a followed log until the run ends", async () => {
  await using simulated = await runningSimulator();
  const run = (await simulated.job("CRITICAL_JOB")).jobruns[0].id;
  const response = await fetch(`${simulated.url}${api}/plan/job/run/${run}/joblog?follow=true`, {
    headers: { authorization: basic("resync") },
  });
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  const first = await reader.read();
  expect(first.value).toContain("CRITICAL_JOB");
  expect(first.value).not.toContain("Exit Status");
  await simulated.sim("/jobs/CRITICAL_JOB/abend", { returnCode: 8, log: "disk on fire" });
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
  expect(rest).toContain("disk on fire");
  expect(rest).toContain("= Exit Status           : 8");
});

it("has no log for a job that has not started", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const { json } = await simulated.list("job", "name = 'GL_CLOSE_POST'");
  expect((await simulated.call(`${api}/plan/job/run/${json.results[0].jobruns[0].id}/joblog`)).status).toBe(
    404,
  );
});
