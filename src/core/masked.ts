// JSON as it may be shown: what looks like a credential is masked, by its own look, by its key, or by the option before it.

import { redact } from "./redact.ts";
import type { Json } from "./workflow/workflow.ts";

const mask = "[masked]";
const secretKey =
  /(?:password|passwd|pwd|senha|secret|token|api[_-]?key|private[_-]?key|authorization|cookie)$/i;
const secretOption = /^--?(?:password|passwd|pwd|secret|token|api-?key)$/i;

/** The same JSON without credentials. Jobs run on the original; only views pass here. */
export function masked(value: Json): Json {
  if (typeof value === "string") return redact(value);
  if (value === null || typeof value !== "object") return value;
  if (isList(value))
    return value.map((each, index) => {
      const before = value[index - 1];
      const named = typeof before === "string" && secretOption.test(before);
      return named && typeof each === "string" ? mask : masked(each);
    });
  return maskedRecord(value);
}

export function maskedRecord(record: { readonly [key: string]: Json }): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(record).map(([key, each]) => [
      key,
      typeof each === "string" && each !== "" && secretKey.test(key) ? mask : masked(each),
    ]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
