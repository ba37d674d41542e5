// What tells a failure from others that ended with the same return code: the line of its log that names the cause.

import { redact } from "#core/redact.ts";
import type { Breakage } from "#hwa/failure/what-broke.ts";
import { type FailureSign, noSign } from "#knowledge/learned-from.ts";

export function signOf({ cause }: Pick<Extract<Breakage, { kind: "broken" }>, "cause">): FailureSign {
  return cause.from === "log" ? { line: redact(cause.line.text), cause: cause.kind } : noSign;
}
