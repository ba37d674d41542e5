// Whether an object of the plan matches a query, and how its results are ordered.

import { parseIsoDuration } from "#core/duration.ts";
import { oqlSyntax } from "../server/hwa-error.ts";
import type { OqlExpression, OqlQuery, OqlValue } from "./oql-parse.ts";
import { wildcard } from "./wildcard.ts";

export type FieldValue = string | number | boolean | null;

/**
 * A field an object may be filtered by. `many`: it has several values, and one that matches is enough.
 * Instants and durations are milliseconds here and ISO text in the query.
 */
export type Field<T> =
  | {
      readonly type: "text" | "number" | "boolean" | "instant" | "duration";
      readonly of: (row: T) => FieldValue;
    }
  | { readonly type: "many"; readonly of: (row: T) => readonly FieldValue[] };

export type Fields<T> = ReadonlyMap<string, Field<T>>;
export type Predicate<T> = (row: T) => boolean;

function fieldOf<T>(fields: Fields<T>, name: string): Field<T> {
  const field = fields.get(name);
  if (!field) throw oqlSyntax(`the field "${name}" cannot be used in a filter`);
  return field;
}

/** The value of a query, read the way its field is kept. */
function readValue(type: Field<never>["type"], name: string, value: OqlValue): FieldValue {
  if (value === null) return null;
  if (type === "instant") {
    const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(at)) throw oqlSyntax(`"${name}" takes an instant such as '2025-12-01T23:00:00.000Z'`);
    return at;
  }
  if (type === "duration") {
    const ms = typeof value === "string" ? parseIsoDuration(value) : null;
    if (ms === null) throw oqlSyntax(`"${name}" takes a duration such as 'PT4H20S'`);
    return ms;
  }
  if (type === "number") {
    const number = typeof value === "boolean" ? Number.NaN : Number(value);
    if (Number.isNaN(number)) throw oqlSyntax(`"${name}" takes a number`);
    return number;
  }
  if (type === "boolean") {
    if (typeof value === "boolean") return value;
    throw oqlSyntax(`"${name}" takes true or false`);
  }
  return type === "text" ? String(value) : value;
}

function ordered(a: FieldValue, b: FieldValue): number | null {
  if (a === null || b === null) return null;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function anyOf<T>(field: Field<T>, test: (value: FieldValue) => boolean): Predicate<T> {
  if (field.type === "many") return (row) => field.of(row).some(test);
  return (row) => test(field.of(row));
}

export function predicateOf<T>(expression: OqlExpression, fields: Fields<T>): Predicate<T> {
  switch (expression.kind) {
    case "and": {
      const parts = expression.parts.map((part) => predicateOf(part, fields));
      return (row) => parts.every((part) => part(row));
    }
    case "or": {
      const parts = expression.parts.map((part) => predicateOf(part, fields));
      return (row) => parts.some((part) => part(row));
    }
    case "in": {
      const field = fieldOf(fields, expression.field);
      const values = new Set(
        expression.values.map((value) => readValue(field.type, expression.field, value)),
      );
      const inside = anyOf(field, (value) => values.has(value));
      return expression.negated ? (row) => !inside(row) : inside;
    }
    case "like": {
      const field = fieldOf(fields, expression.field);
      const matches = wildcard(expression.pattern);
      const like = anyOf(field, (value) => value !== null && matches(String(value)));
      return expression.negated ? (row) => !like(row) : like;
    }
    case "compare": {
      const field = fieldOf(fields, expression.field);
      const wanted = readValue(field.type, expression.field, expression.value);
      const { operator } = expression;
      if (operator === "=") return anyOf(field, (value) => value === wanted);
      if (operator === "!=") {
        const equal = anyOf(field, (value) => value === wanted);
        return (row) => !equal(row);
      }
      return anyOf(field, (value) => {
        const order = ordered(value, wanted);
        if (order === null) return false;
        if (operator === "<") return order < 0;
        if (operator === "<=") return order <= 0;
        return operator === ">" ? order > 0 : order >= 0;
      });
    }
  }
}

/** `key.name`, which no filter may use, is allowed here: HWA accepts it. */
export function orderOf<T>(query: OqlQuery, fields: Fields<T>): ((a: T, b: T) => number) | null {
  if (query.orderBy.length === 0) return null;
  const keys = query.orderBy.map(({ field: name, descending }) => {
    const field = fieldOf(fields, name.replace(/^key\./, ""));
    const of = (row: T): FieldValue => {
      if (field.type !== "many") return field.of(row);
      return field.of(row)[0] ?? null;
    };
    return { of, sign: descending ? -1 : 1 };
  });
  return (a, b) => {
    for (const { of, sign } of keys) {
      const left = of(a);
      const right = of(b);
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const order = ordered(left, right) ?? 0;
      if (order !== 0) return order * sign;
    }
    return 0;
  };
}
