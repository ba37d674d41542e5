// What a dependency names, as HWA has it.

import type { HwaDependency } from "#ports/hwa.ts";

export function dependencyName(dependency: HwaDependency): string {
  switch (dependency.kind) {
    case "job":
      return dependency.jobName;
    case "stream":
      return dependency.streamName;
    case "file":
      return dependency.path;
    case "resource":
      return dependency.name;
    case "prompt":
      return dependency.name ?? dependency.text;
    default:
      return dependency.expression;
  }
}
