// Reads documents, each in a child process that has little memory, little time, no environment and no files but its code.

import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { documentEndings, documentKind, endingOf } from "#core/knowledge/document-kind.ts";
import type { Piece } from "#core/knowledge/passage.ts";
import { oneLine } from "#core/text.ts";
import { type DocumentReader, largestDocument, type Reading } from "#ports/documents.ts";
import type { HeaderCatalog } from "./header-catalog.ts";
import { limits } from "./limits.ts";
import { type ChildRequest, toldLine } from "./told-lines.ts";

export interface DocumentReaderOptions {
  /** Names of headers beyond ours, asked before each table is read. */
  readonly headers?: () => Promise<HeaderCatalog>;
  /** Milliseconds from the call to the answer; default 18,000. */
  readonly within?: number;
}

const entry = fileURLToPath(new URL("document-child.ts", import.meta.url));
const project = fileURLToPath(new URL("../../", import.meta.url));
const readable = [
  `${project}adapters/documents/*`,
  `${project}src/core/*`,
  `${project}package.json`,
  `${realpathSync(`${project}node_modules`)}/*`,
  `${project}node_modules/*`,
];

export function createDocumentReader(options: DocumentReaderOptions = {}): DocumentReader {
  const within = options.within ?? limits.milliseconds;
  const seats = createSeats(limits.children);
  return {
    endings: documentEndings,
    async read({ name, bytes }, signal) {
      const kind = documentKind(name);
      if (kind === null) return refused(unknownEnding(endingOf(name)));
      if (bytes.length === 0) return refused("The file is empty.");
      if (bytes.length > largestDocument)
        return refused(`It is larger than ${largestDocument >> 20} MB. Split it.`);
      const limit = AbortSignal.any([AbortSignal.timeout(within), ...(signal ? [signal] : [])]);
      const late = () =>
        signal?.aborted
          ? refused("Reading it was stopped.", true)
          : refused(`Reading it took more than ${within / 1000} s. Make it smaller, or split it.`, true);
      const leave = await seats.take(limit);
      if (leave === null) return late();
      try {
        const catalog = await options.headers?.();
        const reading = await readInChild(
          bytes,
          { kind, headers: [...(catalog?.names ?? [])].map(([key, field]) => [key, field]) },
          limit,
          late,
        );
        const problem = catalog?.problem ?? null;
        if (reading.kind === "refused")
          return problem === null ? reading : { ...reading, reason: `${reading.reason} ${problem}` };
        return {
          ...reading,
          title: reading.title || oneLine(basename(name, extname(name))) || "Untitled",
          notes: problem === null ? reading.notes : [problem, ...reading.notes],
        };
      } finally {
        leave();
      }
    },
  };
}

/** Never rejects. */
function readInChild(
  bytes: Uint8Array,
  request: ChildRequest,
  limit: AbortSignal,
  late: () => Reading,
): Promise<Reading> {
  const { promise, resolve } = Promise.withResolvers<Reading>();
  const argv = [
    `--max-old-space-size=${limits.heapMegabytes}`,
    "--permission",
    ...readable.map((path) => `--allow-fs-read=${path}`),
    "--disable-warning=ExperimentalWarning",
    entry,
    JSON.stringify(request),
  ];
  // The heap's limit does not cover buffers, and a PDF may unfold in them: where the system limits a process, it does.
  const [command, args] =
    process.platform === "linux"
      ? ["/bin/sh", ["-c", `ulimit -d ${limits.dataKilobytes}; exec "$0" "$@"`, process.execPath, ...argv]]
      : [process.execPath, argv];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"], env: {} });
  const pieces: Piece[] = [];
  const notes: string[] = [];
  let ended: Reading | null = null;
  let stopped: Reading | null = null;
  let told = 0;
  let carry = "";

  const stop = (reading: Reading) => {
    stopped ??= reading;
    child.kill("SIGKILL");
  };
  const abort = () => stop(late());
  limit.addEventListener("abort", abort, { once: true });
  if (limit.aborted) abort();

  child.stdin.on("error", () => {}); // it ended before it had read everything, and says why
  child.stdin.end(bytes);
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    if (stopped) return;
    told += text.length;
    if (told > limits.outputBytes)
      return stop(refused("It holds more text than Resync keeps. Split it, or remove what is old."));
    const lines = (carry + text).split("\n");
    carry = lines.pop() ?? "";
    try {
      for (const line of lines) accept(line);
    } catch {
      stop(refused("Reading it gave an answer that makes no sense."));
    }
  });

  function accept(text: string): void {
    const line = toldLine.parse(JSON.parse(text));
    if (line.kind === "pieces") pieces.push(...line.pieces);
    else if (line.kind === "note") notes.push(line.sentence);
    else if (line.kind === "refused") ended = refused(line.reason);
    else ended = { kind: "read", as: request.kind, title: line.title ?? "", pieces, notes };
  }

  const settle = (otherwise: Reading) => {
    limit.removeEventListener("abort", abort);
    resolve(stopped ?? ended ?? otherwise);
  };
  child.once("error", (error) =>
    settle(refused(`No process could be started to read it (${oneLine(error.message)}).`, true)),
  );
  child.once("close", (_code, signal) =>
    settle(
      signal === "SIGKILL"
        ? refused("The system ended its reading, probably for want of memory.", true)
        : refused("Reading it needs more memory than it may have. Split it."),
    ),
  );
  return promise;
}

/** So that many documents at once do not become many processes. `take` gives null when the signal comes first. */
function createSeats(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return {
    take(signal: AbortSignal): Promise<(() => void) | null> {
      if (signal.aborted) return Promise.resolve(null);
      if (free > 0) {
        free--;
        return Promise.resolve(leave);
      }
      const { promise, resolve } = Promise.withResolvers<(() => void) | null>();
      const give = () => {
        signal.removeEventListener("abort", tired);
        resolve(leave);
      };
      const tired = () => {
        waiting.splice(waiting.indexOf(give), 1);
        resolve(null);
      };
      signal.addEventListener("abort", tired, { once: true });
      waiting.push(give);
      return promise;
    },
  };
}

function refused(reason: string, again = false): Reading {
  return { kind: "refused", reason, again };
}

function unknownEnding(ending: string): string {
  const readers = documentEndings.join(", ");
  const newer: Readonly<Record<string, string>> = { xls: "xlsx", xlsm: "xlsx", doc: "docx", docm: "docx" };
  const better = Object.hasOwn(newer, ending) ? ` Save it as .${newer[ending]}.` : "";
  return `Resync reads ${readers}, not ${ending === "" ? "files without an ending" : `.${oneLine(ending, 20)}`}.${better}`;
}
