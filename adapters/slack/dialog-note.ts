// What a dialog takes along between its button and its submission. Slack gives it back as it was, but it counts as no more
// than a claim: it must be of whoever sends it and of the workspace they are in, and the house judges the command by the
// person alone. The fields are told along only so that a slip is shown beside its field at once.

import { z } from "zod";
import type { Field, Filled } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import { carried, readCarried } from "./carried.ts";
import { formatThread, readThread, type SlackThread } from "./thread.ts";
import { words } from "./words.ts";

export interface DialogNote {
  /** The choice whose dialog it is; null: whatever is written in it is the question. */
  readonly choice: string | null;
  /** null: the direct messages of whoever fills it in. */
  readonly thread: SlackThread | null;
  readonly user: string;
  readonly locale: Locale;
  readonly quiet: boolean;
  readonly fields: readonly FieldRule[];
}

type FieldRule = Pick<Field, "name" | "kind" | "required" | "longest">;

const longest = 3_000;

const schema = z.object({
  choice: z.string().min(1).max(2_000).nullable(),
  thread: z.string().max(120).nullable(),
  user: z.string().max(40),
  locale: z.enum(["en", "pt"]),
  quiet: z.boolean(),
  fields: z
    .array(
      z.tuple([
        z.string(),
        z.enum(["text", "long_text", "number", "yes_no", "one_of"]),
        z.boolean(),
        z.number(),
      ]),
    )
    .max(100),
});

export function writeNote(note: DialogNote): string {
  const { thread, fields, ...rest } = note;
  const kept = { ...rest, thread: thread && formatThread(thread) };
  const rules = fields.map(({ name, kind, required, longest: most }) => [name, kind, required, most]);
  const whole = carried(JSON.stringify({ ...kept, fields: rules }));
  // Too many fields for what Slack takes along: the house finds their slips itself.
  return whole.length <= longest ? whole : carried(JSON.stringify({ ...kept, fields: [] }));
}

/** null when it is not what we wrote for this person in this workspace. */
export function readNote(text: string, team: string, user: string): DialogNote | null {
  const read = schema.safeParse(jsonOf(readCarried(text)));
  if (!read.success || read.data.user !== user) return null;
  const { thread, fields, ...rest } = read.data;
  const place = thread === null ? null : readThread(thread);
  if (thread !== null && place?.team !== team) return null;
  return {
    ...rest,
    thread: place,
    fields: fields.map(([name, kind, required, most]) => ({ name, kind, required, longest: most })),
  };
}

/** What is wrong with what was filled in, by the fields' names; empty: nothing that can be told from here. */
export function slipsIn(
  filled: Filled,
  { fields, locale }: Pick<DialogNote, "fields" | "locale">,
): Readonly<Record<string, string>> {
  const say = words[locale];
  const slips = fields.flatMap(({ name, kind, required, longest: most }) => {
    const value = Object.hasOwn(filled, name) ? (filled[name] ?? "") : "";
    if (value.trim() === "") return required ? [[name, say.notEmpty] as const] : [];
    if (kind === "number" && !/^-?\d+(?:[.,]\d+)?$/.test(value.trim()))
      return [[name, say.notANumber] as const];
    const isTyped = kind === "text" || kind === "long_text";
    return isTyped && value.length > most ? [[name, say.tooLong(most)] as const] : [];
  });
  return Object.fromEntries(slips);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
