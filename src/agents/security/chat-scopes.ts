// The Slack app may do what the code needs and nothing else. The manifest in the project is what is checked:
// an app changed by hand in Slack's console is not seen here.

import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Check, Finding } from "./finding.ts";

const needed = new Set([
  "app_mentions:read", // a question in a channel
  "chat:write", // its answer
  "commands", // /resync
  "im:history", // a question in a direct message
  "users:read", // who asks
  "users:read.email", // which person of ours that is
]);

/** Scopes that read what was not said to Resync, or that administer the workspace. */
const dangerous =
  /^admin|^(?:channels|groups|mpim):(?:history|write|manage)|^files:|^users?:write|^chat:write\.(?:public|customize)|^search:/;

const manifest = z.object({
  oauth_config: z.object({
    scopes: z.object({
      bot: z.array(z.string()).default([]),
      user: z.array(z.string()).default([]),
    }),
  }),
  settings: z
    .object({ event_subscriptions: z.object({ request_url: z.string().optional() }).optional() })
    .optional(),
});

export const chatScopes: Check = {
  name: "chat scopes",
  area: "permissions",
  async run({ files, projectDir }) {
    const text = await files.text(join(projectDir, "manifest.yml"));
    if (text === null) throw new Error("manifest.yml is missing");
    const { oauth_config, settings } = manifest.parse(parse(text));
    const { bot, user } = oauth_config.scopes;
    const findings: Finding[] = [];
    const extra = [...bot.filter((scope) => !needed.has(scope)), ...user.map((scope) => `${scope} (user)`)];
    if (extra.length > 0)
      findings.push({
        id: "chat-scope-not-needed",
        severity: user.length > 0 || extra.some((scope) => dangerous.test(scope)) ? "high" : "medium",
        title: {
          en: "The Slack app asks for scopes that Resync does not need",
          pt: "O app do Slack pede escopos de que o Resync não precisa",
        },
        evidence: `manifest.yml: ${extra.join(", ")}`,
        advice: {
          en: "Remove them from the manifest and from the app, then install it again.",
          pt: "Remova-os do manifesto e do app e instale-o de novo.",
        },
      });
    if (settings?.event_subscriptions?.request_url?.startsWith("http:"))
      findings.push({
        id: "chat-events-without-tls",
        severity: "high",
        title: { en: "Slack is told to call us without TLS", pt: "O Slack nos chama sem TLS" },
        evidence: "manifest.yml: the event request_url begins with http:",
        advice: { en: "Use an https:// address.", pt: "Use um endereço https://." },
      });
    return findings;
  },
};
