// Failure alerts: the process that leads the monitor keeps them, every process with platforms shows them. Between the two is
// the database and nothing else, so either may restart at any moment.
//
//   plan events → rule (core/alert) → alert rows → cards (notices) → channels
//                    ↑ time, late jobs, people's words, causes

import { setTimeout as sleep } from "node:timers/promises";
import type { Passing } from "#core/alert/pass-time.ts";
import { toFault } from "#core/fault.ts";
import { identityOf, isNamed } from "#core/rights.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { People } from "#ports/people.ts";
import { createAlertLead, type LeadDeps } from "./lead-alerts.ts";
import { createAlertShow, type ShowDeps } from "./show-alerts.ts";

export interface AlertsDeps extends Omit<LeadDeps, "called" | "store">, Omit<ShowDeps, "store"> {
  readonly store: LeadDeps["store"];
  /** Whether this process polls HWA for all now. */
  readonly leads: () => boolean;
  readonly people: Pick<People, "rights">;
  /** How often to look at what changed; default 1 s. */
  readonly tickMs?: number;
}

export interface FailureAlerts extends AsyncDisposable {
  /** From now on alerts are shown in this platform's channels. */
  attach(platform: ChatPlatform): void;
  /** Begins; returns at once. */
  start(): void;
  /** Everything there is to do and to show now, causes included. For those who start nothing. */
  turn(): Promise<void>;
}

export function createAlerts(deps: AlertsDeps): FailureAlerts {
  const { log } = deps;
  const tickMs = deps.tickMs ?? 1_000;
  const stopping = new AbortController();
  const { signal } = stopping;
  const lead = createAlertLead({ ...deps, called: () => calledBy(deps.people) });
  const show = createAlertShow(deps);
  let running: Promise<unknown> | null = null;
  let problem: string | null = null;

  async function run(work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work();
        if (problem !== null) log.info("Alerts go on.");
        problem = null;
      } catch (error) {
        if (signal.aborted) return;
        const { message } = toFault(error, "Alerts could not be kept or shown.");
        if (message !== problem) log.warn({ err: error }, "Alerts could not be kept or shown; trying again.");
        problem = message;
      }
      await sleep(tickMs, undefined, { signal }).catch(() => {});
    }
  }

  async function leadTurn(): Promise<void> {
    if (deps.leads()) await lead.turn(signal);
    else await lead.rest();
  }

  return {
    attach: show.attach,
    start() {
      running ??= Promise.all([run(leadTurn), run(show.turn)]);
    },
    async turn() {
      await leadTurn();
      await show.turn();
      await lead.settled();
      // What was found late only now has a cause as well.
      await leadTurn();
      await lead.settled();
      await show.turn();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
      await lead.settled();
    },
  };
}

/** Groups of Resync's are written out; somebody nobody knows is called as they were written. */
async function calledBy(people: Pick<People, "rights">): Promise<Passing["called"]> {
  const rights = await people.rights();
  return (list) => {
    const called = list.flatMap((entry) => {
      const identity = identityOf(entry) ?? identityOf(`email:${entry}`);
      const named = rights.people.filter(
        (person) => !person.disabled && isNamed(person, [identity ?? entry]),
      );
      if (named.length > 0)
        return named.map(({ id, name, identities }) => ({ id, name, identities, known: true }));
      return identity
        ? [{ id: identity, name: entry.replace(/^email:/, ""), identities: [identity], known: false }]
        : [];
    });
    // Somebody may be in two groups.
    return [...new Map(called.map((each) => [each.id, each])).values()];
  };
}
