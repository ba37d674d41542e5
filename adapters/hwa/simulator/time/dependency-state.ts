import { type Dependency, lastRun } from "../plan/plan-model.ts";
import { streamStateOf } from "./stream-state.ts";

/**
 * How a dependency stands. `impossible`: a condition that can no longer come true, which suppresses the successor.
 * A cancelled or suppressed predecessor lets its successors go, as conman does.
 */
export function dependencyState(dependency: Dependency): "satisfied" | "waiting" | "impossible" {
  if (dependency.released) return "satisfied";
  switch (dependency.kind) {
    case "job": {
      const { on, condition } = dependency;
      if (on.canceled) return "satisfied";
      const { state } = lastRun(on);
      if (state === "SUPPR") return "satisfied";
      if (condition !== null) {
        if (state === condition) return "satisfied";
        return state === "SUCC" || (state === "ABEND" && condition === "SUCC") ? "impossible" : "waiting";
      }
      if (state === "SUCC") return "satisfied";
      const ended = state === "ABEND" || state === "FAIL";
      return ended && on.definition.recovery === "CONTINUE" ? "satisfied" : "waiting";
    }
    case "stream": {
      const { status } = streamStateOf(dependency.on);
      return dependency.on.canceled || status === "SUCC" ? "satisfied" : "waiting";
    }
    case "file":
      return dependency.on.status === "Exists" ? "satisfied" : "waiting";
    case "prompt":
      return dependency.on.status === "ANSWERED_YES" ? "satisfied" : "waiting";
    case "resource":
      return dependency.on.quantity - dependency.on.inUse >= dependency.quantity ? "satisfied" : "waiting";
  }
}
