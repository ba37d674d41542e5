// A recover-abend as people would see it, at a moment that a test chooses.

import { speech } from "#agents/speech.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { defaultPolicy } from "#core/job/policy.ts";
import type { Locale } from "#core/locale.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import { noon, sampleCheckpoint, sampleJob, sampleStep } from "../../support/sample-job.ts";

export const jobId = "5c1830cb-66f8-4643-ad2a-e3c3afb62ba7";
export const checkpointId = "d27657c7-992f-4c24-847e-a8ae24084bf4";

export const say = (locale: Locale, seconds = 42) => speech(locale, "UTC", later(seconds));

export function later(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1_000);
}

function spec(id: string, title: string, more: Partial<StepSpec> = {}): StepSpec {
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
  title: "Rerun a failed HWA job once its cause is gone",
  description: null,
  version: 1,
  owner: null,
  digest: "d".repeat(64),
  inputs: {
    job: { schema: { type: "string" }, required: true, description: null },
    within: { schema: { type: "string" }, required: false, description: null, default: "4h" },
  },
  steps: [
    spec("look", "Read the log and find the cause"),
    spec("stop", "Stop when it has not failed"),
    spec("rerun", "Rerun the job", { approval: { ...defaultPolicy, from: ["operators"] }, effect: "once" }),
    spec("verify", "Wait for the end of the new run", { phase: "verify" }),
  ],
  outputs: {},
};

export function asked(parts: Partial<Checkpoint> = {}): Checkpoint {
  return sampleCheckpoint(checkpointId, jobId, {
    planDigest: "094c4d24".padEnd(64, "0"),
    plan: { uses: "hwa.rerun", args: { run_id: "5c1c1172", user: "ops", password: "hunter22" } },
    policy: { ...defaultPolicy, from: ["operators"] },
    preview: {
      summary: "Reruns INVOICE_PROCESSING on INV_WS from its beginning.",
      target: "INV_WS#INVOICE_DAILY.INVOICE_PROCESSING",
      undo: null,
      risk: "medium",
      evidence: [{ label: "Return code", value: "12" }],
      detail: { title: "End of the log", text: "ERROR: open failed\nABEND RC=12" },
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
