// Cards as they are read, in both languages. The snapshots were read by eye: change them only after reading them again.

import { describe, expect, test } from "vitest";
import { jobCard } from "#chat/job-card.ts";
import type { Reply } from "#core/reply.ts";
import { noon, sampleStep } from "../support/sample-job.ts";
import { asked, checkpointId, jobId, later, say, shownJob, workflow } from "./support/shown-job.ts";

function read(card: Reply): string {
  return [
    card.text,
    ...card.facts.map(({ label, value }) => `${label} = ${value}`),
    ...(card.quote ? [`[${card.quote.title}] ${card.quote.text.replace("\n", " / ")}`] : []),
    ...card.choices.map(({ id, label }) => `(${label}) ${id}`),
  ].join("\n");
}

describe("a job's card", () => {
  test("shows what is asked in full: summary, exact arguments without secrets, undo, evidence, detail, and what decides it", () => {
    expect(
      read(jobCard({ job: shownJob(), workflow, said: [], now: later(42) }, say("en"))),
    ).toMatchInlineSnapshot(`
      "Rerun a failed HWA job once its cause is gone: job INVOICE_PROCESSING
      recover-abend 5c1830cb · waits for approval, 42s · asked by Ana at 12:00
      ✓ Read the log and find the cause
      ◐ Rerun the job · waits for operators to decide (d27657c7)
      ○ Wait for the end of the new run
      Approval needed from operators: Reruns INVOICE_PROCESSING on INV_WS from its beginning. Ana asked for it.
      Target = INV_WS#INVOICE_DAILY.INVOICE_PROCESSING
      Action = hwa.rerun
        run_id = 5c1c1172
        user = ops
        password = [masked]
      Undo = it cannot be undone
      Risk = medium
      Return code = 12
      Asked = 12:00
      Until = tomorrow 12:00
      [End of the log] ERROR: open failed / ABEND RC=12
      (Approve) approve d27657c7 plan=094c4d24
      (Reject) reject d27657c7
      (Stop) cancel 5c1830cb"
    `);
  });

  test("says the same in Portuguese", () => {
    expect(
      read(jobCard({ job: shownJob(), workflow, said: [], now: later(42) }, say("pt"))),
    ).toMatchInlineSnapshot(`
      "Reexecutar um job do HWA que falhou quando a causa não existir mais: job INVOICE_PROCESSING
      recover-abend 5c1830cb · espera aprovação, 42s · pedido por Ana às 12:00
      ✓ Ler o log e achar a causa
      ◐ Reexecutar o job · espera a decisão de operadores (d27657c7)
      ○ Esperar o fim da nova execução
      Precisa da aprovação de operadores: Reexecuta INVOICE_PROCESSING em INV_WS desde o início. Pedido por Ana.
      Alvo = INV_WS#INVOICE_DAILY.INVOICE_PROCESSING
      Ação = hwa.rerun
        run_id = 5c1c1172
        user = ops
        password = [masked]
      Desfazer = não pode ser desfeito
      Risco = médio
      Código de retorno = 12
      Pedido = 12:00
      Até = amanhã 12:00
      [Fim do log] ERROR: open failed / ABEND RC=12
      (Aprovar) approve d27657c7 plan=094c4d24
      (Rejeitar) reject d27657c7
      (Parar) cancel 5c1830cb"
    `);
  });

  test("shows the running step with its time, and what was said last", () => {
    const job = shownJob({
      status: "RUNNING",
      checkpoints: {},
      steps: {
        look: sampleStep("look", { state: "SUCCEEDED" }),
        rerun: sampleStep("rerun", { state: "SUCCEEDED" }),
        verify: sampleStep("verify", { state: "RUNNING", claimedAt: later(10), armedAt: later(10) }),
      },
    });
    const said = ["one", "two", "INVOICE_PROCESSING runs since 12:00."];
    expect(read(jobCard({ job, workflow, said, now: later(42) }, say("en")))).toMatchInlineSnapshot(`
      "Rerun a failed HWA job once its cause is gone: job INVOICE_PROCESSING
      recover-abend 5c1830cb · running, 42s · asked by Ana at 12:00
      ✓ Read the log and find the cause
      ○ Stop when it has not failed
      ✓ Rerun the job
      ● Wait for the end of the new run · running 32s
      › two
      › INVOICE_PROCESSING runs since 12:00.
      (Stop) cancel 5c1830cb"
    `);
  });

  test("says how it ended: the outputs, or why it failed and how to try again, or who stopped it", () => {
    const done = shownJob({
      status: "COMPLETED",
      checkpoints: {},
      endedAt: later(80),
      outputs: { result: "Completed", rows: [1, 2] },
      steps: Object.fromEntries(
        ["look", "rerun", "verify"].map((id) => [id, sampleStep(id, { state: "SUCCEEDED" })]),
      ),
    });
    expect(
      read(jobCard({ job: done, workflow, said: [], now: later(200) }, say("en"))),
    ).toMatchInlineSnapshot(`
      "Rerun a failed HWA job once its cause is gone: job INVOICE_PROCESSING
      recover-abend 5c1830cb · completed after 1m 20s · asked by Ana at 12:00
      ✓ Read the log and find the cause
      ○ Stop when it has not failed
      ✓ Rerun the job
      ✓ Wait for the end of the new run
      result: Completed
      rows: [1,2]"
    `);
    const failure = { code: "timeout", message: "INVOICE_PROCESSING did not end within 4h.", step: "verify" };
    const failed = { ...done, status: "FAILED" as const, outputs: null, failure };
    const text = read(jobCard({ job: failed, workflow, said: [], now: later(200) }, say("en")));
    expect(text).toContain("Why: INVOICE_PROCESSING did not end within 4h.");
    expect(text).toContain("(Try again) retry 5c1830cb");
    const stopped = {
      ...failed,
      status: "CANCELLED" as const,
      cancelling: { by: { id: "b", name: "Bo" }, reason: "wrong job" },
    };
    expect(jobCard({ job: stopped, workflow, said: [], now: noon }, say("pt")).text).toContain(
      "Parado por Bo: wrong job",
    );
  });

  test("offers to ask again when nobody decided in time, and nothing to decide once the job has ended", () => {
    const expired = shownJob({ checkpoints: { [checkpointId]: asked({ status: "EXPIRED" }) } });
    const card = jobCard({ job: expired, workflow, said: [], now: later(42) }, say("en"));
    expect(card.choices.map(({ id }) => id)).toEqual(["approve d27657c7 reopen", "cancel 5c1830cb"]);
    const over = shownJob({ status: "FAILED", endedAt: later(1) });
    expect(
      jobCard({ job: over, workflow, said: [], now: noon }, say("en")).choices.map(({ id }) => id),
    ).toEqual(["retry 5c1830cb"]);
  });

  test("a step of unknown outcome asks what happened", () => {
    const outcome = asked({
      type: "ERROR",
      purpose: "outcome",
      preview: null,
      data: { why: "The worker went silent." },
    });
    const job = shownJob({ checkpoints: { [checkpointId]: outcome } });
    const card = jobCard({ job, workflow, said: [], now: later(42) }, say("en"));
    expect(card.choices.map(({ id }) => id)).toEqual([
      "approve d27657c7 happened",
      "approve d27657c7 not-happened",
      "reject d27657c7",
      "cancel 5c1830cb",
    ]);
    expect(read(card)).toContain("Why = The worker went silent.");
  });

  test("without its definition it still says what it is and how it stands", () => {
    const card = jobCard({ job: shownJob(), workflow: null, said: [], now: later(42) }, say("en"));
    expect(card.text).toContain("recover-abend 5c1830cb · waits for approval, 42s");
    expect(card.data).toMatchObject({ job: jobId, status: "WAITING_APPROVAL" });
  });

  test("beside approval cards says for whom it waits, and leaves the question and its buttons to them", () => {
    const card = jobCard(
      { job: shownJob(), workflow, said: [], now: later(42), asksBeside: true },
      say("en"),
    );
    expect(read(card)).toMatchInlineSnapshot(`
      "Rerun a failed HWA job once its cause is gone: job INVOICE_PROCESSING
      recover-abend 5c1830cb · waits for approval, 42s · asked by Ana at 12:00
      ✓ Read the log and find the cause
      ◐ Rerun the job · waits for operators to decide (d27657c7)
      ○ Wait for the end of the new run
      (Stop) cancel 5c1830cb"
    `);
    const parked = shownJob({ checkpoints: { [checkpointId]: asked({ status: "EXPIRED" }) } });
    const later42 = { job: parked, workflow, said: [], now: later(42), asksBeside: true };
    expect(jobCard(later42, say("pt")).text).toContain(
      "ninguém decidiu a tempo; operadores ainda podem reabrir",
    );
  });

  test("links to the job where the configuration says how, and asks before it is stopped", () => {
    const job = shownJob({ status: "RUNNING", checkpoints: {} });
    const card = jobCard(
      { job, workflow, said: [], now: noon, publicUrl: "https://resync.company.com/" },
      say("pt"),
    );
    expect(card.choices).toEqual([
      { id: "cancel 5c1830cb", label: "Parar", style: "danger", form: true },
      {
        id: "task status 5c1830cb",
        label: "Ver",
        style: "default",
        url: `https://resync.company.com/jobs/${jobId}`,
      },
    ]);
  });
});
