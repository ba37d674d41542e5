// The manifest is what a new user's Slack app is made of: what the code listens to or calls and the manifest does not declare
// fails at a customer's, and what is declared and unused is a right we ask for and do not need.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { askCallback, commandName, explainCallback } from "#adapters/slack/listen-to-commands.ts";
import { botScopes } from "#adapters/slack/scopes.ts";
import { wayIn } from "./open-way-in.ts";

interface Manifest {
  readonly display_information: {
    readonly name: string;
    readonly description: string;
    readonly long_description: string;
  };
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>;
    readonly agent_view: {
      readonly agent_description: string;
      readonly suggested_prompts: readonly { readonly title: string; readonly message: string }[];
    };
    readonly slash_commands: readonly {
      readonly command: string;
      readonly url: string;
      readonly description: string;
      readonly usage_hint: string;
      readonly should_escape: boolean;
    }[];
    readonly shortcuts: readonly {
      readonly type: string;
      readonly callback_id: string;
      readonly name: string;
      readonly description: string;
    }[];
  };
  readonly oauth_config: {
    readonly redirect_urls: readonly string[];
    readonly scopes: { readonly bot: readonly string[] };
  };
  readonly settings: {
    readonly event_subscriptions: { readonly request_url: string; readonly bot_events: readonly string[] };
    readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string };
    readonly org_deploy_enabled: boolean;
    readonly token_rotation_enabled: boolean;
  };
}

const root = new URL("../../../", import.meta.url);
const manifest = parse(readFileSync(new URL("manifest.yml", root), "utf8")) as Manifest;
const source = (function read(dir: URL): string {
  return readdirSync(dir, { withFileTypes: true })
    .map((entry) =>
      entry.isDirectory()
        ? read(new URL(`${entry.name}/`, dir))
        : readFileSync(new URL(entry.name, dir), "utf8"),
    )
    .join("\n");
})(new URL("adapters/slack/", root));

/** What Slack sends each event for, by its reference. */
const scopesOfEvent: Readonly<Record<string, readonly string[]>> = {
  app_mention: ["app_mentions:read"],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
  "message.im": ["im:history"],
  "message.mpim": ["mpim:history"],
  team_join: ["users:read"],
  user_change: ["users:read"],
  agent_session_stopped: ["assistant:write"],
  reaction_added: ["reactions:read"],
  app_home_opened: [],
  app_uninstalled: [],
  tokens_revoked: [],
};

/** What Slack lets an app call each method for, by its reference. The address in `users.info` is a scope of its own. */
const scopesOfMethod: Readonly<Record<string, readonly string[]>> = {
  "auth.test": [],
  "users.info": ["users:read", "users:read.email"],
  "users.lookupByEmail": ["users:read.email"],
  "views.open": [],
  "views.update": [],
  "views.publish": [],
  "chat.postMessage": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
  "chat.update": ["chat:write"],
  "chat.delete": ["chat:write"],
  "chat.getPermalink": [],
  "conversations.open": ["im:write"],
  "conversations.join": ["channels:join"],
  "conversations.history": ["channels:history", "groups:history", "im:history", "mpim:history"],
  "conversations.replies": ["channels:history", "groups:history", "im:history", "mpim:history"],
  "reactions.add": ["reactions:write"],
  "reactions.remove": ["reactions:write"],
  "files.info": ["files:read"],
  "files.uploadV2": ["files:write"],
  "files.getUploadURLExternal": ["files:write"],
  "files.completeUploadExternal": ["files:write"],
  "assistant.threads.setStatus": ["assistant:write"],
  "assistant.threads.setSuggestedPrompts": ["assistant:write"],
};

/** Calls on a client, as they are written: `client.chat.update(`, `(await clientFor(team)).reactions.add(`. */
const methodsCalled = [
  ...new Set(
    [
      ...source.matchAll(
        /\.((?:auth|users|views|chat|conversations|reactions|files|assistant\.threads|agents)(?:\.\w+)*\.?\w*)\(/g,
      ),
    ]
      .map(([, method = ""]) => method)
      .filter((method) => method.includes("."))
      .concat(source.includes("filesUploadV2(") ? ["files.uploadV2"] : []),
  ),
].sort();

describe("the manifest of the Slack app", () => {
  it("subscribes to every event that is listened to, and to no other", () => {
    const listened = [...source.matchAll(/app\.event\(\s*"(\w+)"/g)].map(([, event]) => event);
    const subscribed = manifest.settings.event_subscriptions.bot_events;
    expect([...new Set(subscribed.map((event) => event.split(".")[0]))].sort()).toEqual(
      [...new Set(listened)].sort(),
    );
    expect(subscribed.filter((event) => event.startsWith("message."))).toEqual([
      "message.channels",
      "message.groups",
      "message.im",
      "message.mpim",
    ]);
  });

  it("asks for the scopes of what is listened to and called, and for no other", () => {
    const needed = new Set(["commands"]);
    for (const event of manifest.settings.event_subscriptions.bot_events) {
      const scopes = scopesOfEvent[event];
      if (!scopes) throw new Error(`Nobody wrote down which scopes the event ${event} needs.`);
      for (const scope of scopes) needed.add(scope);
    }
    expect(methodsCalled).toContain("users.info");
    expect(methodsCalled).toContain("users.lookupByEmail");
    for (const method of methodsCalled) {
      const scopes = scopesOfMethod[method];
      if (!scopes) throw new Error(`Nobody wrote down which scopes the method ${method} needs.`);
      for (const scope of scopes) needed.add(scope);
    }
    const asked = manifest.oauth_config.scopes.bot;
    expect([...asked].sort()).toEqual([...needed].sort());
    expect([...botScopes].sort()).toEqual([...asked].sort());
  });

  it("declares the command and the shortcuts that are answered, and no other", () => {
    const { slash_commands: commands, shortcuts } = manifest.features;
    expect(commands.map(({ command }) => command)).toEqual([commandName]);
    expect(commands[0]?.should_escape).toBe(true);
    expect(shortcuts.map(({ type, callback_id: id }) => `${type} ${id}`).sort()).toEqual([
      `global ${askCallback}`,
      `message ${explainCallback}`,
    ]);
    const answered = [...source.matchAll(/app\.(?:shortcut|command)\(/g)];
    expect(answered).toHaveLength(commands.length + shortcuts.length);
  });

  it("sends everything to the addresses that are served", async () => {
    await using at = await wayIn({ install: { clientId: "1.2", clientSecret: "s", workspaces: [] } });
    const { event_subscriptions: events, interactivity } = manifest.settings;
    const paths = (urls: readonly string[]) => urls.map((url) => new URL(url).pathname);
    const served = at.webhooks.map(({ method, path }) => `${method} ${path}`);
    const posted = [
      events.request_url,
      interactivity.request_url,
      manifest.features.slash_commands[0]?.url ?? "",
    ];
    for (const path of paths(posted)) expect(served).toContain(`POST ${path}`);
    for (const path of paths(manifest.oauth_config.redirect_urls)) expect(served).toContain(`GET ${path}`);
    expect(interactivity.is_enabled).toBe(true);
  });

  it("opens the start page, the messages and the agent's view, and whole organisations", () => {
    const { app_home: home, agent_view: agent } = manifest.features;
    expect(home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(agent.suggested_prompts).toHaveLength(4);
    expect(manifest.settings.org_deploy_enabled).toBe(true);
    // Rotated tokens would end after twelve hours: see install-flow.ts.
    expect(manifest.settings.token_rotation_enabled).toBe(false);
  });

  it("keeps within what Slack takes", () => {
    const { display_information: about, features } = manifest;
    const lengths: readonly (readonly [string, number, number])[] = [
      [about.name, 1, 35],
      [about.description, 1, 140],
      [about.long_description, 174, 4_000],
      [features.agent_view.agent_description, 1, 300],
      ...features.slash_commands.flatMap(({ description, usage_hint: hint }) => [
        [description, 1, 2_000] as const,
        [hint, 1, 1_000] as const,
      ]),
      ...features.shortcuts.flatMap(({ name, description }) => [
        [name, 1, 24] as const,
        [description, 1, 150] as const,
      ]),
    ];
    for (const [text, least, most] of lengths) {
      expect(text.length, text).toBeGreaterThanOrEqual(least);
      expect(text.length, text).toBeLessThanOrEqual(most);
    }
  });
});
