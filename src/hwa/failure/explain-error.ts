// What an error code means, whosever it is: HWA's, a database's, z/OS's, or an exit code.

import type { Locale } from "#core/locale.ts";
import { explainCode } from "./aws-codes.ts";
import { errorFamilies } from "./error-families.ts";
import { programErrors } from "./program-errors.ts";
import { meaningOfReturnCode } from "./return-codes.ts";

export interface ErrorExplanation {
  /** As operators write it: `AWSBDW009E`, `ORA-01017`, `SQLCODE -911`, `RC=127`. */
  readonly code: string;
  /** `hwa`, `oracle`, `db2`, `sqlstate…`, `zos_…` or `return_code`. */
  readonly family: string;
  /** `exact`: this very code. `family`: only its kind is known; say so. */
  readonly known: "exact" | "family";
  readonly meaning: string;
  /** The first thing to check; null when the code tells nothing to check. */
  readonly check: string | null;
}

/** Null for codes we cannot know: an application's own, or no code at all. The workbook may. */
export function explainError(text: string, locale: Locale): ErrorExplanation | null {
  const code = canonicalCode(text);
  const aws = explainCode(code, locale);
  if (aws) {
    const known = aws.known === "exact" ? "exact" : "family";
    return { code, family: "hwa", known, meaning: aws.meaning, check: aws.check };
  }
  const returnCode = /^RC=(-?\d+)$/.exec(code);
  if (returnCode) {
    const found = meaningOfReturnCode(Number(returnCode[1]));
    return found
      ? { code, family: "return_code", known: "exact", meaning: found.meaning[locale], check: null }
      : { code, family: "return_code", known: "family", ...ownReturnCode[locale] };
  }
  const family = errorFamilies.find((each) => each.form.test(code));
  const exact = Object.hasOwn(programErrors, code) ? programErrors[code] : undefined;
  const told = exact ?? family?.told;
  if (!told) return null;
  return {
    code,
    family: family?.family ?? "program",
    known: exact ? "exact" : "family",
    meaning: told[locale].meaning,
    check: told[locale].check,
  };
}

/** A return code no convention names. */
const ownReturnCode: Readonly<Record<Locale, { readonly meaning: string; readonly check: string }>> = {
  en: {
    meaning:
      "A return code of the program's own: anything but 0 counts as a failure unless the job maps it; on the mainframe 4 warns, 8 and 12 are errors, 16 is fatal.",
    check: "the log of the job, and what its program documents for this code.",
  },
  pt: {
    meaning:
      "Um código de retorno do próprio programa: tudo que não é 0 conta como falha, salvo mapeamento no job; no mainframe 4 avisa, 8 e 12 são erros, 16 é fatal.",
    check: "o log do job e o que o programa documenta para esse código.",
  },
};

/** The spelling of the dictionary: `ora1017` → `ORA-01017`, `exit code 127` → `RC=127`, `sqlcode=-911` → `SQLCODE -911`. */
export function canonicalCode(text: string): string {
  const code = text.trim().toUpperCase().slice(0, 100);
  const oracle = /^(ORA|PLS|TNS)[-_ ]?(\d{1,5})$/.exec(code);
  if (oracle) return `${oracle[1]}-${(oracle[2] ?? "").padStart(5, "0")}`;
  const sql = /^(SQLCODE|SQLSTATE)[^-0-9A-Z]*(-?[0-9A-Z]+)/.exec(code);
  if (sql) return `${sql[1]} ${sql[2]}`;
  const exit = /^(?:RC|RETURN[-_ ]?CODE|EXIT(?:[-_ ]?(?:CODE|STATUS))?)\s*[=:]?\s*(-?\d{1,9})$/.exec(code);
  if (exit) return `RC=${Number(exit[1])}`;
  if (/^-?\d{1,5}$/.test(code)) return `RC=${Number(code)}`;
  const abend = /^ABEND[ =:]*(S[0-9A-F]{3}|SOC[1-9A-F]|U\d{4})$/.exec(code)?.[1] ?? code;
  return abend.replace(/^SOC/, "S0C");
}
