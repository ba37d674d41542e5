// `upload PATH`: a document of the machine that the prompt runs on. Whoever sits there holds the administrator's token, and may
// read what the process may.

import { open } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, resolve } from "node:path";
import type { SentFile } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { cleanText } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { largestDocument } from "#ports/documents.ts";

const command = /^\/?(upload|enviar)\s+(\S.*)$/isu;

export interface TypedFile {
  /** What is said of it. */
  readonly text: string;
  readonly file: SentFile;
}

/** null: the line is something else. */
export function typedFile(line: string): TypedFile | null {
  const [, verb, argument] = command.exec(line.trim()) ?? [];
  if (verb === undefined || argument === undefined || argument.includes("\n")) return null;
  const path = unquoted(argument.trim());
  const whole = path === "~" || path.startsWith("~/") ? `${homedir()}${path.slice(1)}` : path;
  const ref = resolve(whole);
  return { text: verb.toLowerCase(), file: { name: basename(ref), bytes: null, ref } };
}

/** As a shell reads one argument: quoted, or with its blanks escaped. */
function unquoted(argument: string): string {
  const quoted = /^"(.*)"$|^'(.*)'$/s.exec(argument);
  if (quoted) return quoted[1] ?? quoted[2] ?? "";
  return argument.replace(/\\([ "'()&\\])/g, "$1");
}

/** Nothing but a file is opened: a pipe or a device would be read for ever. */
export async function readTypedFile({ ref }: SentFile, signal: AbortSignal): Promise<Uint8Array> {
  const shown = cleanText(ref);
  try {
    // Not blocked by a pipe that nobody writes to.
    await using file = await open(ref, 0o4000);
    const stat = await file.stat();
    if (!stat.isFile())
      throw new Fault("invalid_input", {
        en: `${shown} is no file.`,
        pt: `${shown} não é um arquivo.`,
      });
    if (stat.size > largestDocument) throw tooLarge(shown);
    signal.throwIfAborted();
    const bytes = Buffer.alloc(largestDocument + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (length > largestDocument) throw tooLarge(shown);
      if (bytesRead === 0) return bytes.subarray(0, length);
    }
  } catch (error) {
    const said = refusals[(error as NodeJS.ErrnoException).code ?? ""];
    throw said ? new Fault("not_found", said(shown), { cause: error }) : error;
  }
}

function tooLarge(path: string): Fault {
  return new Fault("too_large", {
    en: `${path} is larger than ${largestDocument >> 20} MB. Split it.`,
    pt: `${path} tem mais de ${largestDocument >> 20} MB. Divida-o.`,
  });
}

const absent = (path: string): Wording => ({
  en: `There is no file ${path} on this machine.`,
  pt: `Não há o arquivo ${path} nesta máquina.`,
});
const closed = (path: string): Wording => ({
  en: `Resync may not read ${path}.`,
  pt: `O Resync não pode ler ${path}.`,
});

const refusals: Readonly<Record<string, (path: string) => Wording>> = {
  ENOENT: absent,
  ENOTDIR: absent,
  ENAMETOOLONG: absent,
  EACCES: closed,
  EPERM: closed,
  ENXIO: closed,
};
