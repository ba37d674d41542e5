// PDF by pages, as pdf.js finds the text on them; pictures are not read.

import { getDocumentProxy } from "unpdf";
import { limits } from "./limits.ts";
import type { Outlet } from "./outlet.ts";
import { dateIn } from "./pieces/date-in.ts";
import { Refusal } from "./workbook/refusal.ts";

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

export async function readPdf(bytes: Buffer, outlet: Outlet): Promise<void> {
  if (!bytes.subarray(0, 1024).includes("%PDF-"))
    throw new Refusal("It is not a PDF, whatever its name says.");
  const pdf = await open(bytes);
  if (pdf.numPages > limits.pages)
    throw new Refusal(`It has ${pdf.numPages} pages; ${limits.pages} are the most. Split it.`);
  const dated = await readInfo(pdf, outlet);
  const empty: number[] = [];
  let damaged = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const text = await pageText(pdf, number);
    if (text === null) {
      damaged++;
      outlet.note(`Page ${number} was left out: it is damaged.`);
    } else if (text.trim() === "") empty.push(number);
    else outlet.pieces.add({ place: `page ${number}`, text, dated });
  }
  if (outlet.pieces.count === 0 && damaged > 0)
    throw new Refusal("None of its pages can be read: it is damaged. Export it again.");
  if (outlet.pieces.count === 0)
    throw new Refusal(
      "None of its pages has text: it is probably a scan. Add a text layer (OCR), or the text itself.",
    );
  if (empty.length > 0)
    outlet.note(
      `${empty.length === 1 ? `Page ${empty[0]} has` : `Pages ${empty.slice(0, 20).join(", ")}${empty.length > 20 ? " …" : ""} have`} no text; pictures are not read.`,
    );
}

async function open(bytes: Buffer): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      verbosity: 0,
    });
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException")
      throw new Refusal("It is protected by a password. Save it without one.");
    if (error instanceof RangeError) throw error;
    const cause = error instanceof Error ? error.message.slice(0, 120) : "unreadable";
    throw new Refusal(`It is damaged or incomplete (${cause}). Export it again.`);
  }
}

/** The date of its last change; its title goes to the outlet. */
async function readInfo(pdf: Pdf, outlet: Outlet): Promise<Date | null> {
  try {
    const { info } = await pdf.getMetadata();
    const known: Readonly<Record<string, unknown>> = { ...info };
    if (typeof known.Title === "string") outlet.title(known.Title);
    const raw = known.ModDate ?? known.CreationDate;
    const day = typeof raw === "string" ? /^D:(\d{4})(\d{2})(\d{2})/.exec(raw) : null;
    return day ? dateIn(`${day[1]}-${day[2]}-${day[3]}`) : null;
  } catch {
    return null;
  }
}

/** null: this page cannot be read, which says nothing of the others. */
async function pageText(pdf: Pdf, number: number): Promise<string | null> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    let text = "";
    for (const item of items) if ("str" in item) text += item.hasEOL ? `${item.str}\n` : item.str;
    page.cleanup();
    return text;
  } catch (error) {
    if (error instanceof RangeError && /alloc/i.test(error.message)) throw error;
    return null;
  }
}
