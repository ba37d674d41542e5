// Building OQL, HWA's Orchestration Query Language, so that a value can never become part of the query.

import { Fault } from "#core/fault.ts";
import { cleanText } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";

declare const built: unique symbol;

/** A query made by the functions below; a plain string is not one. */
export type Oql = string & { readonly [built]: true };

/** What a field may be compared with. Dates become instants, `null` matches what is not set. */
export type OqlValue = string | number | boolean | Date | null;

const fieldName = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/;
const longestValue = 1_000;

/**
 * A text as an OQL string. HCL documents no way to escape a quote or a backslash, and no name in HWA has either,
 * so both are refused, as are control characters and texts over 1,000 characters: Fault `invalid_input`.
 */
export function quote(text: string): string {
  const problem = unquotable(text);
  if (problem)
    throw new Fault(
      "invalid_input",
      {
        en: `HWA cannot be asked about this text: it ${problem.en}. Leave that out.`,
        pt: `Não se pode perguntar ao HWA por este texto: ele ${problem.pt}. Retire isso.`,
      },
      { detail: { problem: problem.en } },
    );
  return `'${text}'`;
}

/** Whether `quote` takes the text: what fails here cannot be the name of anything in HWA. */
export function isQuotable(text: string): boolean {
  return unquotable(text) === null;
}

function unquotable(text: string): Wording | null {
  if (text.length > longestValue)
    return {
      en: `is longer than ${longestValue} characters`,
      pt: `tem mais de ${longestValue} caracteres`,
    };
  if (/['"\\`]/.test(text))
    return { en: "contains a quote or a backslash", pt: "tem aspas ou barra invertida" };
  if (/[\n\r\t]/.test(text))
    return { en: "contains a line break or a tab", pt: "tem quebra de linha ou tabulação" };
  if (cleanText(text) !== text)
    return {
      en: "contains characters that cannot be printed",
      pt: "tem caracteres que não podem ser impressos",
    };
  return null;
}

function literal(value: OqlValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return quote(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new Fault("internal", "An OQL query was given an invalid date.");
    return `'${value.toISOString()}'`;
  }
  if (!Number.isSafeInteger(value))
    throw new Fault("internal", `OQL knows whole numbers only, it was given ${value}.`);
  return String(value);
}

function field(name: string): string {
  if (!fieldName.test(name)) throw new Fault("internal", `"${name.slice(0, 100)}" is no OQL field.`);
  return name;
}

function compare(name: string, operator: string, value: OqlValue): Oql {
  return `${field(name)} ${operator} ${literal(value)}` as Oql;
}

export function eq(name: string, value: OqlValue): Oql {
  return compare(name, "=", value);
}

export function moreThan(name: string, value: number): Oql {
  return compare(name, ">", value);
}

/** Any of the values; repeated values are named once. An empty list is a Fault: it would match nothing. */
export function isIn(name: string, values: readonly OqlValue[]): Oql {
  const listed = [...new Set(values.map(literal))];
  if (listed.length === 0) throw new Fault("internal", `OQL was asked for ${name} in an empty list.`);
  if (listed.length === 1) return `${field(name)} = ${listed[0]}` as Oql;
  return `${field(name)} IN [${listed.join(",")}]` as Oql;
}

export function notIn(name: string, values: readonly OqlValue[]): Oql {
  const listed = [...new Set(values.map(literal))];
  if (listed.length === 0) throw new Fault("internal", `OQL was asked for ${name} outside an empty list.`);
  return `${field(name)} NOT IN [${listed.join(",")}]` as Oql;
}

/** A pattern: `@` stands for any characters, `?` for one; neither can be meant literally. */
export function like(name: string, pattern: string): Oql {
  return `${field(name)} LIKE ${quote(pattern)}` as Oql;
}

/** At or after the instant. */
export function since(name: string, at: Date): Oql {
  return compare(name, ">=", at);
}

/** Before the instant. */
export function before(name: string, at: Date): Oql {
  return compare(name, "<", at);
}

/** At or before the instant. */
export function until(name: string, at: Date): Oql {
  return compare(name, "<=", at);
}

export function and(...terms: readonly Oql[]): Oql {
  return joined(terms, "AND");
}

export function or(...terms: readonly Oql[]): Oql {
  return joined(terms, "OR");
}

function joined(terms: readonly Oql[], word: "AND" | "OR"): Oql {
  if (terms.length === 0) throw new Fault("internal", `OQL was given nothing to join by ${word}.`);
  if (terms.length === 1) return terms[0] as Oql;
  return `(${terms.join(` ${word} `)})` as Oql;
}

/** The query with its results in order; comes last, cannot be joined further in a useful way. */
export function ordered(query: Oql, by: string, direction: "ASC" | "DESC"): Oql {
  return `${query} ORDER BY ${field(by)} ${direction}` as Oql;
}
