// Plain text by paragraphs; short ones stay with what follows them, so that a heading is not a passage.

import { decodeText } from "./decode-text.ts";
import type { Outlet } from "./outlet.ts";

const enough = 300;

export function readText(bytes: Buffer, outlet: Outlet): void {
  const { text, note } = decodeText(bytes);
  if (note) outlet.note(note);
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  let from = 0;
  let paragraph: string[] = [];
  let size = 0;
  const close = (until: number) => {
    if (size > 0)
      outlet.pieces.add({
        place: until > from + 1 ? `lines ${from + 1}–${until}` : `line ${from + 1}`,
        text: paragraph.join("\n"),
      });
    paragraph = [];
    size = 0;
  };
  let last = 0;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") {
      if (size >= enough) close(last);
      else if (size > 0) paragraph.push("");
      continue;
    }
    if (size === 0) from = at;
    paragraph.push(line);
    size += line.length;
    last = at + 1;
  }
  close(last);
}
