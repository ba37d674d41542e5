// Unsatisfied dependencies on anything but jobs and streams: files, prompts, resources, other networks.

import type { HwaDependency } from "#ports/hwa.ts";
import { type Evidence, evidence, type LocalCause, type Surroundings } from "./wait-causes.ts";

/** The causes among a job's or stream's dependencies; those on jobs and streams are followed by `wait-graph.ts`. */
export function dependencyCauses(
  dependencies: readonly HwaDependency[],
  holds: "job" | "stream",
  holder: string,
  around: Surroundings,
): readonly LocalCause[] {
  return dependencies
    .filter((dependency) => !dependency.satisfied)
    .map((dependency) => dependencyCause(dependency, holds, holder, around))
    .filter((cause) => cause !== null);
}

function dependencyCause(
  dependency: HwaDependency,
  holds: "job" | "stream",
  holder: string,
  around: Surroundings,
): LocalCause | null {
  const own = (field: string, value: unknown) => evidence("dependency", holder, field, value);
  const state = own("dependencyStatus", dependency.state);
  switch (dependency.kind) {
    case "job":
    case "stream":
      return null;
    case "file":
      return {
        kind: "file",
        holds,
        path: dependency.path,
        workstation: dependency.workstation,
        status: dependency.status,
        evidence: [own("file", dependency.path), own("status", dependency.status ?? dependency.state)],
        endsWhen: { kind: "file_appears", path: dependency.path, workstation: dependency.workstation },
      };
    case "prompt":
      return promptCause(dependency, holds, state, around);
    case "resource":
      return resourceCause(dependency, holds, state, around);
    case "internetwork":
      return {
        kind: "internetwork",
        holds,
        agent: dependency.agent,
        expression: dependency.expression,
        evidence: [own("internetwork", dependency.expression), state],
        endsWhen: { kind: "dependency_released", dependency: dependency.expression },
      };
    case "other":
      return {
        kind: "other_dependency",
        holds,
        expression: dependency.expression,
        evidence: [own("dependency", dependency.expression), state],
        endsWhen: { kind: "dependency_released", dependency: dependency.expression },
      };
  }
}

function promptCause(
  dependency: HwaDependency & { kind: "prompt" },
  holds: "job" | "stream",
  state: Evidence,
  around: Surroundings,
): LocalCause {
  const prompt = around.prompts.find((each) => each.id === dependency.promptId) ?? null;
  const status = (prompt?.status ?? dependency.status)?.toUpperCase() ?? null;
  const promptId = dependency.promptId;
  const asked = status === null ? null : status !== "NOT_ASKED";
  return {
    kind: "prompt",
    holds,
    promptId,
    name: dependency.name ?? prompt?.name ?? null,
    number: prompt?.number ?? null,
    text: dependency.text || prompt?.text || "",
    asked,
    askedAt: prompt?.askedAt ?? null,
    answeredNo: status === "ANSWERED_NO",
    evidence: [
      evidence("prompt", dependency.name ?? promptId ?? "", "promptStatus", status ?? "not given"),
      state,
    ],
    endsWhen: asked === false ? { kind: "prompt_asked", promptId } : { kind: "prompt_answered", promptId },
  };
}

function resourceCause(
  dependency: HwaDependency & { kind: "resource" },
  holds: "job" | "stream",
  state: Evidence,
  around: Surroundings,
): LocalCause {
  const { name, workstation, needed } = dependency;
  const resource = around.resources.find((each) => each.name.toUpperCase() === name.toUpperCase()) ?? null;
  const available = resource?.available ?? dependency.available;
  const own = (field: string, value: unknown) => evidence("resource", name, field, value);
  return {
    kind: "resource",
    holds,
    name,
    workstation: workstation ?? resource?.workstation ?? null,
    needed,
    available,
    total: resource?.quantity ?? dependency.total,
    holders: resource?.holders ?? [],
    evidence: [
      ...(available === null ? [] : [own("available", available)]),
      ...(needed === null ? [] : [own("needed", needed)]),
      ...(resource?.status ? [own("status", resource.status)] : []),
      state,
    ],
    endsWhen: {
      kind: "resource_freed",
      resource: name,
      missing: needed === null || available === null ? null : Math.max(0, needed - available),
    },
  };
}
