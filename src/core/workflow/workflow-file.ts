// The form of a workflow's YAML file: every key, what it means, what it may be. The editors' JSON Schema is made from it.

import { z } from "zod";
import { causeKinds } from "../diagnosis/causes.ts";
import { effects } from "../job/effect.ts";
import { durationPattern, longestDurationMs, parseFileDuration } from "./file-duration.ts";
import { type Json, remedyStates, remedySubjects, workflowKinds } from "./workflow.ts";

export const mostSteps = 500;
export const inputTypes = ["string", "integer", "number", "boolean", "array", "object"] as const;

const json: z.ZodType<Json> = z.unknown() as z.ZodType<Json>;
const args = z.record(z.string(), json);

/** For people: one text, or one for the readers of each language. */
function said(text: z.ZodString) {
  return z.union([
    text,
    z.strictObject({ en: text.describe("In English."), pt: text.describe("In Portuguese.") }),
  ]);
}

const duration = z
  .string()
  .regex(durationPattern)
  .refine((text) => !durationPattern.test(text) || parseFileDuration(text) !== null, {
    message: `must be at most ${longestDurationMs / 86_400_000}d`,
  })
  .meta({ examples: ["500ms", "5s", "2m", "1h", "24h", "7d"] });

/** JSON Schema's keywords, in its own spelling or in snake_case like every other key of a file. */
const keywords = {
  title: z.string().describe("A label for a form."),
  enum: z.array(json).min(1).describe("The only values it may have."),
  const: json.describe("The only value it may have."),
  pattern: z.string().describe("A regular expression the text must match somewhere; anchor it with ^ and $."),
  format: z.string().describe("A format JSON Schema knows, such as date-time, email, uri or uuid."),
  minimum: z.number().describe("The least number."),
  maximum: z.number().describe("The greatest number."),
  exclusiveMinimum: z.number().describe("The number must be greater than this."),
  exclusiveMaximum: z.number().describe("The number must be less than this."),
  multipleOf: z.number().positive().describe("The number must be a multiple of this."),
  minLength: z.int().min(0).describe("The least characters of a text."),
  maxLength: z.int().min(0).describe("The most characters of a text."),
  minItems: z.int().min(0).describe("The least entries of a list."),
  maxItems: z.int().min(0).describe("The most entries of a list."),
  uniqueItems: z.boolean().describe("No entry of the list may come twice."),
  examples: z.array(json).describe("Values that would do, for forms."),
};

type Keywords = typeof keywords;
type Snake<K extends string> = K extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${Snake<Tail>}`
    : `_${Lowercase<Head>}${Snake<Tail>}`
  : K;
type Both = { [K in keyof Keywords as K | Snake<K>]: z.ZodOptional<Keywords[K]> };

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const both = Object.fromEntries(
  Object.entries(keywords).flatMap(([name, schema]) => [
    [name, schema.optional()],
    [snakeCase(name), schema.optional()],
  ]),
) as Both;

const typeKey = z.enum(inputTypes).describe("What kind of value it is.");

/** What is inside a list or an object: JSON Schema without anything that refers elsewhere. */
const fragment = z
  .strictObject({
    type: typeKey.optional(),
    description: z.string().describe("What it is, for the person who fills it in.").optional(),
    default: json
      .describe("Documented only; defaults inside lists and objects are not filled in.")
      .optional(),
    required: z.array(z.string()).describe("The names an object must have.").optional(),
    ...both,
    get items(): z.ZodOptional<z.ZodType> {
      return fragment.optional().describe("What every entry of a list must be.");
    },
    get properties(): z.ZodOptional<z.ZodType> {
      return z.record(z.string(), fragment).optional().describe("What an object's values must be, by name.");
    },
    get additionalProperties(): z.ZodOptional<z.ZodType> {
      return z.union([z.boolean(), fragment]).optional().describe("Whether, or what, further names may be.");
    },
    get additional_properties(): z.ZodOptional<z.ZodType> {
      return z.union([z.boolean(), fragment]).optional().describe("The same as additionalProperties.");
    },
  })
  .meta({ id: "Fragment", description: "What a value inside a list or an object must be." });

const input = z
  .strictObject({
    type: typeKey,
    required: z.boolean().optional().describe("Nobody can start it without this one. Default: false."),
    description: said(z.string()).optional().describe("What it is, for the person who is asked for it."),
    default: json.optional().describe("What it is when nobody gives it."),
    ...both,
    items: fragment.optional().describe("What every entry of a list must be."),
    properties: z
      .record(z.string(), fragment)
      .optional()
      .describe("What an object's values must be, by name."),
    additionalProperties: z
      .union([z.boolean(), fragment])
      .optional()
      .describe("Whether, or what, further names may be."),
    additional_properties: z
      .union([z.boolean(), fragment])
      .optional()
      .describe("The same as additionalProperties."),
  })
  .describe("One thing the workflow is given: a JSON Schema fragment, and whether it must be given.");

const people = z
  .array(z.string().min(1))
  .min(1)
  .meta({ examples: [["operators"], ["approvers", "email:ana@company.com"]] });

const approval = z
  .strictObject({
    from: people
      .optional()
      .describe(
        "Groups or people (email:…, person:…) who may decide. viewers, operators, approvers and admins always exist. Default: [approvers].",
      ),
    count: z.int().min(1).max(20).optional().describe("How many different people must approve. Default: 1."),
    four_eyes: z
      .enum(["auto", "always", "never"])
      .optional()
      .describe(
        "Whether the requester is barred: auto bars them as soon as two people could decide. Default: auto.",
      ),
    expires: duration
      .optional()
      .describe("After this long it cannot be decided any more, and the job is parked. Default: 24h."),
    remind: z
      .union([duration, z.literal("never")])
      .optional()
      .describe("Reminds who may decide each time this passes. Default: 1h."),
    escalate: z
      .strictObject({
        after: duration.describe("How long nobody decided."),
        to: people.describe("Who is asked as well."),
      })
      .optional()
      .describe("Asks others as well when nobody decides."),
  })
  .describe("Who decides before the step acts.");

const retry = z
  .strictObject({
    attempts: z.int().min(1).max(100).describe("Tries in all, the first included. Default: 1."),
    backoff: duration
      .optional()
      .describe("Pause before the second try; doubled before each further one. Default: 5s."),
    max: duration.optional().describe("The longest pause. Default: 1m, or the backoff when that is longer."),
  })
  .describe("Tries again when a try failed in a way that another may help.");

const stepId = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/)
  .meta({ examples: ["look", "rerun", "verify"] });
const effect = z.enum(effects);
const uses = z
  .string()
  .min(1)
  .meta({ examples: ["hwa.job", "hwa.rerun", "http.request", "wait.until"] });

const step = z
  .strictObject({
    id: stepId.describe("What others call it: steps.ID.output. Unique in the file."),
    title: said(z.string().min(1).max(200))
      .optional()
      .describe("A line for people; { en: …, pt: … } says it in both languages."),
    phase: z
      .enum(["pre", "main", "verify"])
      .optional()
      .describe("Where it belongs in the telling. Default: main."),
    uses: uses.describe("The action it runs; npm run actions prints them all."),
    with: args.optional().describe("The action's input. Templates are looked up in inputs, steps and job."),
    needs: z
      .array(stepId)
      .optional()
      .describe("The steps that must have ended before. Default: the step before it. [] begins at once."),
    if: z
      .union([z.string(), z.boolean()])
      .optional()
      .describe("A CEL condition over inputs, steps and job. When it is false the step is skipped."),
    approval: z
      .union([z.boolean(), approval])
      .optional()
      .describe("Who decides before the step acts; true asks with every default."),
    timeout: duration
      .optional()
      .describe("How long one try may act; waiting for people never counts. Default: 5m."),
    retry: retry.optional(),
    on_failure: z
      .enum(["stop", "continue", "rollback"])
      .optional()
      .describe(
        "What follows when it fails: the job stops, goes on, or undoes what it did, last first. Default: stop.",
      ),
    rollback: z
      .strictObject({
        uses: uses.describe("The action that undoes the step."),
        with: args.optional().describe("Its input; it may also refer to the step itself."),
        effect: effect
          .optional()
          .describe("What running it twice would mean. Default: the action's own word."),
      })
      .optional()
      .describe("What undoes the step when a later one fails with on_failure: rollback."),
    effect: effect
      .optional()
      .describe(
        "What running it twice would mean, when this use is safer than the action in general. Default: the action's own word.",
      ),
  })
  .describe("One thing that is done.");

const causeName = z.enum([...causeKinds]);

const remedy = z
  .strictObject({
    cause: z
      .union([causeName, z.array(causeName).min(1)])
      .describe("What a diagnosis names as the cause; one, or a list of several."),
    when: z
      .enum(remedyStates)
      .optional()
      .describe("Only for a job that failed, or only for one that waits. Default: for both."),
    inputs: z
      .record(z.string(), z.enum(remedySubjects))
      .describe(
        "Which of its inputs is filled with what of the job the cause lies at: its name, its stream, its workstation, or HWA's id of it.",
      ),
    why: z
      .strictObject({
        en: z.string().min(1).max(200).describe("In English."),
        pt: z.string().min(1).max(200).describe("In Portuguese."),
      })
      .describe("What it does about that cause, as part of a sentence, in both languages."),
  })
  .describe(
    "A cause it is meant for. A diagnosis that names it proposes the workflow; nothing starts by itself.",
  );

export const workflowFileSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      .max(64)
      .describe("What people and programs start it by: kebab-case, unique among all files.")
      .meta({ examples: ["recover-abend"] }),
    kind: z
      .enum(workflowKinds)
      .describe("job, runbook or orchestration; the folder it lies in says the same."),
    title: said(z.string().min(1).max(200)).describe(
      "What it does, in a line; { en: …, pt: … } says it in both languages.",
    ),
    description: said(z.string()).optional().describe("What it does, for whom, and what to know before."),
    version: z
      .int()
      .min(1)
      .optional()
      .describe("Raise it when the workflow changes what it does. Default: 1."),
    owner: z.string().min(1).optional().describe("Who answers for it."),
    inputs: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/), input)
      .optional()
      .describe("What it is given, by name."),
    remedies: z
      .array(remedy)
      .min(1)
      .max(causeKinds.length)
      .optional()
      .describe("The causes it is meant for."),
    steps: z.array(step).min(1).max(mostSteps).describe("What is done. The graph is in needs."),
    outputs: args
      .optional()
      .describe("What it gives back when it completes. Templates are looked up; what was skipped is null."),
  })
  .meta({ title: "A Resync workflow" });

export type WorkflowFile = z.infer<typeof workflowFileSchema>;
export type StepFile = WorkflowFile["steps"][number];
export type InputFile = NonNullable<WorkflowFile["inputs"]>[string];
export type RemedyFile = NonNullable<WorkflowFile["remedies"]>[number];
export type ApprovalFile = Exclude<NonNullable<StepFile["approval"]>, boolean>;

/** JSON Schema (2020-12) of the file, for editors. */
export function workflowFileJsonSchema(): { readonly [key: string]: unknown } {
  return z.toJSONSchema(workflowFileSchema, { target: "draft-2020-12", io: "input" });
}
