// `npm run export:finetune -- --out DIR`: the examples as train.jsonl, and manifest.json with what went out and why the rest stayed.
// Both appear whole or not at all.

import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { Fault } from "#core/fault.ts";
import {
  countItem,
  type ExportCounts,
  exportFinetune,
  type FinetuneDeps,
  leftOutBecause,
} from "#knowledge/learn/export-finetune.ts";

export interface ExportCommandDeps extends FinetuneDeps {
  readonly print: (line: string) => void;
  readonly now: () => Date;
}

const usage = "npm run export:finetune -- --out DIR [--since 2026-01-01] [--until 2026-02-01]";

export async function exportFinetuneCommand(args: readonly string[], deps: ExportCommandDeps): Promise<void> {
  const { out, since, until } = parsed(args);
  const dir = resolve(out);
  await mkdir(dir, { recursive: true });
  const train = join(dir, "train.jsonl");
  const manifest = join(dir, "manifest.json");
  const lines = createWriteStream(`${train}.part`, { mode: 0o600 });
  const told = createWriteStream(`${manifest}.part`, { mode: 0o600 });
  try {
    const counts = await write(lines, told, deps, { since, until });
    await rename(`${train}.part`, train);
    await rename(`${manifest}.part`, manifest);
    const stayed = Object.values(counts.leftOut).reduce((sum, each) => sum + each, 0);
    deps.print(`${counts.examples} examples in ${train}; ${stayed} left out.`);
    for (const [why, count] of Object.entries(counts.leftOut))
      deps.print(`  ${count}: ${leftOutBecause[why as keyof typeof leftOutBecause]}`);
  } catch (error) {
    await Promise.all([train, manifest].map((file) => rm(`${file}.part`, { force: true })));
    throw error;
  }
}

async function write(
  lines: WriteStream,
  told: WriteStream,
  deps: ExportCommandDeps,
  { since, until }: { readonly since: Date | null; readonly until: Date | null },
): Promise<ExportCounts> {
  const counts: ExportCounts = { examples: 0, leftOut: {} };
  const query = { ...(since ? { since } : {}), ...(until ? { until } : {}) };
  const head = {
    made: deps.now().toISOString(),
    since: since?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
    reasons: leftOutBecause,
  };
  // A full disk is met where it is waited for.
  for (const stream of [lines, told]) stream.on("error", () => {});
  told.write(`${JSON.stringify(head).slice(0, -1)},"leftOut":[`);
  let first = true;
  for await (const item of exportFinetune(deps, query)) {
    countItem(counts, item);
    const stream = item.kind === "example" ? lines : told;
    const text =
      item.kind === "example"
        ? `${item.line}\n`
        : `${first ? "" : ","}\n${JSON.stringify({ id: item.id, why: item.why })}`;
    if (item.kind === "left_out") first = false;
    if (!stream.write(text)) await once(stream, "drain");
  }
  told.write(`],\n"counts":${JSON.stringify(counts)}}\n`);
  await Promise.all(
    [lines, told].map((stream) => {
      stream.end();
      return finished(stream);
    }),
  );
  return counts;
}

function parsed(args: readonly string[]): {
  readonly out: string;
  readonly since: Date | null;
  readonly until: Date | null;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { out: { type: "string" }, since: { type: "string" }, until: { type: "string" } },
    });
    if (!values.out) throw new Error("Say where to: --out DIR.");
    return { out: values.out, since: dateIn(values.since), until: dateIn(values.until) };
  } catch (cause) {
    throw new Fault("invalid_input", `${cause instanceof Error ? cause.message : cause}\n${usage}`, {
      cause,
    });
  }
}

function dateIn(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new Error(`"${text}" is no date such as 2026-01-01.`);
  return date;
}
