// The input file of a job is killed, and somebody asks why it failed: in both languages, with everything in its place.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calibration } from "#core/diagnosis/calibrate.ts";
import { type TestApp, testApp } from "../support/app.ts";

interface DiagnosisData {
  readonly job: string;
  readonly verdict: string;
  readonly confidence: number | null;
  readonly cause: { readonly kind: string; readonly text: string };
  readonly confirmed: readonly { readonly text: string; readonly evidence: readonly string[] }[];
  readonly ruled_out: readonly { readonly text: string; readonly evidence: readonly string[] }[];
  readonly unknown: readonly { readonly look: string; readonly text: string }[];
  readonly evidence: readonly {
    readonly id: string;
    readonly text: string;
    readonly source: { readonly title: string; readonly ref: string };
  }[];
  readonly resolution_steps: readonly string[];
  readonly owner: string | null;
  readonly waiting_because_of_it: readonly string[] | null;
  readonly proposal: {
    readonly runbook: string;
    readonly inputs: Record<string, string>;
    readonly command: string;
  } | null;
}

const log = [
  "INVOICE_PROCESSING: opening the daily extract",
  "ERROR: open failed: No such file or directory: /data/inbound/invoices/INV_DAILY.dat",
  "INVOICE_PROCESSING: error code ABEND_UFL: missing input file INV_DAILY.dat",
].join("\n");

describe("Why a job failed", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ env: { HWA_SIM_SPEED: "0" } });
    await app.sim("jobs/INVOICE_PROCESSING/run", {});
    await app.sim("jobs/INVOICE_PROCESSING/abend", { returnCode: 12, log });
    // Time for what comes after it to become due, and for its name to be known.
    await app.sim("clock", { advanceSeconds: 150 });
    await app.ask("health");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it.each([
    [
      "why did INVOICE_PROCESSING fail?",
      [
        /^INVOICE_PROCESSING failed .*ABEND RC=12/,
        /^Cause: A file it needs is missing \(log line \d+: ".*INV_DAILY\.dat"\)\. Confirmed, \d\d % sure\.$/m,
        /^Ruled out: a workstation that is down or unlinked/m,
        /^Known fix \(knowledge\/resync\.xlsx · Jobs!A3:E3\):\n1\. Check input file path/m,
        /^Owner: systems-team@company\.com$/m,
        /^Proposed: run recover-abend job=INVOICE_PROCESSING \(/m,
        /wait because of it: .*INVOICE_LEDGER_UPDATE/,
      ],
    ],
    [
      "por que o INVOICE_PROCESSING falhou?",
      [
        /^INVOICE_PROCESSING falhou .*ABEND RC=12/,
        /^Causa: Falta um arquivo de que ele precisa \(linha \d+ do log: ".*INV_DAILY\.dat"\)\. Confirmado, \d\d % de certeza\.$/m,
        /^Descartado: uma workstation parada ou sem link/m,
        /^Solução conhecida \(knowledge\/resync\.xlsx · Jobs!A3:E3\):\n1\. Check input file path/m,
        /^Responsável: systems-team@company\.com$/m,
        /^Proposta: run recover-abend job=INVOICE_PROCESSING \(/m,
        /esperam por causa dele: .*INVOICE_LEDGER_UPDATE/,
      ],
    ],
  ])(
    "%s is answered with the cause, how sure that is, what mends it and whose it is",
    async (question, said) => {
      const began = performance.now();
      const answer = await app.ask(question);
      expect(performance.now() - began).toBeLessThan(5_000);
      for (const each of said) expect(answer.text).toMatch(each);
      expect(answer.text.split("\n").length).toBeLessThan(22);
      const data = answer.data as DiagnosisData;
      expect(data).toMatchObject({
        job: "INVOICE_PROCESSING",
        verdict: "confirmed",
        cause: { kind: "missing_file" },
        owner: "systems-team@company.com",
        proposal: { runbook: "recover-abend", inputs: { job: "INVOICE_PROCESSING" } },
      });
      // Words of a log alone: told as often as such a cause was right.
      expect(data.confidence).toBe(calibration.mostByLog);
      expect(answer.actions[0]?.id).toBe("run recover-abend job=INVOICE_PROCESSING");
    },
  );

  it("Every claim points to evidence that is there, and all evidence to where it was read", async () => {
    const { data } = await app.ask("why did INVOICE_PROCESSING fail?");
    const { confirmed, ruled_out, evidence } = data as DiagnosisData;
    const ids = new Set(evidence.map((each) => each.id));
    expect(confirmed.length).toBeGreaterThan(1);
    for (const claim of [...confirmed, ...ruled_out]) {
      expect(claim.evidence.length).toBeGreaterThan(0);
      for (const id of claim.evidence) expect(ids).toContain(id);
    }
    for (const { source } of evidence) {
      expect(source.title).toMatch(/^HWA /);
      expect(source.ref).not.toBe("");
    }
  });

  it.each([
    ["why did INVOICE_PROCESSING fail?", /^Confirmed:\n• log line/m],
    ["por que o INVOICE_PROCESSING falhou?", /^Confirmado:\n• linha/m],
  ])(
    "Below the answer to %s all evidence is one choice away, each piece with its place",
    async (question, list) => {
      const { actions } = await app.ask(question);
      const more = actions.find(({ label }) => /^(All evidence|Todas as evidências)$/.test(label));
      const all = await app.ask(more?.id ?? "");
      expect(all.intent.name).toBe("job.diagnose");
      expect(all.text).toMatch(list);
      expect(all.text).toMatch(/\[plan\/job\/run\/.*\/joblog\]/);
    },
  );

  it("What the code means for the job begins with the same cause", async () => {
    const why = (await app.ask("why did INVOICE_PROCESSING fail?")).text.split("\n");
    const explained = await app.ask("what does ABEND_UFL mean for INVOICE_PROCESSING?");
    expect(explained.intent.name).toBe("error.explain");
    expect(explained.text.split("\n").slice(0, 2)).toEqual(why.slice(0, 2));
    expect(explained.data).toMatchObject({ error_code: "ABEND_UFL", diagnosis: { verdict: "confirmed" } });
    const other = await app.ask("what does ORA-01653 mean for INVOICE_PROCESSING?");
    expect(other.text).not.toContain(why[1] ?? "");
  });

  it("Its status names the same cause", async () => {
    const { text } = await app.ask("status INVOICE_PROCESSING");
    expect(text).toMatch(/^A file it needs is missing \(log line \d+: ".*INV_DAILY\.dat"\)\.$/m);
  });

  it("A job that waits for it is told to need the runbook for that one", async () => {
    const { data, text } = await app.ask("why is INVOICE_LEDGER_UPDATE waiting?");
    expect((data as DiagnosisData).proposal?.command).toBe("run recover-abend job=INVOICE_PROCESSING");
    expect(text).toContain("Proposed: run recover-abend job=INVOICE_PROCESSING");
  });

  it("Of a job that is well nothing is diagnosed", async () => {
    const { data, text } = await app.ask("diagnose FINANCE_PAYROLL");
    expect(data).toMatchObject({ verdict: "not_broken", confirmed: [], proposal: null, confidence: null });
    expect(text).toContain("It has not failed in the current plan.");
  });
});
