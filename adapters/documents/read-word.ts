// Word by headings, as mammoth finds them. Its container and every part of it are judged before mammoth sees them.

import mammoth from "mammoth";
import { oneLine } from "#core/text.ts";
import { limits } from "./limits.ts";
import type { Outlet } from "./outlet.ts";
import { documentTitle } from "./package-title.ts";
import { type Block, sectionsOf } from "./pieces/blocks.ts";
import { readSections } from "./pieces/read-sections.ts";
import { openPackage, word } from "./workbook/open-package.ts";
import { Refusal } from "./workbook/refusal.ts";
import { readXml } from "./workbook/xml-events.ts";

export async function readWord(bytes: Buffer, outlet: Outlet): Promise<void> {
  const pack = await openPackage(bytes, word);
  let inflated = 0;
  for (const part of pack.parts) {
    if (!/\.(?:xml|rels)$/i.test(part)) continue;
    const xml = await pack.read(part);
    inflated += xml.length;
    if (inflated > limits.wordBytes)
      throw new Refusal(`Its text would be more than ${limits.wordBytes >> 20} MB when unpacked. Split it.`);
    readXml(part, xml, { open: () => {} });
  }
  const title = await documentTitle(pack);
  if (title) outlet.title(title);
  const { value } = await mammoth.convertToHtml(
    { buffer: bytes },
    { convertImage: mammoth.images.imgElement(async () => ({ src: "" })), externalFileAccess: false },
  );
  readSections(sectionsOf(blocksOf(value)), new Map(), outlet);
}

/** mammoth writes well-formed HTML of few elements. */
function blocksOf(html: string): readonly Block[] {
  const blocks: Block[] = [];
  let text = "";
  let items: string[] = [];
  let ordered = false;
  let lists = 0;
  let tables = 0;
  let rows: string[][] = [];
  let href: string | null = null;
  readXml("the text", Buffer.from(`<doc>${html}</doc>`), {
    open(name, attributes) {
      if (name === "br") text += "\n";
      else if (name === "a")
        href = /^https?:/i.test(attributes.href ?? "") ? (attributes.href ?? null) : null;
      else if (name === "table" && tables++ === 0) rows = [];
      else if (name === "tr" && tables === 1) rows.push([]);
      else if ((name === "td" || name === "th") && tables === 1) text = "";
      else if (tables > 0) return;
      else if ((name === "ol" || name === "ul") && lists++ === 0) {
        ordered = name === "ol";
        items = [];
      } else if (name === "li") text = lists === 1 ? "" : `${text}\n- `;
      else if (lists === 0 && /^(?:p|h[1-6])$/.test(name)) text = "";
    },
    text(more) {
      text += more;
    },
    close(name) {
      if (name === "a") {
        if (href !== null && !text.endsWith(href)) text += ` (${href})`;
        href = null;
      } else if (name === "table") {
        if (--tables === 0 && rows.length > 0) blocks.push({ kind: "table", rows });
      } else if (tables > 0) {
        if (name === "p") text += "\n";
        else if ((name === "td" || name === "th") && tables === 1) rows.at(-1)?.push(text.trim());
      } else if (name === "li" && lists === 1) items.push(text.trim());
      else if (name === "ol" || name === "ul") {
        if (--lists === 0) blocks.push({ kind: "list", ordered, items });
      } else if (lists > 0) {
        if (name === "p") text += "\n";
      } else if (/^h[1-6]$/.test(name) && text.trim() !== "")
        blocks.push({ kind: "heading", depth: Number(name[1]), text: oneLine(text) });
      else if (name === "p" && text.trim() !== "") blocks.push({ kind: "text", text: text.trim() });
    },
  });
  return blocks;
}
