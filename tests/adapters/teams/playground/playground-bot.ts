// The adapter as the playground sees it: on a socket of this machine, without tokens, and with a house that answers what a test
// tells it to.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createTeams, type TeamsOptions, type TeamsPlatform } from "#adapters/teams/create-teams.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { TeamsConversation, TeamsConversations } from "#ports/teams-conversations.ts";
import { type ReceptionDouble, receptionDouble } from "../../../support/reception-double.ts";

export interface PlaygroundBot extends AsyncDisposable {
  readonly url: string;
  readonly platform: TeamsPlatform;
  readonly reception: ReceptionDouble;
  /** What the house does with what it is handed, after it has taken it. */
  onEvent: (event: ChatEvent) => Promise<void>;
}

export async function openPlaygroundBot(more: Partial<TeamsOptions> = {}): Promise<PlaygroundBot> {
  const reception = receptionDouble();
  const take = reception.receive.bind(reception);
  let platform: TeamsPlatform | null = null;
  const server = createServer(async (request, response) => {
    const webhook = platform?.webhooks[0];
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const answer = await webhook?.handle({
      method: request.method ?? "",
      url: request.url ?? "",
      headers: Object.fromEntries(
        Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(", ")]),
      ),
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer?.status ?? 503, answer?.headers).end(answer?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bot: PlaygroundBot = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`,
    platform: await createTeams({
      auth: { kind: "anonymous" },
      serviceHosts: [],
      targetedMessages: false,
      reception: {
        ...reception,
        formFor: (press) => reception.formFor(press),
        async receive(event) {
          await take(event);
          queueMicrotask(() => void bot.onEvent(event).catch((error: unknown) => failures.push(error)));
        },
      },
      conversations: conversationsInMemory(),
      now: () => new Date(),
      log: pino({ level: "silent" }),
      ...more,
    }),
    reception,
    onEvent: async () => {},
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await bot.platform[Symbol.asyncDispose]();
      if (failures.length > 0) throw new AggregateError(failures, "The bot could not answer.");
    },
  };
  const failures: unknown[] = [];
  platform = bot.platform;
  return bot;
}

function conversationsInMemory(): TeamsConversations {
  const kept = new Map<string, TeamsConversation>();
  return {
    async keep(conversation) {
      const known = kept.has(conversation.id);
      kept.delete(conversation.id);
      kept.set(conversation.id, conversation);
      return known ? "known" : "new";
    },
    find: async (id) => kept.get(id) ?? null,
    personalWith: async (id) => [...kept.values()].findLast(({ aadObjectId }) => aadObjectId === id) ?? null,
    latest: async () => [...kept.values()].at(-1) ?? null,
    async forget(id) {
      kept.delete(id);
    },
  };
}
