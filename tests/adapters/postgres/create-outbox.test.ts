import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { newId } from "#core/ids.ts";
import { outboxContract } from "../../contracts/outbox.ts";
import { cleanDatabase } from "./clean-database.ts";

outboxContract({
  async open() {
    const db = await cleanDatabase();
    const conversations = createConversations(db);
    return {
      outbox: createOutbox(db),
      put: (platform, thread, payload) => put(conversations, platform, thread, payload),
      everything: () => db.kysely.selectFrom("outbox").selectAll().execute(),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});

async function put(
  conversations: ReturnType<typeof createConversations>,
  platform: string,
  thread: string,
  payload: unknown,
): Promise<void> {
  const answer = {
    conversationId: thread,
    messageId: newId(),
    locale: "en",
    intent: { name: "greeting", slots: {}, confidence: 1 },
    agent: "concierge",
    text: "Hello.",
    data: null,
    sources: [],
    actions: [],
    asOf: null,
    elapsedMs: 1,
  } as const;
  const context = { boundAgent: null, lastIntent: null, lastSlots: {}, locale: null };
  await conversations.record(
    {
      conversationId: thread,
      platform,
      thread,
      personId: "p1",
      eventId: newId(),
      question: "hello",
      askedAt: new Date(),
      answer,
      context,
    },
    { payload },
  );
}
