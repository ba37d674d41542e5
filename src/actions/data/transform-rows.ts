// Named transforms of records: pure, and the same result however often they are applied.

import { canonicalJson } from "#core/workflow/digest.ts";
import type { Json } from "#core/workflow/workflow.ts";
import { isoDate } from "./iso-date.ts";
import { isRecord, type Row, type Rows, rowFault } from "./rows.ts";

type Transform = (rows: Rows) => Rows;

const transforms = {
  /** Text without spaces around it, and single ones within. */
  trim: (rows) => rows.map((row) => eachText(row, (text) => text.replace(/\s+/gu, " ").trim())),
  /** Empty text becomes null. */
  empty_to_null: (rows) => rows.map((row) => eachText(row, (text) => (text.trim() === "" ? null : text))),
  /** E-mail addresses in lower case. */
  lower_case_emails: (rows) =>
    rows.map((row) => eachText(row, (text) => (isEmail(text) ? text.toLowerCase() : text))),
  /** Dates that can be read in one way only become ISO 8601. */
  iso_dates: (rows) => rows.map((row) => eachText(row, (text) => isoDate(text) ?? text)),
  /** `First Name` and `firstName` become `first_name`. */
  snake_case_keys: (rows) => rows.map((row, index) => renamed(row, index)),
  /** Every record has every field, in one order; what it lacked is null. */
  same_keys: (rows) => {
    const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return rows.map((row) =>
      Object.fromEntries(
        fields.map((field) => [field, Object.hasOwn(row, field) ? (row[field] ?? null) : null]),
      ),
    );
  },
  /** Records in which every field is null or empty go. */
  drop_empty: (rows) =>
    rows.filter((row) => Object.values(row).some((value) => value !== null && value !== "")),
  /** Of records that are equal, the first stays. */
  deduplicate: (rows) => {
    const seen = new Set<string>();
    return rows.filter((row) => {
      const text = canonicalJson(row);
      return seen.has(text) ? false : seen.add(text);
    });
  },
} as const satisfies Readonly<Record<string, Transform>>;

const normalizing = [
  "snake_case_keys",
  "trim",
  "empty_to_null",
  "lower_case_emails",
  "iso_dates",
  "same_keys",
] as const;

export const transformNames = [
  "normalize",
  "trim",
  "empty_to_null",
  "lower_case_emails",
  "iso_dates",
  "snake_case_keys",
  "same_keys",
  "drop_empty",
  "deduplicate",
] as const;
export type TransformName = (typeof transformNames)[number];

/** Applies them in the order given. `normalize` is those of `normalizing`. */
export function transformRows(rows: Rows, names: readonly TransformName[]): Rows {
  return names
    .flatMap((name) => (name === "normalize" ? normalizing : [name]))
    .reduce<Rows>((before, name) => transforms[name](before), rows);
}

/** Each text of a record, at any depth; keys are left alone. */
function eachText(row: Row, change: (text: string) => Json): Row {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [field, changed(value, change)]));
}

function changed(value: Json, change: (text: string) => Json): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each: Json) => changed(each, change));
  return isRecord(value) ? eachText(value, change) : value;
}

function renamed(row: Row, index: number): Row {
  const from = new Map<string, string>();
  const entries = Object.entries(row).map(([field, value]) => {
    const name = snakeCase(field);
    const other = from.get(name);
    if (other !== undefined)
      throw rowFault(index, field, `it would be called ${name}, like "${other}". Rename one of them first.`);
    from.set(name, field);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

function snakeCase(field: string): string {
  const name = field
    .trim()
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return name === "" ? field : name;
}

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;.]+$/.test(text);
}
