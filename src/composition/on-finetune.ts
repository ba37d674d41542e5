import type { Logger } from "pino";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { readKnownNames } from "#adapters/postgres/knowledge/read-known-names.ts";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";
import { exportFinetuneCommand } from "../commands/export-finetune.ts";

/** `npm run export:finetune -- …`, from this database. */
export async function onFinetune(
  url: string,
  log: Logger,
  args: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  await waitForDatabase({ url, log, withinMs: 3_000 });
  await using db = openDatabase({ url, log, max: 2, statementMs: 120_000 });
  await exportFinetuneCommand(args, {
    interactions: createInteractions(db),
    reviews: createReviews(db),
    names: () => readKnownNames(db),
    print,
    now: () => new Date(),
  });
}
