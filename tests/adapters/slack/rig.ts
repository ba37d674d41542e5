// Slack for the suite that every chat platform keeps: people write through emulate, whose events come over real HTTP, and press
// and fill in through signed payloads; what stands in Slack is read back from emulate.

import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { createSlack, type Slack } from "#adapters/slack/create-slack.ts";
import type { Reception } from "#ports/reception.ts";
import type { OpenPlatform, PlatformRig } from "../../contracts/chat-platform.ts";
import { memoryInstallations } from "./open-way-in.ts";
import { channel, peopleAt, users } from "./people.ts";
import { botToken, openSlackWorld, signingSecret, team } from "./slack-world.ts";

export const slackRig: PlatformRig = {
  name: "Slack",
  longest: 12_000,
  saysCut: { en: /left out|not shown|does not fit/, pt: /omitida|não (?:é|são) mostrad|não cabe/ },
  people: {
    ana: { name: "Ana Ávila", email: "ana@example.com", identity: `slack:${team}/${users.ana}` },
    rui: { name: "Rui Brandão", email: "rui@example.com", identity: `slack:${team}/${users.rui}` },
  },
  channel: `slack:${channel}`,
  patienceMs: 10_000,
  open,
};

async function open(reception: Reception): Promise<OpenPlatform> {
  const world = await openSlackWorld({ channel, users });
  const spoken = new Set<string>();
  /** As the database has them: by where they stand and how Slack refers to them. */
  const cards = new Set<string>();
  const listening: Reception = {
    who: (speaker) => reception.who(speaker),
    localeOf: (speaker) => reception.localeOf(speaker),
    formFor: (press) => reception.formFor(press),
    home: (person, locale) => reception.home(person, locale),
    prompts: (person, locale) => reception.prompts(person, locale),
    async receive(event) {
      await reception.receive(event);
      spoken.add(event.conversationId);
    },
  };
  const start = async (): Promise<Slack> => {
    const slack = await createSlack({
      botToken,
      signingSecret,
      appToken: null,
      apiUrl: world.apiUrl,
      install: null,
      key: randomBytes(32),
      installations: memoryInstallations(),
      reception: listening,
      tookPart: async (conversation, root) =>
        spoken.has(conversation) || (root !== null && cards.has(`${root.thread} ${root.ref}`)),
      now: () => new Date(),
      log: pino({ level: process.env.TEST_LOG ?? "silent" }),
      sending: { pace: {}, editMs: 20, editPatienceMs: 1 },
    });
    world.deliverTo(slack.webhooks);
    const { showCard } = slack;
    return {
      ...slack,
      async showCard(thread, card, reply) {
        const ref = (await showCard?.(thread, card, reply)) ?? null;
        if (ref !== null) cards.add(`${thread} ${ref}`);
        return ref;
      },
    };
  };
  let slack = await start();
  return {
    ...peopleAt(world),
    get platform() {
      return slack;
    },
    async restart() {
      await slack[Symbol.asyncDispose]();
      slack = await start();
    },
    async [Symbol.asyncDispose]() {
      await world.delivered();
      await slack[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
