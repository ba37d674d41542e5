import { chmod, lstat, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readReport } from "#agents/security/report-file.ts";
import { createSecurityAgent } from "#agents/security/security-agent.ts";
import { ask } from "../asked.ts";
import { type Installation, installation, type Planted } from "./installation.ts";

function agentOn(place: Installation, planted?: Planted) {
  return createSecurityAgent({
    ...place.ground(planted),
    timezone: "UTC",
    version: "1.0.0",
    now: () => new Date("2026-03-12T08:00:00Z"),
  });
}

const simulated = { config: { hwa: { hosts: ["http://127.0.0.1:1"], verifyTls: true, simulated: true } } };

test("a clean scan reads as the documents show it, with the report in place", async () => {
  await using place = await installation();
  const answer = await ask(agentOn(place, simulated), "security.scan", {}, { role: "admin" });
  expect(answer.text.split("\n")).toEqual([
    "Starting security scan...",
    "1. Scanning dependencies: 1 finding (1 for information).",
    "2. Checking configurations: nothing found.",
    "3. Validating permissions: 1 finding (1 for information).",
    "Scan complete. No critical vulnerabilities found. Report available at /reports/security-audit-report.md",
  ]);
  expect(answer.mood).toBe("good");
  expect(answer.data).toMatchObject({
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    info: 2,
    unknown: 0,
    report: "/reports/security-audit-report.md",
  });
  expect(await readReport(place.dataDir)).toMatch(/^# Security audit report\n/);
});

test("a critical finding is told first, in Portuguese too", async () => {
  await using place = await installation();
  await place.write(".resync/admin-token", "rs_x", 0o644);
  const answer = await ask(agentOn(place), "security.scan", {}, { role: "admin", locale: "pt" });
  expect(answer.text).toContain("1 vulnerabilidade crítica encontrada.");
  expect(answer.text).toContain("1 item não pôde ser verificado.");
  expect(answer.text).toMatch(/• crítico: Qualquer pessoa nesta máquina/);
  expect(answer.mood).toBe("bad");
});

test("only administrators may scan; others are told so and nothing is written", async () => {
  await using place = await installation();
  for (const role of ["viewer", "operator", "approver"] as const) {
    const answer = await ask(agentOn(place), "security.scan", {}, { role });
    expect(answer.text).toMatch(/for administrators/);
  }
  expect(await readReport(place.dataDir)).toBeNull();
});

test("the report is its owner's alone, whole, and tells no secret", async () => {
  await using place = await installation();
  await place.write(".resync/slack-token", "xoxb-1234567890-secret", 0o644);
  await mkdir(join(place.dataDir, "reports"), { mode: 0o755 });
  await chmod(join(place.dataDir, "reports"), 0o755);
  await ask(agentOn(place), "security.scan", {}, { role: "admin" });
  const folder = join(place.dataDir, "reports");
  expect((await lstat(folder)).mode & 0o777).toBe(0o700);
  expect((await lstat(join(folder, "security-audit-report.md"))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["security-audit-report.md"]);
  const report = (await readReport(place.dataDir)) ?? "";
  expect(report).toContain("### critical: Everybody on this machine can read files that hold secrets");
  expect(report).toContain("data directory: slack-token (0644)");
  for (const secret of ["xoxb-1234567890-secret", "rs_0123456789", "s3cr3t-of-the-database"])
    expect(report).not.toContain(secret);
});

test("a report folder that leads elsewhere is not written through, and the answer says so", async () => {
  await using place = await installation();
  const elsewhere = join(place.projectDir, "elsewhere");
  await mkdir(elsewhere);
  await symlink(elsewhere, join(place.dataDir, "reports"));
  const answer = await ask(agentOn(place), "security.scan", {}, { role: "admin" });
  expect(answer.text).toContain("The report could not be written:");
  expect(answer.data).toMatchObject({ report: null });
  expect(await readdir(elsewhere)).toEqual([]);
});

test("its health is what a scan would meet", async () => {
  await using place = await installation();
  const health = (planted?: Planted) => agentOn(place, planted).checkHealth(AbortSignal.timeout(5_000));
  expect((await health()).status).toBe("healthy");
  const noDatabase = await health({ rights: new Error("down") });
  expect(noDatabase.status).toBe("degraded");
  expect(noDatabase.detail).toMatch(/database does not tell its rights/);
  await rm(join(place.projectDir, "package-lock.json"));
  await rm(join(place.dataDir, "reports"), { recursive: true });
  await writeFile(join(place.dataDir, "reports"), "in the way");
  expect((await health({ rights: new Error("down") })).status).toBe("unhealthy");
});
