// The same scenarios with whatever language model is configured (OPENAI_*): the question asked freely, with the tools that the
// product gives it, and what it said scored as far as words can be: the cause named, no other one, evidence, owner, sources, and cost.

import { createModel } from "#adapters/openai/create-model.ts";
import { usualLimits } from "#agents/think/budget.ts";
import { type ThinkMeans, type Thought, think } from "#agents/think/think.ts";
import { readingTools } from "#agents/think/tools/reading-tools.ts";
import { causes } from "#core/diagnosis/causes.ts";
import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import type { ModelBudget } from "#ports/model.ts";
import type { Scenario } from "./scenario.ts";

export interface ModelConfigured {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly deadlineSeconds: number;
}

export interface ModelScore {
  readonly kind: Thought["kind"];
  /** null: it said nothing, and the rules answer. */
  readonly rootCause: boolean | null;
  readonly falseCause: boolean;
  readonly evidence: { readonly named: number; readonly due: number };
  readonly owner: boolean | null;
  /** Sentences shown, and those that stood on nothing and were left out. */
  readonly shown: number;
  readonly dropped: number;
  readonly tokens: number;
  readonly ms: number;
  readonly text: string;
}

const unlimited: ModelBudget = {
  take: async () => ({ settle: async () => undefined }),
  today: async () => ({ tokens: 0, people: 0 }),
};

export async function askModel(
  configured: ModelConfigured,
  scenario: Scenario,
  locale: Locale,
  diagnosis: DiagnosisDesk,
  now: Date,
): Promise<ModelScore> {
  const means: ThinkMeans = {
    model: createModel(configured),
    tools: readingTools({
      hwa: diagnosis.hwa,
      names: { canonical: () => null, nearest: () => [] },
      timezone: "UTC",
      diagnosis,
      retrieval: diagnosis.retrieval,
      incidents: { page: async () => ({ incidents: [], total: 0 }) },
      nameOf: () => null,
    }),
    budget: unlimited,
    limits: { ...usualLimits, seconds: configured.deadlineSeconds },
    mask: () => ({
      hosts: false,
      people: false,
      known: { hosts: [], people: [] },
      secrets: [configured.apiKey],
    }),
    timezone: "UTC",
    failed: (error) => console.error(error),
  };
  const thought = await think(
    means,
    {
      text: scenario.ask[locale],
      locale,
      person: { id: "eval", name: "Evaluation", roles: ["viewer"] },
      now,
      before: [],
      given: [],
      mayLook: true,
    },
    new AbortController().signal,
  );
  return scoreWords(scenario, locale, thought);
}

/** Pure, so that it can be tested itself. */
export function scoreWords({ right }: Scenario, locale: Locale, thought: Thought): ModelScore {
  const answer = thought.kind === "fell_back" ? null : thought.answer;
  const text = answer?.text ?? "";
  const said = fold(text);
  const named = Object.entries(causes)
    .filter(([, { name }]) => said.includes(fold(name[locale]).replace(/^(?:an?|the|um|uma|o|a) /, "")))
    .map(([cause]) => cause);
  const rights = [right.cause].flat() as readonly string[];
  const owners = right.owner === undefined ? null : [right.owner].flat();
  const { inputTokens, outputTokens, elapsedMs } = thought.cost;
  return {
    kind: thought.kind,
    rootCause:
      answer === null ? null : rights.some((each) => named.includes(each)) || unknownSaid(rights, said),
    falseCause: named.some((each) => (right.not as readonly string[]).includes(each)),
    evidence: {
      named: right.evidence.filter((each) => said.includes(fold(String(each)))).length,
      due: right.evidence.length,
    },
    owner: owners === null || answer === null ? null : owners.every((each) => said.includes(fold(each))),
    shown: answer?.shown ?? 0,
    dropped: answer?.dropped.length ?? 0,
    tokens: inputTokens + outputTokens,
    ms: elapsedMs,
    text,
  };
}

function unknownSaid(rights: readonly string[], said: string): boolean {
  return (
    rights.includes("unknown") && /unknown|not known|do not know|desconhecid|nao se sabe|nao sei/.test(said)
  );
}

export function printModelRun(name: string, scores: readonly ModelScore[]): void {
  const said = scores.filter((each) => each.rootCause !== null);
  const count = (holds: (score: ModelScore) => boolean) => scores.filter(holds).length;
  const sum = (pick: (score: ModelScore) => number) => scores.reduce((total, each) => total + pick(each), 0);
  const times = scores.map((each) => each.ms).toSorted((a, b) => a - b);
  const owned = scores.filter((each) => each.owner !== null);
  console.log(
    [
      `\nwith the model ${name}: ${scores.length} questions asked freely, English and Portuguese in turn`,
      `  answered                 ${said.length}/${scores.length}; of the others the rules' answer stands`,
      `  root cause named         ${said.filter((each) => each.rootCause).length}/${said.length}`,
      `  forbidden cause named    ${count((each) => each.falseCause)}`,
      `  evidence named           ${sum((each) => each.evidence.named)}/${sum((each) => each.evidence.due)}`,
      `  owner                    ${owned.filter((each) => each.owner).length}/${owned.length}`,
      `  sentences                ${sum((each) => each.shown)} shown with their sources, ${sum((each) => each.dropped)} left out because they stood on nothing`,
      `  tokens                   ${sum((each) => each.tokens)} in all, ${Math.round(sum((each) => each.tokens) / Math.max(1, scores.length))} a question`,
      `  time                     median ${(times[times.length >> 1] ?? 0).toFixed(0)} ms, longest ${(times.at(-1) ?? 0).toFixed(0)} ms`,
    ].join("\n"),
  );
}
