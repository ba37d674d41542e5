// What a visitor is called in answers, cards and the audit: by the name they gave themselves, and never as anybody else.

import type { Person } from "#core/person.ts";
import { cleanText } from "#core/text.ts";

type Standing = NonNullable<Person["visitor"]>;

const marks: Readonly<Record<Standing, string>> = {
  member: "visitor",
  guest: "guest",
  external: "external",
};
const longest = 40;

/** `Ana (Slack visitor)`: the mark is always there, always last, and the only thing in brackets. */
export function visitorName(display: string, platform: string, standing: Standing): string {
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
    letters.length > longest
      ? `${letters
          .slice(0, longest - 1)
          .join("")
          .trimEnd()}…`
      : one;
  const where = platform.charAt(0).toUpperCase() + platform.slice(1);
  return `${/[\p{L}\p{N}]/u.test(name) ? name : "Unnamed"} (${where} ${marks[standing]})`;
}
