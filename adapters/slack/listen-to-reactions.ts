// A thumb on an answer of ours says what its giver thinks of it, as the button below it would. Which answer it is, the message says
// in its metadata; thumbs on anything else, and all other reactions, are between people.

import type { App } from "@slack/bolt";
import { type Front, originOf, timeOf } from "./front.ts";
import { markOf } from "./sending/find-sent.ts";
import { isDirect } from "./thread.ts";

const thumb = /^(?:(?<up>\+1|thumbsup)|-1|thumbsdown)(?:::skin-tone-\d)?$/;
/** Answers are known by ids like this one; news of jobs by others. */
const answerId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

export function listenToReactions(app: App, front: Front): void {
  app.event("reaction_added", async ({ event, body, context }) => {
    const { team, botUserId } = originOf(context);
    const { item, item_user: author, reaction, user } = event;
    const read = thumb.exec(reaction);
    if (!read || author !== botUserId || user === botUserId) return;
    const { channel, ts } = item;
    const client = await front.clientFor(team);
    // Of a message inside a thread, too, this gives just that message.
    const found = await client.conversations.replies({
      channel,
      ts,
      limit: 1,
      inclusive: true,
      include_all_metadata: true,
    });
    const message = found.messages?.find((each) => each.ts === ts);
    const { id } = markOf(message && "metadata" in message ? message.metadata : null);
    if (id === undefined || !answerId.test(id)) return;
    const under = message?.thread_ts ?? (isDirect(channel) ? null : ts);
    await front.handIn.say({
      id: body.event_id,
      thread: { team, channel, ts: under },
      user,
      text: `feedback ${read.groups?.up ? 5 : 1} answer=${id}`,
      locale: "theirs",
      at: timeOf(event.event_ts, front.now()),
      quiet: true,
      pressed: { filled: null },
    });
  });
}
