// columns.yml: how the operators' own headers are called, beside the names that Resync knows.

import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { oneLine } from "#core/text.ts";
import { type Field, type HeaderNames, headerKey } from "./workbook/columns.ts";

export interface HeaderCatalog {
  readonly names: HeaderNames;
  /** Why the file was not used; null: it was, or there is none. */
  readonly problem: string | null;
}

const names = z.array(z.string().min(1).max(200)).max(100).optional();
const file = z.strictObject({
  job: names,
  error_code: names,
  problem: names,
  solution: names,
  owner: names,
  procedure_url: names,
  updated: names,
});

const fieldOf: Readonly<Record<keyof z.infer<typeof file>, Field>> = {
  job: "job",
  error_code: "errorCode",
  problem: "problem",
  solution: "solution",
  owner: "owner",
  procedure_url: "procedureUrl",
  updated: "updated",
};

/** Never rejects: without a usable file Resync's own names hold. */
export async function readHeaderCatalog(path: string): Promise<HeaderCatalog> {
  const nothing = new Map<string, Field>();
  try {
    if ((await stat(path)).size > 64 * 1024) throw new Error("it is larger than 64 KB");
    const read = file.safeParse(parse(await readFile(path, "utf8"), { logLevel: "error" }) ?? {});
    if (!read.success) throw new Error(z.prettifyError(read.error));
    const known = new Map<string, Field>();
    for (const [key, field] of Object.entries(fieldOf))
      for (const name of read.data[key as keyof typeof fieldOf] ?? []) known.set(headerKey(name), field);
    return { names: known, problem: null };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { names: nothing, problem: null };
    const cause = oneLine(error instanceof Error ? error.message : String(error), 200);
    return { names: nothing, problem: `${basename(path)} was not used: ${cause}.` };
  }
}
