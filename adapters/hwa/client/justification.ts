// The `Justification-*` headers, which HWA keeps in its audit.

import { Fault } from "#core/fault.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { Justification } from "#ports/hwa.ts";

const longest = 400;

/** Fault `invalid_input` for a change without a reason. */
export function justificationHeaders(why: Justification): Readonly<Record<string, string>> {
  const description = headerText(why.description);
  if (description === "")
    throw new Fault(
      "invalid_input",
      {
        en: "A change in HWA needs a reason, and none was given. Say why.",
        pt: "Uma alteração no HWA precisa de um motivo, e nenhum foi informado. Diga por quê.",
      },
      { detail: { field: "description" } },
    );
  const category = headerText(why.category ?? "");
  const ticket = headerText(why.ticket ?? "");
  return {
    "justification-description": description,
    ...(category === "" ? {} : { "justification-category": category }),
    ...(ticket === "" ? {} : { "justification-ticket-num": ticket }),
  };
}

const typographic: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, "-"],
  [/[\u2018-\u201b]/g, "'"],
  [/[\u201c-\u201f]/g, '"'],
  [/\u2026/g, "..."],
  [/\u20ac/g, "EUR"],
];

/** One line of Latin-1, the alphabet of HTTP headers: `não` stays, `č` loses its caron, the rest becomes `?`. */
export function headerText(text: string): string {
  let line = redact(oneLine(text.normalize("NFC"), longest * 2));
  for (const [pattern, plain] of typographic) line = line.replace(pattern, plain);
  const latin = line.replace(/[^\u0020-\u007e\u00a0-\u00ff]/gu, (letter) => {
    const bare = letter.normalize("NFD").replace(/\p{M}/gu, "");
    return /^[\u0020-\u007e]+$/.test(bare) ? bare : "?";
  });
  return latin.slice(0, longest).trim();
}
