// A message as its writer meant it. Slack sends what it recognised wrapped in angle brackets, and the brackets and ampersands
// that were typed as entities; it takes PAY.TXT for an address and wraps that too, so the words that were typed are taken.

const wrapped = /<([^<>]*)>/g;
/** Longer than any question; a log that is pasted whole is cut here. */
const longest = 10_000;

export interface ReadText {
  /** Ourselves: left out wherever it stands. */
  readonly botUserId: string;
  readonly nameOf: (user: string) => string | undefined;
}

export function messageText(text: string, { botUserId, nameOf }: ReadText): string {
  const addressed = new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>[,:]?[ \\t]*`, "g");
  const read = text.replace(addressed, "").replace(wrapped, (whole, inner: string) => {
    const bar = inner.indexOf("|");
    const target = bar < 0 ? inner : inner.slice(0, bar);
    const label = bar < 0 ? "" : inner.slice(bar + 1);
    if (target.startsWith("@")) {
      const user = target.slice(1);
      return `@${nameOf(user) ?? (label || user)}`;
    }
    if (target.startsWith("#")) return `#${label || target.slice(1)}`;
    if (target.startsWith("!")) return label || `@${target.slice(1).split("^")[0]}`;
    if (label !== "") return label;
    // Nothing that Slack wrapped: it was there already.
    return /^[a-z][a-z0-9+.-]*:/i.test(target) ? target.replace(/^mailto:|^tel:/i, "") : whole;
  });
  return decode(read).trim().slice(0, longest);
}

/** Everybody a message names, ourselves left out. */
export function peopleIn(text: string, botUserId: string): readonly string[] {
  const found = [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, user = ""]) => user);
  return [...new Set(found)].filter((user) => user !== botUserId);
}

export function mentions(text: string, user: string): boolean {
  return new RegExp(`<@${user}(?:\\|[^<>]*)?>`).test(text);
}

/** Begins by calling somebody, or a group. */
export function callsOthers(text: string): boolean {
  return /^\s*<(?:@|!)[^<>]+>/.test(text);
}

/** The ampersand last: `&amp;lt;` is what somebody typed as `&lt;`. */
function decode(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
