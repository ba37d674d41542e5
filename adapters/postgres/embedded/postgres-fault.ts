// What Postgres's programs say when they fail, as one sentence for the operator.

import { Fault, isFault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";

/** `where` is the directory at fault; `said` the error output of initdb or postgres, or a system error code. */
export function postgresFault(where: string, said: string, cause?: unknown): Fault {
  const options = { cause, detail: { directory: where, said: said.slice(-2000) } };
  if (/No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/.test(said))
    return new Fault(
      "unavailable",
      `The disk that holds ${where} is full, so the embedded Postgres cannot start. Free some space there, or set RESYNC_DATA_DIR to another disk.`,
      { ...options, retryable: true },
    );
  if (/Read-only file system|EROFS/.test(said))
    return new Fault(
      "misconfigured",
      `${where} is on a read-only disk, so the embedded Postgres cannot start. Mount it writable, or set RESYNC_DATA_DIR to another directory.`,
      options,
    );
  if (/could not (?:create|access).*shared memory|could not map.*shared memory/i.test(said))
    return new Fault(
      "unavailable",
      "The embedded Postgres got no shared memory from the system. Free some memory (or raise the container's limit), or set DATABASE_URL.",
      options,
    );
  if (/Permission denied|EACCES|Operation not permitted|EPERM|has wrong ownership/.test(said))
    return new Fault(
      "misconfigured",
      `The embedded Postgres may not use ${where} (permission denied). Give it to the user Resync runs as, or set RESYNC_DATA_DIR to another directory.`,
      options,
    );
  const fatal = said.split("\n").findLast((line) => /(?:FATAL|PANIC|error):/.test(line));
  const reason =
    oneLine(fatal ? fatal.replace(/^.*?(?:FATAL|PANIC|error):/, "") : said, 300) ||
    "it ended without saying why";
  return new Fault(
    "internal",
    `The database in ${where} cannot start: ${reason.replace(/\.$/, "")}. Restore the directory from a backup, or move it away to begin with an empty database.`,
    options,
  );
}

/** The same for a failed file operation or a program that could not be run at all. */
export function placeFault(where: string, error: unknown): Fault {
  if (isFault(error)) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOTDIR" || code === "EEXIST")
    return new Fault(
      "misconfigured",
      `${where} cannot hold the database because a file is in its place. Move the file away, or set RESYNC_DATA_DIR to another directory.`,
      { cause: error },
    );
  return postgresFault(
    where,
    `error: ${code} ${error instanceof Error ? error.message : String(error)}`,
    error,
  );
}
