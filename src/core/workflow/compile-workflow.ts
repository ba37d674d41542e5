// A file in form, with every default filled in and every action found: what the engine runs and a job pins.

import type { Effect } from "../job/effect.ts";
import { type ApprovalPolicy, defaultPolicy } from "../job/policy.ts";
import { mapSaid } from "../wording.ts";
import { digestOf } from "./digest.ts";
import { parseFileDuration } from "./file-duration.ts";
import { isJsonObject, type JsonObject } from "./scope.ts";
import type { InputSpec, Json, RemedySpec, RetrySpec, StepSpec, Workflow } from "./workflow.ts";
import type { ApprovalFile, InputFile, RemedyFile, StepFile, WorkflowFile } from "./workflow-file.ts";

/** What a compiled step takes over from its action. */
export interface ActionTraits {
  readonly effect: Effect;
  /** People are asked before it runs, whatever the file says. */
  readonly asks: boolean;
  /** It looks before it acts. */
  readonly prepares: boolean;
}

const defaultTimeoutMs = 5 * 60_000;
const defaultBackoffMs = 5_000;
const defaultLongestPauseMs = 60_000;

export function compileWorkflow(file: WorkflowFile, traits: (uses: string) => ActionTraits): Workflow {
  const definition: Omit<Workflow, "digest"> = {
    id: file.id,
    kind: file.kind,
    title: file.title,
    description: file.description === undefined ? null : mapSaid(file.description, (text) => text.trim()),
    version: file.version ?? 1,
    owner: file.owner ?? null,
    inputs: mapped(file.inputs ?? {}, inputSpec),
    // Left out where there are none, so that a file that has none keeps the digest it always had.
    ...(file.remedies ? { remedies: file.remedies.map(remedySpec) } : {}),
    steps: file.steps.map((step, index) => stepSpec(step, needsOf(file.steps, index), traits)),
    outputs: file.outputs ?? {},
  };
  return { ...definition, digest: digestOf(definition) };
}

/** What a step says it needs; when it says nothing, the step before it. */
export function needsOf(steps: readonly Pick<StepFile, "id" | "needs">[], index: number): readonly string[] {
  const before = steps[index - 1];
  return steps[index]?.needs ?? (before ? [before.id] : []);
}

export function inputSpec(file: InputFile): InputSpec {
  const { required, description, default: fallback, ...schema } = file;
  return {
    schema: camelKeywords(schema as JsonObject),
    required: (required ?? false) && fallback === undefined,
    description: description ?? null,
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

function remedySpec({ cause, when, inputs, why }: RemedyFile): RemedySpec {
  return { causes: typeof cause === "string" ? [cause] : cause, when: when ?? null, inputs, why };
}

function stepSpec(
  file: StepFile,
  needs: readonly string[],
  traits: (uses: string) => ActionTraits,
): StepSpec {
  const action = traits(file.uses);
  return {
    id: file.id,
    title: file.title ?? null,
    phase: file.phase ?? "main",
    uses: file.uses,
    with: file.with ?? {},
    needs,
    if: file.if === undefined || file.if === true ? null : String(file.if),
    approval: policyOf(file.approval, action.asks),
    timeoutMs: ms(file.timeout) ?? defaultTimeoutMs,
    retry: retryOf(file.retry),
    onFailure: file.on_failure ?? "stop",
    rollback: file.rollback
      ? {
          uses: file.rollback.uses,
          with: file.rollback.with ?? {},
          effect: file.rollback.effect ?? traits(file.rollback.uses).effect,
        }
      : null,
    effect: file.effect ?? action.effect,
    prepares: action.prepares,
  };
}

function policyOf(file: boolean | ApprovalFile | undefined, asks: boolean): ApprovalPolicy | null {
  if (file === undefined || typeof file === "boolean") return asks || file === true ? defaultPolicy : null;
  return {
    from: file.from ?? defaultPolicy.from,
    count: file.count ?? defaultPolicy.count,
    fourEyes: file.four_eyes ?? defaultPolicy.fourEyes,
    expiresMs: ms(file.expires) ?? defaultPolicy.expiresMs,
    remindMs: file.remind === "never" ? null : (ms(file.remind) ?? defaultPolicy.remindMs),
    escalate: file.escalate ? { afterMs: ms(file.escalate.after) ?? 0, to: file.escalate.to } : null,
  };
}

function retryOf(file: StepFile["retry"]): RetrySpec {
  const backoffMs = ms(file?.backoff) ?? defaultBackoffMs;
  return {
    attempts: file?.attempts ?? 1,
    backoffMs,
    maxMs: Math.max(ms(file?.max) ?? defaultLongestPauseMs, backoffMs),
  };
}

/** `min_length` is `minLength`, at any depth, but never the names of an object's properties. */
function camelKeywords(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): readonly [string, Json] => {
    const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (name === "properties" && isJsonObject(value)) return [name, mapped(value, nested)];
    return [name, name === "items" || name === "additionalProperties" ? nested(value) : value];
  });
  return Object.fromEntries(entries);
}

function nested(value: Json): Json {
  return isJsonObject(value) ? camelKeywords(value) : value;
}

function ms(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseFileDuration(text) ?? undefined);
}

function mapped<V, W>(values: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
