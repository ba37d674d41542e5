// Which agent answers: the one that claims the intent; a bound conversation prefers its own.

import type { IntentName } from "#core/intent.ts";
import type { Agent } from "./agent.ts";

/**
 * A conversation bound with `-talkto` sends its agent everything that agent can answer and everything nobody
 * understands; a question that plainly belongs to another agent still gets its answer from there.
 */
export function route(intent: IntentName, agents: readonly Agent[], boundAgent: string | null): Agent {
  const bound = boundAgent === null ? undefined : agents.find((agent) => agent.name === boundAgent);
  if (bound && (bound.intents.includes(intent) || intent === "unknown" || intent === "help")) return bound;
  const specialist =
    agents.find((agent) => agent.intents.includes(intent)) ??
    agents.find((agent) => agent.intents.includes("unknown"));
  if (!specialist) throw new Error(`No agent answers ${intent}, and none what is unknown.`);
  return specialist;
}

/** Every intent has at most one agent; a second claim is a mistake in the wiring, told at start. */
export function checkClaims(agents: readonly Agent[]): void {
  const claimed = new Map<IntentName, string>();
  for (const agent of agents) {
    for (const intent of agent.intents) {
      const other = claimed.get(intent);
      if (other) throw new Error(`Both ${other} and ${agent.name} claim the intent ${intent}.`);
      claimed.set(intent, agent.name);
    }
  }
}
