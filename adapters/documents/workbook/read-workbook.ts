// Reads one workbook in a child process with little memory and little time; what it tells is bounded too.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import { childLine } from "./child-lines.ts";
import { limits } from "./limits.ts";

export type WorkbookReading =
  | {
      readonly outcome: "read";
      readonly rows: number;
      readonly hash: string;
      /** Cells whose rows were left out, then sheets that were skipped; the first twenty as sentences. */
      readonly notes: readonly string[];
      readonly rowsLeftOut: number;
    }
  | { readonly outcome: "refused"; readonly reason: string }
  /** Out of time: the file is too much, or the machine too busy. */
  | { readonly outcome: "late"; readonly reason: string }
  /** Open elsewhere, no right, or gone: worth another try with the same bytes. */
  | { readonly outcome: "unreadable"; readonly reason: string };

export interface WorkbookRequest {
  readonly path: string;
  /** How rows name the file: `knowledge/resync.xlsx`. */
  readonly file: string;
  /** Called with the rows as they are read; only a reading that ends as `read` makes them valid. */
  readonly take: (rows: readonly KnowledgeRow[]) => void;
  readonly signal: AbortSignal;
  /** Milliseconds; default 10,000. */
  readonly within?: number;
}

const entry = fileURLToPath(new URL("workbook-child.ts", import.meta.url));

/** Never rejects. The child sees a path and an empty environment, may read files, and may write none. */
export function readWorkbook(request: WorkbookRequest): Promise<WorkbookReading> {
  const { promise, resolve } = Promise.withResolvers<WorkbookReading>();
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${limits.heapMegabytes}`,
      "--permission",
      "--allow-fs-read=*",
      "--disable-warning=ExperimentalWarning",
      entry,
      request.path,
    ],
    { stdio: ["ignore", "pipe", "ignore"], env: {} },
  );
  const notes: string[] = [];
  const skipped: string[] = [];
  let reading: WorkbookReading | null = null;
  let broken: WorkbookReading | null = null;
  let bytes = 0;
  let carry = "";

  const stop = (reason: string, outcome: "refused" | "late" = "refused") => {
    broken ??= { outcome, reason };
    child.kill("SIGKILL");
  };
  const within = request.within ?? limits.milliseconds;
  const timer = setTimeout(
    () => stop(`Reading it took more than ${within / 1000} s. Make it smaller, or split it.`, "late"),
    within,
  );
  const abort = () => stop("Resync is stopping.");
  request.signal.addEventListener("abort", abort, { once: true });
  if (request.signal.aborted) abort();

  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    bytes += text.length;
    if (bytes > limits.outputBytes)
      return stop("It holds more text than Resync keeps. Split it, or remove old rows.");
    const lines = (carry + text).split("\n");
    carry = lines.pop() ?? "";
    try {
      for (const line of lines) accept(line);
    } catch {
      stop("Reading it gave an answer that makes no sense.");
    }
  });

  function accept(text: string): void {
    const line = childLine.parse(JSON.parse(text));
    switch (line.kind) {
      case "rows":
        request.take(
          line.rows.map(({ row, cells, ...known }) => ({
            ...known,
            source: { file: request.file, sheet: line.sheet, row, cells },
          })),
        );
        return;
      case "fault":
        notes.push(`${line.sentence}.`);
        return;
      case "skipped":
        skipped.push(`The sheet "${line.sheet}" was skipped: it has no usable headers.`);
        return;
      case "done":
        reading = {
          outcome: "read",
          rows: line.rows,
          hash: line.hash,
          notes: [...notes, ...skipped],
          rowsLeftOut: line.faults,
        };
        return;
      case "refused":
        reading = { outcome: "refused", reason: line.reason };
        return;
      case "unreadable":
        reading = { outcome: "unreadable", reason: unreadable(line.code) };
    }
  }

  const settle = (reason: string) => {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", abort);
    resolve(broken ?? reading ?? { outcome: "refused", reason });
  };
  child.once("error", (error) => settle(`No process could be started to read it (${error.message}).`));
  child.once("close", () =>
    settle(
      `Reading it needed more than ${limits.heapMegabytes} MB of memory. Copy the rows into a new workbook.`,
    ),
  );
  return promise;
}

function unreadable(code: string): string {
  if (code === "EBUSY" || code === "EPERM")
    return "Another program, probably Excel, has it open and locked. Close it there.";
  if (code === "EACCES") return "Resync may not read it. Give its user the right to read the file.";
  if (code === "ENOENT") return "It disappeared while it was being read.";
  return `The system cannot read it (${code}).`;
}
