// What people say to an alert: that it is theirs, that it may rest, and what they know of it.

import type { Alert, Somebody } from "./alert.ts";

const mostNotes = 20;
export const longestNote = 1_000;
export const longestSnoozeMs = 7 * 24 * 3_600_000;

export type AlertWord =
  | { readonly kind: "mine"; readonly by: Somebody }
  | { readonly kind: "snooze"; readonly by: Somebody; readonly forMs: number }
  | { readonly kind: "note"; readonly by: Somebody; readonly text: string };

/** The alert after the word; null: nothing changes, as it is so already. What is resolved takes notes only. */
export function afterWord(alert: Alert, word: AlertWord, at: number): Alert | null {
  if (word.kind === "note")
    return {
      ...alert,
      important: false,
      notes: [...alert.notes, { at, by: word.by, text: word.text }].slice(-mostNotes),
    };
  if (alert.resolved) return null;
  if (word.kind === "mine") {
    if (alert.mine?.id === word.by.id) return null;
    return { ...alert, important: false, mine: { ...word.by, at }, snooze: null };
  }
  const until = at + Math.min(Math.max(60_000, word.forMs), longestSnoozeMs);
  return { ...alert, important: false, snooze: { until, by: word.by } };
}
