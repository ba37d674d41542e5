// Text on its way into Postgres, which stores neither NUL nor half of a surrogate pair.

/** The same text without what Postgres refuses; half a surrogate pair becomes U+FFFD. */
export function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** JSON for a `json` or `jsonb` parameter, every string in it storable. Dates become ISO 8601. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  // JSON.stringify writes exactly these two as escapes; nearly nothing has them, so nearly nothing is walked twice.
  if (!json.includes("\\u0000") && !json.includes("\\ud")) return json;
  return JSON.stringify(JSON.parse(json, clean));
}

function clean(_key: string, value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), inner]));
}
