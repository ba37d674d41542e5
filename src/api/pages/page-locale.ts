// In which language a browser is answered.

import type { FastifyRequest } from "fastify";
import { type Locale, localeOfTag } from "#core/locale.ts";

/** What `?lang` says, then what the browser prefers, then what the house speaks. */
export function pageLocale(request: FastifyRequest, fallback: Locale): Locale {
  const { lang } = request.query as { lang?: unknown };
  const asked = typeof lang === "string" ? localeOfTag(lang) : null;
  return asked ?? preferredLocale(request.headers["accept-language"]) ?? fallback;
}

/** The first of our languages that an `Accept-Language` names, by its weights; null: none. */
export function preferredLocale(header = ""): Locale | null {
  const wanted = header
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters
        .find((each) => each.trim().startsWith("q="))
        ?.trim()
        .slice(2);
      return { locale: localeOfTag(tag), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return wanted.find(({ locale }) => locale !== null)?.locale ?? null;
}
