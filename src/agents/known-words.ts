// What is known, in words, where it is not one plain row: rows that contradict each other, owners who left, and what people
// wrote into HWA. Everything is quoted as it stands, with its place and its day; nobody here decides who is right.

import { citeIn } from "#core/knowledge/entry-cite.ts";
import { oneLine } from "#core/text.ts";
import type { Claim, Claims } from "#knowledge/claims.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import type { Speech } from "./speech.ts";

/** Contradictions in words; more are cited. */
const mostOthers = 3;
const quotedLength = 400;

/** The day something was written: the same in both languages, and never another by a time zone. */
export function dayOf(dated: Date): string {
  return dated.toISOString().slice(0, 10);
}

/** `knowledge/resync.xlsx · Jobs!A2:E2, 2026-03-12`. */
export function placeOf({ rows, dated }: Claim, { locale }: Speech): string {
  const cites = rows.slice(0, 2).map(({ cite }) => citeIn(locale, cite));
  return [...cites, ...(dated === null ? [] : [dayOf(dated)])].join(", ");
}

/** The same of one row. */
export function datedCite({ cite, dated }: Pick<QuotableFix, "cite" | "dated">, { locale }: Speech): string {
  const place = citeIn(locale, cite);
  return dated === null ? place : `${place}, ${dayOf(dated)}`;
}

/** What other rows say against it, and which of them was written last. */
export function otherwiseLines(
  say: Speech,
  claims: Pick<Claims, "first" | "others" | "newest"> | null,
): readonly string[] {
  if (!claims || claims.others.length === 0) return [];
  const { first, others, newest } = claims;
  return [
    newest
      ? say.say({
          en: `This was written last (${placeOf(first, say)}). Others say otherwise:`,
          pt: `Isto foi escrito por último (${placeOf(first, say)}). Outros dizem diferente:`,
        })
      : say.say({
          en: `The sources contradict each other. This is from ${placeOf(first, say)}. Others say:`,
          pt: `As fontes se contradizem. Isto é de ${placeOf(first, say)}. Outras dizem:`,
        }),
    ...others
      .slice(0, mostOthers)
      .map(
        (claim) => `• ${oneLine(claim.text.replaceAll("\n", "; "), quotedLength)} (${placeOf(claim, say)})`,
      ),
    ...(others.length > mostOthers
      ? [
          say.say({
            en: `… and ${others.length - mostOthers} more.`,
            pt: `… e mais ${others.length - mostOthers}.`,
          }),
        ]
      : []),
  ];
}

/** Who else is named as an owner. */
export function otherOwnersLine(say: Speech, { first, others, newest }: Claims): string {
  const said = others.slice(0, mostOthers).map((claim) => `${claim.text} (${placeOf(claim, say)})`);
  return newest
    ? say.say({
        en: `That was written last (${placeOf(first, say)}). Older: ${said.join("; ")}.`,
        pt: `Isso foi escrito por último (${placeOf(first, say)}). Mais antigo: ${said.join("; ")}.`,
      })
    : say.say({
        en: `The sources contradict each other: that is from ${placeOf(first, say)}; but also ${said.join("; ")}.`,
        pt: `As fontes se contradizem: isso é de ${placeOf(first, say)}; mas também ${said.join("; ")}.`,
      });
}

/** What the operators of a job are told in HWA. */
export function quotedLine(say: Speech, { steps, cite }: QuotableFix): string {
  const words = oneLine(steps.join("; "), quotedLength);
  return say.say({
    en: `HWA tells its operators: "${words}" (${cite})`,
    pt: `O HWA diz aos operadores dele: "${words}" (${cite})`,
  });
}

/** Somebody who is named as owner, and has left by what is written. */
export function goneLine(say: Speech, row: QuotableFix, said: string): string {
  const where = datedCite(row, say);
  return say.say({
    en: `They may have left: "${oneLine(said)}" (${where}). Nobody else is named.`,
    pt: `Pode já ter saído: "${oneLine(said)}" (${where}). Ninguém mais é citado.`,
  });
}
