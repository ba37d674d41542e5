// Whose token answers where. One workspace may be configured by its bot token; others install the app themselves and are
// kept, each under its workspace or, when a whole organisation installed it, under the organisation.

import { WebClient, type WebClientOptions } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import type { SlackInstallations } from "#ports/slack-installations.ts";
import { quietLogger } from "./quiet-logger.ts";
import { isRecord, textAt } from "./request-body.ts";
import { seal, unseal } from "./seal.ts";
import { slackFault } from "./slack-fault.ts";

/** The app in a workspace, or in all workspaces of an organisation. */
export interface Bot {
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly token: string;
  readonly botId: string;
  readonly botUserId: string;
}

export interface InstallationsOptions {
  readonly botToken: string | null;
  readonly apiUrl: string;
  readonly store: SlackInstallations;
  readonly key: Buffer;
  /** Whose installations count, by their ids; null: nobody installs the app themselves. */
  readonly install: { readonly workspaces: readonly string[] } | null;
  readonly log: Logger;
}

export interface Installations {
  /** Asks Slack who the configured bot is; a Fault when it does not say. */
  check(): Promise<void>;
  /** null: the app is not installed there. */
  botOf(team: string): Promise<Bot | null>;
  /**
   * The workspace a request is for, of all that it names, and the app there; Fault `forbidden` when we work for none of
   * them. A workspace that is met under its organisation for the first time is kept as the organisation's.
   */
  of(body: unknown): Promise<{ readonly team: string; readonly bot: Bot }>;
  /** Whose token serves a workspace, its own or its organisation's; Fault `not_found` when the app is not installed there. */
  serving(team: string): Promise<Bot>;
  clientFor(team: string): Promise<WebClient>;
  /** The workspace of the configured bot token; null without one, or where it is a whole organisation's. */
  homeTeam(): Promise<string | null>;
  /** Fault `forbidden` when neither the workspace nor its organisation may install the app. */
  keep(bot: Bot): Promise<void>;
  /**
   * Null where a workspace left, or an organisation did. What was installed after they left, as Slack tells the time, stays:
   * that they left is told again when Slack doubts that it was heard.
   */
  forget(place: {
    readonly team: string | null;
    readonly enterprise: string | null;
    readonly leftAt: Date;
  }): Promise<void>;
}

/** A token that Slack refused is not asked about with every request. */
const refusedForMs = 30_000;

/** No retries and no waiting in here: what must arrive waits in the outbox. */
export function clientOptions(apiUrl: string, log: Logger): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quietLogger(log),
  };
}

export function createInstallations(options: InstallationsOptions): Installations {
  const { store, key, log, apiUrl, botToken, install } = options;
  const clients = new LRUCache<string, WebClient>({ max: 1_000 });
  // Tokens are read for every request; a workspace that left is forgotten by its event, elsewhere within the minute.
  const remembered = new LRUCache<string, { readonly bot: Bot | null }>({ max: 1_000, ttl: 60_000 });
  let own: Promise<Bot> | null = null;
  let refused: { readonly fault: Fault; readonly until: number } | null = null;

  /** The configured bot; asked again while Slack does not answer. */
  async function ownBot(): Promise<Bot | null> {
    if (botToken === null) return null;
    if (refused && performance.now() < refused.until) throw refused.fault;
    own ??= whoIs(clientOf(botToken, null), botToken);
    try {
      return await own;
    } catch (error) {
      own = null;
      const fault = slackFault(error);
      refused = fault.retryable ? null : { fault, until: performance.now() + refusedForMs };
      throw fault;
    }
  }

  function mayInstall(team: string | null, enterprise: string | null): boolean {
    const named = install?.workspaces ?? [];
    return [team, enterprise].some((id) => id !== null && named.includes(id));
  }

  function clientOf(token: string, team: string | null): WebClient {
    const id = `${team} ${token}`;
    const known = clients.get(id);
    if (known) return known;
    const made = new WebClient(token, {
      ...clientOptions(apiUrl, log),
      ...(team === null ? {} : { teamId: team }),
    });
    clients.set(id, made);
    return made;
  }

  async function stored(place: string): Promise<Bot | null> {
    const known = remembered.get(place);
    if (known) return known.bot;
    const row = await store.get(place);
    const bot =
      !row || !mayInstall(row.teamId, row.enterpriseId)
        ? null
        : row.sealed
          ? readBot(unseal(row.sealed, place, key))
          : row.enterpriseId === null
            ? null
            : await stored(`enterprise:${row.enterpriseId}`);
    remembered.set(place, { bot });
    return bot;
  }

  async function botOf(team: string): Promise<Bot | null> {
    // A workspace that installed the app itself does not depend on the token of another one.
    let unsaid: unknown = null;
    const mine = await ownBot().catch((error: unknown) => {
      unsaid = error;
      return null;
    });
    if (mine?.teamId === team) return mine;
    const kept = await stored(team.startsWith("E") ? `enterprise:${team}` : `team:${team}`);
    if (!kept && unsaid !== null) throw unsaid;
    return kept;
  }

  async function serving(team: string): Promise<Bot> {
    const bot = (await botOf(team)) ?? (await ownBot());
    if (!bot || (bot.teamId !== null && bot.teamId !== team))
      throw new Fault("not_found", `Resync is not installed in the Slack workspace ${team} any more.`);
    return bot;
  }

  return {
    botOf,
    serving,

    async check() {
      await ownBot();
    },

    async of(body) {
      const { teams, enterprise } = placesIn(body);
      for (const team of teams) {
        const bot = await botOf(team);
        if (bot) return { team, bot };
      }
      const [team] = teams;
      const whole = enterprise === null ? null : await stored(`enterprise:${enterprise}`);
      const mine = await ownBot();
      const bot = whole ?? (enterprise !== null && mine?.enterpriseId === enterprise ? mine : null);
      if (!bot || enterprise === null)
        throw new Fault(
          "forbidden",
          `Resync is not installed in the Slack workspace ${team ?? enterprise ?? "of this request"}.`,
        );
      if (team === undefined) return { team: enterprise, bot };
      if (whole) {
        await store.put({ key: `team:${team}`, teamId: team, enterpriseId: enterprise, sealed: null });
        remembered.delete(`team:${team}`);
      }
      return { team, bot };
    },

    async clientFor(team) {
      const bot = await serving(team);
      return clientOf(bot.token, bot.teamId === null ? team : null);
    },

    async homeTeam() {
      return (await ownBot())?.teamId ?? null;
    },

    async keep(bot) {
      const { teamId, enterpriseId } = bot;
      if (!mayInstall(teamId, enterpriseId))
        throw new Fault(
          "forbidden",
          `Resync may not be installed in the Slack workspace ${teamId ?? enterpriseId}: SLACK_WORKSPACES does not name it.`,
        );
      const place = teamId === null ? `enterprise:${enterpriseId}` : `team:${teamId}`;
      await store.put({ key: place, teamId, enterpriseId, sealed: seal(JSON.stringify(bot), place, key) });
      remembered.clear();
    },

    async forget({ team, enterprise, leftAt }) {
      if (team !== null) await store.remove(`team:${team}`, leftAt);
      else if (enterprise !== null) await store.remove(`enterprise:${enterprise}`, leftAt);
      remembered.clear();
    },
  };
}

async function whoIs(client: WebClient, token: string): Promise<Bot> {
  const { team_id, enterprise_id, is_enterprise_install, bot_id, user_id } = await client.auth.test();
  return {
    teamId: is_enterprise_install ? null : (team_id ?? null),
    enterpriseId: enterprise_id ?? null,
    token,
    botId: bot_id ?? "",
    botUserId: user_id ?? "",
  };
}

function readBot(text: string): Bot {
  const kept: unknown = JSON.parse(text);
  const token = textAt(kept, "token");
  if (!isRecord(kept) || token === null)
    throw new Fault("internal", "A kept Slack installation has no token.");
  return {
    teamId: textAt(kept, "teamId"),
    enterpriseId: textAt(kept, "enterpriseId"),
    token,
    botId: textAt(kept, "botId") ?? "",
    botUserId: textAt(kept, "botUserId") ?? "",
  };
}

/**
 * Every workspace that a request names, the one most likely ours first: in channels shared between organisations, who spoke,
 * where they belong and where the app is installed are three workspaces.
 */
function placesIn(body: unknown): { readonly teams: readonly string[]; readonly enterprise: string | null } {
  const authorizations = isRecord(body) && Array.isArray(body.authorizations) ? body.authorizations : [];
  const teams = [
    ...authorizations.map((each) => textAt(each, "team_id")),
    textAt(body, "context_team_id"),
    textAt(body, "view", "app_installed_team_id"),
    textAt(body, "message", "team"),
    textAt(body, "team_id"),
    textAt(body, "team", "id"),
    textAt(body, "user", "team_id"),
  ];
  const enterprise = [
    ...authorizations.map((each) => textAt(each, "enterprise_id")),
    textAt(body, "context_enterprise_id"),
    textAt(body, "enterprise_id"),
    textAt(body, "enterprise", "id"),
    textAt(body, "team", "enterprise_id"),
  ];
  return {
    teams: [...new Set(teams.filter((team) => team !== null))],
    enterprise: enterprise.find((each) => each !== null) ?? null,
  };
}
