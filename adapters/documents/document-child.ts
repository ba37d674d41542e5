// The child process: reads one document from its standard input and tells its pieces as JSON lines.
// A hostile document takes this process down, never Resync. It may read nothing but its own code, and talks to nobody.

import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import type { DocumentKind } from "#core/knowledge/document-kind.ts";
import type { Piece } from "#core/knowledge/passage.ts";
import { oneLine } from "#core/text.ts";
import { limits } from "./limits.ts";
import type { Outlet } from "./outlet.ts";
import { collectPieces } from "./pieces/collect-pieces.ts";
import { request } from "./told-lines.ts";
import { type Field, fields } from "./workbook/columns.ts";
import { Refusal } from "./workbook/refusal.ts";

const piecesInLine = 100;

// The parent kills sooner; this is for a parent that is gone.
setTimeout(() => process.exit(1), 2 * limits.milliseconds).unref();

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Each kind's libraries are loaded for that kind alone. */
async function readAs(kind: DocumentKind, bytes: Buffer, outlet: Outlet): Promise<void> {
  switch (kind) {
    case "workbook":
      return (await import("./read-tables.ts")).readWorkbookPieces(bytes, outlet);
    case "csv":
      return (await import("./read-tables.ts")).readCsv(bytes, outlet);
    case "markdown":
      return (await import("./read-markdown.ts")).readMarkdown(bytes, outlet);
    case "text":
      return (await import("./read-text.ts")).readText(bytes, outlet);
    case "json":
      return (await import("./read-json.ts")).readJson(bytes, outlet);
    case "pdf":
      return (await import("./read-pdf.ts")).readPdf(bytes, outlet);
    case "word":
      return (await import("./read-word.ts")).readWord(bytes, outlet);
  }
}

async function read(): Promise<void> {
  const { kind, headers } = request.parse(JSON.parse(process.argv[2] ?? ""));
  const bytes = await buffer(process.stdin);
  const batch: Piece[] = [];
  const send = () => {
    if (batch.length > 0) tell({ kind: "pieces", pieces: batch.splice(0) });
  };
  let title: string | null = null;
  let notes = 0;
  let first = "";
  const pieces = collectPieces((piece) => {
    if (batch.push(piece) >= piecesInLine) send();
  });
  await readAs(kind, bytes, {
    pieces,
    note(sentence) {
      first ||= ` ${sentence}`;
      if (++notes <= limits.notes) tell({ kind: "note", sentence: oneLine(sentence, 400) });
    },
    title(text) {
      title ??= oneLine(text) || null;
    },
    headers: new Map(
      headers.filter((each): each is [string, Field] => fields.some((known) => known === each[1])),
    ),
  });
  if (pieces.count === 0) throw new Refusal(`There is nothing to read in it.${first}`);
  send();
  if (notes > limits.notes)
    tell({ kind: "note", sentence: `${notes - limits.notes} more such sentences were left out.` });
  tell({ kind: "done", title });
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return oneLine(error.message, 600);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && /call stack/i.test(message))
    return "It is nested too deeply to be read. Make it simpler.";
  if (error instanceof RangeError && /allocation|memory|array buffer/i.test(message))
    return "Reading it needs more memory than it may have. Split it.";
  return `Its contents are damaged (${oneLine(message, 200)}).`;
}

try {
  await read();
} catch (error) {
  tell({ kind: "refused", reason: reasonOf(error) });
}
process.stdout.end();
await finished(process.stdout).catch(() => {});
process.exit(0);
