// A language model behind OpenAI's chat protocol, at whatever URL is configured. Answers are streamed and bounded: a server that
// falls silent, never ends, or sends what is no protocol at all becomes a Fault, never a hanging question.

import OpenAI from "openai";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import type { Model, ModelCall, ModelRequest, ModelTurn } from "#ports/model.ts";
import { asModelFault, garbled, type Served, silent } from "./model-fault.ts";
import { estimatedTokens, openaiMessages, openaiTools } from "./openai-messages.ts";

export interface ModelOptions {
  /** `https://api.openai.com/v1` */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  /** How long the first and every next piece may take; default 30,000. */
  readonly silenceMs?: number;
}

export function createModel({ baseUrl, apiKey, model, silenceMs = 30_000 }: ModelOptions): Model {
  const host = new URL(baseUrl).host;
  const served: Served = { host, model };
  const client = openClient({ baseUrl, apiKey, silenceMs });
  // OpenAI's newer models refuse the older name of the limit, and most others know only that one.
  const limit = host === "api.openai.com" ? "max_completion_tokens" : "max_tokens";

  async function turn(request: ModelRequest, signal: AbortSignal): Promise<ModelTurn> {
    const { messages, tools, maxOutputTokens, answer, onText } = request;
    const silence = new AbortController();
    const within = AbortSignal.any([signal, silence.signal]);
    let timer = setTimeout(() => silence.abort(), silenceMs);
    const gather = createGathering(maxOutputTokens, onText);
    try {
      const stream = await client.chat.completions.create(
        {
          model,
          stream: true,
          stream_options: { include_usage: true },
          messages: openaiMessages(messages),
          [limit]: maxOutputTokens,
          ...(tools.length > 0 ? { tools: openaiTools(tools) } : {}),
          ...(answer
            ? {
                response_format: {
                  type: "json_schema",
                  json_schema: { name: "answer", schema: { ...answer } },
                },
              }
            : {}),
        },
        { signal: within },
      );
      for await (const chunk of stream) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        if (gather.take(chunk) === "enough") break;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw silence.signal.aborted ? silent(served, silenceMs, error) : asModelFault(error, served);
    } finally {
      clearTimeout(timer);
    }
    // The library ends an aborted stream without a word.
    signal.throwIfAborted();
    if (silence.signal.aborted) throw silent(served, silenceMs, null);
    const turned = gather.end(messages);
    if (turned === null) throw garbled(served, null);
    return turned;
  }

  return {
    name: model,
    host,
    turn,
    async checkHealth(signal) {
      try {
        await client.models.retrieve(model, { signal, timeout: Math.min(silenceMs, 5_000) });
      } catch (error) {
        signal.throwIfAborted();
        // Many compatible servers have no list of models; that one of them answered is what was asked.
        if (error instanceof OpenAI.APIError && [404, 405, 501].includes(error.status ?? 0)) return;
        throw asModelFault(error, served);
      }
    },
  };
}

export function openClient({
  baseUrl,
  apiKey,
  silenceMs,
}: Pick<ModelOptions, "baseUrl" | "apiKey"> & { readonly silenceMs: number }): OpenAI {
  // Nothing is taken from the environment behind the configuration's back, and every retry is ours to decide.
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: silenceMs,
    logLevel: "off",
  });
}

interface Gathering {
  /** `enough`: the limit was passed by far, and no more is read. */
  take(chunk: ChatCompletionChunk): "more" | "enough";
  /** null: nothing of it was an answer. */
  end(asked: ModelRequest["messages"]): ModelTurn | null;
}

function createGathering(maxOutputTokens: number, onText: ModelRequest["onText"]): Gathering {
  const calls = new Map<number, { id: string; tool: string; input: string }>();
  const mostCharacters = maxOutputTokens * 12;
  let text = "";
  let refusal = "";
  let finish: string | null = null;
  let usage: { readonly prompt_tokens: number; readonly completion_tokens: number } | null = null;
  let size = 0;

  return {
    take(chunk) {
      if (chunk.usage) usage = chunk.usage;
      const choice = chunk.choices?.[0];
      const delta = choice?.delta;
      if (choice?.finish_reason) finish = choice.finish_reason;
      if (typeof delta?.content === "string" && delta.content !== "") {
        text += delta.content;
        size += delta.content.length;
        onText?.(delta.content);
      }
      if (typeof delta?.refusal === "string") refusal += delta.refusal;
      for (const piece of delta?.tool_calls ?? []) {
        const call = calls.get(piece.index) ?? { id: "", tool: "", input: "" };
        calls.set(piece.index, call);
        call.id ||= piece.id ?? "";
        call.tool ||= piece.function?.name ?? "";
        call.input += piece.function?.arguments ?? "";
        size += piece.function?.arguments?.length ?? 0;
      }
      return size > mostCharacters ? "enough" : "more";
    },

    end(asked) {
      const wished = [...calls.values()].filter((call) => call.tool !== "").map(callOf);
      const over = size > mostCharacters;
      if (finish === null && !over && text === "" && refusal === "" && wished.length === 0) return null;
      const refused = refusal !== "" || finish === "content_filter";
      const cut = over || finish === "length" || (finish === null && wished.length === 0);
      return {
        text: refusal === "" ? text : refusal,
        // Half a call is none: what was cut off was never wished for in full.
        calls: refused || cut ? [] : wished,
        end: refused ? "refused" : cut ? "cut" : wished.length > 0 ? "calls" : "said",
        usage: usage
          ? { input: usage.prompt_tokens, output: usage.completion_tokens, estimated: false }
          : { input: estimatedTokens(asked), output: Math.ceil(size / 4), estimated: true },
      };
    },
  };
}

/** An input that is no JSON is handed on as the text it is: whoever owns the tool refuses it and says so to the model. */
function callOf(
  { id, tool, input }: { readonly id: string; readonly tool: string; readonly input: string },
  index: number,
): ModelCall {
  return { id: id === "" ? `call-${index + 1}` : id, tool, input: parsed(input) };
}

function parsed(input: string): unknown {
  if (input.trim() === "") return {};
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
