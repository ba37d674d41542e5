// What a security check finds, and what it needs to look.

import type { Wording } from "#core/wording.ts";
import type { DatabaseRights } from "#ports/database-rights.ts";

export const severities = ["critical", "high", "medium", "low", "unknown", "info"] as const;
/** `unknown`: could not be checked, and is therefore not called good. `info`: a fact worth knowing, nothing to do. */
export type Severity = (typeof severities)[number];

export interface Finding {
  /** kebab-case, the same for the same kind of finding in every scan. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: Wording;
  /** What was seen and where; never the value of a secret. */
  readonly evidence: string;
  readonly advice: Wording;
}

/** The three lines of the scan's answer. */
export const areas = ["dependencies", "configuration", "permissions"] as const;
export type Area = (typeof areas)[number];

export interface Check {
  readonly name: string;
  readonly area: Area;
  /** Throws when it cannot look; the scan turns that into an `unknown` finding. */
  run(ground: Ground): Promise<readonly Finding[]>;
}

/** What is inspected. */
export interface Ground {
  readonly projectDir: string;
  readonly dataDir: string;
  readonly config: ConfigFacts;
  readonly databaseRights: () => Promise<DatabaseRights>;
  readonly files: FileView;
}

/** The configuration as far as security depends on it. */
export interface ConfigFacts {
  /** The address the HTTP server listens on. */
  readonly host: string;
  readonly hwa: {
    readonly hosts: readonly string[];
    readonly verifyTls: boolean;
    readonly simulated: boolean;
  };
  readonly hwaUser: string | null;
  readonly allowActions: boolean;
  /** null: this process keeps no administrator token. */
  readonly adminTokenLength: number | null;
  readonly logLevel: string;
  /** null: the embedded Postgres. Holds a password; only its host and options are looked at. */
  readonly databaseUrl: string | null;
}

export interface FileFacts {
  readonly kind: "file" | "directory" | "link" | "other";
  /** Permission bits, such as 0o600; null where the system has none (Windows). */
  readonly mode: number | null;
  /** True when it belongs to the user of this process. */
  readonly own: boolean;
  readonly size: number;
}

/** Just enough of a file system to inspect one. */
export interface FileView {
  /** null when there is none. */
  facts(path: string): Promise<FileFacts | null>;
  /** null when there is none. */
  text(path: string): Promise<string | null>;
  /** Names in a directory; empty when there is none. */
  names(dir: string): Promise<readonly string[]>;
}
