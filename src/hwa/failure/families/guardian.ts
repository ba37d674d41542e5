// NonStop: the number of an error of its file system.

import { codesOf, type FamilyKind } from "./family.ts";

const errors = codesOf({
  missing_file: "11 14",
  permission: "48",
  lock: "12 73",
  disk_full: "43 45",
  timeout: "40",
  connection: "66 201 210 249",
  bad_data: "10 21",
});

export function guardian(line: string): FamilyKind {
  const error = /\b(?:guardian|nsk|enscribe|file system|fup)\b.{0,30}\berror\W{0,3}(\d{1,3})\b/i.exec(
    line,
  )?.[1];
  return error === undefined ? null : (errors.get(error) ?? null);
}
