import type { Stream } from "../plan/plan-model.ts";
import { streamStateOf } from "./stream-state.ts";

/** HWA's composite status of a job stream. */
export function streamStatus(stream: Stream): object {
  const { status, startedAt } = streamStateOf(stream);
  return {
    status,
    canceled: stream.canceled,
    cancelPending: false,
    started: startedAt !== null,
    error: status === "ABEND" || status === "STUCK",
    dontRun: false,
  };
}
