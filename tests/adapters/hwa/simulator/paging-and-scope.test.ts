import { expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

it("links pages by absolute addresses that together give every job once", async () => {
  await using simulated = await runningSimulator();
  const seen: string[] = [];
  let next: string | undefined = `${simulated.url}${api}/plan/job?limit=100`;
  while (next) {
    expect(next.startsWith(simulated.url)).toBe(true);
    const { json } = await simulated.call(next.slice(simulated.url.length));
    expect(json.count).toBe(245);
    seen.push(...json.results.map((job: { id: string }) => job.id));
    next = json.next;
  }
  expect([seen.length, new Set(seen).size]).toEqual([245, 245]);
  const last = await simulated.call(`${api}/plan/job?limit=100&offset=200`, {
    headers: { "include-count": "false" },
  });
  expect(last.json.previous).toContain("offset=100");
  expect(last.json).not.toHaveProperty("count");
});

it("leaves out of lists what the scope header says, and fills dependencies only by id", async () => {
  await using simulated = await runningSimulator();
  const { json: whole } = await simulated.list("job", "name = 'INVOICE_PROCESSING'");
  expect(whole.results[0]).toHaveProperty("jobDefinition");
  expect(whole.results[0]).not.toHaveProperty("dependencies");
  const oql = encodeURIComponent("name = 'INVOICE_PROCESSING'");
  const { json: brief } = await simulated.call(`${api}/plan/job?oql=${oql}`, {
    headers: { scope: "WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES" },
  });
  expect(brief.results[0]).not.toHaveProperty("jobDefinition");
  expect((await simulated.job("INVOICE_PROCESSING")).dependencies).toHaveLength(2);
});

it("filters by plan_filter with conman's wildcards", async () => {
  await using simulated = await runningSimulator();
  const count = async (filter: string) =>
    (await simulated.call(`${api}/plan/job/count?plan_filter=${encodeURIComponent(filter)}`)).json.count;
  expect(await count("/@/@#/@/@.@")).toBe(245);
  expect(await count("/@/@#/@/@.CRITICAL_JO?")).toBe(1);
  expect(await count("/CTRL_FIN#/HR/PAYROLL/FINANCE_@.@")).toBe(1);
  expect((await count("/CTRL_FIN#/")) + (await count("/MDM01#/"))).toBe(245);
});
