import { describe, expect, it } from "vitest";
import { readConfig } from "#config";

const id = "11111111-2222-3333-4444-555555555555";
const tenant = "99999999-2222-3333-4444-555555555555";

function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env, false);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "";
}

describe("the configuration of Teams", () => {
  it("is nothing when nothing is set", () => {
    expect(readConfig({}, false).teams).toBeNull();
    expect(readConfig({ TEAMS_ALLOW_ANONYMOUS: "false" }, false).teams).toBeNull();
  });

  it("takes a bot of one tenant with a password, or a managed identity without one", () => {
    const both = { TEAMS_APP_ID: id, TEAMS_TENANT_ID: tenant };
    expect(readConfig({ ...both, TEAMS_APP_PASSWORD: "pw" }, false).teams?.auth).toEqual({
      kind: "secret",
      appId: id,
      password: "pw",
      tenantId: tenant,
    });
    expect(readConfig({ ...both, TEAMS_MANAGED_IDENTITY: "true" }, false).teams?.auth).toEqual({
      kind: "managed_identity",
      appId: id,
      tenantId: tenant,
    });
  });

  it("names what a half configured bot lacks, and shows no password", () => {
    expect(problemsOf({ TEAMS_APP_ID: id })).toMatch(
      /TEAMS_TENANT_ID is missing[\s\S]*TEAMS_APP_PASSWORD is missing/,
    );
    expect(problemsOf({ TEAMS_APP_PASSWORD: "hunter2" })).toContain("TEAMS_APP_ID is missing");
    expect(problemsOf({ TEAMS_MANAGED_IDENTITY: "true" })).toContain("TEAMS_APP_ID is missing");
    expect(problemsOf({ TEAMS_APP_ID: "my-bot" })).toContain("TEAMS_APP_ID must be");
    const twice = { TEAMS_APP_ID: id, TEAMS_TENANT_ID: tenant, TEAMS_APP_PASSWORD: "hunter2" };
    const message = problemsOf({ ...twice, TEAMS_MANAGED_IDENTITY: "true" });
    expect(message).toContain("exclude each other");
    expect(message).not.toContain("hunter2");
  });

  it("lets callers in without proof only where nobody else reaches the port", () => {
    expect(readConfig({ TEAMS_ALLOW_ANONYMOUS: "true" }, false).teams?.auth).toEqual({ kind: "anonymous" });
    for (const HOST of ["localhost", "::1", "127.0.0.9"])
      expect(readConfig({ TEAMS_ALLOW_ANONYMOUS: "true", HOST }, false).teams).not.toBeNull();
    for (const HOST of ["0.0.0.0", "::", "10.0.0.7", "127.0.0.1.example.com"])
      expect(problemsOf({ TEAMS_ALLOW_ANONYMOUS: "true", HOST })).toContain("loopback HOST");
    expect(problemsOf({ TEAMS_ALLOW_ANONYMOUS: "true", TEAMS_APP_ID: id })).toContain("exclude each other");
  });
});
