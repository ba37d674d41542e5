// The names that exist right now, for understanding: the plan's, the agents', the runbooks'.

import type { AgentRegistry } from "#agents/registry.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { Lexicon } from "./understanding.ts";

/**
 * Runbooks operators ask for by name. None can be run in this version; understood, they get a plain answer instead of
 * one about a job of that name.
 */
export const askedForRunbooks: readonly string[] = [
  "recover-abend",
  "free-stream",
  "rerun-job",
  "confirm-job",
  "link-workstation",
  "raise-limit",
  "hold-stream",
  "morning-check",
];

export function createLexicon(
  names: NameIndex,
  registry: AgentRegistry,
  runbooks: readonly string[],
): Lexicon {
  return {
    job: (name) => names.canonical("job", name),
    jobStream: (name) => names.canonical("stream", name),
    workstation: (name) => names.canonical("workstation", name),
    agent: (name) => registry.find(name)?.name ?? null,
    runbook: (name) => runbooks.find((runbook) => runbook === name.toLowerCase()) ?? null,
  };
}
