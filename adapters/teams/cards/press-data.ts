// What a button carries, and how it is found again in what Teams sends when it is pressed. Four kinds of activities bring
// it: an Action.Execute (`action.data`), an old client's Action.Submit (the value itself), a dialog asked for (`data`), and
// a dialog sent (`data` with its inputs). Whoever presses could have changed it, so it is checked like any message.

import { z } from "zod";
import type { Filled } from "#core/form.ts";

export const pressVerb = "press";
export const refreshVerb = "refresh";

/** The ids of our inputs; a field's name comes after the dot, so that none can replace what the button carries. */
export const pickId = "resync.pick";
const fieldPrefix = "field.";

export function pressData(choice: string): object {
  return { choice };
}

export function fetchData(choice: string): object {
  return { msteams: { type: "task/fetch" }, choice };
}

export function dialogData(choice: string, thread: string): object {
  return { choice, thread, form: true };
}

export function refreshData(key: string): object {
  return { refresh: key };
}

export function fieldId(name: string): string {
  return `${fieldPrefix}${name}`;
}

export interface PressedData {
  readonly choice: string;
  /** Of a dialog: where its button stood. */
  readonly thread: string | null;
  /** Of a dialog: by the fields' names, without those left empty. */
  readonly filled: Filled | null;
}

const carried = z.looseObject({
  choice: z.string().min(1).max(2_000).optional(),
  thread: z.string().min(1).max(2_000).optional(),
  form: z.literal(true).optional(),
  [pickId]: z.string().min(1).max(2_000).optional(),
});
const asked = z.object({ refresh: z.string().min(1).max(500) });
const places = z.looseObject({
  action: z.looseObject({ data: z.unknown().optional() }).optional(),
  data: z.unknown().optional(),
});

/** An activity's `value`; null: no button of ours. */
export function readPress(value: unknown): PressedData | null {
  const found = carried.safeParse(dataIn(value));
  if (!found.success) return null;
  const choice = found.data.choice ?? found.data[pickId];
  if (choice === undefined) return null;
  const thread = found.data.thread ?? null;
  return { choice, thread, filled: found.data.form ? fieldsIn(found.data) : null };
}

/** The key of the card whose reader's own view is wanted; null: this is no refresh. */
export function readRefresh(value: unknown): string | null {
  const found = asked.safeParse(dataIn(value));
  return found.success ? found.data.refresh : null;
}

function dataIn(value: unknown): unknown {
  const place = places.safeParse(value);
  return place.success ? (place.data.action?.data ?? place.data.data ?? value) : value;
}

function fieldsIn(data: Readonly<Record<string, unknown>>): Filled {
  const filled = Object.entries(data).flatMap(([id, value]): [string, string][] => {
    if (!id.startsWith(fieldPrefix)) return [];
    const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    return typeof text === "string" && text.trim() !== ""
      ? [[id.slice(fieldPrefix.length), text.trim()]]
      : [];
  });
  return Object.fromEntries(filled);
}
