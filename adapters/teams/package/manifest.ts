// The manifest of the Teams app and its Portuguese strings, from what is configured. It asks for as little as the bot needs:
// no tabs, no access to other messages, no files, no calls.

import { createHash } from "node:crypto";
import type { Locale } from "#core/locale.ts";
import { commandLists } from "./command-lists.ts";

export interface TeamsApp {
  /** The bot's application (client) id, a GUID. */
  readonly appId: string;
  /** Where people reach Resync, `https://resync.example.com`. */
  readonly publicUrl: string;
  /** Of the app: Teams takes an update only with a higher one. */
  readonly version: string;
  /** Slash commands and private answers in channels: a preview that a tenant must have switched on. */
  readonly targetedMessages: boolean;
}

const descriptions: Readonly<Record<Locale, { readonly short: string; readonly full: string }>> = {
  en: {
    short: "Operations centre for HCL Workload Automation",
    full: "Ask about HCL Workload Automation jobs in a chat or a channel, in English or Portuguese, and get the answer with its evidence in seconds: what runs, what failed and why, what a job waits for, who owns it and what fixed it last time.\n\nRunbooks do what must be done. Their risky steps wait for the people who may decide, and show them exactly what would run and on what.\n\nResync changes nothing on its own authority, and says unknown when it does not know.",
  },
  pt: {
    short: "Centro de operações do HCL Workload Automation",
    full: "Pergunte sobre os jobs do HCL Workload Automation em uma conversa ou em um canal, em português ou inglês, e receba em segundos a resposta com sua evidência: o que está rodando, o que falhou e por quê, o que um job espera, quem é o dono e o que resolveu da última vez.\n\nRunbooks fazem o que precisa ser feito. Os passos arriscados esperam por quem pode decidir, e mostram exatamente o que seria executado e em quê.\n\nO Resync não muda nada por conta própria, e diz desconhecido quando não sabe.",
  },
};

export const manifestFiles = {
  manifest: "manifest.json",
  portuguese: "pt-br.json",
  color: "color.png",
  outline: "outline.png",
} as const;

export interface ManifestFiles {
  readonly manifest: object;
  readonly portuguese: object;
}

export function teamsManifest(app: TeamsApp): ManifestFiles {
  const schemaVersion = app.targetedMessages ? "1.29" : "1.19";
  const url = app.publicUrl.replace(/\/+$/, "");
  return {
    manifest: {
      $schema: schemaOf(schemaVersion, "MicrosoftTeams.schema.json"),
      manifestVersion: schemaVersion,
      version: app.version,
      id: packageId(app.appId),
      developer: { name: "Resync", websiteUrl: url, privacyUrl: url, termsOfUseUrl: url },
      name: { short: "Resync", full: "Resync for HCL Workload Automation" },
      description: descriptions.en,
      localizationInfo: {
        defaultLanguageTag: "en",
        additionalLanguages: [
          { languageTag: "pt", file: manifestFiles.portuguese },
          { languageTag: "pt-br", file: manifestFiles.portuguese },
        ],
      },
      icons: { color: manifestFiles.color, outline: manifestFiles.outline },
      accentColor: "#1F3A5F",
      bots: [
        {
          botId: app.appId,
          scopes: ["personal", "team", "groupChat"],
          isNotificationOnly: false,
          supportsFiles: true,
          supportsCalling: false,
          supportsVideo: false,
          ...(app.targetedMessages ? { supportsTargetedMessages: true } : {}),
          commandLists: commandLists.map(({ scopes, commands }) => ({
            scopes,
            ...(app.targetedMessages ? { triggers: ["mention", "slash"] } : {}),
            commands: commands.map(({ title, description }) => ({
              title: title.en,
              description: description.en,
            })),
          })),
        },
      ],
      // Who speaks, and to write to the members of a team who decide something.
      permissions: ["identity", "messageTeamMembers"],
      validDomains: [new URL(url).hostname],
      defaultInstallScope: "personal",
      defaultGroupCapability: { team: "bot", groupchat: "bot" },
    },
    portuguese: portugueseStrings(schemaVersion),
  };
}

function portugueseStrings(schemaVersion: string): object {
  const commands = commandLists.flatMap((list, at) =>
    list.commands.flatMap(({ title, description }, index) => {
      const key = `bots[0].commandLists[${at}].commands[${index}]`;
      return [
        [`${key}.title`, title.pt],
        [`${key}.description`, description.pt],
      ];
    }),
  );
  return {
    $schema: schemaOf(schemaVersion, "MicrosoftTeams.Localization.schema.json"),
    "name.short": "Resync",
    "name.full": "Resync para HCL Workload Automation",
    "description.short": descriptions.pt.short,
    "description.full": descriptions.pt.full,
    ...Object.fromEntries(commands),
  };
}

function schemaOf(version: string, file: string): string {
  return `https://developer.microsoft.com/json-schemas/teams/v${version}/${file}`;
}

/** Of the app, which is not the bot: the same for the same bot, so that a new package is an update of the old one. */
function packageId(appId: string): string {
  const hash = createHash("sha256").update(`resync teams app ${appId.toLowerCase()}`).digest("hex");
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}
