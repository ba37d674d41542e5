// Postgres refuses to run as root, so root lends it the system user "postgres".

import { Fault } from "#core/fault.ts";
import { runAs, type SystemUser } from "./run-as.ts";

const name = "postgres";

/** Null when we are not root: Postgres then runs as we do. Makes the user when root has none. */
export async function systemUser(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await lookUp();
  if (known) return known;
  for (const [file, args] of [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]],
    ["adduser", ["-S", "-D", "-H", "-s", "/sbin/nologin", name]], // BusyBox
  ] as const) {
    const made = await runAs(null, file, args).catch(() => null);
    if (made?.code === 0) break;
  }
  const made = await lookUp();
  if (made) return made;
  throw new Fault(
    "misconfigured",
    `Postgres does not run as root, and the system user "${name}" does not exist and could not be made. Start Resync as an ordinary user, create that user, or set DATABASE_URL to a Postgres of your own.`,
  );
}

async function lookUp(): Promise<SystemUser | null> {
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => {
      const asked = await runAs(null, "id", [flag, name]).catch(() => null);
      return asked?.code === 0 ? Number(asked.stdout) : Number.NaN;
    }),
  );
  if (uid === undefined || gid === undefined || !Number.isInteger(uid) || !Number.isInteger(gid)) return null;
  return uid === 0 ? null : { uid, gid };
}
