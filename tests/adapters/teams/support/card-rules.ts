// What Teams' own documentation asks of an Adaptive Card 1.5, as far as our cards use it: every fault of a card, in words.
// Unknown elements and properties are faults too: Teams drops them without a word.

type Json = Readonly<Record<string, unknown>>;

const looks = ["title", "tooltip", "style", "mode", "associatedInputs"];
const placed = ["type", "spacing", "separator"];
const input = [...placed, "id", "label", "isRequired", "errorMessage"];

/** Type → properties it may have; those with a `!` it must have, filled. */
const known: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: [
    "type",
    "$schema",
    "version",
    "lang",
    "fallbackText",
    "body",
    "actions",
    "refresh",
    "msteams",
  ],
  TextBlock: [...placed, "text!", "wrap!", "size", "isSubtle"],
  RichTextBlock: [...placed, "inlines!"],
  TextRun: ["type", "text!", "weight", "color", "isSubtle", "size", "fontType"],
  ColumnSet: [...placed, "columns!"],
  Column: ["type", "width!", "spacing", "items!"],
  Container: [...placed, "style", "items!"],
  Table: [...placed, "columns!", "showGridLines", "rows!"],
  TableRow: ["type", "cells!"],
  TableCell: ["type", "items!"],
  ActionSet: [...placed, "actions!"],
  "Action.Execute": ["type", ...looks, "title!", "verb!", "data!", "fallback"],
  "Action.Submit": ["type", ...looks, "title!", "data!"],
  "Action.OpenUrl": ["type", "title!", "tooltip", "style", "mode", "url!"],
  "Input.Text": [...input, "id!", "isMultiline", "maxLength", "placeholder", "value"],
  "Input.Number": [...input, "id!", "placeholder", "value"],
  "Input.ChoiceSet": [...input, "id!", "style", "wrap", "choices!", "placeholder", "value"],
};

const words: Readonly<Record<string, readonly unknown[]>> = {
  spacing: ["None", "Small", "Medium"],
  size: ["Small", "Medium"],
  weight: ["Bolder"],
  color: ["Default", "Good", "Attention", "Warning", "Accent"],
  fontType: ["Monospace"],
  mode: ["secondary"],
  associatedInputs: ["none"],
  style: ["positive", "destructive", "emphasis", "compact", "expanded"],
};

export function faultsOf(card: unknown): readonly string[] {
  const faults: string[] = [];
  const ids = new Set<unknown>();
  visit(card, "card");
  const root = asObject(card);
  if (root?.type !== "AdaptiveCard" || root.version !== "1.5") faults.push("card: not an Adaptive Card 1.5");
  if (!Array.isArray(root?.body) || root.body.length === 0) faults.push("card: nothing on it");
  const userIds = asObject(root?.refresh)?.userIds;
  if (Array.isArray(userIds) && (userIds.length === 0 || userIds.length > 60))
    faults.push("refresh: for 1 to 60 people");
  const text = JSON.stringify(card);
  for (const [, width] of text.matchAll(/"[^"]*[wW]idth":"?(\d+)px/g))
    if (Number(width) > 104) faults.push(`card: ${width} pixels wide, too much of a phone`);
  if (Buffer.byteLength(text) > 28_000) faults.push(`card: ${Buffer.byteLength(text)} bytes`);
  return faults;

  function visit(value: unknown, at: string): void {
    if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) visit(each, `${at}[${index}]`);
      return;
    }
    const object = asObject(value);
    if (!object) return;
    if (typeof object.type === "string") check(object, object.type, at);
    for (const [name, each] of Object.entries(object))
      if (name !== "data" && name !== "msteams") visit(each, `${at}.${name}`);
  }

  function check(object: Json, type: string, at: string): void {
    const properties = known[type];
    if (!properties) {
      faults.push(`${at}: no element is called ${type}`);
      return;
    }
    const allowed = new Set(properties.map((name) => name.replace("!", "")));
    for (const name of Object.keys(object))
      if (!allowed.has(name)) faults.push(`${at}: ${type} has no ${name}`);
    for (const name of properties.filter((each) => each.endsWith("!"))) {
      const value = object[name.slice(0, -1)];
      if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
        faults.push(`${at}: ${type} lacks ${name.slice(0, -1)}`);
    }
    for (const [name, value] of Object.entries(object)) {
      const allowedWords = words[name];
      if (allowedWords && value !== undefined && !allowedWords.includes(value))
        faults.push(`${at}: ${name} cannot be ${JSON.stringify(value)}`);
    }
    if (type.startsWith("Input.")) {
      if (ids.has(object.id)) faults.push(`${at}: a second input is called ${String(object.id)}`);
      ids.add(object.id);
    }
    if (type === "ActionSet") checkActions(object, at);
    if (type === "Table") checkTable(object, at);
  }

  function checkActions({ actions }: Json, at: string): void {
    if (!Array.isArray(actions)) return;
    const primary = actions.filter((action) => asObject(action)?.mode !== "secondary");
    if (primary.length > 6) faults.push(`${at}: ${primary.length} buttons beside each other`);
  }

  function checkTable({ columns, rows }: Json, at: string): void {
    if (!Array.isArray(columns) || !Array.isArray(rows)) return;
    for (const row of rows) {
      const cells = asObject(row)?.cells;
      if (!Array.isArray(cells) || cells.length !== columns.length) faults.push(`${at}: a ragged row`);
    }
  }
}

/** Every word a reader sees, in order; what a TextBlock would make of its Markdown is not considered. */
export function wordsOn(card: unknown): string {
  const seen: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    const object = asObject(value);
    if (!object) return;
    for (const [name, each] of Object.entries(object)) {
      if ((name === "text" || name === "title" || name === "value") && typeof each === "string")
        seen.push(each);
      else if (name !== "data" && name !== "fallback" && name !== "refresh" && name !== "msteams")
        visit(each);
    }
  };
  visit(card);
  return seen.join("\n").replaceAll("\u00a0", " ");
}

/** The ids of every choice that can be pressed or picked. */
export function choicesOn(card: unknown): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    const object = asObject(value);
    if (!object) return;
    const data = asObject(object.data);
    if (typeof data?.choice === "string") found.push(data.choice);
    if (object.type === "Input.ChoiceSet" && Array.isArray(object.choices))
      for (const each of object.choices) found.push(String(asObject(each)?.value));
    for (const [name, each] of Object.entries(object))
      if (name !== "fallback" && name !== "data") visit(each);
  };
  visit(card);
  return found;
}

export function asObject(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
}
