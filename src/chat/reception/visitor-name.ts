// What people are called in answers, cards and the audit when they gave themselves their name: by it, and never as anybody else.

import type { Person } from "#core/person.ts";
import { cleanText, fold } from "#core/text.ts";

type Standing = NonNullable<Person["visitor"]>;

const marks: Readonly<Record<Standing, string>> = {
  member: "visitor",
  guest: "guest",
  external: "external",
};
const longestOfVisitor = 40;
const longest = 80;

/** `Ana (Slack visitor)`: the mark is always there, always last, and the only thing in brackets. */
export function visitorName(display: string, platform: string, standing: Standing): string {
  const where = platform.charAt(0).toUpperCase() + platform.slice(1);
  return `${plainName(display, longestOfVisitor) ?? "Unnamed"} (${where} ${marks[standing]})`;
}

/**
 * Of somebody whom Resync knew by their address alone. Whose name another has, or Resync itself, keeps the address beside it:
 * `Ana (ana@company.com)`. null: the account has no name.
 */
export function nameBesideOthers(display: string, address: string, others: readonly string[]): string | null {
  const name = plainName(display, longest);
  if (name === null) return null;
  const taken = ["Resync", ...others].some((other) => fold(other) === fold(name));
  return taken ? `${name} (${address})` : name;
}

/** One line without brackets or anything that prints nothing; null: no name is left. */
function plainName(display: string, most: number): string | null {
  const one = cleanText(display.slice(0, 1_000))
    // What is formatting, unassigned or private prints nothing, or something else elsewhere.
    .replace(/\p{Cf}|\p{Cn}|\p{Co}|\p{Cs}|\u034f|\u17b4|\u17b5|\u2800/gu, "")
    .normalize("NFKC")
    // Marks piled on one letter cover the lines around it.
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    .replace(/[()[\]{}<>]/g, " ")
    .replace(/[\s\p{Z}]+/gu, " ")
    .trim();
  const letters = [...one];
  const name =
    letters.length > most
      ? `${letters
          .slice(0, most - 1)
          .join("")
          .trimEnd()}…`
      : one;
  return /[\p{L}\p{N}]/u.test(name) ? name : null;
}
