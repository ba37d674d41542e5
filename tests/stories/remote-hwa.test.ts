// HWA in another process: the same answers, and clear words for what can be wrong with the connection.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { testApp } from "../support/app.ts";

const log = pino({ level: "silent" });

describe("an HWA that is not ours", () => {
  it("gives the same answers as the embedded one, over HTTPS with a CA of its own", async () => {
    await using hwa = await startSimulator({ port: 0, log, tls: true, speed: 0 });
    const dir = await mkdtemp(join(tmpdir(), "resync-ca-"));
    const ca = join(dir, "ca.pem");
    await writeFile(ca, hwa.certificate ?? "");
    try {
      await using app = await testApp({
        env: { HWA_URL: hwa.url, HWA_USER: "viewer", HWA_PASSWORD: "viewer", HWA_CA_FILE: ca },
      });
      expect((await app.ask("What is the status of job FINANCE_PAYROLL?")).data).toMatchObject({
        job: "FINANCE_PAYROLL",
        status: "Completed",
        related_info: { owner: "finance-team@company.com" },
      });
      expect((await app.ask("resuma a saúde do ambiente")).data).toMatchObject({ jobs: { total: 245 } });
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it.each([
    [
      "a wrong password",
      { HWA_USER: "viewer", HWA_PASSWORD: "wrong" },
      "unauthenticated",
      /HWA_USER|password/,
    ],
    [
      "a certificate nobody vouches for",
      { HWA_USER: "viewer", HWA_PASSWORD: "viewer" },
      "unreachable",
      /HWA_CA_FILE/,
    ],
  ])("says what is wrong with %s, and that the answer is unknown", async (_name, credentials, code, said) => {
    await using hwa = await startSimulator({ port: 0, log, tls: code === "unreachable", speed: 0 });
    await using app = await testApp({ env: { HWA_URL: hwa.url, ...credentials } });
    const answer = await app.ask("What is the status of job FINANCE_PAYROLL?");
    expect(answer.data).toMatchObject({ error: { code } });
    expect(answer.text).toMatch(said);
    expect(answer.text).toContain("unknown");
    const ready = await app.request("/ready");
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: "degraded" });
  });
});
