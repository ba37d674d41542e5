// The control: a plain queue worker that acts on what it is handed and leaves the rest to re-delivery. No claim, no arming,
// no fence. It kills itself once, after its effect and before its word. Arguments: REDIS_URL or "-", DATABASE_URL, the URL
// of the effects, and after how many effects it falls (0: never).

import { type Job, Queue, Worker } from "bullmq";
import pg from "pg";
import { openPostgresLine } from "#adapters/bullmq/postgres.ts";
import { openRedisLine } from "#adapters/bullmq/redis.ts";

const [redisUrl = "-", databaseUrl = "", effectsUrl = "", fallsAfter = "0"] = process.argv.slice(2);
const line = redisUrl === "-" ? openPostgresLine(databaseUrl) : openRedisLine(redisUrl);
const effects = new pg.Pool({ connectionString: effectsUrl, max: 2 });
const names = { connection: {}, prefix: "raw", skipVersionCheck: true };

const queue = new Queue("raw", names, line.backend);
await queue.waitUntilReady();
if (fallsAfter !== "0") for (let n = 0; n < 20; n++) await queue.add("act", { key: `raw-${n}` });

let acted = 0;
const worker = new Worker(
  "raw",
  async ({ data }: Job<{ readonly key: string }>) => {
    await effects.query("insert into effect (key, kind, attempt, pid) values ($1, 'raw', 1, $2)", [
      data.key,
      process.pid,
    ]);
    acted += 1;
    if (acted === Number(fallsAfter)) process.kill(process.pid, "SIGKILL");
  },
  { ...names, concurrency: 2, lockDuration: 1_000, stalledInterval: 500, maxStalledCount: 5 },
  line.backend,
);
worker.on("error", () => {});
console.log("ready");
