// The names that exist right now, for understanding: the plan's, the agents', the runbooks'.

import type { AgentRegistry } from "#agents/registry.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { Lexicon } from "./understanding.ts";

export function createLexicon(
  names: NameIndex,
  registry: AgentRegistry,
  /** Asked each time: files come and go while we run. */
  workflow: (id: string) => { readonly id: string } | null,
): Lexicon {
  return {
    job: (name) => names.canonical("job", name),
    jobStream: (name) => names.canonical("stream", name),
    workstation: (name) => names.canonical("workstation", name),
    agent: (name) => registry.find(name)?.name ?? null,
    runbook: (name) => workflow(name.toLowerCase())?.id ?? null,
  };
}
