// Where the answer comes from and when its facts were read, in one quiet line. The moment is written so that each reader's
// Slack shows it in their own time zone: an age would be wrong a minute later, so one is said only where it was old already.

import type { ContextBlock, ContextBlockElement, MrkdwnElement } from "@slack/types";
import { humanDuration } from "#core/duration.ts";
import type { Reply } from "#core/reply.ts";
import { cut, limits } from "./limits.ts";
import { linkOf } from "./link.ts";
import { plainText } from "./plain-text.ts";
import { escaped } from "./printable.ts";
import { type Words, words } from "./words.ts";

const longestTitle = 120;
const longestRef = 60;
const titlesAtMost = 4;
const oldMs = 60_000;

export function sourceLine(reply: Reply, now: Date | null): readonly ContextBlock[] {
  const say = words[reply.locale];
  const told = reply.sources.filter((source) => !isSaid(source, reply));
  const groups = [...Map.groupBy(told, ({ title, ref }) => title || ref)]
    .filter(([title]) => title !== "")
    .map(([title, sources]) => ({ title: cut(title, longestTitle), refs: sources.map(({ ref }) => ref) }));
  const shown = groups.slice(0, titlesAtMost);
  const missing = groups.length - shown.length;
  const elements: ContextBlockElement[] = [
    ...shown.flatMap((group, index) => groupElements(group, index === 0 ? `${say.source} ` : "· ", say)),
    ...(missing > 0 ? [plainText(say.moreToFind(missing), limits.buttonText)] : []),
    ...readElements(reply, now, shown.length > 0 ? "· " : ""),
  ];
  const [first, ...more] = elements.slice(0, limits.contextElements);
  return first ? [{ type: "context", elements: [first, ...more] }] : [];
}

/** HWA is named with the moment it was read, an address in the words is a link there, and who writes is Resync itself. */
function isSaid({ title, ref }: Reply["sources"][number], { text, asOf }: Reply): boolean {
  if (title === "Resync") return true;
  return (asOf !== null && /^HWA\b/.test(title)) || (/^https?:/i.test(ref) && text.includes(ref));
}

interface Group {
  readonly title: string;
  readonly refs: readonly string[];
}

/** Where several things of one source were read, its name stands once. */
function groupElements({ title, refs }: Group, lead: string, say: Words): readonly ContextBlockElement[] {
  const urls = refs.flatMap((ref) => linkOf(ref) ?? []);
  const [url] = urls;
  if (url !== undefined) {
    // Inside a link markup is still interpreted, so a title that has some stands beside its link.
    if (hasMarkup(title)) return [plainText(`${lead}${title}`, limits.fieldText), link(url, say.open)];
    return [{ ...link(url, title), text: `${lead}${link(url, title).text}` }];
  }
  const told = [...new Set(refs)].filter((ref) => ref !== title && isTelling(ref));
  // "Knowledge" of knowledge/resync.xlsx says nothing more than the file does.
  const file = told[0]?.toLowerCase().startsWith(`${title.toLowerCase()}/`) ? told[0] : null;
  const more = told.length > 1 ? ` ${say.moreToFind(told.length - 1)}` : "";
  if (file !== null) return [plainText(`${lead}${file}${more}`, limits.fieldText)];
  return [plainText(`${lead}${title}${told[0] ? ` (${told[0]}${more})` : ""}`, limits.fieldText)];
}

/** An underscore inside a word is none: HWA's names are full of them. */
function hasMarkup(title: string): boolean {
  return /[*~`]|(?<!\w)_|_(?!\w)|:\w+:/.test(title);
}

/** A path of HWA's own ids tells a reader nothing; where in which workbook does. */
function isTelling(ref: string): boolean {
  return ref !== "" && ref.length <= longestRef && !/[0-9a-f]{8}-[0-9a-f]{4}-/i.test(ref);
}

function link(url: string, title: string): MrkdwnElement {
  return { type: "mrkdwn", text: `<${escaped(url)}|${escaped(title).replaceAll("|", "¦")}>`, verbatim: true };
}

function readElements(
  { asOf, locale }: Reply,
  now: Date | null,
  lead: string,
): readonly ContextBlockElement[] {
  const read = asOf === null ? Number.NaN : Date.parse(asOf);
  if (Number.isNaN(read)) return [];
  const say = words[locale];
  const age = now === null ? 0 : now.getTime() - read;
  const fallback = `${new Date(read).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const at = `<!date^${Math.floor(read / 1_000)}^{date_short_pretty} {time_secs}|${fallback}>`;
  const old = age > oldMs ? `, ${say.ageThen(humanDuration(age))}` : "";
  return [{ type: "mrkdwn", text: `${lead}${say.readAt}: ${at}${old}`, verbatim: true }];
}
