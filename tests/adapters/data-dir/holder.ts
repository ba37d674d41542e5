// A process that holds a data directory until its standard input ends. Says `held` or the sentence it got.

import { holdDataDir } from "#adapters/data-dir/hold-data-dir.ts";

const [dir = ""] = process.argv.slice(2);
try {
  const hold = await holdDataDir(dir, {});
  process.stdout.write("held\n");
  for await (const _ of process.stdin);
  await hold[Symbol.asyncDispose]();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
