// Looks through a thread or a channel for a message of ours whose fate is unknown. Every message carries in its metadata what
// it is: the delivery's id, or the card's key. Channels show the newest first, threads the oldest.

import type { WebClient } from "@slack/web-api";
import type { SlackThread } from "../thread.ts";

export const eventType = "resync";

/** What a message of ours says of itself, read by nobody but us. */
export interface Mark {
  readonly id?: string;
  readonly card?: string;
  /** The card that it tells of. */
  readonly of?: string;
}

export interface SentMessage {
  readonly ts: string;
  readonly mark: Mark;
  readonly files: readonly string[];
}

/** As little as is needed of it, so that calls can be paced. */
export type Ask = <T>(method: string, work: (client: WebClient) => Promise<T>) => Promise<T>;

const pageSize = 200;
const pagesAtMost = 10;

/** The newest of ours that fits; null: it is not there. */
export async function findSent(
  ask: Ask,
  place: SlackThread,
  since: Date,
  fits: (message: SentMessage) => boolean,
): Promise<SentMessage | null> {
  let cursor: string | undefined;
  let found: SentMessage | null = null;
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { messages, next } = await readPage(ask, place, since, cursor);
    const fitting = messages.filter((each) => fits(each));
    // Where the newest come first, the first that fits is it.
    if (place.ts === null && fitting[0]) return fitting[0];
    found = fitting.at(-1) ?? found;
    if (!next) break;
    cursor = next;
  }
  return found;
}

/** The messages after one, whoever wrote them; at most one page. */
export async function sentAfter(ask: Ask, place: SlackThread, ts: string): Promise<readonly SentMessage[]> {
  const { messages } = await readPage(ask, place, new Date(Number(ts) * 1_000), undefined);
  return messages.filter((each) => Number(each.ts) > Number(ts));
}

async function readPage(ask: Ask, { channel, ts }: SlackThread, since: Date, cursor: string | undefined) {
  const asked = {
    channel,
    oldest: (since.getTime() / 1_000).toFixed(6),
    limit: pageSize,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  };
  const page =
    ts === null
      ? await ask("conversations.history", (client) => client.conversations.history(asked))
      : await ask("conversations.replies", (client) => client.conversations.replies({ ...asked, ts }));
  return {
    messages: (page.messages ?? []).flatMap((message) => readMessage(message)),
    next: page.response_metadata?.next_cursor ?? "",
  };
}

function readMessage(message: unknown): readonly SentMessage[] {
  if (!isRecord(message) || typeof message.ts !== "string") return [];
  const files = Array.isArray(message.files) ? message.files : [];
  return [
    {
      ts: message.ts,
      mark: markOf(message.metadata),
      files: files.flatMap((file) => (isRecord(file) && typeof file.name === "string" ? [file.name] : [])),
    },
  ];
}

/** What a message's metadata says; nothing when it is none of ours. */
export function markOf(metadata: unknown): Mark {
  if (!isRecord(metadata) || metadata.event_type !== eventType || !isRecord(metadata.event_payload))
    return {};
  const { id, card, of } = metadata.event_payload;
  return {
    ...(typeof id === "string" ? { id } : {}),
    ...(typeof card === "string" ? { card } : {}),
    ...(typeof of === "string" ? { of } : {}),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
