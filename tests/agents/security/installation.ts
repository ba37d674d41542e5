// A small installation on disk to inspect: clean, until a test plants something in it.

import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diskFiles } from "#agents/security/disk-files.ts";
import type { ConfigFacts, Ground } from "#agents/security/finding.ts";
import type { DatabaseRights } from "#ports/database-rights.ts";

export interface Installation extends AsyncDisposable {
  readonly projectDir: string;
  readonly dataDir: string;
  write(path: string, text: string, mode?: number): Promise<void>;
  ground(planted?: Planted): Ground;
}

export interface Planted {
  readonly config?: Partial<ConfigFacts>;
  readonly rights?: Partial<DatabaseRights> | Error;
}

export const cleanConfig: ConfigFacts = {
  host: "127.0.0.1",
  hwa: { hosts: ["https://hwa.company.com:31116"], verifyTls: true, simulated: false },
  hwaUser: "resync",
  allowActions: false,
  adminTokenLength: 46,
  logLevel: "info",
  databaseUrl: "postgres://resync:s3cr3t-of-the-database@db.company.com/resync?sslmode=verify-full",
};

export const cleanRights: DatabaseRights = {
  role: "resync",
  superuser: false,
  createsDatabases: false,
  createsRoles: false,
  replicates: false,
  bypassesRowSecurity: false,
  publicConnects: false,
  publicCreates: false,
  encrypted: true,
  ownsAudit: false,
};

export const cleanPackage = {
  dependencies: { zod: "4.6.7" },
  devDependencies: { node: "24.21.0" },
  allowScripts: { node: true },
};

export const cleanLock = {
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { zod: "4.6.7" }, devDependencies: { node: "24.21.0" } },
    "node_modules/zod": { version: "4.6.7", integrity: "sha512-a" },
    "node_modules/node": { version: "24.21.0", integrity: "sha512-b", hasInstallScript: true },
  },
};

export const cleanScopes = [
  "app_mentions:read",
  "chat:write",
  "commands",
  "im:history",
  "users:read",
  "users:read.email",
];

export function manifestWith(scopes: readonly string[], user: readonly string[] = []): string {
  return `oauth_config:\n  scopes:\n    bot: [${scopes.map((s) => `"${s}"`).join(", ")}]\n    user: [${user.map((s) => `"${s}"`).join(", ")}]\n`;
}

export async function installation(): Promise<Installation> {
  const root = await mkdtemp(join(tmpdir(), "resync-scan-"));
  const projectDir = join(root, "project");
  const dataDir = join(projectDir, ".resync");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const write = async (path: string, text: string, mode = 0o600) => {
    const file = join(projectDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, mode);
  };
  await write("package.json", JSON.stringify(cleanPackage), 0o644);
  await write("package-lock.json", JSON.stringify(cleanLock), 0o644);
  await write("manifest.yml", manifestWith(cleanScopes), 0o644);
  await write(".resync/admin-token", "rs_0123456789012345678901234567890123456789");
  return {
    projectDir,
    dataDir,
    write,
    ground: ({ config = {}, rights = {} } = {}) => ({
      projectDir,
      dataDir,
      config: { ...cleanConfig, ...config },
      databaseRights: async () => {
        if (rights instanceof Error) throw rights;
        return { ...cleanRights, ...rights };
      },
      files: diskFiles,
    }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
