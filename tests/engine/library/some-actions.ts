// A few actions for the tests of workflow files: one that reads, one that asks, one that waits. None of them is ever run.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Effect } from "#core/job/effect.ts";
import type { Action, Actions } from "#ports/action.ts";

const named = z.strictObject({ job: z.string().min(1).optional(), run_id: z.string().optional() });

export const someActions: Actions = actionsOf([
  action("hwa.job", "read", false, named),
  action("hwa.rerun", "once", true, named, true),
  action(
    "wait.until",
    "read",
    false,
    z.strictObject({
      uses: z.string(),
      args: z.record(z.string(), z.unknown()),
      condition: z.string(),
      every: z.string(),
      within: z.string(),
      given: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  action(
    "local.command",
    "once",
    false,
    z.strictObject({
      command: z.array(z.string()).min(1),
      cwd: z.string().optional(),
      expect: z.strictObject({ exit_code: z.int() }).optional(),
    }),
  ),
  action(
    "data.pick",
    "read",
    false,
    z
      .strictObject({
        from: z.int(),
        to: z.int(),
        mode: z.enum(["first", "last"]).optional(),
        where: z
          .union([z.strictObject({ equals: z.string() }), z.strictObject({ above: z.number() })])
          .optional(),
      })
      .refine(({ from, to }) => from < to, { message: "from must be less than to", path: ["to"] }),
  ),
]);

export function actionsOf(all: readonly Action[]): Actions {
  return { all, find: (name) => all.find((each) => each.name === name) ?? null };
}

function action(name: string, effect: Effect, asks: boolean, input: z.ZodType, prepares = false): Action {
  return {
    name,
    title: name,
    docs: name,
    effect,
    asks,
    input,
    output: z.unknown(),
    example: {},
    ...(prepares ? { prepare: async () => {} } : {}),
    run: async () => {
      throw new Fault("internal", "This action is for checking files only.");
    },
  };
}
