// Where a model's wishes are taken: known tools with right inputs are called, everything else is refused in words it can read. The
// same wish is answered once from the plan and once from memory; the third time ends the question.

import type { ToolCall } from "#core/knowledge/interaction.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { ModelCall, ModelTool } from "#ports/model.ts";
import type { Fact, Tool, ToolContext, ToolResult } from "./tool.ts";

export interface CallDesk {
  readonly offered: readonly ModelTool[];
  /** How many calls the question still has. */
  readonly left: () => number;
  /** Facts that are known without a call. */
  give(facts: readonly Fact[]): void;
  /** The number by which the model cites it. */
  numberOf(fact: Fact): number;
  /** `calls` are those that are answered; more than a turn may have are as if never wished for. */
  call(
    wishes: readonly ModelCall[],
    restored: (input: unknown) => unknown,
  ): Promise<{
    readonly calls: readonly ModelCall[];
    readonly results: readonly { readonly call: ModelCall; readonly result: ToolResult }[];
    readonly looped: boolean;
  }>;
  /** Every call, in order, for the record. */
  made(): readonly ToolCall[];
}

export interface CallDeskMeans {
  readonly tools: readonly Tool[];
  readonly context: ToolContext;
  readonly most: number;
  readonly know: (facts: readonly Fact[]) => void;
}

const mostInTurn = 4;
const longestInput = 2_000;
const loopAt = 3;

export function createDesk({ tools, context, most, know }: CallDeskMeans): CallDesk {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const numbers = new Map<string, number>();
  const asked = new Map<string, { times: number; result: Promise<ToolResult> | null }>();
  const made: ToolCall[] = [];
  let left = most;

  const keyOf = (fact: Fact) => `${fact.id}\n${fact.text}`;

  function give(facts: readonly Fact[]): void {
    const fresh: Fact[] = [];
    for (const fact of facts) {
      if (numbers.has(keyOf(fact))) continue;
      numbers.set(keyOf(fact), numbers.size + 1);
      fresh.push(fact);
    }
    know(fresh);
  }

  async function answer(call: ModelCall, input: unknown, key: string): Promise<ToolResult> {
    const startedAt = performance.now();
    const result = await resultOf(call, input, key);
    made.push({
      tool: oneLine(redact(call.tool), 60),
      outcome: result.kind,
      elapsedMs: performance.now() - startedAt,
    });
    return result;
  }

  async function resultOf(call: ModelCall, input: unknown, key: string): Promise<ToolResult> {
    const tool = byName.get(call.tool);
    if (!tool)
      return {
        kind: "refused",
        why: `There is no such tool. There are: ${tools.map(({ name }) => name).join(", ") || "none"}. All of them only read.`,
      };
    if (key.length > longestInput) return { kind: "refused", why: "The input is too long." };
    if (left <= 0) return { kind: "refused", why: "No more calls are left for this question. Answer now." };
    left -= 1;
    const known = asked.get(key);
    if (known?.result) return await known.result;
    const result = tool.call(input, context);
    if (known) known.result = result;
    return await result;
  }

  return {
    offered: tools.map((tool) => tool.offered),
    left: () => left,
    give,
    numberOf: (fact) => numbers.get(keyOf(fact)) ?? 0,
    made: () => [...made],
    async call(wishes, restored) {
      const calls = wishes
        .slice(0, mostInTurn)
        .map((wish, index) => ({ ...wish, id: `${made.length}-${index}`, tool: oneLine(wish.tool, 60) }));
      const inputs = calls.map(({ input }) => restored(input));
      const keys = calls.map(({ tool }, index) => `${tool} ${canonical(inputs[index])}`);
      for (const key of keys) {
        const known = asked.get(key);
        if (known) known.times += 1;
        else asked.set(key, { times: 1, result: null });
      }
      if (keys.some((key) => (asked.get(key)?.times ?? 0) >= loopAt))
        return { calls, results: [], looped: true };
      const results = [];
      for (const [index, call] of calls.entries()) {
        const result = await answer(call, inputs[index], keys[index] ?? "");
        if (result.kind === "found") give(result.facts);
        results.push({ call, result });
      }
      return { calls, results, looped: false };
    },
  };
}

/** The same for the same input, whatever the order of its fields. */
function canonical(input: unknown): string {
  const text = JSON.stringify(input, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return text ?? "";
}
