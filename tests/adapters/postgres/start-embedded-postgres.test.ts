import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { waitForDatabase } from "#adapters/postgres/open-database.ts";
import { noSmallDisk, smallDisk } from "../data-dir/small-disk.ts";

const log = pino({ level: "silent" });
/** Only the first test needs the real ones; a stop without fsync is quick. */
const settings = { fsync: "off" };
const isRoot = process.getuid?.() === 0;
const holderFile = new URL("embedded-holder.ts", import.meta.url).pathname;

// Making a cluster is what takes long, so one is made and every test works on a copy.
let base: string;
let original: string;
let dataDir: string;
beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "resync-embedded-")));
  await chmod(base, 0o755);
  original = join(base, "original");
  const server = await startEmbeddedPostgres({ dataDir: original, log });
  await query(server.url, "create table kept (line text); insert into kept values ('still here')");
  await server[Symbol.asyncDispose]();
});
afterAll(async () => {
  expect(await serversUnder(base)).toEqual([]);
  await rm(base, { recursive: true, force: true });
});
beforeEach(async () => {
  dataDir = join(base, crypto.randomUUID());
  await copy(original, dataDir);
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

test("It listens on loopback with a password of its own, for an ordinary role, and leaves nothing running.", async () => {
  const server = await startEmbeddedPostgres({ dataDir, log });
  const [row] = await query(
    server.url,
    `select rolsuper, current_setting('TimeZone') as zone, current_setting('server_encoding') as encoding,
       current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       current_setting('listen_addresses') as addresses
     from pg_roles where rolname = current_user`,
  );
  expect(row).toEqual({
    rolsuper: false,
    zone: "UTC",
    encoding: "UTF8",
    fsync: "on",
    commit: "on",
    addresses: "127.0.0.1",
  });
  const passwordFile = await stat(join(dataDir, "postgres-password"));
  expect(passwordFile.mode & 0o777).toBe(0o600);
  for (const wrong of ["resync:wrong", "postgres:", "postgres:postgres"])
    await expect(query(server.url.replace(/resync:[^@]+/, wrong), "select 1")).rejects.toThrow();
  expect(await serversUnder(dataDir)).not.toEqual([]);
  await server[Symbol.asyncDispose]();
  expect(await serversUnder(dataDir)).toEqual([]);
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
  await server[Symbol.asyncDispose]();
});

test("Nothing of our environment reaches the server.", async () => {
  await using _server = await startEmbeddedPostgres({ dataDir, log, settings });
  const [pid] = await serversUnder(dataDir);
  const environment = await readFile(`/proc/${pid}/environ`, "utf8");
  expect(environment.split("\0").map((line) => line.split("=")[0])).not.toContain("HOME");
});

test("A port that somebody has is passed over.", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    await using server = await startEmbeddedPostgres({ dataDir, log, settings, port });
    expect(new URL(server.url).port).not.toBe(String(port));
    expect(await query(server.url, "select line from kept")).toEqual([{ line: "still here" }]);
  } finally {
    other.close();
  }
});

test("After kill -9 of its process the next start stops the server left behind and has all the data.", async () => {
  const first = holder(dataDir);
  const url = await first.first;
  await query(url, "insert into kept values ('written before the kill')");
  const [orphan] = await serversUnder(dataDir);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  expect(await serversUnder(dataDir)).toContain(orphan);
  await using server = await startEmbeddedPostgres({ dataDir, log, settings });
  expect(await serversUnder(dataDir)).not.toContain(orphan);
  expect(await query(server.url, "select count(*)::int as lines from kept")).toEqual([{ lines: 2 }]);
});

test("A server whose process is alive is not touched; the second start is refused with its pid.", async () => {
  const first = holder(dataDir);
  const url = await first.first;
  await expect(startEmbeddedPostgres({ dataDir, log, settings })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(
      new RegExp(`already served by process \\d+, which process ${first.child.pid} started`),
    ),
  });
  expect(await query(url, "select line from kept")).toEqual([{ line: "still here" }]);
  await first.end();
});

test("A stale pid file that names a living foreign process does that process no harm.", async () => {
  const bystander = spawn("sleep", ["60"]);
  await once(bystander, "spawn");
  const pidFile = join(dataDir, "postgres", "postmaster.pid");
  await writeFile(pidFile, `${bystander.pid}\n${join(dataDir, "postgres")}\n1700000000\n5432\n\n127.0.0.1\n`);
  await using server = await startEmbeddedPostgres({ dataDir, log, settings });
  expect(await query(server.url, "select line from kept")).toHaveLength(1);
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  bystander.kill();
});

test("A server that is killed under us comes back on the same port with its data.", async () => {
  await using server = await startEmbeddedPostgres({ dataDir, log, settings });
  const [postmaster] = await postmastersUnder(dataDir);
  process.kill(postmaster ?? 0, "SIGKILL");
  await expect
    .poll(async () => (await postmastersUnder(dataDir)).filter((pid) => pid !== postmaster), {
      timeout: 15_000,
    })
    .toHaveLength(1);
  await waitForDatabase({ url: server.url, log, withinMs: 15_000 });
  expect(await query(server.url, "select line from kept")).toEqual([{ line: "still here" }]);
});

test("A lost password file is made anew and the data stays.", async () => {
  await rm(join(dataDir, "postgres-password"));
  await using server = await startEmbeddedPostgres({ dataDir, log, settings });
  expect(await query(server.url, "select line from kept")).toHaveLength(1);
});

test("A cluster from before the audit had an owner gets that owner, and a migrator who acts for both.", async () => {
  await rm(join(dataDir, "postgres-migrator-password"));
  await using server = await startEmbeddedPostgres({ dataDir, log, settings });
  const who =
    "select current_user, session_user, pg_has_role(session_user, 'resync_audit', 'MEMBER') as audits";
  expect(await query(server.migrationUrl, who)).toEqual([
    { current_user: "resync", session_user: "resync_migrator", audits: true },
  ]);
  expect(await query(server.url, who)).toEqual([
    { current_user: "resync", session_user: "resync", audits: false },
  ]);
  const passwordFile = await stat(join(dataDir, "postgres-migrator-password"));
  expect(passwordFile.mode & 0o777).toBe(0o600);
});

test("A cluster of another major version is named with both versions.", async () => {
  await writeFile(join(dataDir, "postgres", "PG_VERSION"), "14\n");
  await expect(startEmbeddedPostgres({ dataDir, log, settings })).rejects.toMatchObject({
    code: "misconfigured",
    message: expect.stringMatching(/was made by Postgres 14, and this Resync brings Postgres 18\. .+/),
  });
});

test("A broken cluster says what Postgres found and what to do.", async () => {
  await rm(join(dataDir, "postgres", "global", "pg_control"));
  await expect(startEmbeddedPostgres({ dataDir, log, settings })).rejects.toMatchObject({
    name: "Fault",
    message: expect.stringMatching(
      /cannot start: .+pg_control.+\. Restore the directory from a backup, or move it away/,
    ),
  });
});

test("A file, or somebody's files, in the cluster's place are left alone and named.", async () => {
  const cluster = join(dataDir, "postgres");
  await rm(cluster, { recursive: true });
  await writeFile(cluster, "mine");
  await expect(startEmbeddedPostgres({ dataDir, log, settings })).rejects.toMatchObject({
    code: "misconfigured",
    message: expect.stringMatching(/a file is in its place/),
  });
  expect(await readFile(cluster, "utf8")).toBe("mine");
  await rm(cluster);
  await mkdir(cluster);
  await writeFile(join(cluster, "thesis.txt"), "mine");
  await expect(startEmbeddedPostgres({ dataDir, log, settings })).rejects.toThrow(
    /not a Postgres database \(it holds "thesis.txt"\)/,
  );
  expect(await readFile(join(cluster, "thesis.txt"), "utf8")).toBe("mine");
});

test("A half-made cluster of a killed first start is made again from the beginning.", async () => {
  const fresh = join(base, "half");
  await mkdir(join(fresh, "postgres.new", "base"), { recursive: true });
  await using server = await startEmbeddedPostgres({ dataDir: fresh, log });
  expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect((await readdir(fresh)).sort()).toEqual([
    "postgres",
    "postgres-migrator-password",
    "postgres-password",
  ]);
});

test("A full disk has its sentence, for a new cluster and for one that is there.", async ({ skip }) => {
  const obstacle = await noSmallDisk();
  skip(obstacle !== null, obstacle ?? "");
  await using disk = await smallDisk("80m");
  const there = join(disk.path, "there");
  await copy(original, there);
  await writeFile(join(disk.path, "filler"), Buffer.alloc(80 * 2 ** 20)).catch(() => {});
  const full = {
    code: "unavailable",
    retryable: true,
    message: expect.stringMatching(/is full, so the embedded Postgres cannot start/),
  };
  await expect(startEmbeddedPostgres({ dataDir: there, log })).rejects.toMatchObject(full);
  await rm(join(disk.path, "filler"));
  await writeFile(join(disk.path, "filler"), Buffer.alloc(35 * 2 ** 20)).catch(() => {});
  const fresh = join(disk.path, "new");
  await expect(startEmbeddedPostgres({ dataDir: fresh, log })).rejects.toMatchObject(full);
  expect(await readdir(fresh)).toEqual([]);
  await rm(join(disk.path, "filler"));
  await using server = await startEmbeddedPostgres({ dataDir: there, log });
  expect(await query(server.url, "select line from kept")).toHaveLength(1);
});

test("A read-only disk has its sentence, for a new cluster and for one that is there.", async ({ skip }) => {
  const obstacle = await noSmallDisk();
  skip(obstacle !== null, obstacle ?? "");
  await using disk = await smallDisk("120m");
  const there = join(disk.path, "there");
  await copy(original, there);
  await mkdir(join(disk.path, "empty"));
  disk.makeReadOnly();
  for (const name of ["there", "empty", "new"])
    await expect(startEmbeddedPostgres({ dataDir: join(disk.path, name), log })).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringMatching(/is on a read-only disk, so the embedded Postgres cannot start/),
    });
});

test.runIf(isRoot)(
  "Under a path closed to the user postgres the database lives elsewhere, and is found again.",
  async () => {
    const closed = join(base, "closed");
    await mkdir(closed, { mode: 0o700 });
    const inside = join(closed, "data");
    const first = await startEmbeddedPostgres({ dataDir: inside, log });
    await query(first.url, "create table kept (line text)");
    const place = (await readFile(join(inside, "postgres-location"), "utf8")).trim();
    try {
      expect(place.startsWith("/var/lib/resync/")).toBe(true);
      expect((await stat(place)).uid).not.toBe(0);
      await first[Symbol.asyncDispose]();
      const second = await startEmbeddedPostgres({ dataDir: inside, log });
      expect(await query(second.url, "select * from kept")).toEqual([]);
      await second[Symbol.asyncDispose]();
      expect(await serversUnder(place)).toEqual([]);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
    await expect(startEmbeddedPostgres({ dataDir: inside, log })).rejects.toThrow(
      /says that its database is in \/var\/lib\/resync\/.+, but nothing is there/,
    );
  },
);

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Every process that works in a directory under this one, which is where all processes of a server work. */
async function serversUnder(directory: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => "");
    if (cwd === directory || cwd.startsWith(`${directory}/`)) found.push(Number(name));
  }
  return found;
}

async function postmastersUnder(directory: string): Promise<number[]> {
  const pids = await serversUnder(directory);
  const parents = await Promise.all(
    pids.map(async (pid) =>
      Number((await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")).split(" ")[3]),
    ),
  );
  return pids.filter((_, index) => !pids.includes(parents[index] ?? 0));
}

/** With modes and owners: a cluster must belong to its user. */
async function copy(from: string, to: string): Promise<void> {
  const [code] = await once(spawn("cp", ["-a", from, to], { stdio: "ignore" }), "exit");
  expect(code).toBe(0);
}

function holder(dir: string) {
  const child: ChildProcess = spawn(process.execPath, [holderFile, dir], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = child.stdout ? createInterface({ input: child.stdout }) : null;
  return {
    child,
    first: lines ? (once(lines, "line").then(([line]) => line) as Promise<string>) : Promise.reject(),
    async end() {
      const exit = once(child, "exit");
      child.stdin?.end();
      await exit;
    },
  };
}
