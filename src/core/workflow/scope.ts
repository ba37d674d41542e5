// What templates and conditions can see of a job. Anything that is not here cannot be named in a workflow.

import type { Job } from "../job/job.ts";
import type { Json } from "./workflow.ts";

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: Json): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export interface Scope {
  /** Every input the workflow declares; null when an optional one was not given. */
  readonly inputs: JsonObject;
  /** By step id: `stepFields`. */
  readonly steps: JsonObject;
  /** `jobFields`. */
  readonly job: JsonObject;
}

export const scopeRoots = ["inputs", "steps", "job"] as const;
export const stepFields = ["state", "output", "failure"] as const;
export const jobFields = ["id", "task", "workflow", "requester", "priority", "ticket"] as const;

/** `output` of a step that has not succeeded is null; `failure` is the sentence of one that failed, else null. */
export function scopeOf(job: Job): Scope {
  const steps = Object.entries(job.steps).map(([id, step]): readonly [string, Json] => [
    id,
    { state: step.state, output: step.output, failure: step.failure?.message ?? null },
  ]);
  return {
    inputs: job.inputs,
    steps: Object.fromEntries(steps),
    job: {
      id: job.id,
      task: job.task,
      workflow: job.workflowId,
      requester: { id: job.requester.id, name: job.requester.name },
      priority: job.priority,
      ticket: job.origin.ticketId,
    },
  };
}
