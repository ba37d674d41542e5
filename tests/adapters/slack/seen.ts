// Slack's blocks as a person reads them, for assertions.

export interface Part {
  readonly [key: string]: unknown;
}

export interface Seen {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly element: Part; readonly block: Part }[];
  /** Slack's ids of users, or the word of a group. */
  readonly pings: readonly string[];
  readonly links: readonly string[];
}

export function see(blocks: readonly Part[], fallback: string): Seen {
  const pings: string[] = [];
  const links: string[] = [];
  const buttons: Seen["buttons"][number][] = [];

  const mrkdwn = (text: string, verbatim: boolean): string => {
    const shown = text.replace(/<([^<>]*)>/g, (_, inner: string) => {
      const [target = "", label] = inner.split("|");
      if (target.startsWith("!date")) return label ?? "";
      if (target.startsWith("@") || target.startsWith("!")) {
        pings.push(target.slice(1));
        return label ?? target;
      }
      links.push(target);
      return label ?? target;
    });
    if (!verbatim) links.push(...(shown.match(/https?:\/\/\S+/g) ?? []));
    return shown.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  };

  const draw = (part: unknown): string => {
    if (Array.isArray(part)) return part.map(draw).filter(Boolean).join("\n");
    if (typeof part !== "object" || part === null) return "";
    const at = part as Part;
    switch (at.type) {
      case "mrkdwn":
        return mrkdwn(String(at.text), at.verbatim === true);
      case "plain_text":
      case "raw_text":
      case "text":
        return String(at.text);
      case "emoji":
        return `:${String(at.name)}:`;
      case "user":
        pings.push(String(at.user_id));
        return `@${String(at.user_id)}`;
      case "usergroup":
      case "broadcast":
        pings.push(String(at.range ?? at.usergroup_id));
        return "@all";
      case "link":
        links.push(String(at.url));
        return String(at.text ?? at.url);
      case "rich_text_section":
      case "rich_text_preformatted":
      case "rich_text_quote":
        return (at.elements as readonly unknown[]).map(draw).join("");
      case "table":
        return (at.rows as readonly (readonly unknown[])[]).map((row) => draw(row)).join("\n");
      case "actions":
        for (const element of at.elements as readonly Part[])
          buttons.push({ label: draw(element.text), element, block: at });
        return "";
      case "input":
      case "divider":
        return "";
      default:
        return [at.text, at.fields, at.elements].map(draw).filter(Boolean).join("\n");
    }
  };
  const text = draw(blocks);
  // Notifications read it, where an address is no link, but whoever is called by it is called.
  for (const [, called = ""] of fallback.matchAll(/<[@!]([^<>|]*)[^<>]*>/g)) pings.push(called);
  return { text: blocks.length > 0 ? text : fallback, buttons, pings: [...new Set(pings)], links };
}

export function textOf(part: unknown): string {
  return typeof part === "object" && part !== null && "text" in part ? String(part.text) : "";
}
