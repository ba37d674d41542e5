// Names and codes as they are looked up: however they are written, the same name has the same key.

import { fold } from "../text.ts";

/** `INVOICE_PROCESSING` and `invoice-processing`, `ORA-01017` and `ora1017`, `RC=0012` and `exit code 12` are the same. */
export function nameKey(name: string): string {
  return withReturnCode(fold(name))
    .replace(/(?<!\d)0+(?=\d)/g, "")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .slice(0, 64);
}

/** As jobs are compared where they must be exactly the same: without case and needless spaces. */
export function jobKey(job: string): string {
  return job.trim().replace(/\s+/g, " ").toLowerCase().slice(0, 200);
}

/** A bare number among codes is a return code. */
export function codeKey(code: string): string {
  return /^\s*\d{1,9}\s*$/.test(code) ? `rc${Number(code)}` : nameKey(code);
}

/** A return code says something only of the program that returned it. */
export function isReturnCode(key: string): boolean {
  return /^rc\d+$/.test(key);
}

/** `return code 12` written as `rc=12`. The text is folded. */
export function withReturnCode(folded: string): string {
  return folded.replace(
    /\b(?:rc|(?:return|exit) code|codigo(?: de (?:retorno|saida))?)\s*[=:]?\s*0*(\d{1,9})\b/g,
    "rc=$1",
  );
}

/** Whether a written word is a name or a code rather than a word of a language. It need not be one that anybody knows. */
export function looksLikeName(written: string): boolean {
  return (
    written.length >= 3 &&
    (/[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(written) ||
      /\p{L}[#@=]\p{L}?|[#@=]\p{L}/u.test(written) ||
      (/\p{L}.*\d|\d.*\p{L}/u.test(written) &&
        !/^\d+(?:st|nd|rd|th|h|gb|mb|kb|ms|min|x|k|a|am|pm)$/i.test(written)))
  );
}
