// A reply with every text in it made printable, once: whatever builds blocks after this may trust what it is given not to
// hide or turn anything around. Nothing is escaped here, as nearly all of it is shown by elements that interpret nothing.

import type { Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";

export function printable(reply: Reply): Reply {
  const line = (untrusted: string) => text(untrusted).replace(/\s*\n\s*/g, " ");
  return {
    ...reply,
    text: text(reply.text).trim(),
    facts: reply.facts.map(({ label, value }) => ({ label: line(label), value: text(value) })),
    table: reply.table && {
      columns: reply.table.columns.map(line),
      rows: reply.table.rows.map((row) => row.map(line)),
    },
    quote: reply.quote && {
      title: line(reply.quote.title),
      text: text(reply.quote.text).replace(/^\n+|\s+$/g, ""),
    },
    sources: reply.sources.map(({ title, ref }) => ({ title: line(title).trim(), ref: line(ref).trim() })),
    mentions: (reply.mentions ?? []).map(({ name, identities }) => ({ name: line(name).trim(), identities })),
  };
}

function text(untrusted: string): string {
  return cleanText(untrusted).replace(/\t/g, "    ");
}

/** Text for the two places that are interpreted, links and notifications: the three characters that begin everything. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
