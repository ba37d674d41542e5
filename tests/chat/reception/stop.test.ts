// The platform's own Stop: it stops the answer, and never a job.

import { expect, test } from "vitest";
import { createStop } from "#chat/reception/stop.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Reply } from "#core/reply.ts";
import type { JobLink } from "#ports/job-links.ts";

const event: ChatEvent = {
  id: "e1",
  platform: "slack",
  thread: "T1/C1/17.1",
  conversationId: "c1",
  person: { id: "ana", name: "Ana", roles: ["operator"] },
  text: "",
  speaker: "U1",
  at: new Date(0),
};
const linkIn = (thread: string): JobLink => ({
  jobId: "3f2a91bc-1234-4234-8234-123456789abc",
  platform: "slack",
  thread,
  locale: "pt",
  cardRef: null,
  shown: 1,
});

async function pressedWith(links: readonly JobLink[]) {
  const stopped: string[] = [];
  const told: { readonly speaker: string | null; readonly reply: Reply }[] = [];
  const stop = createStop({
    stopAnswer: (conversation) => void stopped.push(conversation),
    links: { open: async () => links },
    tell: async (_id, { speaker }, reply) => void told.push({ speaker, reply }),
    timezone: "UTC",
    defaultLocale: "en",
    now: () => new Date(0),
  });
  await stop(event);
  return { stopped, told };
}

test("gives up the answer of that conversation, and says nothing where no job lives.", async () => {
  expect(await pressedWith([linkIn("T1/C2/9.9")])).toEqual({ stopped: ["c1"], told: [] });
});

test("offers the Stop of a job that lives in the thread to whoever pressed, in its language, and stops none.", async () => {
  const { stopped, told } = await pressedWith([linkIn(event.thread)]);
  expect(stopped).toEqual(["c1"]);
  expect(told).toHaveLength(1);
  expect(told[0]?.speaker).toBe("U1");
  expect(told[0]?.reply.text).toContain("continua");
  expect(told[0]?.reply.choices).toMatchObject([{ id: "cancel 3f2a91bc", form: true, style: "danger" }]);
});
