/** The languages we speak. Portuguese is Brazilian in its wording and understands both. */
export type Locale = "en" | "pt";

export function isLocale(text: string): text is Locale {
  return text === "en" || text === "pt";
}

/** The locale of a tag such as `pt-BR` or `en_US`; null for languages we do not speak. */
export function localeOfTag(tag: string): Locale | null {
  const language = tag.toLowerCase().split(/[-_]/)[0] ?? "";
  return isLocale(language) ? language : null;
}
