// The process as operators run it: started, stopped, started twice, killed.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/app.ts";
import {
  environment,
  eventuallyReady,
  freshDataDir,
  launch,
  postgresOn,
  root,
  start,
  undo,
} from "../support/process.ts";

describe("the process", () => {
  it("starts on nothing, keeps its token private, and leaves nothing behind at SIGTERM", async () => {
    const dataDir = await freshDataDir();
    const resync = await start(dataDir);
    expect(resync.output()).toMatch(/^Admin token: rs_\S{40,}$/m);
    expect((await stat(join(dataDir, "admin-token"))).mode & 0o777).toBe(0o600);
    expect((await fetch(`${resync.url}/ready`)).status).toBe(200);
    expect(postgresOn(dataDir).length).toBeGreaterThan(0);

    resync.child.kill("SIGTERM");
    expect(await resync.exited).toBe(0);
    expect(postgresOn(dataDir)).toEqual([]);
    const left = await readdir(dataDir);
    expect(left.filter((name) => /lock|\.pid|socket/.test(name))).toEqual([]);
    expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
  });

  it("hears a SIGTERM that is sent to npm start, as supervisors do", async () => {
    const dataDir = await freshDataDir();
    const npm = spawn("npm", ["start"], {
      cwd: root,
      env: environment(dataDir),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    npm.stdout.on("data", (data) => (text += String(data)));
    npm.stderr.on("data", (data) => (text += String(data)));
    const exited = new Promise((resolve) => npm.once("exit", resolve));
    undo.push(async () => npm.kill("SIGKILL"));
    await eventuallyReady({ child: npm, output: () => text, exited: exited as Promise<number | null> });
    npm.kill("SIGTERM");
    await exited;
    await eventually(async () => postgresOn(dataDir).length === 0, "the end of Postgres");
  });

  it("says who holds the data directory when it is started twice", async () => {
    const dataDir = await freshDataDir();
    const first = await start(dataDir);
    const second = launch(dataDir);
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`in use by process ${first.child.pid}`);
    expect((await fetch(`${first.url}/live`)).status).toBe(200);
  });

  it("comes back after kill -9 with its data, its token and one Postgres", async () => {
    const dataDir = await freshDataDir();
    const first = await start(dataDir);
    const token = /^Admin token: (\S+)$/m.exec(first.output())?.[1] ?? "";
    const ask = (url: string, conversationId?: string) =>
      fetch(`${url}/api/chat`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ text: "What is the status of job FINANCE_PAYROLL?", conversationId }),
      }).then((response) => response.json() as Promise<{ conversationId: string }>);
    const { conversationId } = await ask(first.url);
    first.child.kill("SIGKILL");
    await first.exited;

    const second = await start(dataDir);
    const kept = await fetch(`${second.url}/api/conversations/${conversationId}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(kept.status).toBe(200);
    expect(JSON.stringify(await kept.json())).toContain("FINANCE_PAYROLL completed");
    expect(postgresOn(dataDir).filter((line) => line.includes(" -D "))).toHaveLength(1);
  });

  it("stops cleanly when SIGTERM comes while it is still starting", async () => {
    const dataDir = await freshDataDir();
    const resync = launch(dataDir);
    await eventually(
      async () => postgresOn(dataDir).length > 0 || resync.child.exitCode !== null,
      "Postgres of the starting process",
    );
    resync.child.kill("SIGTERM");
    await resync.exited;
    expect(postgresOn(dataDir)).toEqual([]);
  });

  it("refuses a wrong configuration with every fault and exit code 1", async () => {
    const run = spawnSync(process.execPath, ["src/main.ts"], {
      cwd: root,
      env: { ...environment("unused"), PORT: "many", LOG_LEVEL: "loud" },
      encoding: "utf8",
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("- PORT ");
    expect(run.stderr).toContain("- LOG_LEVEL ");
  });

  it("ask says in one line that nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    const run = spawnSync(process.execPath, ["src/cli.ts", "ask", "--", "health"], {
      cwd: root,
      env: { ...environment("unused"), RESYNC_URL: `http://127.0.0.1:${port}` },
      encoding: "utf8",
    });
    expect(run.status).toBe(1);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
    expect(run.stderr).toContain("npm start");
  });
});
