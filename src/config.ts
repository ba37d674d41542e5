// The only reader of process.env: every variable validated at once, the result nested and frozen.

import { readFileSync } from "node:fs";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { type Locale, localeOfTag } from "#core/locale.ts";

export type HwaAuth = { readonly user: string; readonly password: string } | { readonly apiKey: string };

export interface Config {
  readonly http: { readonly port: number; readonly host: string };
  readonly dataDir: string;
  readonly roles: { readonly api: boolean; readonly worker: boolean; readonly monitor: boolean };
  readonly adminToken: string | null;
  readonly log: { readonly level: string; readonly format: "pretty" | "json" };
  /** Colours on the terminal; NO_COLOR (any value) turns them off. */
  readonly color: boolean;
  readonly locale: Locale;
  readonly timezone: string;
  /** null: embedded Postgres in the data dir. */
  readonly databaseUrl: string | null;
  readonly hwa: {
    /** null: the simulator. */
    readonly remote: {
      readonly hosts: readonly string[];
      readonly auth: HwaAuth;
      readonly ca: string | null;
      readonly verifyTls: boolean;
    } | null;
    readonly pollSeconds: number;
    readonly allowActions: boolean;
    readonly simulator: {
      readonly port: number;
      readonly speed: number;
      readonly tls: boolean;
      /** The simulator of another process, to share its plan; null: one of our own. */
      readonly joined: string | null;
    };
  };
  readonly knowledgeDir: string;
  readonly workflowsDir: string;
  /** null: the doorbell is on the same Postgres. */
  readonly redisUrl: string | null;
  readonly worker: { readonly concurrency: number; readonly pollIntervalMs: number };
  /** Identities of the first administrators: `slack:TEAM/USER`, `teams:AADOBJECTID`, `email:name@company.com`. */
  readonly admins: readonly string[];
  readonly actions: {
    /** Programs that `local.command` may run, by name or absolute path. */
    readonly localCommands: readonly string[];
    /** Hosts that `http.request` may call. */
    readonly httpHosts: readonly string[];
  };
}

/** What `npm run ask` needs: where the server is and who asks. */
export interface AskConfig {
  readonly url: string;
  readonly token: string | null;
  readonly dataDir: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const whole = (low: number, high: number) =>
  z.string().regex(/^\d+$/, "must be a whole number").transform(Number).pipe(z.number().min(low).max(high));
const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false", "1", "0", "yes", "no"], "must be true or false"))
  .transform((word) => word === "true" || word === "1" || word === "yes");
const httpUrl = z
  .string()
  .refine((text) => /^https?:$/.test(protocolOf(text)), "must be an http:// or https:// address");
const commaList = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );
const roleNames = ["api", "worker", "monitor"] as const;

const schema = z.object({
  PORT: whole(0, 65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  RESYNC_DATA_DIR: z.string().min(1).default(".resync"),
  RESYNC_ROLES: z
    .string()
    .default("all")
    .transform((text) =>
      text
        .split(",")
        .map((role) => role.trim())
        .filter(Boolean),
    )
    .pipe(
      z
        .array(z.enum(["all", ...roleNames], `must be "all" or a comma list of ${roleNames.join(", ")}`))
        .min(1),
    ),
  RESYNC_ADMIN_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  LOG_FORMAT: z.enum(["pretty", "json"]).optional(),
  RESYNC_LOCALE: z
    .string()
    .default("en")
    .transform((tag, context): Locale => {
      const locale = localeOfTag(tag);
      if (!locale) context.addIssue({ code: "custom", message: 'must be "en" or "pt"' });
      return locale ?? "en";
    }),
  RESYNC_TIMEZONE: z
    .string()
    .refine(isTimezone, "must be an IANA time zone such as America/Sao_Paulo")
    .optional(),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:$/.test(protocolOf(text)), "must be a postgres:// address")
    .optional(),
  HWA_URL: z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((host) => host.trim())
        .filter(Boolean),
    )
    .pipe(z.array(httpUrl).min(1))
    .optional(),
  HWA_USER: z.string().min(1).optional(),
  HWA_PASSWORD: z.string().min(1).optional(),
  HWA_API_KEY: z.string().min(1).optional(),
  HWA_CA_FILE: z.string().min(1).optional(),
  HWA_TLS_VERIFY: flag.default(true),
  HWA_POLL_SECONDS: z
    .string()
    .transform(Number)
    .pipe(z.number("must be a number of seconds").min(0.2).max(3600))
    .default(30),
  HWA_ALLOW_ACTIONS: flag.default(false),
  HWA_SIM_PORT: whole(0, 65535).default(0),
  HWA_SIM_SPEED: z
    .string()
    .transform(Number)
    .pipe(z.number("must be a number").min(0).max(100_000))
    .default(1),
  HWA_SIM_TLS: flag.default(false),
  KNOWLEDGE_DIR: z.string().min(1).default("knowledge"),
  WORKFLOWS_DIR: z.string().min(1).default("workflows"),
  REDIS_URL: z
    .string()
    .refine((text) => /^rediss?:$/.test(protocolOf(text)), "must be a redis:// or rediss:// address")
    .optional(),
  WORKER_CONCURRENCY: whole(1, 1000).default(3),
  WORKER_POLL_INTERVAL_MS: whole(50, 600_000).default(5000),
  RESYNC_ADMINS: commaList.pipe(
    z.array(
      z
        .string()
        .regex(
          /^(slack:[^/\s]+\/\S+|teams:\S+|email:\S+@\S+)$/,
          "must name slack:TEAM/USER, teams:AADOBJECTID or email:name@company.com",
        ),
    ),
  ),
  RESYNC_LOCAL_COMMANDS: commaList,
  RESYNC_HTTP_HOSTS: commaList,
});

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : "";
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** An empty variable counts as unset, as in every shell script. */
function present(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
}

function misconfigured(problems: readonly string[]): Fault {
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return new Fault("misconfigured", `Resync cannot start with this configuration:\n${list}`, {
    detail: { problems },
  });
}

/** Reads and checks everything; a Fault `misconfigured` names every variable at fault, not only the first. */
export function readConfig(env: Env, terminal: boolean): Config {
  const parsed = schema.safeParse(present(env));
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(
        (issue) => `${String(issue.path[0])} ${issue.message} (it is ${shown(env, String(issue.path[0]))})`,
      );
  const raw = present(env);
  if (raw.HWA_URL && !raw.HWA_API_KEY && !(raw.HWA_USER && raw.HWA_PASSWORD)) {
    problems.push("HWA_URL needs HWA_USER and HWA_PASSWORD, or HWA_API_KEY");
  }
  let ca: string | null = null;
  if (raw.HWA_CA_FILE) {
    try {
      ca = readFileSync(raw.HWA_CA_FILE, "utf8");
      if (!ca.includes("-----BEGIN CERTIFICATE-----")) problems.push("HWA_CA_FILE holds no PEM certificate");
    } catch {
      problems.push(`HWA_CA_FILE cannot be read: ${raw.HWA_CA_FILE}`);
    }
  }
  if (!parsed.success || problems.length > 0) throw misconfigured(problems);

  const v = parsed.data;
  const has = (role: (typeof roleNames)[number]) =>
    v.RESYNC_ROLES.includes("all") || v.RESYNC_ROLES.includes(role);
  const auth: HwaAuth = v.HWA_API_KEY
    ? { apiKey: v.HWA_API_KEY }
    : { user: v.HWA_USER ?? "", password: v.HWA_PASSWORD ?? "" };
  return deepFreeze({
    http: { port: v.PORT, host: v.HOST },
    dataDir: v.RESYNC_DATA_DIR,
    roles: { api: has("api"), worker: has("worker"), monitor: has("monitor") },
    adminToken: v.RESYNC_ADMIN_TOKEN ?? null,
    log: { level: v.LOG_LEVEL, format: v.LOG_FORMAT ?? (terminal ? "pretty" : "json") },
    color: terminal && raw.NO_COLOR === undefined,
    locale: v.RESYNC_LOCALE,
    timezone: v.RESYNC_TIMEZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    databaseUrl: v.DATABASE_URL ?? null,
    hwa: {
      remote: v.HWA_URL ? { hosts: v.HWA_URL, auth, ca, verifyTls: v.HWA_TLS_VERIFY } : null,
      pollSeconds: v.HWA_POLL_SECONDS,
      allowActions: v.HWA_ALLOW_ACTIONS,
      simulator: { port: v.HWA_SIM_PORT, speed: v.HWA_SIM_SPEED, tls: v.HWA_SIM_TLS, joined: null },
    },
    knowledgeDir: v.KNOWLEDGE_DIR,
    workflowsDir: v.WORKFLOWS_DIR,
    redisUrl: v.REDIS_URL ?? null,
    worker: { concurrency: v.WORKER_CONCURRENCY, pollIntervalMs: v.WORKER_POLL_INTERVAL_MS },
    admins: v.RESYNC_ADMINS,
    actions: { localCommands: v.RESYNC_LOCAL_COMMANDS, httpHosts: v.RESYNC_HTTP_HOSTS },
  });
}

/** `RESYNC_URL` (default: this machine's `PORT`), `RESYNC_TOKEN` (default: the admin token in the data dir). */
export function readAskConfig(env: Env): AskConfig {
  const { RESYNC_URL, RESYNC_TOKEN, PORT, RESYNC_DATA_DIR } = present(env);
  const url = RESYNC_URL ?? `http://127.0.0.1:${PORT ?? "3000"}`;
  if (!httpUrl.safeParse(url).success)
    throw misconfigured([`RESYNC_URL must be an http:// or https:// address (it is "${url}")`]);
  return { url, token: RESYNC_TOKEN ?? null, dataDir: RESYNC_DATA_DIR ?? ".resync" };
}

const secretNames = /TOKEN|PASSWORD|SECRET|KEY|DATABASE_URL/;

function shown(env: Env, name: string): string {
  const value = env[name];
  return value === undefined ? "not set" : secretNames.test(name) ? "set, not shown" : JSON.stringify(value);
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
