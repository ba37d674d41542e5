// What a question may cost. Its own limits are kept here; the person's and the day's over all processes by the ModelBudget, which is
// asked before every turn for the most that the turn can cost.

import type { BudgetHold, ModelBudget, ModelMessage, ModelTool, ModelUsage } from "#ports/model.ts";

export interface ThinkLimits {
  /** Of one question. */
  readonly tokens: number;
  readonly turns: number;
  readonly calls: number;
  readonly seconds: number;
  /** Of one turn. */
  readonly outputTokens: number;
  /** Tokens of a day, in UTC. */
  readonly personDay: number;
  readonly day: number;
}

export const usualLimits: ThinkLimits = {
  tokens: 60_000,
  turns: 8,
  calls: 16,
  seconds: 60,
  outputTokens: 1_200,
  personDay: 500_000,
  day: 5_000_000,
};

export interface TurnGrant {
  readonly kind: "granted";
  readonly maxOutputTokens: number;
  /** null: nothing tells what was used; the estimate counts, with so many characters of answer. */
  settle(usage: ModelUsage | null, characters?: number): Promise<void>;
  /** The server never took it. */
  giveBack(): Promise<void>;
}

export interface Spending {
  /** `question`: its own tokens are used up. `day`: the person's or everybody's are. */
  turn(
    messages: readonly ModelMessage[],
    tools: readonly ModelTool[],
  ): Promise<TurnGrant | { readonly kind: "question" | "day" }>;
  readonly spent: () => {
    readonly input: number;
    readonly output: number;
    readonly turns: number;
    readonly estimated: boolean;
  };
}

/** Below this no answer is worth asking for. */
const leastOutput = 64;

export function createSpending(
  budget: ModelBudget,
  limits: ThinkLimits,
  personId: string,
  failed: (error: unknown) => void,
): Spending {
  let input = 0;
  let output = 0;
  let turns = 0;
  let estimated = false;

  return {
    spent: () => ({ input, output, turns, estimated }),
    async turn(messages, tools) {
      const asking = estimatedTokens(messages, tools);
      const left = limits.tokens - input - output - asking;
      const maxOutputTokens = Math.min(limits.outputTokens, left);
      if (maxOutputTokens < leastOutput) return { kind: "question" };
      const hold = await budget.take(asking + maxOutputTokens, {
        day: limits.day,
        person: { id: personId, day: limits.personDay },
      });
      if (hold === null) return { kind: "day" };
      turns += 1;
      return {
        kind: "granted",
        maxOutputTokens,
        async settle(usage, characters = 0) {
          const used = usage ?? { input: asking, output: Math.ceil(characters / 3), estimated: true };
          input += used.input;
          output += used.output;
          estimated ||= used.estimated;
          await settled(hold, used.input + used.output);
        },
        giveBack: () => settled(hold, 0),
      };
    },
  };

  /** A hold that cannot be settled counts as taken; the answer is not lost for it. */
  async function settled(hold: BudgetHold, tokens: number): Promise<void> {
    try {
      await hold.settle(tokens);
    } catch (error) {
      failed(error);
    }
  }
}

/** On the safe side: three characters a token, and what each message and tool costs besides. */
function estimatedTokens(messages: readonly ModelMessage[], tools: readonly ModelTool[]): number {
  const characters =
    messages.reduce((sum, each) => sum + each.text.length + callsLength(each) + 30, 0) +
    tools.reduce((sum, each) => sum + JSON.stringify(each).length, 0);
  return Math.ceil(characters / 3);
}

function callsLength(message: ModelMessage): number {
  return message.role === "assistant" ? JSON.stringify(message.calls).length : 0;
}
