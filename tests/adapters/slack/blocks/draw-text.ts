// Text as Slack's reader sees it: mrkdwn with its links, people and styles, plain text, and the few emoji we use, which are
// drawn here since a machine without a screen often has no font for them.

import type { RichTextElement, TextObject } from "@slack/types";

export const html = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export interface Names {
  /** How people are called, by Slack's ids of them. */
  readonly people: Readonly<Record<string, string>>;
  readonly timezone: string;
  /** What Slack itself says is in the reader's language. */
  readonly today?: string;
}

const disc = (colour: string, sign: string) =>
  `<svg class="emoji" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="${colour}"/>${sign}</svg>`;
const emoji: Readonly<Record<string, string>> = {
  white_check_mark:
    '<svg class="emoji" viewBox="0 0 20 20"><rect x="1" y="1" width="18" height="18" rx="4" fill="#3fa535"/><path d="M5 10.5l3.4 3.6L15 6.5" fill="none" stroke="#fff" stroke-width="2.4"/></svg>',
  red_circle: disc("#dd2e44", ""),
  warning:
    '<svg class="emoji" viewBox="0 0 20 20"><path d="M10 1.5L19 18H1z" fill="#ffcc4d"/><path d="M9 7h2l-.4 6H9.400z" fill="#231f20"/><circle cx="10" cy="15.200" r="1.1" fill="#231f20"/></svg>',
  grey_question:
    '<svg class="emoji" viewBox="0 0 20 20"><text x="10" y="16.500" text-anchor="middle" font-size="18" font-weight="700" fill="#a0a8b0">?</text></svg>',
  eyes: disc(
    "#fff",
    '<circle cx="6" cy="10" r="3" fill="#231f20"/><circle cx="14" cy="10" r="3" fill="#231f20"/>',
  ),
};

export function drawEmoji(name: string, unicode?: string): string {
  const known = emoji[name];
  if (known) return known;
  if (!unicode) return `:${html(name)}:`;
  return String.fromCodePoint(...unicode.split("-").map((hex) => Number.parseInt(hex, 16)));
}

const at = (name: string) => `<span class="at">@${html(name)}</span>`;

/** `text` as Slack takes it: the three characters of its markup are entities where they are meant as text. */
export function mrkdwn(text: string, names: Names): string {
  const kept: string[] = [];
  const keep = (drawn: string) => `\uE000${kept.push(drawn) - 1}\uE000`;
  const drawn = text
    .replace(/```\n?([\s\S]*?)```/g, (_, inside: string) => keep(`<pre>${inside}</pre>`))
    .replace(/`([^`\n]+)`/g, (_, inside: string) => keep(`<code>${inside}</code>`))
    .replace(/<([^<>]+)>/g, (_, inside: string) => keep(angle(inside, names)))
    .replace(/:([a-z_]+):/g, (whole, name: string) => (emoji[name] ? keep(drawEmoji(name)) : whole))
    .replace(/(?<![\w*])\*([^*\n]+)\*(?![\w*])/g, "<b>$1</b>")
    .replace(/(?<![\w_])_([^_\n]+)_(?![\w_])/g, "<i>$1</i>")
    .replace(/(?<![\w~])~([^~\n]+)~(?![\w~])/g, "<s>$1</s>")
    .replace(/^&gt; ?(.*)$/gm, "<blockquote>$1</blockquote>");
  return drawn.replace(/\uE000(\d+)\uE000/g, (_, index: string) => kept[Number(index)] ?? "");
}

function angle(inside: string, names: Names): string {
  const [target = "", label] = inside.split("|");
  const date = /^!date\^(\d+)\^/.exec(target)?.[1];
  if (date) return html(dateOf(Number(date) * 1_000, names));
  if (target.startsWith("@")) return at(names.people[target.slice(1)] ?? target.slice(1));
  if (target.startsWith("!")) return at(target.slice(1));
  if (target.startsWith("#")) return `<a>#${label ?? target.slice(1)}</a>`;
  return `<a>${label ?? target}</a>`;
}

/** As `{date_short_pretty} {time_secs}` shows it. */
function dateOf(ms: number, { timezone, today = "today" }: Names): string {
  const day = (when: number) => new Date(when).toLocaleDateString("en-GB", { timeZone: timezone });
  const time = new Date(ms).toLocaleTimeString("en-GB", { timeZone: timezone });
  return `${day(ms) === day(Date.now()) ? today : day(ms)} ${time}`;
}

export function drawText(object: TextObject, names: Names): string {
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : html(object.text);
}

export function drawElement(each: RichTextElement, names: Names): string {
  switch (each.type) {
    case "text":
      return styled(html(each.text), each.style);
    case "emoji":
      return drawEmoji(each.name, each.unicode);
    case "link":
      return styled(`<a>${html(each.text ?? each.url)}</a>`, each.style);
    case "user":
      return at(names.people[each.user_id] ?? each.user_id);
    default:
      return `[${each.type}]`;
  }
}

function styled(text: string, style: { bold?: boolean; italic?: boolean; code?: boolean } = {}): string {
  const coded = style.code ? `<code>${text}</code>` : text;
  const leaning = style.italic ? `<i>${coded}</i>` : coded;
  return style.bold ? `<b>${leaning}</b>` : leaning;
}
