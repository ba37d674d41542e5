// Our messages and tools as OpenAI's protocol has them.

import type { ChatCompletionMessageParam, ChatCompletionTool } from "openai/resources/chat/completions";
import type { ModelMessage, ModelTool } from "#ports/model.ts";

export function openaiMessages(messages: readonly ModelMessage[]): ChatCompletionMessageParam[] {
  return messages.map(openaiMessage);
}

function openaiMessage(message: ModelMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case "system":
    case "user":
      return { role: message.role, content: message.text };
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: message.text };
    case "assistant":
      return {
        role: "assistant",
        content: message.text,
        ...(message.calls.length > 0
          ? {
              tool_calls: message.calls.map(({ id, tool, input }) => ({
                id,
                type: "function" as const,
                function: {
                  name: tool,
                  arguments: typeof input === "string" ? input : JSON.stringify(input),
                },
              })),
            }
          : {}),
      };
  }
}

export function openaiTools(tools: readonly ModelTool[]): ChatCompletionTool[] {
  return tools.map(({ name, description, input }) => ({
    type: "function",
    function: { name, description, parameters: { ...input } },
  }));
}

/** Four characters a token is near enough for budgets, and on the safe side for prose. */
export function estimatedTokens(messages: readonly ModelMessage[]): number {
  const characters = messages.reduce((sum, each) => sum + each.text.length + 16, 0);
  return Math.ceil(characters / 4);
}
