import { dependencyId } from "../plan/build-plan.ts";
import { nameUuid } from "../plan/name-uuid.ts";
import { type Dependency, lastRun, type Node, type Plan } from "../plan/plan-model.ts";
import { dependencyState } from "../time/dependency-state.ts";
import { jobStatus } from "../time/job-status.ts";
import { streamStatus } from "../time/stream-status.ts";
import { instant, slash } from "./scalars.ts";

export function dependencyCounts(node: Node) {
  const of = (kind: Dependency["kind"]) =>
    node.dependencies.filter((dependency) => dependency.kind === kind).length;
  const open = node.dependencies.filter((dependency) => dependencyState(dependency) !== "satisfied");
  return {
    numberOfDependencies: node.dependencies.length,
    numberOfJobDependencies: of("job"),
    numberOfJobStreamDependencies: of("stream"),
    numberOfInternetworkDependencies: 0,
    numberOfPromptDependencies: of("prompt"),
    numberOfResourceDependencies: of("resource"),
    numberOfFileDependencies: of("file"),
    numberOfUnresolvedDependencies: open.length,
    numberOfNonResourceUnresolvedDependencies: open.filter(({ kind }) => kind !== "resource").length,
  };
}

/** The dependency as `dependencies[]` shows it: common fields and those of its `dependencyType`. */
export function dependencyToWire(plan: Plan, node: Node, dependency: Dependency, sequence: number): object {
  const satisfied = dependencyState(dependency) === "satisfied";
  const common = {
    id: dependencyId(node, dependency),
    dependencyStatus: satisfied ? "SATISFIED" : "UNSATISFIED",
    satisfied,
    depSequence: sequence,
    mandatory: true,
  };
  switch (dependency.kind) {
    case "job": {
      const { on } = dependency;
      const conditional = dependency.condition !== null;
      const follows = {
        ...common,
        conditional,
        critical: on.critical,
        ...(dependency.condition === null ? {} : { statusConditions: [dependency.condition] }),
        jobId: on.id,
        jobName: on.name,
        predecessorStatus: jobStatus(plan, on, lastRun(on)),
        jobStreamName: on.stream.name,
        jobStreamWorkstation: slash(on.stream.workstation.name),
        jobStreamFolder: on.stream.folder,
        jobStreamSchedTime: instant(on.stream.scheduledAt),
        folderOriginalName: on.stream.folder,
        ...(node.type === "job" ? { jobSuccId: node.id } : {}),
      };
      if (!dependency.external) return { dependencyType: "INTERNAL", ...follows };
      return {
        dependencyType: "EXTERNAL_JOB",
        ...follows,
        jobStreamId: on.stream.id,
        jobStreamSuccId: node.type === "job" ? node.stream.id : node.id,
        jobWorkstationName: slash(on.workstation.name),
        pending: false,
        zombie: false,
      };
    }
    case "stream": {
      const { on } = dependency;
      return {
        dependencyType: "EXTERNAL_JOBSTREAM",
        ...common,
        conditional: false,
        critical: false,
        predecessorStatus: streamStatus(on),
        jobStreamId: on.id,
        jobStreamName: on.name,
        jobStreamWorkstation: slash(on.workstation.name),
        jobStreamFolder: on.folder,
        jobStreamSchedTime: instant(on.scheduledAt),
        folderOriginalName: on.folder,
        jobStreamSuccId: node.type === "job" ? node.stream.id : node.id,
        pending: false,
        zombie: false,
      };
    }
    case "file":
      return {
        dependencyType: "FILE",
        ...common,
        file: {
          id: dependency.on.id,
          name: dependency.on.path,
          workstation: slash(dependency.on.workstation.name),
          workstationId: dependency.on.workstation.id,
          planId: plan.id,
          status: dependency.on.status,
        },
        timeLastChecked: instant(plan.now - (plan.now % 60_000)),
      };
    case "resource": {
      const { on } = dependency;
      const held = (node.type === "job" ? on.holders.get(node) : undefined) ?? 0;
      return {
        dependencyType: "RESOURCE",
        ...common,
        ...(held > 0 ? { dependencyStatus: "SATISFIED", satisfied: true } : {}),
        name: on.name,
        originalName: on.name,
        folder: on.folder,
        workstation: slash(on.workstation.name),
        workstationId: on.workstation.id,
        workstationOriginalName: on.workstation.name,
        quantity: dependency.quantity,
        quantityHeld: held,
        available: Math.max(0, on.quantity - on.inUse),
        totalQuantity: on.quantity,
        actionOnComplete: "DEFAULT",
        loadedFromDb: true,
      };
    }
    case "prompt": {
      const { on } = dependency;
      return {
        dependencyType: "PROMPT",
        ...common,
        id: on.id,
        folder: "/",
        folderId: nameUuid("folder//"),
        promptName: on.name,
        promptOriginalName: on.name,
        text: on.text,
        promptStatus: on.status,
        promptType: on.kind,
        number: on.number,
        workstation: slash(node.workstation.name),
        workstationId: node.workstation.id,
        loadedFromDb: true,
      };
    }
  }
}
