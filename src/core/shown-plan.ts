// A plan as people approve it. Credentials are masked there too, but a mask must hide nothing that could run: a line such
// as `token=x|reboot`, `X=Bearer shutdown` or `http://elsewhere?@here/` would read as something else than what it does. So
// the masks are narrower than in logs. What looks like code, or like more than one thing, is shown; a plan is no place for
// a secret, and whoever puts one there in such a form has it read by approvers.

import { redactTokens } from "./redact.ts";
import { visibleText } from "./visible-text.ts";
import type { Json } from "./workflow/workflow.ts";

const bearer = /(\bauthorization["']?\s*:\s*["']?)(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
/** Whole lines of base64, all of one length but the last: anything else between the two marks is shown. */
const privateKey =
  /-----BEGIN ([A-Z ]*)PRIVATE KEY-----\r?\n([A-Za-z0-9+/]{64,76}\r?\n)+[A-Za-z0-9+/=]{1,76}\r?\n-----END \1PRIVATE KEY-----/g;
const userInUrl = /\b((?:https?|postgres(?:ql)?|rediss?):\/\/)[^\s/:@?#\\]+:[^\s/@?#\\]+@/gi;
const assignment =
  /\b(password|passwd|pwd|senha|secret|token|api[_-]?key)(["']?\s*[:=]\s*["']?)(?![/.~])([^\s"',;|&<>()`$\\]{3,})/gi;

/** A text of a plan or its preview: masked as narrowly as can be, and nothing in it invisible. */
export function shownText(text: string): string {
  const masked = redactTokens(text)
    .replace(privateKey, "[masked: a private key]")
    .replace(bearer, "$1[masked]")
    .replace(userInUrl, "$1[masked]@")
    .replace(assignment, "$1$2[masked]");
  return visibleText(masked);
}

const credentialKey =
  /(?:password|passwd|pwd|senha|secret|token|api[_-]?key|private[_-]?key|authorization|cookie)$/i;
const header = /(?:authorization|cookie)$/i;
const credentialOption = /^--?(?:password|passwd|pwd|secret|token|api-?key)$/i;
const plainWord = /^(?![/.~-])[^\s|&;<>()`$\\/]+$/;

/** The arguments of a plan. A credential's key or option masks a single word, never a line that could be run. */
export function shownPlan(args: { readonly [key: string]: Json }): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      visibleText(key),
      typeof value === "string" && credentialKey.test(key)
        ? credential(value, header.test(key))
        : shown(value),
    ]),
  );
}

function shown(value: Json): Json {
  if (typeof value === "string") return shownText(value);
  if (value === null || typeof value !== "object") return value;
  if (isList(value))
    return value.map((each, at) => {
      const before = value[at - 1];
      const named = typeof before === "string" && credentialOption.test(before);
      return named && typeof each === "string" ? credential(each, false) : shown(each);
    });
  return shownPlan(value);
}

/** Headers are sent, not run: they are masked whatever they hold. */
function credential(value: string, whole: boolean): string {
  return value !== "" && (whole || plainWord.test(value)) ? "[masked]" : shownText(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
