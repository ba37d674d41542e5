// A model's words as they become an answer: each sentence judged as soon as it is whole, shown with the numbers of its sources.

import type { Source } from "#core/reply.ts";
import type { Grounding } from "./ground.ts";
import { createSentenceFlow, type Sentence } from "./sentences.ts";
import type { Fact } from "./tool.ts";

export interface GroundedAnswer {
  /** What may be shown so far, sources as `[1]`. */
  readonly text: string;
  /** In the order of their numbers. */
  readonly sources: readonly Source[];
  readonly facts: readonly Fact[];
  /** Sentences that say something of the plan and stand on facts. */
  readonly shown: number;
  readonly marked: number;
  /** Why sentences were left out, one word for each. */
  readonly dropped: readonly string[];
}

export interface AnswerBuilder {
  take(piece: string): void;
  /** The turn is over: what has no end yet ends here. */
  endTurn(): void;
  soFar(): GroundedAnswer;
}

const mostCites = 3;

/**
 * `onText` is given what is added, and only what may be shown. `restored` puts names back where tokens stood. `before`: sources
 * that have their numbers already.
 */
export function buildAnswer(
  grounding: Grounding,
  restored: (text: string) => string,
  onText: (piece: string) => void,
  before: readonly Source[] = [],
): AnswerBuilder {
  const flow = createSentenceFlow();
  const sources: Source[] = [...before];
  const facts = new Set<Fact>();
  const said = new Set<string>();
  const dropped: string[] = [];
  let text = "";
  let shown = 0;
  let marked = 0;
  let newLine: Sentence["begins"] = null;

  function add(sentence: Sentence): void {
    newLine = sentence.begins ?? newLine;
    const verdict = grounding.judge(restored(sentence.text));
    if (verdict.kind === "dropped") {
      dropped.push(verdict.why);
      return;
    }
    // Said in an earlier turn already, before it looked something up.
    if (said.has(verdict.text)) return;
    said.add(verdict.text);
    if (verdict.kind === "shown") shown += 1;
    if (verdict.kind === "marked") marked += 1;
    const cites = verdict.kind === "plain" ? "" : citesOf(verdict.facts);
    const before = text === "" ? "" : newLine === null ? " " : "\n";
    const piece = `${before}${newLine === "item" ? "• " : ""}${verdict.text}${cites}`;
    newLine = null;
    text += piece;
    onText(piece);
  }

  function citesOf(by: readonly Fact[]): string {
    const numbers = new Set<number>();
    for (const fact of by.slice(0, mostCites)) {
      facts.add(fact);
      let at = sources.findIndex(({ title, ref }) => title === fact.source.title && ref === fact.source.ref);
      if (at < 0) at = sources.push(fact.source) - 1;
      numbers.add(at + 1);
    }
    return numbers.size === 0 ? "" : ` [${[...numbers].toSorted((a, b) => a - b).join(", ")}]`;
  }

  return {
    take: (piece) => flow.take(piece).forEach(add),
    endTurn() {
      flow.end().forEach(add);
      newLine = "line";
    },
    soFar: () => ({ text, sources: [...sources], facts: [...facts], shown, marked, dropped: [...dropped] }),
  };
}
