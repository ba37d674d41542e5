// The actions as the check of workflow files asks about them.

import type { ActionLookup } from "#core/workflow/check-workflow.ts";
import type { Action, Actions } from "#ports/action.ts";

export function actionLookup(actions: Actions): ActionLookup {
  return {
    names: actions.all.map((action) => action.name),
    find(name) {
      const action = actions.find(name);
      if (!action) return null;
      return {
        name: action.name,
        effect: action.effect,
        asks: action.asks,
        prepares: action.prepare !== undefined,
        keys: keysOf(action),
        issues(args) {
          try {
            return action.input.safeParse(args).error?.issues ?? [];
          } catch {
            // A rule that stumbles over a template, or must wait for something: the run will ask it again.
            return [];
          }
        },
      };
    },
  };
}

function keysOf({ input }: Action): readonly string[] {
  return "shape" in input && input.shape !== null && typeof input.shape === "object"
    ? Object.keys(input.shape)
    : [];
}
