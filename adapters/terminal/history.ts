// What was typed, kept across starts: at most a thousand lines, readable by nobody else, without secrets.

import { readFileSync } from "node:fs";
import { chmod, rename, writeFile } from "node:fs/promises";
import { redact } from "#core/redact.ts";

const longest = 1_000;
const telling =
  /(?<![a-z])(?:tokens?|passwords?|passwd|pwd|senhas?|secrets?|segredos?|api[_-]?keys?)(?![a-z])/i;

export interface History {
  /** Newest first, as readline wants it. */
  readonly lines: readonly string[];
  /** Keeps these lines, newest first; a failure to write is not worth disturbing anybody. */
  save(lines: readonly string[]): void;
  /** Resolves when everything saved so far is on disk. */
  settled(): Promise<void>;
}

/** Whether a line may be remembered. */
export function isKeepable(line: string): boolean {
  return line.trim() !== "" && line.length <= 4_000 && !telling.test(line) && redact(line) === line;
}

/** The history of a file; null keeps it for this start only. */
export function openHistory(file: string | null): History {
  let last = Promise.resolve();
  return {
    lines: file === null ? [] : readLines(file),
    save(lines) {
      if (file === null) return;
      const text = lines
        .slice(0, longest)
        .map((line) => `${line}\n`)
        .join("");
      last = last.then(() => replace(file, text)).catch(() => {});
    },
    settled: () => last,
  };
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(isKeepable).slice(0, longest);
  } catch {
    return [];
  }
}

async function replace(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}
