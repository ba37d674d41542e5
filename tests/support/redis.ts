// A Redis of a test's own: a private redis-server on a free port, where one is installed.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

export const redisInstalled = spawnSync("redis-server", ["--version"]).status === 0;

/** Redis's own tests belong to `npm run test:services`; everywhere else they are skipped, visibly. */
export const redisTested = redisInstalled && process.env.TEST_REDIS_URL !== undefined;

export interface TestRedis extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Says one command to it and returns the answer. */
  say(command: string, ...args: readonly string[]): Promise<unknown>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On the same port, empty. */
  restart(): Promise<void>;
}

/** `{ down: true }` reserves the port and starts nothing until `restart()`. */
export async function testRedis(
  options: { readonly down?: boolean; readonly args?: readonly string[] } = {},
): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), "resync-redis-"));
  const port = await freePort();
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = spawn(
      "redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", dir, ...(options.args ?? [])],
      { stdio: "ignore" },
    );
    for (let tries = 0; ; tries++) {
      const answer = await say("PING").catch((error: unknown) => error);
      if (answer === "PONG" || /NOAUTH/.test(String(answer))) return;
      if (tries === 100) throw new Error(`redis-server on port ${port} does not start: ${String(answer)}`);
      await sleep(50);
    }
  }

  async function say(command: string, ...args: readonly string[]): Promise<unknown> {
    const client = new Redis({ port, lazyConnect: true, retryStrategy: null, enableReadyCheck: false });
    client.on("error", () => {});
    try {
      await client.connect();
      return await client.call(command, [...args]);
    } finally {
      client.disconnect();
    }
  }

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  }

  if (!options.down) await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    say,
    kill,
    restart: start,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}
