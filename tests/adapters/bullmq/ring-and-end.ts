// A process that opens a doorbell, answers, takes it down, and then has nothing left to live for.
// Arguments: REDIS_URL or "-", DATABASE_URL.

import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";

const [redisUrl = "-", databaseUrl = ""] = process.argv.slice(2);
const doorbell = await createDoorbell({
  redisUrl: redisUrl === "-" ? null : redisUrl,
  databaseUrl,
  log: pino({ level: "silent" }),
});
await doorbell.answer(async () => {}, { concurrency: 2 });
await doorbell.ring([{ jobId: crypto.randomUUID(), revision: 1, priority: 5 }]).catch(() => {});
await sleep(1_000);
await doorbell[Symbol.asyncDispose]();
process.stdout.write(`${Date.now()}`);
