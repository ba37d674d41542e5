import type { Json, Workflow } from "../workflow/workflow.ts";
import type { Job, JobOrigin, Who } from "./job.ts";

export interface NewJob {
  readonly id: string;
  readonly workflow: Workflow;
  readonly task: string;
  readonly priority: number;
  readonly requester: Who;
  readonly origin: JobOrigin;
  /** Already checked against the workflow, defaults filled in. */
  readonly inputs: { readonly [name: string]: Json };
  readonly parent: Job["parent"];
  readonly now: Date;
}

/** A job nobody has heard of yet. `created` is the first thing that happens to it. */
export function newJob(asked: NewJob): Job {
  return {
    id: asked.id,
    workflowId: asked.workflow.id,
    workflowDigest: asked.workflow.digest,
    task: asked.task,
    status: "PENDING",
    revision: 0,
    seq: 0,
    priority: asked.priority,
    requester: asked.requester,
    origin: asked.origin,
    inputs: asked.inputs,
    outputs: null,
    failure: null,
    paused: false,
    cancelling: null,
    rollingBack: false,
    parent: asked.parent,
    steps: {},
    checkpoints: {},
    createdAt: asked.now,
    startedAt: null,
    endedAt: null,
    lookAt: null,
  };
}
