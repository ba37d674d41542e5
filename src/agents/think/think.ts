// A question, a model, and tools that read. The model wishes for tools until it says something; what it says is shown sentence by
// sentence as far as it stands on what the tools returned. Whatever goes wrong, the question ends in an outcome and never in an
// error: the caller then answers by rules and says why.

import { type Fault, isFault, toFault } from "#core/fault.ts";
import type { ModelUse, ToolCall } from "#core/knowledge/interaction.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Source } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { inBoth, type Wording } from "#core/wording.ts";
import type { Model, ModelBudget, ModelMessage, ModelTurn } from "#ports/model.ts";
import { speech } from "../speech.ts";
import { buildAnswer, type GroundedAnswer } from "./answer.ts";
import { createSpending, type ThinkLimits, type TurnGrant } from "./budget.ts";
import { createDesk } from "./call-desk.ts";
import { createGrounding } from "./ground.ts";
import { createFences, instructions } from "./instructions.ts";
import { createMask, type MaskOptions } from "./mask.ts";
import { whyNot } from "./think-words.ts";
import type { Fact, Tool } from "./tool.ts";

export interface ThinkMeans {
  readonly model: Model;
  readonly tools: readonly Tool[];
  readonly budget: ModelBudget;
  readonly limits: ThinkLimits;
  /** Read for each question: people and hosts come and go. */
  readonly mask: () => MaskOptions;
  readonly timezone: string;
  /** What must not stop an answer, such as a budget that could not be settled; for the log. */
  readonly failed: (error: unknown) => void;
}

export interface Asking {
  readonly text: string;
  readonly locale: Locale;
  readonly person: Person;
  readonly now: Date;
  /** Of this person's own conversation, oldest first. */
  readonly before: readonly { readonly who: "person" | "resync"; readonly text: string }[];
  /** Known already, such as a diagnosis to be worded; the model may cite these without a tool. */
  readonly given: readonly Fact[];
  /** False: only what is given is worded. */
  readonly mayLook: boolean;
  /** How many sentences at most; absent: eight. */
  readonly sentences?: number;
  /** Numbered before its own, where its words stand above an answer that has sources already. */
  readonly sources?: readonly Source[];
  /** What is added to the answer, and only what may be shown. */
  readonly onText?: (piece: string) => void;
}

export interface Cost extends ModelUse {
  /** Some of it is estimated, because the server did not tell. */
  readonly estimated: boolean;
  readonly elapsedMs: number;
}

interface Ended {
  readonly tools: readonly ToolCall[];
  readonly cost: Cost;
}

export type Thought =
  | (Ended & { readonly kind: "answered"; readonly answer: GroundedAnswer })
  /** It ended early; what was found until then stands, and may be nothing when the person stopped it. */
  | (Ended & { readonly kind: "stopped"; readonly answer: GroundedAnswer; readonly why: Wording })
  | (Ended & { readonly kind: "fell_back"; readonly why: Wording });

const longestQuestion = 4_000;
const mostBefore = 6;
const longestBefore = 1_000;

export async function think(means: ThinkMeans, asking: Asking, signal: AbortSignal): Promise<Thought> {
  const { model, limits, timezone } = means;
  const { locale, person, now } = asking;
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(limits.seconds * 1_000);
  const within = AbortSignal.any([signal, deadline]);
  const say = speech(locale, timezone, now);
  const mask = createMask(means.mask());
  const fences = createFences();
  const grounding = createGrounding(locale, asking.text);
  const answer = buildAnswer(grounding, mask.restore, asking.onText ?? (() => undefined), asking.sources);
  const spending = createSpending(means.budget, limits, person.id, means.failed);
  const desk = createDesk({
    tools: asking.mayLook ? means.tools : [],
    context: { person, locale, now, say, signal: within },
    most: limits.calls,
    know: grounding.know,
  });
  const messages: ModelMessage[] = opening();

  try {
    for (let turn = 1; turn <= limits.turns; turn += 1) {
      within.throwIfAborted();
      // The last turn has no tools, so that there is nothing left but to answer.
      const tools = turn === limits.turns || desk.left() === 0 ? [] : desk.offered;
      const grant = await spending.turn(messages, tools);
      if (grant.kind !== "granted")
        return early(grant.kind === "day" ? whyNot.dayUsedUp : whyNot.questionUsedUp);
      const said = await oneTurn(grant, tools);
      answer.endTurn();
      if (said.end === "refused") return early(whyNot.refused);
      if (said.end === "cut") return early(whyNot.cut);
      if (said.end === "said" || said.calls.length === 0) return settled();
      const { calls, results, looped } = await desk.call(said.calls, mask.restoreIn);
      if (looped) return early(whyNot.loop);
      messages.push({ role: "assistant", text: said.text, calls });
      for (const { call, result } of results)
        messages.push({
          role: "tool",
          callId: call.id,
          tool: call.tool,
          text: mask.hide(fences.result(call.tool, result, desk.numberOf)),
        });
    }
    return early(whyNot.tooManyTurns);
  } catch (error) {
    answer.endTurn();
    if (signal.aborted) return { kind: "stopped", answer: answer.soFar(), why: whyNot.stopped, ...ended() };
    if (deadline.aborted) return early(whyNot.tooSlow);
    if (!isFault(error)) means.failed(error);
    return early(inBoth(toFault(error, broken).sentence));
  }

  function opening(): ModelMessage[] {
    desk.give(asking.given);
    const before = asking.before
      .slice(-mostBefore)
      .map(
        ({ who, text }): ModelMessage =>
          who === "person"
            ? { role: "user", text: mask.hide(text.slice(0, longestBefore)) }
            : { role: "assistant", text: mask.hide(text.slice(0, longestBefore)), calls: [] },
      );
    const given =
      asking.given.length === 0 ? "" : `${fences.facts("known already", asking.given, desk.numberOf)}\n\n`;
    return [
      {
        role: "system",
        text: instructions(locale, `${now.toISOString()} (${say.time(now)}, ${timezone})`, asking.sentences),
      },
      ...before,
      { role: "user", text: mask.hide(`${given}${asking.text.slice(0, longestQuestion)}`) },
    ];
  }

  async function oneTurn(grant: TurnGrant, tools: typeof desk.offered): Promise<ModelTurn> {
    let characters = 0;
    try {
      const said = await model.turn(
        {
          messages,
          tools,
          maxOutputTokens: grant.maxOutputTokens,
          onText(piece) {
            characters += piece.length;
            answer.take(piece);
          },
        },
        within,
      );
      await grant.settle(said.usage);
      if (characters === 0 && said.end !== "refused") answer.take(said.text);
      return said;
    } catch (error) {
      // A server that is down has used nothing, and must not use up the day.
      if (isFault(error) && neverTaken.has(error.code) && characters === 0) await grant.giveBack();
      else await grant.settle(null, characters);
      throw error;
    }
  }

  /** What stands is kept; when nothing does, the rules answer. */
  function early(why: Wording): Thought {
    const soFar = answer.soFar();
    return soFar.shown > 0
      ? { kind: "stopped", answer: soFar, why, ...ended() }
      : { kind: "fell_back", why, ...ended() };
  }

  function settled(): Thought {
    const whole = answer.soFar();
    return whole.shown > 0
      ? { kind: "answered", answer: whole, ...ended() }
      : { kind: "fell_back", why: whyNot.unfounded, ...ended() };
  }

  function ended(): Ended {
    const { input, output, turns, estimated } = spending.spent();
    return {
      tools: desk.made(),
      cost: {
        model: oneLine(model.name, 100),
        inputTokens: input,
        outputTokens: output,
        calls: turns,
        estimated,
        elapsedMs: performance.now() - startedAt,
      },
    };
  }
}

const neverTaken: ReadonlySet<Fault["code"]> = new Set([
  "unreachable",
  "misconfigured",
  "rate_limited",
  "unavailable",
]);

const broken: Wording = {
  en: "The language model could not be asked because something unexpected happened.",
  pt: "Não foi possível consultar o modelo de linguagem porque algo inesperado aconteceu.",
};
