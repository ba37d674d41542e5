// The actions as the check of workflow files asks about them.

import { z } from "zod";
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
        keys: keysOf(action.input),
        outputs: outputsOf(action),
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

function keysOf(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** null when the output is no object, or one that may have any names. */
function outputsOf({ output }: Action): readonly string[] | null {
  if (!(output instanceof z.ZodObject)) return null;
  const { catchall } = output.def;
  return catchall === undefined || catchall instanceof z.ZodNever ? keysOf(output) : null;
}
