// A step's `with` against its action's input schema, before anything is known of what its templates will yield.
//
// Templates stand in their places as text, so the schema finds fault with some of them that a running job would not. A
// finding counts only when it would be one whatever the templates yield: the shape of mappings and lists is known, keys
// are known, literals are known. What depends on a template is left to the run, which checks the resolved arguments.

import type { z } from "zod";
import { asObject, didYouMean, valueAt } from "./file-faults.ts";
import type { JsonObject } from "./scope.ts";
import { hasTemplate, type Path } from "./template.ts";
import type { Json } from "./workflow.ts";

type Issue = z.core.$ZodIssue;

export interface ArgsFault {
  /** Inside the arguments. */
  readonly path: Path;
  readonly message: string;
}

/** `issues` are what the action's schema says of the arguments with their templates in place; `keys` the names it knows. */
export function argsFaults(
  action: string,
  args: JsonObject,
  issues: readonly Issue[],
  keys: readonly string[],
): readonly ArgsFault[] {
  return definite(issues, args, []).flatMap((issue): readonly ArgsFault[] => {
    const path = pathOf(issue);
    if (issue.code === "unrecognized_keys")
      return issue.keys
        .filter((key) => !hasTemplate(key))
        .map((key) => {
          const near = path.length === 0 ? didYouMean(key, keys) : "";
          const cure =
            near ||
            (path.length === 0 && keys.length > 0 ? ` It takes ${keys.join(", ")}.` : " Leave it out.");
          return { path: [...path, key], message: `${action} does not take "${key}".${cure}` };
        });
    const name = path.join(".");
    if (name && valueAt(path, args) === undefined)
      return [{ path, message: `${action} needs "${name}". Add it under with.` }];
    const what = name ? `"${name}" of ${action}` : `What ${action} is given`;
    return [{ path, message: `${what} does not fit: ${issueText(issue)}. See npm run actions.` }];
  });
}

/** The issues that no value of a template could make go away. `base`: where the issues' paths begin in the arguments. */
function definite(issues: readonly Issue[], args: JsonObject, base: Path): readonly Issue[] {
  return issues.filter((issue) => {
    const path = [...base, ...pathOf(issue)];
    // Inside a template: nothing is known there.
    for (let length = 1; length < path.length; length += 1) {
      const outer = valueAt(path.slice(0, length), args);
      if (typeof outer === "string" && hasTemplate(outer)) return false;
    }
    const value = valueAt(path, args);
    if (typeof value === "string" && hasTemplate(value))
      return isMixed(value) && issue.code === "invalid_type";
    switch (issue.code) {
      case "unrecognized_keys":
      case "invalid_type":
        return true;
      case "invalid_union":
        return issue.errors.length === 0
          ? !containsTemplate(value)
          : issue.errors.every((branch) => definite(branch, args, path).length > 0);
      case "custom":
        // A rule of the action's own may look anywhere.
        return !containsTemplate(args);
      default:
        return !containsTemplate(value);
    }
  });
}

/** Text around a template makes it text for certain. */
function isMixed(text: string): boolean {
  return !/^\$\{\{[^}]*\}\}$/.test(text);
}

function containsTemplate(value: Json | undefined): boolean {
  if (typeof value === "string") return hasTemplate(value);
  if (Array.isArray(value)) return value.some(containsTemplate);
  return Object.values(asObject(value)).some(containsTemplate);
}

function pathOf(issue: Issue): Path {
  return issue.path.map((each) => (typeof each === "number" ? each : String(each)));
}

function issueText(issue: Issue): string {
  return issue.message.replace(/\.$/, "").replace(/^(Invalid input|Invalid option|Too big|Too small): /, "");
}
