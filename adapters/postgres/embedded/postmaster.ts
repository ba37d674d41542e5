// One running Postgres server: started, ready, stopped.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import type { Binaries } from "./binaries.ts";
import { placeFault, postgresFault } from "./postgres-fault.ts";
import { cleanEnvironment, type SystemUser } from "./run-as.ts";

export interface Postmaster extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

export interface PostmasterOptions {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly user: SystemUser | null;
  readonly log: Logger;
  /** Tried first; when it is taken, or not given, any free one. */
  readonly port?: number;
  /** Only `port` will do: clients know it already. */
  readonly portFixed?: boolean;
  /** Server settings over ours, by their names in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Small and durable: everything of ours fits in memory, and nothing acknowledged is lost with the power. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "96MB",
  fsync: "on",
  synchronous_commit: "on",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "256MB",
  min_wal_size: "32MB",
  max_parallel_workers_per_gather: "0", // containers give /dev/shm 64 MB
  io_method: "sync",
  jit: "off",
  huge_pages: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_destination: "stderr",
  logging_collector: "off",
  log_checkpoints: "off",
  log_line_prefix: "",
  log_min_error_statement: "panic", // statements carry what people wrote
  cluster_name: "resync",
};

const readyMs = 60_000;
const attempts = 8;

/** Resolves when the server takes connections. Fault: why it does not. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  let port = options.port ?? (await freePort());
  for (let attempt = 1; ; attempt++) {
    const launched = await launch(options, port);
    if ("pid" in launched) return launched;
    const { said } = launched;
    const taken = /could not bind|Address already in use|could not create any TCP\/IP sockets/.test(said);
    // Backends of a server that was killed take a moment to notice; until then they hold its shared memory.
    const lingering = /pre-existing shared memory block|lock file ".*" already exists/.test(said);
    if ((!taken && !lingering) || attempt === attempts) throw postgresFault(options.cluster, said);
    if (taken && !options.portFixed) port = await freePort();
    else await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
  }
}

async function launch(options: PostmasterOptions, port: number): Promise<Postmaster | { said: string }> {
  const { cluster, binaries, user, log } = options;
  const flags = Object.entries({ ...settings, ...options.settings, port: String(port) }).flatMap(
    ([name, value]) => ["-c", `${name}=${value}`],
  );
  const child = spawn(binaries.postgres, ["-D", cluster, ...flags], {
    cwd: "/",
    env: cleanEnvironment,
    stdio: ["ignore", "ignore", "pipe"],
    // Its own session: Ctrl-C in the terminal is ours to answer, and the database stops after us, not with us.
    detached: true,
    ...(user ?? {}),
  });
  const ready = Promise.withResolvers<"ready" | "ended">();
  const ended = Promise.withResolvers<void>();
  const recent: string[] = [];
  let failure: unknown = null;
  child.once("error", (error) => {
    failure = error;
    ended.resolve();
    ready.resolve("ended");
  });
  child.once("close", () => {
    ended.resolve();
    ready.resolve("ended");
  });
  if (child.stderr)
    createInterface({ input: child.stderr }).on("line", (line) => {
      recent.push(line);
      if (recent.length > 50) recent.shift();
      if (/^(?:PANIC|FATAL):.*(?:could not|No space)/.test(line))
        log.warn({ postgres: line }, "Postgres has trouble.");
      else log.debug({ postgres: line }, "Postgres says something.");
      if (line.includes("database system is ready to accept connections")) ready.resolve("ready");
    });

  const timer = setTimeout(() => ready.resolve("ended"), readyMs);
  const state = await ready.promise;
  clearTimeout(timer);
  if (failure) throw placeFault(binaries.postgres, failure);
  if (state === "ready" && child.pid !== undefined)
    return {
      pid: child.pid,
      port,
      ended: ended.promise,
      [Symbol.asyncDispose]: () => stop(child, ended.promise, log),
    };
  if (child.exitCode === null && child.signalCode === null) {
    await stop(child, ended.promise, log);
    throw new Fault(
      "timeout",
      `The embedded Postgres in ${cluster} was not ready after ${readyMs / 1000} seconds. Start Resync again with LOG_LEVEL=debug to see what it does.`,
      { retryable: true, detail: { said: recent.join("\n") } },
    );
  }
  return { said: recent.join("\n") };
}

/** A fast shutdown first, which loses nothing; harder words when it does not end. */
async function stop(child: ChildProcess, ended: Promise<void>, log: Logger): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (signal !== "SIGINT") log.warn({ signal, pid: child.pid }, "Postgres does not stop; asking harder.");
    child.kill(signal);
    const timer = Promise.withResolvers<void>();
    const bound = setTimeout(timer.resolve, patienceMs);
    await Promise.race([ended, timer.promise]);
    clearTimeout(bound);
  }
  child.stderr?.destroy();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
