// Prompts go to the model that is configured and nowhere else. Libraries of LangChain send what they run to a tracing service
// when the environment says so, behind any configuration's back: with such a variable on, Resync does not start.

import type { Env } from "./variables.ts";

const switches = [
  "LANGSMITH_TRACING",
  "LANGSMITH_TRACING_V2",
  "LANGCHAIN_TRACING",
  "LANGCHAIN_TRACING_V2",
] as const;
const off = new Set(["", "false", "0", "no", "off"]);

/** One sentence for each variable that would send prompts away. */
export function tracingProblems(env: Env): readonly string[] {
  return switches
    .filter((name) => !off.has((env[name] ?? "").trim().toLowerCase()))
    .map(
      (name) =>
        `${name} would send questions and answers to a tracing service; unset it (Resync sends them to the configured model alone)`,
    );
}
