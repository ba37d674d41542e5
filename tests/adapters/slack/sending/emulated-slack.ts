// Vercel's emulator of Slack, with a workspace of ours in it: state that we did not write.

import { createServer } from "node:net";
import { WebClient } from "@slack/web-api";
import { createEmulator } from "emulate";

export interface EmulatedSlack extends AsyncDisposable {
  readonly team: string;
  readonly bot: WebClient;
  /** Ana reads what people see. */
  readonly ana: WebClient;
  readonly anaId: string;
  channel(name: string): Promise<string>;
}

export async function emulatedSlack(): Promise<EmulatedSlack> {
  const slack = await createEmulator({
    service: "slack",
    port: await freePort(),
    seed: {
      tokens: {},
      slack: {
        team: { name: "Lab", domain: "lab" },
        users: [
          { name: "ana", real_name: "Ana" },
          { name: "bo", real_name: "Bo" },
        ],
        channels: [
          { name: "incidents", topic: "Incidents" },
          { name: "quiet", topic: "Nobody is here" },
        ],
        oauth_apps: [
          {
            client_id: "1.2",
            client_secret: "none",
            app_id: "A1",
            name: "Resync",
            bot_name: "resync",
            bot_id: "B0RESYNC",
            bot_user_id: "U0RESYNC",
            redirect_uris: [],
            scopes: [],
            user_scopes: [],
          },
        ],
        tokens: [
          {
            token: "xoxb-resync",
            type: "bot",
            user_id: "U0RESYNC",
            app_id: "A1",
            bot_id: "B0RESYNC",
            bot_user_id: "U0RESYNC",
          },
          { token: "xoxp-ana", type: "user", user: "ana", app_id: "A1" },
        ],
      },
    },
  });
  const client = (token: string) =>
    new WebClient(token, { slackApiUrl: `${slack.url}/api/`, retryConfig: { retries: 0 }, timeout: 10_000 });
  const ana = client("xoxp-ana");
  const { team_id: team = "", user_id: anaId = "" } = await ana.auth.test();
  return {
    team,
    ana,
    anaId,
    bot: client("xoxb-resync"),
    async channel(name) {
      const { channels = [] } = await ana.conversations.list();
      return channels.find((each) => each.name === name)?.id ?? "";
    },
    [Symbol.asyncDispose]: async () => void (await slack.close()),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
