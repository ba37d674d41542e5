// What a person wrote, out of what Teams made of it: mentions are tags in the text, some markup may stand there, and
// characters that HTML knows come escaped. HWA's names, which have `<`, `&`, `#`, `_` and `@` in them, must come out unchanged.

import { cleanText } from "#core/text.ts";
import type { Activity } from "./activity.ts";

// Only tags that Teams itself writes: what else stands between angle brackets was written by a person.
const lineTags = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/blockquote)\b[^<>]*>/gi;
const tags =
  /<\/?(?:at|p|div|br|span|strong|em|b|i|u|s|a|ul|ol|li|blockquote|pre|code|table|thead|tbody|tr|td|th|h[1-6]|img|attachment|emoji|readonly)(?:\s[^<>]*)?\/?>/gi;
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** `botId`: as the conversation calls us. Our own mention is removed, that of others becomes their name. */
export function readText(
  activity: Pick<Activity, "text" | "entities" | "attachments">,
  botId: string,
): string {
  let text = sourceOf(activity);
  for (const { type, text: tag, mentioned } of activity.entities ?? []) {
    if (type !== "mention" || !tag || !mentioned) continue;
    const mine = mentioned.id === botId;
    text = mine ? text.replaceAll(tag, " ") : text.replaceAll(tag, `@${mentioned.name ?? tag}`);
  }
  text = text.replace(lineTags, "\n").replace(tags, "");
  const plain = cleanText(decodeEntities(text)).replace(/[\u00a0\u2007\u202f]/g, " ");
  const tidy = plain
    .split("\n")
    .map((line) => line.replace(/ {2,}/g, " ").trim())
    .join("\n");
  return commandOf(tidy.replace(/\n{3,}/g, "\n\n").trim());
}

/** `/resync status X`, `/status X` and `status X` are the same; a mention alone asks what there is. */
function commandOf(text: string): string {
  const words = text.replace(/^\/resync(?=\s|$)\s*/i, "").replace(/^\/(?=\p{L}+(?:\s|$))/u, "");
  return words === "" ? "help" : words;
}

/** Rich messages may come with their HTML alone. */
function sourceOf({ text, attachments }: Pick<Activity, "text" | "attachments">): string {
  if (text) return text;
  const html = attachments?.find(({ contentType }) => contentType === "text/html")?.content;
  return typeof html === "string" ? html.slice(0, 200_000) : "";
}

/** Once: what a person wrote as `&lt;` comes as `&amp;lt;`. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) {
      const lower = String(name).toLowerCase();
      return Object.hasOwn(named, lower) ? (named[lower] ?? whole) : whole;
    }
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
