// The product as it starts, in a Slack that runs here: its people, its channel, and what Resync has posted there as people see it.

import { expect } from "vitest";
import { forwardTo } from "../../adapters/slack/forward-to.ts";
import { channel, peopleAt, users } from "../../adapters/slack/people.ts";
import { type Part, see } from "../../adapters/slack/seen.ts";
import {
  botToken,
  openSlackWorld,
  type SlackWorld,
  signingSecret,
  team,
} from "../../adapters/slack/slack-world.ts";
import { type TestApp, testApp } from "../../support/app.ts";

export interface Posted {
  readonly ts: string;
  /** The message whose thread it is in; null: it stands in the channel itself. */
  readonly root: string | null;
  readonly text: string;
}

export interface SlackStage extends AsyncDisposable {
  readonly world: SlackWorld;
  readonly app: TestApp;
  readonly people: ReturnType<typeof peopleAt>;
  /** The channel, as platforms name it. */
  readonly place: string;
  /** What Resync has posted below a message of the channel; null: in the channel itself; absent: anywhere in it. */
  posted(under?: string | null): readonly Posted[];
  /** The last of these that reads so, as soon as there is one. */
  shown(under: string | null | undefined, so: RegExp): Promise<Posted>;
}

/** Alerts go to the channel. `env`: what the configuration says besides. */
export async function slackStage(env: Readonly<Record<string, string>>): Promise<SlackStage> {
  await using opening = new AsyncDisposableStack();
  const world = opening.use(await openSlackWorld({ channel, users }));
  const app = opening.use(
    await testApp({
      env: {
        SLACK_BOT_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_API_URL: world.apiUrl,
        ONCALL_CHANNEL: `slack:${channel}`,
        ...env,
      },
    }),
  );
  world.deliverTo([forwardTo(`${app.url}/slack/events`)]);
  // What Slack still has to deliver when Resync is gone goes nowhere.
  opening.defer(() => world.deliverTo([]));

  function posted(under?: string | null): readonly Posted[] {
    return (world.rows("messages") as readonly Part[])
      .filter(({ user, channel_id: at }) => user === world.botUser && at === channel)
      .map(({ ts, thread_ts: root, blocks, text }) => ({
        ts: String(ts),
        root: !root || root === ts ? null : String(root),
        text: see((blocks ?? []) as readonly Part[], String(text)).text,
      }))
      .filter(({ root }) => under === undefined || root === under);
  }

  const parts = opening.move();
  return {
    world,
    app,
    people: peopleAt(world),
    place: `${team}/${channel}`,
    posted,
    async shown(under, so) {
      const look = () => posted(under).findLast(({ text }) => so.test(text));
      await expect
        .poll(look, { timeout: 30_000, interval: 50 })
        .toBeDefined()
        .catch(() => expect.unreachable(`${so} is not among ${JSON.stringify(posted(under), null, 1)}`));
      return look() ?? { ts: "", root: null, text: "" };
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
