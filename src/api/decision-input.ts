// A decision as callers send it, and as the engine understands it.

import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import type { Decided, Decision } from "#engine/engine.ts";
import type { ShownCheckpoint } from "./checkpoint-views.ts";
import { jsonRecord, words } from "./job-inputs.ts";
import { localeInput } from "./schemas.ts";

export const seenPlan = z
  .string()
  .max(200)
  .optional()
  .describe(
    "The planDigest you looked at; the decision is refused with 409 when the plan is another by now.",
  );

export const decisionInput = z.strictObject({
  action: z
    .enum(["approve", "reopen", "delegate", "break_glass", "review", "resolve"])
    .default("approve")
    .describe(
      "approve: the step may run. reopen: an expired checkpoint asks again. delegate: `to` may decide as well. break_glass: in an emergency two people together let it run whatever the policy says, and somebody else must review it. review: of a broken glass. resolve: say what a lost step did.",
    ),
  reason: words.optional().describe("Needed to break glass, to review and to resolve."),
  changes: jsonRecord
    .optional()
    .describe(
      "With approve: arguments to put in the place of the plan's. The changed plan is asked about anew.",
    ),
  filled: z
    .record(z.string().min(1).max(200), z.string().max(3_000))
    .optional()
    .describe(
      "With approve: instead of changes, the form of GET …/{id} as it was filled in. A field left out was emptied.",
    ),
  lang: localeInput.optional().describe("The language of what is said about filled fields."),
  to: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("With delegate: a person's id or `email:name@company.com`."),
  outcome: z.enum(["happened", "not_happened", "abort"]).optional().describe("With resolve."),
  planDigest: seenPlan,
});
export type DecisionInput = z.output<typeof decisionInput>;

/** What the engine is told; `invalid_input` names what the action lacks. */
export function decisionOf(input: DecisionInput, checkpoint: ShownCheckpoint): Decision {
  const said = input.reason ? { reason: input.reason } : {};
  const seen = input.planDigest === undefined ? {} : { planDigest: input.planDigest };
  if (input.changes !== undefined && input.action !== "approve")
    throw wrong("changes", 'The field "changes" goes with the action approve only.');
  switch (input.action) {
    case "approve":
      if (!changesSomething(input)) return { kind: "approve", ...said, ...seen };
      if (!checkpoint.plan)
        throw wrong("changes", "This checkpoint has no plan, so there are no arguments to change.");
      return { kind: "change", args: { ...checkpoint.plan.args, ...input.changes }, ...said, ...seen };
    case "reopen":
      return { kind: "reopen" };
    case "delegate":
      return { kind: "delegate", to: needed(input.to, "to", 'Say in "to" who shall decide as well.') };
    case "break_glass":
      return {
        kind: "break_glass",
        reason: needed(input.reason, "reason", "Breaking the glass needs a reason."),
      };
    case "review":
      return {
        kind: "review",
        reason: needed(input.reason, "reason", "A review needs a word on what you found."),
      };
    case "resolve":
      return {
        kind: "resolve",
        outcome: needed(
          input.outcome,
          "outcome",
          'Say in "outcome" what you found: happened, not_happened or abort.',
        ),
        reason: needed(input.reason, "reason", "Say in the reason how you found out."),
      };
  }
}

/** An empty `changes` is an approval of the plan as it is. */
function changesSomething({ changes }: DecisionInput): boolean {
  return changes !== undefined && Object.keys(changes).length > 0;
}

/** What the decision led to, in a sentence for the person who made it. */
export function messageOf({ settled, quorum }: Decided, input: DecisionInput): string {
  const { action, to } = input;
  switch (action) {
    case "approve": {
      if (changesSomething(input)) return "The plan was changed, and is asked about anew.";
      if (settled) return "Checkpoint approved successfully";
      const missing = quorum.need - quorum.have;
      const counts = `Your approval counts; ${missing === 1 ? "one more person" : `${missing} more people`} must approve.`;
      return quorum.why ? `${counts} ${quorum.why.en} An administrator can add somebody.` : counts;
    }
    case "reopen":
      return "The checkpoint asks again.";
    case "delegate":
      return `${oneLine(to ?? "", 100)} may decide it as well now.`;
    case "break_glass":
      return settled
        ? "The glass is broken: the step runs, and somebody else must review it."
        : "The glass is cracked: a second person must break it with you.";
    case "review":
      return "The review is recorded.";
    case "resolve":
      return "The step goes on from what you said.";
  }
}

export function needed<T extends string>(value: T | undefined, field: string, sentence: string): T {
  if (value !== undefined && value !== "") return value;
  throw wrong(field, sentence);
}

function wrong(field: string, sentence: string): Fault {
  return new Fault("invalid_input", sentence, { detail: { field } });
}
