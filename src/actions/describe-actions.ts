// The text of `npm run actions [name]`: everything one needs to write a step.

import { stringify } from "yaml";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Effect } from "#core/job/effect.ts";
import type { Action, Actions } from "#ports/action.ts";
import { type Field, fieldsOf } from "./describe-fields.ts";

const meaning: Readonly<Record<Effect, string>> = {
  read: "changes nothing",
  idempotent: "again is harmless",
  keyed: "its target de-duplicates on the step's key",
  once: "never repeated unless a person says that it did not happen",
};

/** One line for each action, or all about the one that is named. A Fault suggests names that are like an unknown one. */
export function describeActions(actions: Actions, name?: string): string {
  if (name === undefined) return listed(actions.all);
  const action = actions.find(name);
  if (action) return described(action);
  const family = actions.all.filter((each) => each.name.startsWith(`${name.split(".")[0]}.`));
  if (family.length > 0 && !name.includes(".")) return listed(family);
  const known = (family.length > 0 ? family : actions.all).map((each) => each.name);
  throw new Fault("not_found", `There is no action called "${name}". There are ${known.join(", ")}.`);
}

function listed(actions: readonly Action[]): string {
  const rows = actions.map((action) => [
    action.name,
    action.asks ? `${action.effect}, asks` : action.effect,
    action.title,
  ]);
  return `${table(["action", "effect", "what it does"], rows)}\n\nnpm run actions NAME says all about one.`;
}

function described(action: Action): string {
  const input = z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" });
  const output = z.toJSONSchema(action.output, { io: "output", unrepresentable: "any" });
  const step = { id: action.name.split(".").at(-1) ?? "step", uses: action.name, with: action.example };
  return [
    `${action.name}: ${action.title}`,
    "",
    wrapped(action.docs),
    "",
    `Effect: ${action.effect} (${meaning[action.effect]}).`,
    action.asks
      ? "People are always asked before it runs."
      : "People are asked when the step has an approval.",
    "",
    "Input (with)",
    fieldTable(fieldsOf(input)),
    "",
    "Output",
    outputTable(fieldsOf(output)),
    "",
    "Example",
    stringify([step], { lineWidth: 100 }).trimEnd(),
  ].join("\n");
}

function fieldTable(fields: readonly Field[]): string {
  if (fields.length === 0) return "  Anything.";
  const rows = fields.map(({ name, type, required, fallback, text }) => [
    name,
    type,
    needed(required, fallback),
    text,
  ]);
  return table(["field", "type", "", "meaning"], rows);
}

function outputTable(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, text }) => [name, type, text]);
  return fields.length === 0 ? "  Anything." : table(["field", "type", "meaning"], rows);
}

function needed(required: boolean, fallback: unknown): string {
  if (required) return "required";
  return fallback === undefined ? "" : `default ${JSON.stringify(fallback)}`;
}

/** A paragraph at a width that reads well; what is broken into lines already stays. */
function wrapped(text: string): string {
  return text.replace(/.{101,}/g, (line) => line.replace(/(.{1,100})(?: |$)/g, "$1\n").trimEnd());
}

/** Columns side by side; the last one is as long as it is. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.min(44, Math.max(...all.map((row) => (row[column] ?? "").length))),
  );
  return all
    .map((row) =>
      `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("  ")}`.trimEnd(),
    )
    .join("\n");
}
