// The language model that may word answers and answer free questions, what it may cost, and what of the house it may not see.

import { z } from "zod";
import { commaList, type Env, flag, httpUrl, type Read, whole } from "./variables.ts";

export interface ModelConfig {
  /** Of everything that speaks OpenAI's protocol, without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  /** Makes vectors of documents and questions; null: knowledge is searched by words and names alone. */
  readonly embeddingModel: string | null;
  /** Tokens. */
  readonly budget: { readonly day: number; readonly person: number; readonly question: number };
  /** Of a free question; after it the rules' answer stands. */
  readonly deadlineSeconds: number;
  /** What is replaced before anything leaves, besides secrets, which always are. */
  readonly mask: { readonly hosts: boolean; readonly people: boolean };
  /** Of a million tokens, in whatever currency the bill is; null: cost is counted in tokens alone. */
  readonly price: { readonly input: number; readonly output: number } | null;
}

const openai = "https://api.openai.com/v1";
const masks = ["hosts", "people"] as const;
const tokens = whole(1_000, 1_000_000_000_000);
const name = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, "must be the name of a model, without spaces")
  .optional();
const price = z
  .string()
  .regex(/^\d+(?:\.\d+)?$/, "must be what a million tokens cost, such as 2.50")
  .transform(Number)
  .optional();

export const modelVariables = {
  OPENAI_API_KEY: z
    .string()
    .regex(
      /^[\x21-\x7e]+$/,
      "must be one word of plain characters; it may have been pasted with a line's end",
    )
    .optional(),
  OPENAI_BASE_URL: httpUrl
    .refine((text) => !hasCredentials(text), "must not hold a password: the key belongs into OPENAI_API_KEY")
    .transform((text) => text.replace(/\/+$/, ""))
    .default(openai),
  OPENAI_MODEL: name.default("gpt-4o-mini"),
  OPENAI_EMBEDDING_MODEL: name,
  LLM_BUDGET_TOKENS_PER_DAY: tokens.default(5_000_000),
  LLM_BUDGET_TOKENS_PER_PERSON: tokens.default(500_000),
  LLM_BUDGET_TOKENS_PER_QUESTION: tokens.default(60_000),
  LLM_DEADLINE_SECONDS: whole(1, 40).default(30),
  LLM_MASK: commaList.pipe(z.array(z.enum(masks, `must be a comma list of ${masks.join(", ")}`))),
  LLM_ALLOW_PLAIN_HTTP: flag.default(false),
  LLM_PRICE_INPUT: price,
  LLM_PRICE_OUTPUT: price,
};

/** What keeps a model that has a key from being asked safely. Without a key none of it matters. */
export function modelProblems(raw: Env): readonly string[] {
  if (raw.OPENAI_API_KEY === undefined) return [];
  const problems: string[] = [];
  const base = raw.OPENAI_BASE_URL ?? openai;
  const { protocol, hostname } = URL.canParse(base) ? new URL(base) : new URL(openai);
  const allowed = flag.safeParse(raw.LLM_ALLOW_PLAIN_HTTP ?? "false").data ?? false;
  if (protocol === "http:" && !isLoopback(hostname) && !allowed)
    problems.push(
      `OPENAI_BASE_URL would send the key and everything asked unencrypted to ${hostname}: use https://, or set LLM_ALLOW_PLAIN_HTTP=true where the network is trusted`,
    );
  if ((raw.LLM_PRICE_INPUT === undefined) !== (raw.LLM_PRICE_OUTPUT === undefined))
    problems.push("LLM_PRICE_INPUT and LLM_PRICE_OUTPUT belong together: set both or none");
  return problems;
}

/** null: every answer is by rules. */
export function modelOf(v: Read<typeof modelVariables>): ModelConfig | null {
  if (v.OPENAI_API_KEY === undefined) return null;
  const { LLM_PRICE_INPUT: input, LLM_PRICE_OUTPUT: output } = v;
  return {
    baseUrl: v.OPENAI_BASE_URL,
    apiKey: v.OPENAI_API_KEY,
    model: v.OPENAI_MODEL,
    embeddingModel: v.OPENAI_EMBEDDING_MODEL ?? null,
    budget: {
      day: v.LLM_BUDGET_TOKENS_PER_DAY,
      person: v.LLM_BUDGET_TOKENS_PER_PERSON,
      question: v.LLM_BUDGET_TOKENS_PER_QUESTION,
    },
    deadlineSeconds: v.LLM_DEADLINE_SECONDS,
    mask: { hosts: v.LLM_MASK.includes("hosts"), people: v.LLM_MASK.includes("people") },
    price: input === undefined || output === undefined ? null : { input, output },
  };
}

function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== "" || password !== "";
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
