import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scan } from "#agents/security/scan.ts";
import {
  cleanLock,
  cleanPackage,
  cleanScopes,
  type Installation,
  installation,
  manifestWith,
  type Planted,
} from "./installation.ts";

const at = new Date("2026-03-12T08:00:00Z");

async function found(place: Installation, planted?: Planted) {
  const { findings } = await scan(place.ground(planted), at);
  return findings
    .filter(({ severity }) => severity !== "info")
    .map(({ id, severity }) => `${severity} ${id}`);
}

/** What even a clean installation cannot tell. */
const always = ["unknown hwa-account-rights"];

test("a clean installation has no finding but what a scan cannot know", async () => {
  await using place = await installation();
  expect(await found(place)).toEqual(always);
  const { counts, findings } = await scan(place.ground(), at);
  expect(counts).toEqual({ critical: 0, high: 0, medium: 0, low: 0, unknown: 1, info: 2 });
  expect(findings.map(({ id }) => id)).toEqual([
    "hwa-account-rights",
    "advisories-not-consulted",
    "hwa-read-only",
  ]);
});

const json = JSON.stringify;
const lockWith = (path: string, entry: object) =>
  json({ ...cleanLock, packages: { ...cleanLock.packages, [path]: entry } });

const plantedFiles: readonly [string, string, (place: Installation) => Promise<void>][] = [
  [
    "a dependency without an exact version",
    "medium dependency-not-pinned",
    async (place) => {
      await place.write("package.json", json({ ...cleanPackage, dependencies: { zod: "^4.6.7" } }));
      await place.write(
        "package-lock.json",
        lockWith("", { dependencies: { zod: "^4.6.7" }, devDependencies: { node: "24.21.0" } }),
      );
    },
  ],
  ["no lock file", "high lock-file-missing", (place) => rm(join(place.projectDir, "package-lock.json"))],
  [
    "a lock entry without integrity",
    "high lock-entry-without-integrity",
    (place) => place.write("package-lock.json", lockWith("node_modules/bare", { version: "1.0.0" })),
  ],
  [
    "a package from a git address",
    "medium package-not-from-registry",
    (place) =>
      place.write(
        "package-lock.json",
        lockWith("node_modules/g", { version: "1.0.0", integrity: "x", resolved: "git+ssh://host/g.git" }),
      ),
  ],
  [
    "a lock file of another package.json",
    "medium lock-file-differs",
    (place) => place.write("package.json", json({ ...cleanPackage, dependencies: { zod: "4.6.8" } })),
  ],
  [
    "an install script nobody allowed",
    "high install-script-not-allowed",
    (place) =>
      place.write(
        "package-lock.json",
        lockWith("node_modules/a/node_modules/@x/miner", {
          version: "1.0.0",
          integrity: "x",
          hasInstallScript: true,
        }),
      ),
  ],
  [
    "a token everybody can read",
    "critical secret-file-readable",
    (place) => place.write(".resync/admin-token", "rs_x", 0o644),
  ],
  [
    "a password the group can read",
    "high secret-file-readable",
    (place) => place.write(".resync/postgres-password", "x", 0o640),
  ],
  ["an open data directory", "medium data-dir-open", (place) => chmod(place.dataDir, 0o755)],
  ["a data directory others can write to", "high data-dir-open", (place) => chmod(place.dataDir, 0o777)],
  [
    "a file of environment variables",
    "low environment-file-in-project",
    (place) => place.write(".env.production", "SLACK_BOT_TOKEN=xoxb-1"),
  ],
  [
    "a private key in the project",
    "high private-key-in-project",
    (place) => place.write("certs/server.key", "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----"),
  ],
  [
    "a scope the code does not need",
    "medium chat-scope-not-needed",
    (place) => place.write("manifest.yml", manifestWith([...cleanScopes, "emoji:read"])),
  ],
  [
    "a scope that reads whole channels",
    "high chat-scope-not-needed",
    (place) => place.write("manifest.yml", manifestWith([...cleanScopes, "channels:history"])),
  ],
  [
    "a scope of a user",
    "high chat-scope-not-needed",
    (place) => place.write("manifest.yml", manifestWith(cleanScopes, ["emoji:read"])),
  ],
];

test.each(plantedFiles)("%s is found", async (_, finding, plant) => {
  await using place = await installation();
  await plant(place);
  expect(await found(place)).toEqual(expect.arrayContaining([finding]));
  expect(await found(place)).toHaveLength(always.length + 1);
});

const plantedFacts: readonly [string, string, Planted][] = [
  ["listening on every address", "high listens-without-tls", { config: { host: "0.0.0.0" } }],
  [
    "HWA over plain http",
    "high hwa-without-tls",
    { config: { hwa: { hosts: ["http://hwa.company.com:31115"], verifyTls: true, simulated: false } } },
  ],
  [
    "an unverified certificate of HWA",
    "high hwa-tls-not-verified",
    { config: { hwa: { hosts: ["https://hwa.company.com"], verifyTls: false, simulated: false } } },
  ],
  [
    "a database far away without TLS",
    "medium database-tls-not-required",
    { config: { databaseUrl: "postgres://resync:pw@db.company.com/resync" } },
  ],
  ["a short administrator token", "high admin-token-short", { config: { adminTokenLength: 16 } }],
  ["debug logging", "low log-too-talkative", { config: { logLevel: "debug" } }],
  ["changes of HWA allowed", "medium hwa-actions-allowed", { config: { allowActions: true } }],
  ["a superuser of the database", "high database-role-too-powerful", { rights: { superuser: true } }],
  [
    "a role that creates databases",
    "medium database-role-too-powerful",
    { rights: { createsDatabases: true } },
  ],
  ["a database open to every role", "low database-public-connects", { rights: { publicConnects: true } }],
  ["a schema open to every role", "medium database-public-creates", { rights: { publicCreates: true } }],
  ["an audit that its writer owns", "medium database-owns-audit", { rights: { ownsAudit: true } }],
];

test.each(plantedFacts)("%s is found", async (_, finding, planted) => {
  await using place = await installation();
  expect(await found(place, planted)).toEqual(expect.arrayContaining([finding]));
  expect(await found(place, planted)).toHaveLength(always.length + 1);
});

test("loopback in all its spellings is not called open", async () => {
  await using place = await installation();
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    expect(await found(place, { config: { host } }), host).toEqual(always);
  expect(
    await found(place, {
      config: { hwa: { hosts: ["http://[::1]:8080"], verifyTls: true, simulated: false } },
    }),
  ).toEqual(always);
});

test("a data directory that lets a group pass but not look is no finding", async () => {
  await using place = await installation();
  await chmod(place.dataDir, 0o710);
  expect(await found(place)).toEqual(always);
});

test("an example of an environment file and a public certificate are no finding", async () => {
  await using place = await installation();
  await place.write(".env.example", "SLACK_BOT_TOKEN=", 0o644);
  await place.write("src/token.ts", "export const x = 1;", 0o644);
  expect(await found(place)).toEqual(always);
});

test("what cannot be checked is unknown, never good", async () => {
  await using place = await installation();
  await rm(join(place.projectDir, "manifest.yml"));
  await place.write("package.json", "{ broken");
  const ids = await found(place, { rights: new Error("password=hunter2 was refused") });
  expect(ids).toEqual(
    expect.arrayContaining([
      "unknown database-rights-not-checked",
      "unknown chat-scopes-not-checked",
      "unknown dependency-pins-not-checked",
      "unknown lock-file-not-checked",
    ]),
  );
  const { findings, checked } = await scan(
    place.ground({ rights: new Error("password=hunter2 was refused") }),
    at,
  );
  expect(JSON.stringify(findings)).not.toContain("hunter2");
  expect(checked.filter(({ done }) => !done)).toHaveLength(5);
});

test("the simulator's account is known and not called unknown", async () => {
  await using place = await installation();
  const hwa = { hosts: ["http://127.0.0.1:1"], verifyTls: true, simulated: true };
  expect(await found(place, { config: { hwa } })).toEqual([]);
});
