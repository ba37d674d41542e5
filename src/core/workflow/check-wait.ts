// What a step with `wait.until` waits for: it looks with another action that only reads, again and again, and judges what
// that gave by a condition. A name that is not there would be waited for in vain, so names are checked before.

import { argsFaults } from "./check-args.ts";
import type { ActionLookup } from "./check-workflow.ts";
import { inspectCondition } from "./condition.ts";
import { asObject, didYouMean, type WorkflowFault } from "./file-faults.ts";
import type { JsonObject } from "./scope.ts";
import { hasTemplate, type Path } from "./template.ts";

/** The faults of the arguments of a `wait.until` that stand at `path`. `place`: how they begin. */
export function waitFaults(
  args: JsonObject,
  path: Path,
  place: string,
  actions: ActionLookup,
): readonly WorkflowFault[] {
  const { uses, condition } = args;
  const looksWith = typeof uses === "string" && !hasTemplate(uses) ? uses : null;
  return [
    ...(looksWith === null ? [] : lookFaults(looksWith, asObject(args.args), path, actions)),
    ...(typeof condition === "string"
      ? conditionProblems(condition, looksWith, asObject(args.given), actions).map((message) => ({
          path: [...path, "condition"],
          message,
        }))
      : []),
  ].map((fault) => ({ ...fault, message: `${place}: ${fault.message}` }));
}

function lookFaults(
  uses: string,
  args: JsonObject,
  path: Path,
  actions: ActionLookup,
): readonly WorkflowFault[] {
  const action = actions.find(uses);
  if (!action)
    return [
      {
        path: [...path, "uses"],
        message: `wait.until is to look with ${JSON.stringify(uses)}, and there is no such action.${didYouMean(uses, actions.names)}`,
      },
    ];
  if (action.effect !== "read")
    return [
      {
        path: [...path, "uses"],
        message: `wait.until is to look with ${uses}, which may change something. Use an action that only reads${readingSisters(uses, actions)}.`,
      },
    ];
  return argsFaults(uses, args, action.issues(args), action.keys).map((fault) => ({
    path: [...path, "args", ...fault.path],
    message: fault.message,
  }));
}

/** ", such as http.get" for http.request: actions of the same family that only read. */
function readingSisters(uses: string, actions: ActionLookup): string {
  const family = uses.slice(0, uses.indexOf(".") + 1);
  const reading = actions.names.filter(
    (name) => family !== "" && name.startsWith(family) && actions.find(name)?.effect === "read",
  );
  return reading.length > 0 ? `, such as ${reading.slice(0, 3).join(" or ")}` : "";
}

function conditionProblems(
  condition: string,
  uses: string | null,
  given: JsonObject,
  actions: ActionLookup,
): readonly string[] {
  const { problems, paths } = inspectCondition(condition, ["output", "given"]);
  const outputs = uses === null ? null : (actions.find(uses)?.outputs ?? null);
  const names = Object.keys(given);
  const unknown = paths.flatMap(([root, name]) => {
    if (typeof name !== "string") return [];
    if (root === "given" && !names.includes(name))
      return [
        `The condition "${condition}" names given.${name}, which is not given.${didYouMean(name, names) || " Add it under given, beside condition."}`,
      ];
    if (root === "output" && outputs && !outputs.includes(name))
      return [
        `The condition "${condition}" names output.${name}, and ${uses} gives no "${name}".${didYouMean(name, outputs) || ` npm run actions ${uses} says what it gives.`}`,
      ];
    return [];
  });
  return [...new Set([...problems, ...unknown])];
}
