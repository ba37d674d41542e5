// How Slack reaches us and we reach Slack.

import { z } from "zod";
import { commaList, type Env, httpUrl, type Read } from "./variables.ts";

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
  readonly install: {
    readonly clientId: string;
    readonly clientSecret: string;
    /** Who may: whoever administers a workspace says who its people are, and what their addresses are. */
    readonly workspaces: readonly string[];
  } | null;
}

export const slackVariables = {
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
  SLACK_WORKSPACES: commaList.pipe(
    z.array(z.string().regex(/^[TE][A-Z0-9]{1,39}$/, "must be ids of workspaces (T…) or organisations (E…)")),
  ),
};

/** What keeps a half configured Slack from working: it must be able to reach us, and we must hold a token or get one. */
export function slackProblems(raw: Env): readonly string[] {
  const problems: string[] = [];
  const reached = raw.SLACK_SIGNING_SECRET || raw.SLACK_APP_TOKEN;
  const { SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret } = raw;
  if (id && !secret) problems.push("SLACK_CLIENT_ID needs SLACK_CLIENT_SECRET");
  if (secret && !id) problems.push("SLACK_CLIENT_SECRET needs SLACK_CLIENT_ID");
  if (id && secret && !raw.SLACK_WORKSPACES)
    problems.push(
      "SLACK_CLIENT_ID needs SLACK_WORKSPACES: the ids (T…, E…) of those who may install the app, since who administers a workspace says who its people are",
    );
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

/** null: not on Slack. */
export function slackOf(v: Read<typeof slackVariables>): SlackConfig | null {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = v;
  const install =
    clientId && clientSecret ? { clientId, clientSecret, workspaces: v.SLACK_WORKSPACES } : null;
  if (!v.SLACK_BOT_TOKEN && !install) return null;
  return {
    botToken: v.SLACK_BOT_TOKEN ?? null,
    signingSecret: v.SLACK_SIGNING_SECRET ?? null,
    appToken: v.SLACK_APP_TOKEN ?? null,
    apiUrl: (v.SLACK_API_URL ?? "https://slack.com/api/").replace(/\/*$/, "/"),
    install,
  };
}
