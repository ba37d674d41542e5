import { pino } from "pino";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { newId } from "#core/ids.ts";
import { outboxContract } from "../../contracts/outbox.ts";
import { testDatabase } from "../../support/database.ts";

outboxContract({
  async open() {
    await using undo = new AsyncDisposableStack();
    const { url } = undo.use(await testDatabase());
    const db = undo.use(openDatabase({ url, log: pino({ level: "silent" }) }));
    const conversations = createConversations(db);
    const owned = undo.move();
    return {
      outbox: createOutbox(db),
      put: (platform, thread, payload) => put(conversations, platform, thread, payload),
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  },
});

function put(
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
  return conversations.record(
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
