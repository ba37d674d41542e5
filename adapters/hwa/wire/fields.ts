// Reading one field of HWA's JSON. HWA documents its answers loosely and grows them from release to release, so what
// is optional and malformed becomes null, and only what an answer is worthless without is demanded, by name.
//
// Rows are read by hand rather than by zod: on pages of 10,000 jobs a loose zod schema of the same fields took two to
// three times as long as this reading, and would come on top of it. Zod keeps the envelopes and the small answers.

import { parseIsoDuration } from "#core/duration.ts";
import { cleanText } from "#core/text.ts";

/** A JSON object as it came. */
export type Row = Readonly<Record<string, unknown>>;

/** Thrown by a reader that misses what it needs; `asFault` of the client makes the sentence for the operator. */
export class MissingField extends Error {
  readonly field: string;
  readonly found: string;

  constructor(field: string, value: unknown) {
    super(`"${field}" is ${kindOf(value)}`);
    this.name = "MissingField";
    this.field = field;
    this.found = kindOf(value);
  }
}

export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (value === "") return "an empty text";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const noFields: Row = Object.freeze({});

/** The object under a key; an empty one when there is none, so that its fields read as absent. */
export function part(row: Row, key: string): Row {
  const value = row[key];
  return isRow(value) ? value : noFields;
}

/** The objects of an array under a key; null when there is no array. */
export function parts(row: Row, key: string): readonly Row[] | null {
  const value = row[key];
  return Array.isArray(value) ? value.filter(isRow) : null;
}

/** Printable text, or null. Nothing HWA names itself with passes unread: control characters and escapes stay out. */
export function text(row: Row, key: string): string | null {
  const value = row[key];
  if (typeof value !== "string" || value === "") return null;
  return printable(value);
}

export function requiredText(row: Row, key: string): string {
  const value = text(row, key);
  if (value === null) throw new MissingField(key, row[key]);
  return value;
}

// What needs no cleaning is by far the most; one test is cheaper than cleanText's replacements.
const plain = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f]*$/;

/** Cleaned text; a text of unprintable characters alone is still a name and shows as U+FFFD. */
export function printable(value: string): string {
  return plain.test(value) ? value : cleanText(value) || "\ufffd";
}

export function whole(row: Row, key: string): number | null {
  const value = row[key];
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : null;
  if (typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  return null;
}

export function flag(row: Row, key: string): boolean | null {
  const value = row[key];
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : null;
}

/** Several callers read the same answer, and a frozen Date would still let itself be set. */
class SharedDate extends Date {}
for (const name of Object.getOwnPropertyNames(Date.prototype))
  if (name.startsWith("set"))
    Object.defineProperty(SharedDate.prototype, name, {
      value: () => {
        throw new TypeError("This date is shared with other readers and cannot be set.");
      },
    });
// To everybody else it is a Date: structural comparisons look at the constructor.
Object.defineProperty(SharedDate.prototype, "constructor", { value: Date });

/** An instant as HWA writes it (`2025-10-13T21:59:00Z`) or in epoch milliseconds; null for anything else. */
export function instant(row: Row, key: string): Date | null {
  const value = row[key];
  if (typeof value !== "string" && typeof value !== "number") return null;
  if (value === "" || value === 0) return null;
  const date = new SharedDate(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Milliseconds of an ISO 8601 duration; a bare number is milliseconds already. */
export function duration(row: Row, key: string): number | null {
  const value = row[key];
  if (typeof value === "string") return parseIsoDuration(value);
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** A name as people say it: `/MDM` is `MDM`. The folder of a workstation, `/F/MDM`, stays. */
export function name(row: Row, key: string): string | null {
  const value = text(row, key);
  return value?.startsWith("/") && value.length > 1 ? value.slice(1) : value;
}

export function requiredName(row: Row, key: string): string {
  const value = name(row, key);
  if (value === null) throw new MissingField(key, row[key]);
  return value;
}

/** A folder with both its slashes: `/` or `/A/B/`, whatever HWA left out. */
export function folder(row: Row, key: string): string {
  const value = text(row, key) ?? "/";
  const inner = value.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "/" : `/${inner}/`;
}
