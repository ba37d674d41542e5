// A recover-abend as people would see it, at a moment that a test chooses.

import { speech } from "#agents/speech.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { defaultPolicy } from "#core/job/policy.ts";
import type { Locale } from "#core/locale.ts";
import type { Said } from "#core/wording.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import { noon, sampleCheckpoint, sampleJob, sampleStep } from "../../support/sample-job.ts";

export const jobId = "5c1830cb-66f8-4643-ad2a-e3c3afb62ba7";
export const checkpointId = "d27657c7-992f-4c24-847e-a8ae24084bf4";

export const say = (locale: Locale, seconds = 42) => speech(locale, "UTC", later(seconds));

export function later(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1_000);
}

function spec(id: string, title: Said, more: Partial<StepSpec> = {}): StepSpec {
  return {
    id,
    title,
    phase: "main",
    uses: "hwa.job",
    with: {},
    needs: [],
    if: null,
    approval: null,
    timeoutMs: 60_000,
    retry: { attempts: 1, backoffMs: 0, maxMs: 0 },
    onFailure: "stop",
    rollback: null,
    effect: "read",
    prepares: false,
    ...more,
  };
}

export const workflow: Workflow = {
  id: "recover-abend",
  kind: "runbook",
  title: {
    en: "Rerun a failed HWA job once its cause is gone",
    pt: "Reexecutar um job do HWA que falhou quando a causa não existir mais",
  },
  description: null,
  version: 1,
  owner: null,
  digest: "d".repeat(64),
  inputs: {
    job: { schema: { type: "string" }, required: true, description: null },
    within: { schema: { type: "string" }, required: false, description: null, default: "4h" },
  },
  steps: [
    spec("look", { en: "Read the log and find the cause", pt: "Ler o log e achar a causa" }),
    spec("stop", { en: "Stop when it has not failed", pt: "Parar se não falhou" }),
    spec(
      "rerun",
      { en: "Rerun the job", pt: "Reexecutar o job" },
      { approval: { ...defaultPolicy, from: ["operators"] }, effect: "once" },
    ),
    spec(
      "verify",
      { en: "Wait for the end of the new run", pt: "Esperar o fim da nova execução" },
      { phase: "verify" },
    ),
  ],
  outputs: {},
};

export function asked(parts: Partial<Checkpoint> = {}): Checkpoint {
  return sampleCheckpoint(checkpointId, jobId, {
    planDigest: "094c4d24".padEnd(64, "0"),
    plan: { uses: "hwa.rerun", args: { run_id: "5c1c1172", user: "ops", password: "hunter22" } },
    policy: { ...defaultPolicy, from: ["operators"] },
    preview: {
      summary: {
        en: "Reruns INVOICE_PROCESSING on INV_WS from its beginning.",
        pt: "Reexecuta INVOICE_PROCESSING em INV_WS desde o início.",
      },
      target: "INV_WS#INVOICE_DAILY.INVOICE_PROCESSING",
      undo: null,
      risk: "medium",
      evidence: [{ label: { en: "Return code", pt: "Código de retorno" }, value: "12" }],
      detail: { title: { en: "End of the log", pt: "Fim do log" }, text: "ERROR: open failed\nABEND RC=12" },
    },
    ...parts,
  });
}

export function shownJob(parts: Partial<Job> = {}): Job {
  return sampleJob(jobId, {
    status: "WAITING_APPROVAL",
    inputs: { job: "INVOICE_PROCESSING", within: "4h" },
    steps: {
      look: sampleStep("look", { state: "SUCCEEDED" }),
      stop: sampleStep("stop", { state: "SKIPPED" }),
      rerun: sampleStep("rerun", { state: "WAITING", waitingFor: { kind: "checkpoint", checkpointId } }),
    },
    checkpoints: { [checkpointId]: asked() },
    ...parts,
  });
}
