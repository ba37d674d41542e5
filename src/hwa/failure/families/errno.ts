// The errors of a POSIX system, by name or in words.

import type { FailureKind } from "../signs/sign.ts";
import type { FamilyKind } from "./family.ts";

const errnoSays: readonly (readonly [RegExp, FailureKind | "other"])[] = [
  [/\bEDQUOT\b/, "disk_full"],
  [
    /\b(?:EROFS|EMFILE|ENFILE|EIO|ESTALE|E2BIG|EISDIR|ENOTDIR|ENAMETOOLONG|ETXTBSY|ELOOP|EXDEV|EBUSY|ENXIO|ENODEV|EAGAIN)\b/,
    "other",
  ],
  [
    /read-only file ?system|sistema de arquivos (?:somente leitura|s[oó] (?:de|para) leitura|[eé] somente leitura)|too many open files|(?:muitos|demasiados) arquivos abertos|input\/output error|erro de entrada\/sa[ií]da|stale (?:nfs )?file handle|argument list too long|\bis a directory\)?\s*$|text file busy|device or resource busy|resource temporarily unavailable|too many levels of symbolic links/i,
    "other",
  ],
];

export function errno(line: string): FamilyKind {
  return errnoSays.find(([form]) => form.test(line))?.[1] ?? null;
}
