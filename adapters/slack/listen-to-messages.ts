// What people write: mentions in channels, direct messages, and replies in threads where Resync took part or that one of its
// cards began, where nobody has to call it again. Everything else that is written in a channel is none of our business and is dropped before it is read.

import type { App } from "@slack/bolt";
import { type SharedFile, sentFiles } from "./fetch-file.ts";
import { type Front, type Origin, originOf, timeOf } from "./front.ts";
import { callsOthers, mentions, messageText, peopleIn } from "./message-text.ts";
import { conversationOf, isDirect, rootOf, type SlackThread } from "./thread.ts";
import { words } from "./words.ts";

/** What mentions and messages have in common, of what we need. */
interface Written {
  readonly channel: string;
  readonly user?: string | undefined;
  readonly text?: string | undefined;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
  readonly channel_type?: string | undefined;
  readonly subtype?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly parent_user_id?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly files?: readonly SharedFile[] | undefined;
}

/** Of all that Slack calls a message, these are what somebody wrote just now. */
const written = new Set<string | undefined>([undefined, "file_share", "thread_broadcast", "me_message"]);

export function listenToMessages(app: App, front: Front): void {
  app.event("app_mention", async ({ event, body, context }) => {
    const origin = originOf(context);
    if (isOthers(event, origin)) await take(event as Written, body.event_id, origin, front);
  });
  app.event("message", async ({ event, body, context }) => {
    const origin = originOf(context);
    const message = event as Written;
    if (isOthers(message, origin) && (await concerns(message, origin, front)))
      await take(message, body.event_id, origin, front);
  });
}

/** Written by somebody, just now, and not by a program: what programs write to each other never ends. */
function isOthers(event: Written, { botUserId }: Origin): boolean {
  return (
    written.has(event.subtype) &&
    !event.bot_id &&
    !event.hidden &&
    event.user !== undefined &&
    event.user !== botUserId &&
    event.user !== "USLACKBOT"
  );
}

async function concerns(event: Written, { team, botUserId }: Origin, front: Front): Promise<boolean> {
  if (event.channel_type === "im" || isDirect(event.channel)) return true;
  // Slack tells of it twice; the mention is the one that counts.
  if (mentions(event.text ?? "", botUserId)) return false;
  if (event.thread_ts === undefined || callsOthers(event.text ?? "")) return false;
  if (event.parent_user_id === botUserId) return true;
  const thread = { team, channel: event.channel, ts: event.thread_ts };
  return front.tookPart(conversationOf(thread, event.user ?? ""), rootOf(thread));
}

async function take(event: Written, id: string, { team, botUserId }: Origin, front: Front): Promise<void> {
  const { channel, user = "", text = "", ts } = event;
  const direct = event.channel_type === "im" || isDirect(channel);
  const thread: SlackThread = { team, channel, ts: event.thread_ts ?? (direct ? null : ts) };
  const overheard = !direct && !mentions(text, botUserId);
  const others = peopleIn(text, botUserId);
  const names = others.length > 0 ? await front.people.names(team, others) : new Map<string, string>();
  const question = messageText(text, { botUserId, nameOf: (other) => names.get(other) });
  // A file beside what others say to each other is none of our business, and one without a word is nothing said to us there.
  const files = overheard ? [] : sentFiles(event.files);
  if (question === "" && files.length === 0 && event.subtype === "file_share") return;
  const { person, locale } = await front.handIn.say({
    id,
    thread,
    user,
    text: question === "" && files.length === 0 ? "help" : question,
    files,
    ...(question === "" ? { locale: "theirs" as const } : {}),
    at: timeOf(ts, front.now()),
    begins: event.thread_ts === undefined,
    ...(direct ? {} : { asked: ts }),
    overheard,
  });
  // Of what was only overheard nothing is shown before it is known to be for us.
  if (person && !overheard)
    front.thinking.begin({ thread, ts, mention: !direct, status: words[locale].thinking });
}
