// Who is here: the agents by name, and how each is, really checked.

import { fold } from "#core/text.ts";
import type { Agent, AgentHealth, AgentStatus } from "./agent.ts";

export interface AgentView {
  readonly agent: Agent;
  readonly status: AgentStatus;
  readonly detail: string;
  readonly lastCheck: Date;
}

export interface AgentRegistry {
  readonly agents: readonly Agent[];
  /** By name, title or a part of them that fits one agent only; null otherwise. */
  find(name: string): Agent | null;
  /** Each agent with its health, checked now unless that was done less than `freshMs` ago. */
  check(signal: AbortSignal): Promise<readonly AgentView[]>;
}

const checkWithinMs = 5_000;

export function createRegistry(agents: readonly Agent[], now: () => Date, freshMs = 5_000): AgentRegistry {
  const names = new Set(agents.map((agent) => agent.name));
  if (names.size !== agents.length) throw new Error("Two agents have the same name.");
  const checked = new Map<string, AgentView>();

  async function view(agent: Agent, signal: AbortSignal): Promise<AgentView> {
    const last = checked.get(agent.name);
    if (last && now().getTime() - last.lastCheck.getTime() < freshMs) return last;
    const health = await checkHealth(agent, signal);
    const fresh = { agent, ...health, lastCheck: now() };
    checked.set(agent.name, fresh);
    return fresh;
  }

  return {
    agents,
    find(name) {
      const wanted = plain(name);
      const exact = agents.find((agent) => plain(agent.name) === wanted || plain(agent.title) === wanted);
      if (exact) return exact;
      const close = wanted
        ? agents.filter((agent) => plain(`${agent.name} ${agent.title}`).includes(wanted))
        : [];
      return close.length === 1 ? (close[0] ?? null) : null;
    },
    check: (signal) => Promise.all(agents.map((agent) => view(agent, signal))),
  };
}

/** An agent that cannot say how it is, is unknown: never healthy. */
async function checkHealth(agent: Agent, signal: AbortSignal): Promise<AgentHealth> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(checkWithinMs)]);
  const late = new Promise<AgentHealth>((resolve) => {
    bounded.addEventListener(
      "abort",
      () => resolve({ status: "unknown", detail: "The check did not finish in time." }),
      {
        once: true,
      },
    );
  });
  try {
    return await Promise.race([agent.checkHealth(bounded), late]);
  } catch (error) {
    return { status: "unknown", detail: error instanceof Error ? error.message : "The check failed." };
  }
}

function plain(text: string): string {
  return fold(text)
    .replace(/[\s_-]+/g, " ")
    .trim();
}
