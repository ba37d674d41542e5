// The Brazilian tax authority's answer to a fiscal document: the number of its rejection, or cStat.

import type { FamilyKind } from "./family.ts";

export function sefaz(line: string): FamilyKind {
  const number = /\b(?:rejei[cç][aã]o|cstat)\W{0,4}(\d{3})\b/i.exec(line)?.[1];
  if (number === undefined) return null;
  const code = Number(number);
  // Received, authorised, in process.
  if (code < 108 || code === 150) return "none";
  if (code >= 280 && code <= 296) return "certificate";
  // The service is down, the issuer is not accepted, too many queries, nothing it could say.
  if (code < 201 || [203, 252, 301, 302, 303, 656, 678, 999].includes(code)) return "other";
  return "bad_data";
}
