// How the bot proves itself to Teams, and whom it takes for Teams.

import { z } from "zod";
import { commaList, flag, type Read } from "./variables.ts";

/** `anonymous`: nobody proves anything, for the local playground alone. */
export type TeamsAuth =
  | { readonly kind: "anonymous" }
  | { readonly kind: "secret"; readonly appId: string; readonly password: string; readonly tenantId: string }
  | { readonly kind: "managed_identity"; readonly appId: string; readonly tenantId: string };

export interface TeamsConfig {
  readonly auth: TeamsAuth;
  /** Hosts of service URLs besides Microsoft's own, such as a private cloud's. */
  readonly serviceHosts: readonly string[];
  /** Answers for one person are shown to them in the thread itself, where the tenant has that preview. */
  readonly targetedMessages: boolean;
}

export const teamsVariables = {
  TEAMS_APP_ID: z.guid("must be the bot's application (client) id, a GUID").optional(),
  TEAMS_APP_PASSWORD: z.string().min(1).optional(),
  TEAMS_TENANT_ID: z.guid("must be the id of your directory (tenant), a GUID").optional(),
  TEAMS_MANAGED_IDENTITY: flag.default(false),
  TEAMS_ALLOW_ANONYMOUS: flag.default(false),
  TEAMS_SERVICE_HOSTS: commaList,
  TEAMS_TARGETED_MESSAGES: flag.default(false),
};

type TeamsVariables = Read<typeof teamsVariables>;

/** What is missing of a bot that is half configured, and what excludes what. `host` is where the server listens. */
export function teamsProblems(v: TeamsVariables, host: string): readonly string[] {
  if (v.TEAMS_ALLOW_ANONYMOUS) {
    const problems: string[] = [];
    if (!isLoopback(host))
      problems.push(
        `TEAMS_ALLOW_ANONYMOUS lets everybody in who reaches the port, so it needs a loopback HOST such as 127.0.0.1 (it is "${host}")`,
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

/** null: no bot in Teams. */
export function teamsOf(v: TeamsVariables): TeamsConfig | null {
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
