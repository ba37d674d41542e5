// From an answer's text to values of the port, naming what is missing.

import type { z } from "zod";
import type { Fault } from "#core/fault.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import { pageSchema } from "../wire/envelope.ts";
import { looksLikeHtml } from "../wire/error-body.ts";
import { isRow, kindOf, MissingField, type Row } from "../wire/fields.ts";
import { asFault, type Circumstance, failure } from "./as-fault.ts";
import type { Call, HwaAnswer } from "./call.ts";
import { operationLabel } from "./operations.ts";

export function parseJson(answer: HwaAnswer, call: Call): unknown {
  try {
    return JSON.parse(answer.text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw notJson(answer, call, cause);
  }
}

/** The Fault of a 2xx answer that is no JSON: a login page, an empty body, or something else altogether. */
export function notJson(answer: HwaAnswer, call: Call, cause?: unknown): Fault {
  const about: Circumstance = { host: answer.host, operation: call.operation };
  const what = operationLabel(call.operation);
  if (looksLikeHtml(answer.text))
    return failure(
      "bad_gateway",
      "html",
      {
        en: `HWA at ${answer.host} answered ${what} with a web page instead of data. A login page or a proxy stands in front of it: HWA_URL must name HWA's REST port itself.`,
        pt: `O HWA em ${answer.host} respondeu ${what} com uma página web em vez de dados. Há uma página de login ou um proxy na frente dele: HWA_URL precisa indicar a própria porta REST do HWA.`,
      },
      about,
      cause,
    );
  const start = redact(oneLine(answer.text, 60));
  return failure(
    "bad_gateway",
    "not_json",
    {
      en: `HWA at ${answer.host} answered ${what} with ${start === "" ? "nothing" : `something that is not JSON: ${start}`}. Check that HWA_URL names HWA's REST port.`,
      pt: `O HWA em ${answer.host} respondeu ${what} com ${start === "" ? "nada" : `algo que não é JSON: ${start}`}. Verifique se HWA_URL indica a porta REST do HWA.`,
    },
    about,
    cause,
  );
}

/** The answer through a schema. */
export function readAs<T>(answer: HwaAnswer, call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(answer, call), { error: sayWhatIsThere });
  if (parsed.success) return parsed.data;
  throw asFault(parsed.error, { host: answer.host, operation: call.operation });
}

/** Zod's words for a wrong type are for programmers; an operator is told what stands there instead. */
const sayWhatIsThere: z.core.$ZodErrorMap = (issue) => kindOf(issue.input);

/** A page as it was answered: the rows as values, and what HWA says of the rest. */
export interface ReadPage<T> {
  readonly items: readonly T[];
  /** HWA's count of everything; null when it gives none. */
  readonly count: number | null;
  readonly hasNext: boolean;
}

/** A list's rows, each through `read`; a row without what it must have fails the page and is named. */
export function readPage<T>(answer: HwaAnswer, call: Call, read: (row: Row) => T): ReadPage<T> {
  const page = readAs(answer, call, pageSchema);
  let index = 0;
  try {
    const items: T[] = [];
    for (const row of page.results) {
      if (!isRow(row)) throw new MissingField(`results[${index}]`, row);
      items.push(read(row));
      index += 1;
    }
    return { items, count: page.count ?? null, hasNext: typeof page.next === "string" && page.next !== "" };
  } catch (error) {
    throw asFault(error, { host: answer.host, operation: call.operation, where: `results[${index}]` });
  }
}

/** A single object. */
export function readOne<T>(answer: HwaAnswer, call: Call, read: (row: Row) => T): T {
  const row = parseJson(answer, call);
  try {
    if (!isRow(row)) throw new MissingField("an object", row);
    return read(row);
  } catch (error) {
    throw asFault(error, { host: answer.host, operation: call.operation });
  }
}
