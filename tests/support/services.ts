// `npm run test:services`: the integration tests again, on a real Postgres and Redis named by DATABASE_URL and REDIS_URL.

import { spawnSync } from "node:child_process";

const { DATABASE_URL, REDIS_URL } = process.env;
if (!DATABASE_URL || !REDIS_URL) {
  console.log("Skipped: set DATABASE_URL and REDIS_URL to run the integration tests on real servers.");
  process.exit(0);
}
/** What speaks to a server itself, what must survive one, and a whole story; the rest is the same on any Postgres. */
const paths = [
  "tests/adapters/postgres",
  "tests/adapters/bullmq",
  "tests/crash",
  "tests/stories/bad-days-redis.test.ts",
  "tests/stories/runbooks.test.ts",
  "tests/stories/learning.test.ts",
];
const run = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    ".config/vitest.ts",
    "--maxWorkers=3", // they mostly wait
    ...paths,
  ],
  { stdio: "inherit", env: { ...process.env, TEST_DATABASE_URL: DATABASE_URL, TEST_REDIS_URL: REDIS_URL } },
);
process.exit(run.status ?? 1);
