// The child process: reads one workbook, whose path is its only argument, and tells it as JSON lines.
// A hostile file takes this process down, never Resync. Nothing here reads configuration or talks to anybody.

import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type { ChildLine } from "./child-lines.ts";
import { readKnowledge, type SheetRow } from "./knowledge-rows.ts";
import { limits } from "./limits.ts";
import { openPackage } from "./open-package.ts";
import { readParts } from "./read-parts.ts";
import { openSheet } from "./read-sheet.ts";
import { Refusal } from "./refusal.ts";

const faultsTold = 20;
const rowsInLine = 200;

/** As the catalogue in memory keeps it. */
type ToldRow = Omit<SheetRow, "problem" | "dated" | "text">;

// The parent kills sooner; this is for a parent that is gone.
setTimeout(() => process.exit(1), 2 * limits.milliseconds).unref();

/** A pipe takes it at once on the systems where Node makes pipes synchronous; elsewhere it waits in memory. */
function tell(line: ChildLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function read(path: string): Promise<void> {
  if ((await stat(path)).size > limits.fileBytes)
    throw new Refusal(`It is larger than ${limits.fileBytes >> 20} MB. Split it into several workbooks.`);
  const bytes = await readFile(path);
  const pack = await openPackage(bytes);
  const book = await readParts(pack);
  let rows = 0;
  let faults = 0;
  let usable = 0;
  for (const part of book.sheets) {
    const batch: ToldRow[] = [];
    const send = () => {
      if (batch.length > 0) tell({ kind: "rows", sheet: part.name, rows: batch.splice(0) });
    };
    const found = readKnowledge(await openSheet(pack, part, book), part.name, {
      row(row) {
        if (++rows > limits.rows)
          throw new Refusal(
            `It has more than ${limits.rows} rows (at ${part.name}!${row.cells}). Split it, or remove old rows.`,
          );
        const { problem, dated, text, ...told } = row;
        if (batch.push(told) >= rowsInLine) send();
      },
      fault(sentence) {
        if (++faults <= faultsTold) tell({ kind: "fault", sentence });
      },
    });
    send();
    if (found) usable++;
    else tell({ kind: "skipped", sheet: part.name });
  }
  if (usable === 0)
    throw new Refusal(
      `No sheet has usable headers in its first ${limits.headerRows} rows: a column job_name or error_code, and one of solution, owner, procedure url.`,
    );
  const hash = createHash("sha256").update(bytes).digest("hex");
  tell({ kind: "done", rows, faults, hash });
}

try {
  await read(process.argv[2] ?? "");
} catch (error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : null;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) tell({ kind: "refused", reason: message });
  else if (code?.startsWith("E")) tell({ kind: "unreadable", code });
  else tell({ kind: "refused", reason: `Its contents are damaged (${message.slice(0, 200)}).` });
}
process.stdout.end();
await finished(process.stdout).catch(() => {});
process.exit(0);
