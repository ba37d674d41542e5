import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longest-first.ts";

// Compiled once for all the processes that tests start, and for vitest's own.
process.env.NODE_COMPILE_CACHE ??= new URL("../node_modules/.cache/node", import.meta.url).pathname;

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    setupFiles: ["tests/support/setup.ts"],
    pool: "forks",
    // Much of a test is waiting, so two cores are not busy with two.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
