// Where people's words to alerts are kept. Two people at once, and the leader beside them, never lose a word: a change of
// what somebody else has just changed is made again on what is there now.

import { type Alert, isOpen, severities } from "#core/alert/alert.ts";
import { type AlertWord, afterWord } from "#core/alert/people-words.ts";
import { Fault } from "#core/fault.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { Audit } from "#ports/audit.ts";
import type { Clock } from "#ports/clock.ts";

export type Said =
  | { readonly kind: "done" | "already" | "resolved"; readonly alert: Alert; readonly before: Alert }
  | { readonly kind: "unknown" }
  /** More than one can be meant. */
  | { readonly kind: "which"; readonly alerts: readonly Alert[] };

export interface AlertBoard {
  /** Open ones, the heaviest first, then the oldest. */
  open(): Promise<readonly Alert[]>;
  /** By the beginning of its id; null id: the only one that is open. */
  find(id: string | null): Promise<Alert | null | { readonly which: readonly Alert[] }>;
  say(id: string | null, word: AlertWord, surface: string): Promise<Said>;
}

export interface AlertBoardDeps {
  readonly alerts: Pick<Alerts, "live" | "find" | "byId" | "commit">;
  readonly audit: Pick<Audit, "append">;
  readonly clock: Clock;
}

const triesAtMost = 8;

export function createAlertBoard({ alerts, audit, clock }: AlertBoardDeps): AlertBoard {
  async function open(): Promise<readonly Alert[]> {
    const live = await alerts.live();
    const weight = (alert: Alert) => severities.indexOf(alert.severity);
    return live.filter(isOpen).toSorted((a, b) => weight(b) - weight(a) || a.openedAt - b.openedAt);
  }

  async function find(id: string | null): ReturnType<AlertBoard["find"]> {
    const found = id === null ? await open() : await alerts.find(id);
    const live = found.filter(isOpen);
    const [only] = live.length === 1 ? live : found.length === 1 ? found : [];
    return only ?? (found.length === 0 ? null : { which: live.length > 0 ? live : found });
  }

  return {
    open,
    find,
    async say(id, word, surface) {
      const found = await find(id);
      if (!found) return { kind: "unknown" };
      if ("which" in found) return { kind: "which", alerts: found.which };
      for (let tries = 0; tries < triesAtMost; tries += 1) {
        const before = await alerts.byId(found.id);
        if (!before) return { kind: "unknown" };
        const after = afterWord(before, word, clock.now().getTime());
        if (!after) return { kind: before.resolved ? "resolved" : "already", alert: before, before };
        if ((await alerts.commit([after], null)) === "stale") continue;
        await audit.append([
          {
            verb: `alert.${word.kind}`,
            who: word.by,
            surface,
            subject: `alert:${before.id}`,
            data: {
              key: before.key,
              ...(word.kind === "snooze" ? { forMs: word.forMs } : {}),
              ...(word.kind === "note" ? { text: word.text } : {}),
              ...(word.kind === "mine" && before.mine ? { from: before.mine.name } : {}),
            },
          },
        ]);
        return { kind: "done", alert: { ...after, rev: before.rev + 1 }, before };
      }
      throw new Fault(
        "unavailable",
        {
          en: "This alert changes so fast that your word could not be kept. Say it again.",
          pt: "Este alerta está mudando tão rápido que o que você disse não pôde ser guardado. Diga de novo.",
        },
        {
          retryable: true,
        },
      );
    },
  };
}
