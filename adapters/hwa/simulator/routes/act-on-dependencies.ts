// Adding, releasing and removing the dependencies of a job or a job stream.

import {
  addFile,
  addPrompt,
  dependencyId,
  follow,
  needFile,
  needPrompt,
  needResource,
} from "../plan/build-plan.ts";
import type { Dependency, Node } from "../plan/plan-model.ts";
import { malformed, noSuchObject, wrongState } from "../server/hwa-error.ts";
import { isObject, type JsonObject, numberOf, textOf } from "../server/request-values.ts";
import { isWaiting, settle } from "../time/lifecycle.ts";
import type { Action, ActionCall } from "./act-on-job.ts";

function listed({ body }: ActionCall): readonly JsonObject[] {
  const { dependencies } = body;
  if (!Array.isArray(dependencies) || dependencies.length === 0 || !dependencies.every(isObject))
    throw malformed('The body must hold a list "dependencies" with at least one dependency.');
  return dependencies;
}

function changeable(node: Node, action: string): void {
  const open = node.type === "job" ? isWaiting(node) : node.jobs.some(isWaiting);
  if (!open) throw wrongState(action, `${node.type} ${node.name}`, "ended or running");
}

function add(node: Node, wanted: JsonObject, { plan }: ActionCall): void {
  const type = textOf(wanted, "dependencyType");
  switch (type) {
    case "INTERNAL":
    case "EXTERNAL_JOB": {
      const id = textOf(wanted, "jobId") ?? "";
      const on = plan.index.jobsById.get(id);
      if (!on) throw noSuchObject("job", id);
      if (on === node || leadsTo(node, on))
        throw wrongState("add-dependencies", `${node.name}`, "a circle of dependencies");
      follow(node, on);
      return;
    }
    case "EXTERNAL_JOBSTREAM": {
      const id = textOf(wanted, "jobStreamId") ?? "";
      const on = plan.streamsById.get(id);
      if (!on) throw noSuchObject("job stream", id);
      if (on === node || (node.type === "job" && node.stream === on))
        throw wrongState("add-dependencies", `${node.name}`, "a circle of dependencies");
      follow(node, on);
      return;
    }
    case "FILE": {
      const path = isObject(wanted.file) ? textOf(wanted.file, "name") : null;
      if (path === null) throw malformed('A FILE dependency needs "file" with a "name".');
      needFile(node, addFile(plan, node.workstation, path));
      return;
    }
    case "PROMPT": {
      const name = textOf(wanted, "promptName");
      const known = [...plan.prompts.values()].find((prompt) => prompt.name === name);
      const text = textOf(wanted, "text");
      if (!known && text === null)
        throw malformed('A PROMPT dependency needs a known "promptName" or a "text".');
      needPrompt(
        node,
        known ?? addPrompt(plan, name ?? `ADHOC_${plan.nextPromptNumber}`, text ?? "", "Ad Hoc Prompt"),
      );
      return;
    }
    case "RESOURCE": {
      const name = textOf(wanted, "name");
      const on = [...plan.resources.values()].find((resource) => resource.name === name);
      if (!on) throw noSuchObject("resource", name ?? "");
      needResource(node, on, numberOf(wanted, "quantity") ?? 1);
      return;
    }
    default:
      throw malformed(`Dependencies of type "${type}" cannot be added.`);
  }
}

/** Whether `from` is reached by following the successors of `to`'s predecessor: a circle in the making. */
function leadsTo(from: Node, to: Node): boolean {
  const seen = new Set<Node>();
  const work: Node[] = [from];
  for (let node = work.pop(); node; node = work.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    work.push(...node.successors);
  }
  return false;
}

function chosen(node: Node, wanted: JsonObject): Dependency {
  const ids = ["id", "jobId", "jobStreamId"].map((name) => textOf(wanted, name)).filter((id) => id !== null);
  const found = node.dependencies.find(
    (one) => ids.includes(dependencyId(node, one)) || ids.includes(one.on.id),
  );
  if (!found) throw noSuchObject("dependency", ids.join(" "));
  return found;
}

export const dependencyActions: Readonly<Record<string, Action<Node>>> = {
  "add-dependencies"(node, call) {
    changeable(node, "add-dependencies");
    for (const wanted of listed(call)) add(node, wanted, call);
    settle(call.plan, [node]);
  },
  "release-dependencies"(node, call) {
    changeable(node, "release-dependencies");
    for (const dependency of listed(call).map((wanted) => chosen(node, wanted))) dependency.released = true;
    settle(call.plan, [node]);
  },
  "remove-dependencies"(node, call) {
    changeable(node, "remove-dependencies");
    for (const dependency of listed(call).map((wanted) => chosen(node, wanted))) {
      node.dependencies = node.dependencies.filter((one) => one !== dependency);
      if (dependency.kind === "job" || dependency.kind === "stream") {
        const at = dependency.on.successors.indexOf(node);
        if (at >= 0) dependency.on.successors.splice(at, 1);
      }
    }
    settle(call.plan, [node]);
  },
};
