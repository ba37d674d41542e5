// The language model's part in the conversation: answers to what no rule is sure of, and fluent words above a diagnosis that stands
// by itself. Whatever the model does, the caller has an answer: this one, or by rules and a line that says why.

import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { may, type Person } from "#core/person.ts";
import { type Reply, reply, type Source } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Question } from "../agent.ts";
import { speech } from "../speech.ts";
import type { GroundedAnswer } from "./answer.ts";
import { type Asking, type Cost, type ThinkMeans, type Thought, think } from "./think.ts";
import { thoughtWords } from "./think-words.ts";
import { factsOfDiagnosis } from "./tools/diagnosis-facts.ts";

export interface ThinkerDeps extends ThinkMeans {
  /** What this person said before in the conversation, oldest first: nobody else's words. */
  readonly saidBy: (conversationId: string, personId: string, limit: number) => Promise<readonly string[]>;
  /** For what is counted. */
  readonly onThought: (kind: Thought["kind"], cost: Cost) => void;
}

export type Free =
  | { readonly kind: "answered"; readonly reply: Reply }
  /** The rules answer, and say this. */
  | { readonly kind: "fell_back"; readonly why: Wording; readonly made: NonNullable<Reply["made"]> };

export interface Thinker {
  /** null: nothing that a model is asked, or nobody for whom it is. */
  answer(question: Question, signal: AbortSignal): Promise<Free | null>;
  /** The rules' answer with the model's words above it, or with the line that says why there are none. */
  word(found: Diagnosis, rules: Reply, question: Question, signal: AbortSignal): Promise<Reply>;
}

/** A diagnosis is there already: nobody waits longer than this for nicer words. */
const wordingSeconds = 12;
const wordingTokens = 400;
const wordingSentences = 3;
const mostBefore = 4;

export function createThinker(deps: ThinkerDeps): Thinker {
  async function thought(
    limits: ThinkMeans["limits"],
    asking: Omit<Asking, "locale" | "person" | "now">,
    { locale, person, now, onText }: Question,
    signal: AbortSignal,
  ): Promise<Thought> {
    const whole: Asking = { ...asking, locale, person, now, ...(onText ? { onText } : {}) };
    const outcome = await think({ ...deps, limits }, whole, signal);
    deps.onThought(outcome.kind, outcome.cost);
    return outcome;
  }

  return {
    async answer(question, signal) {
      if (!mayThink(question.person) || question.pressed || !sentence.test(question.text)) return null;
      const before = await deps
        .saidBy(question.conversationId, question.person.id, mostBefore)
        .catch((error: unknown) => {
          deps.failed(error);
          return [];
        });
      const outcome = await thought(
        deps.limits,
        {
          text: question.text,
          before: before.map((text) => ({ who: "person", text })),
          given: [],
          mayLook: true,
        },
        question,
        signal,
      );
      if (outcome.kind === "fell_back") return { kind: "fell_back", why: outcome.why, made: madeBy(outcome) };
      return { kind: "answered", reply: freeReply(outcome, question, deps.timezone) };
    },

    async word(found, rules, question, signal) {
      // A workflow's step wants the same words every time, and nobody reads them for their beauty.
      if (!mayThink(question.person) || question.platform === "workflow") return rules;
      if (found.verdict === "not_broken") return rules;
      const say = speech(question.locale, deps.timezone, question.now);
      const own: Source = rules.sources[0] ?? { title: "HWA", ref: `plan/job/${found.jobId}` };
      const outcome = await thought(
        {
          ...deps.limits,
          turns: 1,
          calls: 0,
          seconds: Math.min(wordingSeconds, deps.limits.seconds),
          outputTokens: wordingTokens,
        },
        {
          text: question.text,
          before: [],
          given: factsOfDiagnosis(found, say, own),
          mayLook: false,
          sentences: wordingSentences,
          sources: rules.sources,
        },
        question,
        signal,
      );
      const made = { ...rules.made, ...madeBy(outcome) };
      const by = outcome.cost.model;
      if (outcome.kind === "fell_back" || (outcome.kind === "stopped" && outcome.answer.text === ""))
        return { ...rules, text: `${rules.text}\n${say.say(outcome.why)}`, made };
      const { text, sources, dropped } = outcome.answer;
      const lines = [
        text,
        ...legendOf(outcome.answer),
        say.say(thoughtWords.above(by, dropped.length)),
        "",
        rules.text,
      ];
      return { ...rules, text: lines.join("\n"), sources, made };
    },
  };
}

/** At least two words: a single one is a slip, or meant for somebody else. */
const sentence = /[\p{L}\p{N}]{2,}\P{L}+\p{L}{2,}/u;

/** Visitors are nobody who could be held to a budget. */
function mayThink(person: Person): boolean {
  return may(person, "ask") && !person.visitor;
}

function madeBy({ tools, cost }: Thought): NonNullable<Reply["made"]> {
  const { model, inputTokens, outputTokens, calls } = cost;
  // One that was never asked has no part in the answer.
  return calls === 0 ? { tools } : { tools, model: { model, inputTokens, outputTokens, calls } };
}

function freeReply(
  outcome: Exclude<Thought, { kind: "fell_back" }>,
  { locale, now }: Question,
  timezone: string,
): Reply {
  const { answer, cost } = outcome;
  const say = speech(locale, timezone, now);
  const end =
    outcome.kind === "answered"
      ? say.say(thoughtWords.below(cost.model, answer.dropped.length))
      : `${say.say(outcome.why)} ${say.say(thoughtWords.cost(say.number(cost.inputTokens + cost.outputTokens), cost.estimated))}`;
  return reply({
    locale,
    mood: outcome.kind === "answered" ? "neutral" : "unknown",
    text: [answer.text, ...legendOf(answer), end].filter((each) => each !== "").join("\n"),
    sources: answer.sources,
    links: addressesIn(answer),
    data: {
      answered_by: cost.model,
      whole: outcome.kind === "answered",
      statements: answer.facts.map(({ text, source }) => ({ text, source })),
      left_out: answer.dropped.length,
    },
    asOf: answer.sources.some(({ title }) => title.startsWith("HWA")) ? now.toISOString() : null,
    made: madeBy(outcome),
  });
}

const longestSource = 140;

/** What the numbers in the text stand for, in the text itself: not every place shows sources with their numbers. */
function legendOf({ text, sources }: GroundedAnswer): readonly string[] {
  const cited = new Set((text.match(/\[\d+(?:, \d+)*\]/g) ?? []).flatMap((each) => each.match(/\d+/g) ?? []));
  return sources.flatMap(({ title, ref }, index) =>
    cited.has(String(index + 1)) ? [oneLine(`[${index + 1}] ${title} · ${ref}`, longestSource)] : [],
  );
}

/** What is left of addresses in it stands in approved knowledge. */
function addressesIn({ text }: GroundedAnswer): readonly string[] {
  return (text.match(/\bhttps?:\/\/[^\s<>"')\]]+/g) ?? []).map((each) => each.replace(/[.,;:!?]+$/, ""));
}
