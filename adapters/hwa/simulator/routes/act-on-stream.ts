// What operators may do to a job stream, a resource and a prompt.

import type { Prompt, Resource, Stream } from "../plan/plan-model.ts";
import { malformed, wrongState } from "../server/hwa-error.ts";
import { cancel, hasEnded, isWaiting, pump, settle } from "../time/lifecycle.ts";
import { streamStateOf } from "../time/stream-state.ts";
import type { Action } from "./act-on-job.ts";

const open = (stream: Stream, action: string) => {
  const { status, endedAt } = streamStateOf(stream);
  if (stream.canceled || (endedAt !== null && !stream.jobs.some(isWaiting)))
    throw wrongState(action, `job stream ${stream.workstation.name}#${stream.name}`, status);
};

export const streamActions: Readonly<Record<string, Action<Stream>>> = {
  hold(stream, { plan }) {
    open(stream, "hold");
    stream.priority = 0;
    settle(plan, [stream]);
  },
  release(stream, { plan }) {
    open(stream, "release");
    if (stream.priority === 0) stream.priority = stream.originalPriority || 10;
    settle(plan, [stream]);
  },
  cancel(stream, { plan }) {
    open(stream, "cancel");
    stream.canceled = true;
    for (const job of stream.jobs) if (!hasEnded(job)) cancel(plan, job);
    settle(plan, stream.successors);
  },
  "cancel-pending"(stream, { plan }) {
    open(stream, "cancel-pending");
    for (const job of stream.jobs) if (isWaiting(job)) job.cancelPending = true;
    settle(plan, [stream]);
  },
  "release-all-dependencies"(stream, { plan }) {
    open(stream, "release-all-dependencies");
    for (const dependency of stream.dependencies) dependency.released = true;
    stream.startAt = null;
    settle(plan, [stream]);
  },
};

export const resourceActions: Readonly<Record<string, Action<Resource>>> = {
  "update-quantity"(resource, { plan, number }) {
    resource.quantity = number("quantity", 0, 1024);
    for (const workstation of plan.workstations.values()) pump(plan, workstation);
  },
};

export const promptActions: Readonly<Record<string, Action<Prompt>>> = {
  reply(prompt, { plan, body }) {
    if (typeof body.answer !== "boolean")
      throw malformed('The body must be {"answer": true} or {"answer": false}.');
    if (prompt.status === "ANSWERED_YES" || prompt.status === "ANSWERED_NO")
      throw wrongState("reply", `prompt ${prompt.name}`, prompt.status);
    prompt.status = body.answer ? "ANSWERED_YES" : "ANSWERED_NO";
    prompt.answeredAt = plan.now;
    settle(plan, prompt.waiters);
  },
};
