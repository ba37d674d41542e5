// A new cluster, made beside its place and moved there when it is whole, so that a killed start leaves no half of one.
//
// Its superuser has no password and therefore cannot log in over the network. We log in as "resync", an ordinary
// role that owns the database "resync". Migrations log in as "resync_migrator", which acts as "resync" and may also
// act as "resync_audit", the owner of the audit, which nobody logs in as: the program itself cannot change the audit.

import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault } from "#core/fault.ts";
import type { Binaries } from "./binaries.ts";
import { postgresFault } from "./postgres-fault.ts";
import { runAs, type SystemUser } from "./run-as.ts";

export interface ClusterFiles {
  readonly cluster: string;
  /** Mode 600: the password of the role "resync". */
  readonly passwordFile: string;
  /** Mode 600: the password of the role "resync_migrator". */
  readonly migratorPasswordFile: string;
}

export interface ClusterPasswords {
  readonly resync: string;
  readonly migrator: string;
}

const accessRules = `# Loopback only, and never without a password.
host all all 127.0.0.1/32 scram-sha-256
`;

/** Makes what is missing; returns the passwords. Fault `misconfigured` for a cluster of another major version. */
export async function makeCluster(
  files: ClusterFiles,
  binaries: Binaries,
  user: SystemUser | null,
): Promise<ClusterPasswords> {
  const { cluster, passwordFile, migratorPasswordFile } = files;
  const version = (await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (!version) return initialise(files, binaries, user);
  if (version !== binaries.major)
    throw new Fault(
      "misconfigured",
      `The database in ${cluster} was made by Postgres ${version}, and this Resync brings Postgres ${binaries.major}. Start the Resync that made it, or dump it there and restore it into an empty data directory.`,
    );
  const kept = { resync: await read(passwordFile), migrator: await read(migratorPasswordFile) };
  if (kept.resync && kept.migrator) return kept;
  // Lost, or the cluster is older than the migrator.
  const passwords = { resync: kept.resync || newPassword(), migrator: kept.migrator || newPassword() };
  await alone(cluster, binaries, user, [
    ...(kept.resync ? [] : [`ALTER ROLE resync PASSWORD '${passwords.resync}';`]),
    ...auditRoles(passwords.migrator),
  ]);
  await keepSecrets(files, passwords);
  return passwords;
}

/** Each a line of its own, as single-user mode wants it; harmless when they exist. */
function auditRoles(migratorPassword: string): readonly string[] {
  const unlessThere = (role: string, options: string) =>
    `DO $$ BEGIN IF to_regrole('${role}') IS NULL THEN CREATE ROLE ${role} ${options}; END IF; END $$;`;
  return [
    unlessThere("resync_audit", "NOLOGIN"),
    unlessThere("resync_migrator", "LOGIN"),
    `ALTER ROLE resync_migrator PASSWORD '${migratorPassword}';`,
    "GRANT resync, resync_audit TO resync_migrator;",
    // So that what a migration makes belongs to the program, unless it says otherwise.
    "ALTER ROLE resync_migrator SET role = 'resync';",
  ];
}

async function initialise(
  files: ClusterFiles,
  binaries: Binaries,
  user: SystemUser | null,
): Promise<ClusterPasswords> {
  const { cluster } = files;
  const foreign = await readdir(cluster).catch(() => []);
  if (foreign.length > 0)
    throw new Fault(
      "misconfigured",
      `${cluster} is not empty and is not a Postgres database (it holds "${foreign[0]}"). Move it away, or set RESYNC_DATA_DIR to another directory.`,
    );
  const half = `${cluster}.new`;
  await rm(half, { recursive: true, force: true });
  try {
    await mkdir(half, { mode: 0o700 });
    if (user) await chown(half, user.uid, user.gid);
    const made = await runAs(user, binaries.initdb, [
      `--pgdata=${half}`,
      "--username=postgres",
      "--auth=reject",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ]);
    if (made.code !== 0) throw postgresFault(dirname(cluster), made.stderr);
    await writeFile(join(half, "pg_hba.conf"), accessRules);
    const passwords = { resync: newPassword(), migrator: newPassword() };
    await alone(half, binaries, user, [
      `CREATE ROLE resync LOGIN CREATEDB PASSWORD '${passwords.resync}';`,
      "CREATE DATABASE resync OWNER resync;",
      ...auditRoles(passwords.migrator),
    ]);
    await keepSecrets(files, passwords);
    await rename(half, cluster);
    await syncDirectory(dirname(cluster));
    return passwords;
  } catch (error) {
    await rm(half, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Runs statements in single-user mode: no server, no network, no password needed. */
async function alone(
  cluster: string,
  binaries: Binaries,
  user: SystemUser | null,
  statements: readonly string[],
): Promise<void> {
  const args = ["--single", "-D", cluster, "-c", "log_min_error_statement=panic", "postgres"];
  const ran = await runAs(user, binaries.postgres, args, { input: `${statements.join("\n")}\n` });
  // Single-user mode goes on after an error and ends with 0.
  if (ran.code !== 0 || /(?:ERROR|FATAL|PANIC):/.test(ran.stderr)) throw postgresFault(cluster, ran.stderr);
}

function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

async function read(path: string): Promise<string> {
  return (await readFile(path, "utf8").catch(() => "")).trim();
}

async function keepSecrets(files: ClusterFiles, passwords: ClusterPasswords): Promise<void> {
  await keepSecret(files.passwordFile, passwords.resync);
  await keepSecret(files.migratorPasswordFile, passwords.migrator);
}

async function keepSecret(path: string, secret: string): Promise<void> {
  const half = `${path}.new`;
  await rm(half, { force: true });
  await writeFile(half, `${secret}\n`, { mode: 0o600, flag: "wx", flush: true });
  await rename(half, path);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** The user that must run an existing cluster is the one who owns it: root may have found somebody else's. */
export async function clusterOwner(cluster: string, user: SystemUser | null): Promise<SystemUser | null> {
  if (!user) return null;
  const owner = await stat(cluster).catch(() => null);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : user;
}
