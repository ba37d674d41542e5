// A language model, and vectors of meaning. Implemented by adapters/openai for everything that speaks OpenAI's protocol.
//
// It is given words and read-only tools and returns words and wishes: it holds no secret, no approval and no changing tool.

export type ModelMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ModelCall[] }
  | { readonly role: "tool"; readonly callId: string; readonly tool: string; readonly text: string };

/** The model wishes a tool to be called. `input` is whatever it wrote, checked by whoever owns the tool. */
export interface ModelCall {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
}

export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its input. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  readonly maxOutputTokens: number;
  /** A JSON Schema the answer's text must be; absent: plain words. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly onText?: (piece: string) => void;
}

export interface ModelTurn {
  readonly text: string;
  readonly calls: readonly ModelCall[];
  /** `cut`: it reached `maxOutputTokens`. `refused`: it would not answer. */
  readonly end: "said" | "calls" | "cut" | "refused";
  readonly usage: ModelUsage;
}

/** In tokens. Where a server does not tell, it is estimated, never nothing. */
export interface ModelUsage {
  readonly input: number;
  readonly output: number;
  readonly estimated: boolean;
}

export interface Model {
  /** As configured: `gpt-…`, and the host that serves it. */
  readonly name: string;
  readonly host: string;
  /**
   * One turn. Throws a Fault: `unreachable`, `timeout`, `rate_limited` (with retryAfterMs), `misconfigured` (the key or the model's
   * name is refused), `bad_gateway` (what came back makes no sense). An aborted one throws the signal's reason.
   */
  turn(request: ModelRequest, signal: AbortSignal): Promise<ModelTurn>;
  /** Asks for the least there is. One sentence in a Fault when it cannot be had. */
  checkHealth(signal: AbortSignal): Promise<void>;
}

export interface Embedder {
  readonly name: string;
  /** In the order of the texts, all of the same length. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}

/** How much was used today, over all processes. Implemented by adapters/postgres. */
export interface ModelBudget {
  /** Takes tokens beforehand; null: the day's or the person's budget would be passed, and nothing was taken. */
  take(
    tokens: number,
    limits: { readonly day: number; readonly person: { readonly id: string; readonly day: number } },
  ): Promise<BudgetHold | null>;
  today(): Promise<{ readonly tokens: number; readonly people: number }>;
}

export interface BudgetHold {
  /** What was really used; the rest is given back. One that is never settled counts as taken. */
  settle(tokens: number): Promise<void>;
}
