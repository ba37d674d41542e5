// `dependencies[]` of a job or a job stream: eight kinds, told apart by `dependencyType`.

import type { HwaDependency } from "#ports/hwa.ts";
import { flag, name, part, parts, type Row, text, whole } from "./fields.ts";
import { statusWordIn } from "./status.ts";

/**
 * The dependencies of a row. Lists of HWA do not fill them in, and show that by leaving the array out or empty although
 * the statistics count some: then the answer is null. `complete` says the row was asked for by its id.
 */
export function readDependencies(row: Row, complete: boolean): readonly HwaDependency[] | null {
  const listed = parts(row, "dependencies");
  if (listed && listed.length > 0) return listed.map(readDependency);
  const counted = whole(part(row, "dependenciesStats"), "numberOfDependencies");
  if (counted === 0) return [];
  return complete && counted === null ? [] : null;
}

export function readDependency(row: Row): HwaDependency {
  const type = text(row, "dependencyType") ?? "";
  const state = text(row, "dependencyStatus");
  const satisfied = flag(row, "satisfied") ?? state === "SATISFIED";
  const base = {
    id: text(row, "id") ?? text(row, "jobId") ?? text(row, "jobStreamId") ?? "",
    satisfied,
    state: state ?? (satisfied ? "SATISFIED" : "UNDECIDED"),
  };
  switch (type) {
    case "INTERNAL":
    case "EXTERNAL_JOB":
      return {
        ...base,
        kind: "job",
        jobId: text(row, "jobId"),
        jobName: name(row, "jobName") ?? text(row, "jobId") ?? base.id,
        streamName: name(row, "jobStreamName"),
        workstation: name(row, "jobWorkstationName") ?? name(row, "jobStreamWorkstation"),
        predecessorStatus: statusWordIn(row, "predecessorStatus"),
        external: type === "EXTERNAL_JOB",
      };
    case "EXTERNAL_JOBSTREAM":
      return {
        ...base,
        kind: "stream",
        streamId: text(row, "jobStreamId"),
        streamName: name(row, "jobStreamName") ?? text(row, "jobStreamId") ?? base.id,
        workstation: name(row, "jobStreamWorkstation"),
        predecessorStatus: statusWordIn(row, "predecessorStatus"),
      };
    case "FILE": {
      const file = part(row, "file");
      return {
        ...base,
        kind: "file",
        path: text(file, "name") ?? base.id,
        workstation: name(file, "workstation"),
        status: text(file, "status"),
      };
    }
    case "RESOURCE":
      return {
        ...base,
        kind: "resource",
        name: name(row, "name") ?? name(row, "originalName") ?? base.id,
        workstation: name(row, "workstation"),
        needed: whole(row, "quantity"),
        available: whole(row, "available"),
        total: whole(row, "totalQuantity"),
      };
    case "PROMPT":
      return {
        ...base,
        kind: "prompt",
        promptId: text(row, "id"),
        name: name(row, "promptName"),
        text: text(row, "text") ?? "",
        status: text(row, "promptStatus"),
      };
    case "INTERNETWORK":
      return {
        ...base,
        kind: "internetwork",
        agent: name(row, "networkAgent"),
        expression: text(row, "dependency") ?? "",
      };
    default:
      return { ...base, kind: "other", expression: name(row, "joinName") ?? (type || "unknown") };
  }
}
