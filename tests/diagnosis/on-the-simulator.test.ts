// The failures and waits with which the simulated plan begins, diagnosed with nothing known and nothing resolved before.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { Fault } from "#core/fault.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import { failedJobs } from "#hwa/failed-jobs.ts";
import { findJob } from "#hwa/find-job.ts";
import { eq } from "#hwa/oql.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { type SimulatedHwa, simulatedHwa } from "../support/simulated-hwa.ts";

const start = new Date("2026-03-04T11:00:00Z");
let simulated: SimulatedHwa;
let hwa: HwaReader;

beforeAll(async () => {
  simulated = await simulatedHwa({ now: () => start });
  ({ hwa } = simulated);
});

afterAll(() => simulated[Symbol.asyncDispose]());

function desk(changes: Partial<DiagnosisDesk> = {}): DiagnosisDesk {
  return {
    hwa,
    hwaTitle: "HWA",
    fixes: { about: async () => [] },
    retrieval: { search: async () => [] },
    incidents: { before: async () => [] },
    proposals: () => [],
    ...changes,
  };
}

async function diagnosed(name: string, changes: Partial<DiagnosisDesk> = {}): Promise<Diagnosis> {
  const found = await findJob(hwa, name);
  if (found.kind === "unknown") throw new Error(`The simulated plan has no ${name}.`);
  return await diagnose(desk(changes), found.job, { now: start, signal: AbortSignal.timeout(20_000) });
}

const broken: readonly (readonly [string, CauseKind])[] = [
  ["INVOICE_PROCESSING", "missing_file"],
  ["DW_SALES_FACT_LOAD", "disk_full"],
  ["BKP_FULL_ORADATA", "disk_full"],
  ["HR_TIMESHEETS_IMPORT", "logon"],
  ["CRM-LEADS-PUSH-01", "connection"],
  ["LEGACY_STOCK_SYNC", "workstation_down"],
  ["BILLING_CYCLE_RUN_2", "bad_data"],
  ["EDI-PARTNER-ACK", "permission"],
  ["GL_TRIAL_BALANCE_REPORT", "command_not_found"],
  ["ERP_MRP_NIGHTLY_CALC", "max_duration"],
];

describe("A diagnosis", () => {
  it("looks at each of the plan's failures", async () => {
    const { jobs } = await failedJobs(hwa, null, start);
    const names = jobs.map((each) => each.job.name);
    for (const [name] of broken) expect(names).toContain(name);
  });

  it.each(broken)("of %s names %s, and every claim stands on evidence that is there", async (name, cause) => {
    const found = await diagnosed(name);
    expect(found.cause?.cause, JSON.stringify(found.hypotheses)).toBe(cause);
    expect(["confirmed", "likely"]).toContain(found.verdict);
    const ids = new Set(found.evidence.map((each) => each.id));
    for (const claim of [...found.confirmed, ...found.ruledOut]) {
      expect(claim.evidence.length).toBeGreaterThan(0);
      for (const id of claim.evidence) expect(ids).toContain(id);
    }
    expect(ids.size).toBe(found.evidence.length);
  });

  it("says which look failed and goes on with the others", async () => {
    const blind: DiagnosisDesk["incidents"] = {
      before: async () => {
        throw new Fault("unavailable", "The database does not answer.");
      },
    };
    const found = await diagnosed("INVOICE_PROCESSING", { incidents: blind });
    expect(found.cause?.cause).toBe("missing_file");
    expect(found.unknown.map((each) => each.text.en).join("\n")).toContain("The database does not answer.");
  });

  it("of a job that is not broken claims nothing", async () => {
    const page = await hwa.jobs({ limit: 1, detail: "brief", oql: eq("jobruns.commonStatus", "SUCCESSFUL") });

    const found = await diagnosed(page.items[0]?.name ?? "");
    expect(found).toMatchObject({ verdict: "not_broken", confirmed: [], hypotheses: [], proposal: null });
  });
});
