// The way in alone, before a Slack that plays along.

import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { createInstallations } from "#adapters/slack/installations.ts";
import { openWayIn, type WayInOptions } from "#adapters/slack/way-in.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { SlackInstallation, SlackInstallations } from "#ports/slack-installations.ts";
import type { Webhook } from "#ports/webhook.ts";
import { type ReceptionDouble, receptionDouble } from "../../support/reception-double.ts";
import { botToken, openSlackWorld, type SlackWorld, signingSecret } from "./slack-world.ts";

export interface OpenWayIn extends AsyncDisposable {
  readonly world: SlackWorld;
  readonly reception: ReceptionDouble;
  readonly webhooks: readonly Webhook[];
  answered(thread: string, asked?: string | null): void;
  meant(event: ChatEvent): void;
}

export async function wayIn(more: Partial<WayInOptions> = {}): Promise<OpenWayIn> {
  const parts = new AsyncDisposableStack();
  const world = parts.use(await openSlackWorld());
  const reception = receptionDouble();
  const opened = parts.use(openOn(world, { reception, ...more }));
  world.deliverTo(opened.webhooks);
  return {
    world,
    reception,
    webhooks: opened.webhooks,
    answered: opened.answered,
    meant: opened.meant,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export function openOn(
  world: SlackWorld,
  more: Partial<WayInOptions> &
    Pick<WayInOptions, "reception"> & {
      readonly store?: SlackInstallations;
      readonly botToken?: string | null;
    },
) {
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
  const key = randomBytes(32);
  const options: WayInOptions = {
    signingSecret,
    appToken: null,
    apiUrl: world.apiUrl,
    install: null,
    key,
    tookPart: async () => false,
    now: () => new Date(),
    log,
    ...more,
  };
  const installations = createInstallations({
    botToken: more.botToken === undefined ? botToken : more.botToken,
    apiUrl: world.apiUrl,
    store: more.store ?? memoryInstallations(),
    key: options.key,
    install: options.install,
    log,
  });
  return openWayIn(options, installations, async (identity) => {
    const user = identity.split("/")[1];
    const opened = await world.api(botToken, "conversations.open", { users: user });
    return `${world.team}/${(opened.channel as { id: string }).id}`;
  });
}

export function memoryInstallations(): SlackInstallations & {
  readonly rows: Map<string, SlackInstallation>;
} {
  const rows = new Map<string, SlackInstallation>();
  return {
    rows,
    get: async (key) => rows.get(key) ?? null,
    put: async (row) => void rows.set(row.key, row),
    remove: async (key) => void rows.delete(key),
  };
}
