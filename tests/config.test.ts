import { describe, expect, it } from "vitest";
import { readConfig } from "#config";
import { readAskConfig } from "../src/config/ask-config.ts";

const faultOf = (env: Record<string, string>): string => {
  try {
    readConfig(env, false);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("It was accepted.");
};

describe("the configuration", () => {
  it("needs nothing to start", () => {
    expect(readConfig({}, false)).toMatchObject({
      http: { port: 3000, host: "127.0.0.1" },
      dataDir: ".resync",
      databaseUrl: null,
      hwa: { remote: null, allowActions: false, pollSeconds: 30 },
      log: { format: "json" },
    });
  });

  it("names every variable at fault at once", () => {
    const message = faultOf({
      PORT: "abc",
      LOG_LEVEL: "loud",
      HWA_TLS_VERIFY: "maybe",
      RESYNC_TIMEZONE: "Mars/Base",
      RESYNC_ROLES: "cook",
    });
    for (const name of ["PORT", "LOG_LEVEL", "HWA_TLS_VERIFY", "RESYNC_TIMEZONE", "RESYNC_ROLES"]) {
      expect(message).toContain(`- ${name} `);
    }
  });

  it("takes the on-call channel by its id, and says so of a name", () => {
    expect(readConfig({}, false).chat.oncallChannel).toBeNull();
    expect(readConfig({ ONCALL_CHANNEL: "slack:C0ONCALL" }, false).chat.oncallChannel).toBe("slack:C0ONCALL");
    expect(readConfig({ ONCALL_CHANNEL: "teams:19:a@thread.tacv2" }, false).chat.oncallChannel).toBe(
      "teams:19:a@thread.tacv2",
    );
    expect(faultOf({ ONCALL_CHANNEL: "#oncall" })).toContain("the channel's id, not its name");
  });

  it("asks for credentials with a real HWA, and never shows a secret", () => {
    expect(faultOf({ HWA_URL: "https://mdm:31116" })).toContain("HWA_USER and HWA_PASSWORD, or HWA_API_KEY");
    expect(faultOf({ DATABASE_URL: "mysql://u:hunter2@db/x" })).not.toContain("hunter2");
    expect(faultOf({ RESYNC_ADMIN_TOKEN: "short-one" })).not.toContain("short-one");
  });

  it("lets strangers ask as viewers and guests nothing, unless it says otherwise", () => {
    expect(readConfig({}, false).chat).toMatchObject({ visitors: "viewer", guests: "nothing" });
    const turned = readConfig({ RESYNC_VISITORS: "Nothing", RESYNC_GUESTS: "viewer" }, false);
    expect(turned.chat).toMatchObject({ visitors: "nothing", guests: "viewer" });
    expect(faultOf({ RESYNC_GUESTS: "operator" })).toContain('RESYNC_GUESTS must be "viewer" or "nothing"');
  });

  it("takes several hosts, and an empty variable as unset", () => {
    const config = readConfig(
      {
        HWA_URL: "https://a:31116, https://b:31116",
        HWA_USER: "u",
        HWA_PASSWORD: "p",
        DATABASE_URL: "",
        PORT: "",
      },
      false,
    );
    expect(config.hwa.remote?.hosts).toEqual(["https://a:31116", "https://b:31116"]);
    expect(config.databaseUrl).toBeNull();
    expect(config.http.port).toBe(3000);
  });

  it("is not on Slack until it is told to be, and names what is missing", () => {
    expect(readConfig({}, false).slack).toBeNull();
    expect(readConfig({ SLACK_API_URL: "http://127.0.0.1:4003" }, false).slack).toBeNull();
    expect(faultOf({ SLACK_BOT_TOKEN: "xoxb-1" })).toContain(
      "- SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET (HTTP mode) or SLACK_APP_TOKEN (Socket Mode)",
    );
    expect(faultOf({ SLACK_SIGNING_SECRET: "s" })).toContain("- SLACK_SIGNING_SECRET needs SLACK_BOT_TOKEN");
    expect(faultOf({ SLACK_APP_TOKEN: "xapp-1" })).toContain("- SLACK_APP_TOKEN needs SLACK_BOT_TOKEN");
    expect(faultOf({ SLACK_CLIENT_ID: "1.2", SLACK_SIGNING_SECRET: "s" })).toContain(
      "- SLACK_CLIENT_ID needs SLACK_CLIENT_SECRET",
    );
    expect(faultOf({ SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "c" })).toContain(
      "- SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET",
    );
    const anybody = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "c", SLACK_SIGNING_SECRET: "s" };
    expect(faultOf(anybody)).toContain("- SLACK_CLIENT_ID needs SLACK_WORKSPACES");
    expect(faultOf({ ...anybody, SLACK_WORKSPACES: "acme" })).toContain("must be ids of workspaces");
    const named = readConfig({ ...anybody, SLACK_WORKSPACES: "T1, E2" }, false).slack;
    expect(named?.install?.workspaces).toEqual(["T1", "E2"]);
  });

  it("tells Slack's tokens apart without showing them", () => {
    const swapped = faultOf({ SLACK_BOT_TOKEN: "xapp-hunter2", SLACK_APP_TOKEN: "xoxb-hunter2" });
    expect(swapped).toContain("- SLACK_BOT_TOKEN is an app-level token");
    expect(swapped).toContain("- SLACK_APP_TOKEN is a bot's or a person's token");
    expect(swapped).not.toContain("hunter2");
  });

  it("reaches Slack where it is told to", () => {
    const env = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" };
    expect(readConfig(env, false).slack).toEqual({
      botToken: "xoxb-1",
      signingSecret: "s",
      appToken: null,
      apiUrl: "https://slack.com/api/",
      install: null,
    });
    const elsewhere = readConfig({ ...env, SLACK_API_URL: "http://127.0.0.1:4003/api" }, false);
    expect(elsewhere.slack?.apiUrl).toBe("http://127.0.0.1:4003/api/");
  });

  it("is frozen to its leaves", () => {
    const config = readConfig({}, false) as { http: { port: number } };
    expect(() => {
      config.http.port = 1;
    }).toThrow();
  });

  it("finds the server for a question by RESYNC_URL, else on this machine", () => {
    expect(readAskConfig({}).url).toBe("http://127.0.0.1:3000");
    expect(readAskConfig({ PORT: "4000" }).url).toBe("http://127.0.0.1:4000");
    expect(readAskConfig({ RESYNC_URL: "https://resync.example" }).url).toBe("https://resync.example");
    expect(() => readAskConfig({ RESYNC_URL: "resync" })).toThrow("RESYNC_URL");
  });
});
