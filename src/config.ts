// The only reader of process.env: every variable validated at once, the result nested and frozen.

import { readFileSync } from "node:fs";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import { type Locale, localeOfTag } from "#core/locale.ts";

export type Strangers = "viewer" | "nothing";

/** How Slack reaches us and we reach Slack. */
export interface SlackConfig {
  /** Of the one workspace that the app was installed in by hand; null: workspaces install it themselves. */
  readonly botToken: string | null;
  /** Slack calls `POST /slack/events`; null: it does not. */
  readonly signingSecret: string | null;
  /** We call Slack and keep the line open (Socket Mode); null: we do not. */
  readonly appToken: string | null;
  /** Of Slack's methods, with the slash at its end. */
  readonly apiUrl: string;
  /** null: no workspace can install the app at `/slack/install`. */
  readonly install: { readonly clientId: string; readonly clientSecret: string } | null;
}

/** How the bot proves itself to Teams; `anonymous`: nobody proves anything, for the local playground alone. */
export type TeamsAuth =
  | { readonly kind: "anonymous" }
  | { readonly kind: "secret"; readonly appId: string; readonly password: string; readonly tenantId: string }
  | { readonly kind: "managed_identity"; readonly appId: string; readonly tenantId: string };

export type HwaAuth = { readonly user: string; readonly password: string } | { readonly apiKey: string };

export interface Config {
  readonly http: { readonly port: number; readonly host: string };
  /** Where people and platforms reach us from outside, without a slash at its end; null: nobody said. */
  readonly publicUrl: string | null;
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
  readonly chat: {
    /** What members of the workspace whom nobody linked may do: what a viewer may, or nothing. */
    readonly visitors: Strangers;
    /** The same for guests, and for people of other organisations in shared channels. */
    readonly guests: Strangers;
    /** Where failure alerts go that no route says otherwise of: `slack:C…` or `teams:…`; null: nowhere. */
    readonly oncallChannel: string | null;
    /** Where approvals are asked besides the thread of the request; default: the on-call channel. */
    readonly approvalsChannels: readonly string[];
  };
  /** null: not on Slack. */
  readonly slack: SlackConfig | null;
  /** null: no bot in Teams. */
  readonly teams: {
    readonly auth: TeamsAuth;
    /** Hosts of service URLs besides Microsoft's own, such as a private cloud's. */
    readonly serviceHosts: readonly string[];
    /** Answers for one person are shown to them in the thread itself, where the tenant has that preview. */
    readonly targetedMessages: boolean;
  } | null;
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
const channel = z
  .string()
  .regex(
    /^(?:slack:(?:[A-Z0-9]{1,40}\/)?[A-Z0-9]{1,40}|teams:\S{1,300})$/,
    "must be slack:C… or slack:TEAM/C… (the channel's id, not its name) or teams:…",
  );
const strangers = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(["viewer", "nothing"], 'must be "viewer" or "nothing"'));
const roleNames = ["api", "worker", "monitor"] as const;

const schema = z.object({
  PORT: whole(0, 65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  RESYNC_PUBLIC_URL: httpUrl.transform((text) => text.replace(/\/+$/, "")).optional(),
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
  RESYNC_VISITORS: strangers.default("viewer"),
  RESYNC_GUESTS: strangers.default("nothing"),
  ONCALL_CHANNEL: channel.optional(),
  APPROVALS_CHANNELS: commaList.pipe(z.array(channel)),
  SLACK_BOT_TOKEN: z
    .string()
    .refine((text) => !text.startsWith("xapp-"), "is an app-level token: that one is SLACK_APP_TOKEN")
    .optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: z
    .string()
    .refine((text) => !/^xox[a-z]-/.test(text), "is a bot's or a person's token: it must begin with xapp-")
    .optional(),
  SLACK_API_URL: httpUrl.optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  TEAMS_APP_ID: z.guid("must be the bot's application (client) id, a GUID").optional(),
  TEAMS_APP_PASSWORD: z.string().min(1).optional(),
  TEAMS_TENANT_ID: z.guid("must be the id of your directory (tenant), a GUID").optional(),
  TEAMS_MANAGED_IDENTITY: flag.default(false),
  TEAMS_ALLOW_ANONYMOUS: flag.default(false),
  TEAMS_SERVICE_HOSTS: commaList,
  TEAMS_TARGETED_MESSAGES: flag.default(false),
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
  problems.push(...slackProblems(raw));
  let ca: string | null = null;
  if (raw.HWA_CA_FILE) {
    try {
      ca = readFileSync(raw.HWA_CA_FILE, "utf8");
      if (!ca.includes("-----BEGIN CERTIFICATE-----")) problems.push("HWA_CA_FILE holds no PEM certificate");
    } catch {
      problems.push(`HWA_CA_FILE cannot be read: ${raw.HWA_CA_FILE}`);
    }
  }
  if (parsed.success) problems.push(...teamsProblems(parsed.data));
  if (!parsed.success || problems.length > 0) throw misconfigured(problems);

  const v = parsed.data;
  const has = (role: (typeof roleNames)[number]) =>
    v.RESYNC_ROLES.includes("all") || v.RESYNC_ROLES.includes(role);
  const auth: HwaAuth = v.HWA_API_KEY
    ? { apiKey: v.HWA_API_KEY }
    : { user: v.HWA_USER ?? "", password: v.HWA_PASSWORD ?? "" };
  return deepFreeze({
    http: { port: v.PORT, host: v.HOST },
    publicUrl: v.RESYNC_PUBLIC_URL ?? null,
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
    chat: {
      visitors: v.RESYNC_VISITORS,
      guests: v.RESYNC_GUESTS,
      oncallChannel: v.ONCALL_CHANNEL ?? null,
      approvalsChannels:
        v.APPROVALS_CHANNELS.length > 0 ? v.APPROVALS_CHANNELS : [v.ONCALL_CHANNEL ?? []].flat(),
    },
    slack: slackOf(v),
    teams: teamsOf(v),
    actions: { localCommands: v.RESYNC_LOCAL_COMMANDS, httpHosts: v.RESYNC_HTTP_HOSTS },
  });
}

/** What keeps a half configured Slack from working: it must be able to reach us, and we must hold a token or get one. */
function slackProblems(raw: Env): readonly string[] {
  const problems: string[] = [];
  const reached = raw.SLACK_SIGNING_SECRET || raw.SLACK_APP_TOKEN;
  const { SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret } = raw;
  if (id && !secret) problems.push("SLACK_CLIENT_ID needs SLACK_CLIENT_SECRET");
  if (secret && !id) problems.push("SLACK_CLIENT_SECRET needs SLACK_CLIENT_ID");
  if (raw.SLACK_BOT_TOKEN && !reached)
    problems.push("SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET (HTTP mode) or SLACK_APP_TOKEN (Socket Mode)");
  if (id && secret && !raw.SLACK_BOT_TOKEN && !reached)
    problems.push("SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET (HTTP mode) or SLACK_APP_TOKEN (Socket Mode)");
  if (reached && !raw.SLACK_BOT_TOKEN && !id && !secret) {
    const set = raw.SLACK_SIGNING_SECRET ? "SLACK_SIGNING_SECRET" : "SLACK_APP_TOKEN";
    problems.push(`${set} needs SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET`);
  }
  return problems;
}

function slackOf(v: z.infer<typeof schema>): SlackConfig | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = v;
  const install = clientId && clientSecret ? { clientId, clientSecret } : null;
  if (!v.SLACK_BOT_TOKEN && !install) return null;
  return {
    botToken: v.SLACK_BOT_TOKEN ?? null,
    signingSecret: v.SLACK_SIGNING_SECRET ?? null,
    appToken: v.SLACK_APP_TOKEN ?? null,
    apiUrl: (v.SLACK_API_URL ?? "https://slack.com/api/").replace(/\/*$/, "/"),
    install,
  };
}

type TeamsVariables = Pick<
  z.output<typeof schema>,
  "HOST" | Extract<keyof z.output<typeof schema>, `TEAMS_${string}`>
>;

/** What is missing of a bot that is half configured, and what excludes what. */
function teamsProblems(v: TeamsVariables): readonly string[] {
  if (v.TEAMS_ALLOW_ANONYMOUS) {
    const problems: string[] = [];
    if (!isLoopback(v.HOST))
      problems.push(
        `TEAMS_ALLOW_ANONYMOUS lets everybody in who reaches the port, so it needs a loopback HOST such as 127.0.0.1 (it is "${v.HOST}")`,
      );
    if (v.TEAMS_APP_ID)
      problems.push(
        "TEAMS_ALLOW_ANONYMOUS and TEAMS_APP_ID exclude each other: with an app id, callers prove themselves",
      );
    return problems;
  }
  const given = v.TEAMS_APP_ID ?? v.TEAMS_APP_PASSWORD ?? v.TEAMS_TENANT_ID;
  if (given === undefined && !v.TEAMS_MANAGED_IDENTITY) return [];
  const missing = (["TEAMS_APP_ID", "TEAMS_TENANT_ID"] as const).filter((name) => v[name] === undefined);
  const problems = missing.map((name) => `${name} is missing; a bot in Teams needs it`);
  if (v.TEAMS_MANAGED_IDENTITY && v.TEAMS_APP_PASSWORD)
    problems.push(
      "TEAMS_APP_PASSWORD and TEAMS_MANAGED_IDENTITY exclude each other: a managed identity has no password",
    );
  if (!v.TEAMS_MANAGED_IDENTITY && !v.TEAMS_APP_PASSWORD)
    problems.push(
      "TEAMS_APP_PASSWORD is missing; set it, or TEAMS_MANAGED_IDENTITY=true for a bot without a password",
    );
  return problems;
}

function teamsOf(v: TeamsVariables): Config["teams"] {
  const rest = { serviceHosts: v.TEAMS_SERVICE_HOSTS, targetedMessages: v.TEAMS_TARGETED_MESSAGES };
  if (v.TEAMS_ALLOW_ANONYMOUS) return { auth: { kind: "anonymous" }, ...rest };
  const { TEAMS_APP_ID: appId, TEAMS_TENANT_ID: tenantId, TEAMS_APP_PASSWORD: password } = v;
  if (appId === undefined || tenantId === undefined) return null;
  const auth: TeamsAuth =
    password === undefined
      ? { kind: "managed_identity", appId, tenantId }
      : { kind: "secret", appId, password, tenantId };
  return { auth, ...rest };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
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
