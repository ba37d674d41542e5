// Whether what was learned from earlier failures is about this one. One return code has many causes, so what was learned from
// failures of one cause is no fix for another that ends alike.

import { codeKey, isReturnCode } from "#core/knowledge/name-keys.ts";
import { signatureOf } from "#core/knowledge/signature.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";

/** What tells a failure from others with its return code. */
export interface FailureSign {
  /** The line that names the cause, and which it names; null: none does. */
  readonly line: string | null;
  readonly cause: string | null;
}

export const noSign: FailureSign = { line: null, cause: null };

/** `similar`: nothing tells them apart, and nothing says that they are alike. */
export function learnedNearness(
  { learnedFrom, errorCode }: QuotableFix,
  failure: FailureSign,
): "same" | "similar" | "other" {
  if (!learnedFrom || errorCode === null || !isReturnCode(codeKey(errorCode))) return "same";
  const { cause, signature } = learnedFrom;
  if (signature !== null && failure.line !== null && signature === signatureOf(failure.line)) return "same";
  if (failure.cause === null) return "similar";
  return cause === null ? "similar" : cause === failure.cause ? "same" : "other";
}
