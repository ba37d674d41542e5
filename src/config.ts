// The only reader of process.env: every variable validated at once, the result nested and frozen. The larger parts stand
// in config/: each says what its variables may hold, what keeps them from working together, and what they become.

import { z } from "zod";
import { type Locale, localeOfTag } from "#core/locale.ts";
import { type ChatConfig, chatOf, chatVariables } from "./config/chat-config.ts";
import { type HwaConfig, hwaOf, hwaProblems, hwaVariables, readAuthority } from "./config/hwa-config.ts";
import { misconfigured } from "./config/misconfigured.ts";
import { type ModelConfig, modelOf, modelProblems, modelVariables } from "./config/model-config.ts";
import { tracingProblems } from "./config/no-tracing.ts";
import { type SlackConfig, slackOf, slackProblems, slackVariables } from "./config/slack-config.ts";
import { type TeamsConfig, teamsOf, teamsProblems, teamsVariables } from "./config/teams-config.ts";
import { address, commaList, type Env, httpUrl, itemsOf, present, whole } from "./config/variables.ts";

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
  readonly hwa: HwaConfig;
  readonly knowledgeDir: string;
  readonly learn: {
    /** So many times people must have resolved a failure alike before an entry is drafted. */
    readonly after: number;
    /** How often resolved incidents are looked through. */
    readonly everySeconds: number;
  };
  /** How long questions with their answers are kept to learn from. */
  readonly keepInteractionsDays: number;
  readonly workflowsDir: string;
  /** null: the doorbell is on the same Postgres. */
  readonly redisUrl: string | null;
  readonly worker: { readonly concurrency: number; readonly pollIntervalMs: number };
  /** Identities of the first administrators: `slack:TEAM/USER`, `teams:AADOBJECTID`, `email:name@company.com`. */
  readonly admins: readonly string[];
  readonly chat: ChatConfig;
  /** null: not on Slack. */
  readonly slack: SlackConfig | null;
  /** null: no bot in Teams. */
  readonly teams: TeamsConfig | null;
  /** null: no language model; every answer is by rules. */
  readonly model: ModelConfig | null;
  readonly actions: {
    /** Programs that `local.command` may run, by name or absolute path. */
    readonly localCommands: readonly string[];
    /** Hosts that `http.request` may call. */
    readonly httpHosts: readonly string[];
  };
}

const roleNames = ["api", "worker", "monitor"] as const;

const schema = z.object({
  PORT: whole(0, 65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  RESYNC_PUBLIC_URL: httpUrl.transform((text) => text.replace(/\/+$/, "")).optional(),
  RESYNC_DATA_DIR: z.string().min(1).default(".resync"),
  RESYNC_ROLES: z
    .string()
    .default("all")
    .transform(itemsOf)
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
  DATABASE_URL: address(["postgres:", "postgresql:"], "must be a postgres:// address").optional(),
  ...hwaVariables,
  KNOWLEDGE_DIR: z.string().min(1).default("knowledge"),
  RESYNC_KEEP_INTERACTIONS_DAYS: whole(1, 36_500).default(365),
  WORKFLOWS_DIR: z.string().min(1).default("workflows"),
  REDIS_URL: address(["redis:", "rediss:"], "must be a redis:// or rediss:// address").optional(),
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
  ...chatVariables,
  ...slackVariables,
  ...teamsVariables,
  ...modelVariables,
  RESYNC_LEARN_AFTER: whole(2, 100).default(3),
  RESYNC_LEARN_SECONDS: whole(1, 86_400).default(60),
  RESYNC_LOCAL_COMMANDS: commaList,
  RESYNC_HTTP_HOSTS: commaList,
});

/** Reads and checks everything; a Fault `misconfigured` names every variable at fault, not only the first. */
export function readConfig(env: Env, terminal: boolean): Config {
  const raw = present(env);
  const parsed = schema.safeParse(raw);
  const authority = readAuthority(raw.HWA_CA_FILE);
  const problems = [
    ...(parsed.error?.issues ?? []).map(
      (issue) => `${String(issue.path[0])} ${issue.message} (it is ${shown(env, String(issue.path[0]))})`,
    ),
    ...hwaProblems(raw),
    ...slackProblems(raw),
    ...modelProblems(raw),
    ...tracingProblems(raw),
    ...authority.problems,
    ...(parsed.success ? teamsProblems(parsed.data, parsed.data.HOST) : []),
  ];
  if (!parsed.success || problems.length > 0) throw misconfigured(problems);

  const v = parsed.data;
  const has = (role: (typeof roleNames)[number]) =>
    v.RESYNC_ROLES.includes("all") || v.RESYNC_ROLES.includes(role);
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
    hwa: hwaOf(v, authority.ca),
    knowledgeDir: v.KNOWLEDGE_DIR,
    keepInteractionsDays: v.RESYNC_KEEP_INTERACTIONS_DAYS,
    workflowsDir: v.WORKFLOWS_DIR,
    redisUrl: v.REDIS_URL ?? null,
    worker: { concurrency: v.WORKER_CONCURRENCY, pollIntervalMs: v.WORKER_POLL_INTERVAL_MS },
    admins: v.RESYNC_ADMINS,
    learn: { after: v.RESYNC_LEARN_AFTER, everySeconds: v.RESYNC_LEARN_SECONDS },
    chat: chatOf(v),
    slack: slackOf(v),
    teams: teamsOf(v),
    model: modelOf(v),
    actions: { localCommands: v.RESYNC_LOCAL_COMMANDS, httpHosts: v.RESYNC_HTTP_HOSTS },
  });
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const secretNames = /TOKEN(?!S)|PASSWORD|SECRET|KEY|DATABASE_URL|OPENAI_BASE_URL/;

function shown(env: Env, name: string): string {
  const value = env[name];
  return value === undefined ? "not set" : secretNames.test(name) ? "set, not shown" : JSON.stringify(value);
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
