// One message on its way: posted, edited or shown to one person, each call paced, with what can be cured on the spot cured
// once. A channel that we are not in is joined, what is too long is rendered shorter, a layout refused is rendered simpler.

import type { KnownBlock } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import type { RenderOptions, SlackMessage } from "../blocks/render-message.ts";
import type { SlackThread } from "../thread.ts";
import { type Ask, eventType, type Mark } from "./find-sent.ts";
import type { Pace } from "./pace.ts";
import { sendingFault, wordOf } from "./sending-fault.ts";

/** The message, rendered again when Slack wants it otherwise. */
export type Drawn = (options: Pick<RenderOptions, "room" | "simple">) => SlackMessage;

export interface OutgoingDeps {
  readonly clientFor: (team: string) => Promise<WebClient>;
  readonly pace: Pace;
  readonly log: Logger;
  /** The longest a message waits for its turn before the caller is told to come again. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

export interface Outgoing {
  /** The timestamp of the new message. */
  post(place: SlackThread, drawn: Drawn, mark: Mark, more?: { readonly broadcast: boolean }): Promise<string>;
  update(place: SlackThread, ts: string, drawn: Drawn, mark: Mark): Promise<void>;
  showTo(user: string, place: SlackThread, drawn: Drawn): Promise<void>;
  /** The channel of a direct message. */
  direct(team: string, user: string): Promise<string>;
  upload(place: SlackThread, file: { readonly name: string; readonly text: string }): Promise<void>;
  /** Any other call, paced, its errors as Faults. `patienceMs`: the longest it waits for its turn. */
  asking(place: Pick<SlackThread, "team" | "channel">, patienceMs?: number): Ask;
}

const shorter = 6_000;
const tooLong = new Set(["msg_too_long", "msg_blocks_too_long"]);
const notDrawn = new Set(["invalid_blocks", "invalid_blocks_format", "invalid_attachments"]);

export function createOutgoing(deps: OutgoingDeps): Outgoing {
  const { clientFor, pace, log, patienceMs, signal } = deps;

  async function call<T>(
    place: Pick<SlackThread, "team" | "channel">,
    method: string,
    work: (client: WebClient) => Promise<T>,
    more: { readonly inLine?: boolean; readonly patienceMs?: number } = {},
  ): Promise<T> {
    const { team, channel } = place;
    const client = await clientFor(team);
    return pace.call(
      {
        team,
        method,
        patienceMs: more.patienceMs ?? patienceMs,
        signal,
        ...(more.inLine ? { channel } : {}),
      },
      async () => {
        try {
          return await work(client);
        } catch (error) {
          throw sendingFault(error, channel);
        }
      },
    );
  }

  /** Sends, and once more for each thing that can be cured. */
  async function cured<T>(
    place: SlackThread,
    drawn: Drawn,
    send: (message: SlackMessage) => Promise<T>,
  ): Promise<T> {
    const tried = new Set<string>();
    let options: Pick<RenderOptions, "room" | "simple"> = {};
    for (;;) {
      try {
        return await send(drawn(options));
      } catch (error) {
        const fault = sendingFault(error, place.channel);
        const cure = cureOf(wordOf(fault), place);
        if (cure === null || tried.has(cure)) throw fault;
        tried.add(cure);
        if (cure === "join") await join(place, fault);
        else options = { ...options, ...(cure === "shorter" ? { room: shorter } : { simple: true }) };
        if (cure === "simpler")
          log.warn(
            { channel: place.channel, slack: wordOf(fault) },
            "Slack refused the layout of a message; it is sent in the simplest one.",
          );
      }
    }
  }

  async function join(place: SlackThread, outside: Fault): Promise<void> {
    try {
      await call(place, "conversations.join", (client) =>
        client.conversations.join({ channel: place.channel }),
      );
    } catch (error) {
      // What keeps us out is what has to be told; that we may not join by ourselves is part of its cure.
      throw sendingFault(error, place.channel).retryable ? error : outside;
    }
  }

  return {
    post: (place, drawn, mark, more) =>
      cured(place, drawn, async (message) => {
        const { ts } = await call(
          place,
          "chat.postMessage",
          (client) =>
            client.chat.postMessage({
              channel: place.channel,
              ...content(message),
              ...threaded(place, more?.broadcast === true),
              metadata: { event_type: eventType, event_payload: { ...mark } },
              unfurl_links: false,
              unfurl_media: false,
            }),
          { inLine: true },
        );
        if (ts === undefined)
          throw new Fault("bad_gateway", "Slack took a message and did not say where it stands.", {
            retryable: true,
            detail: { ambiguous: true },
          });
        return ts;
      }),

    async update(place, ts, drawn, mark) {
      await cured(place, drawn, (message) =>
        call(place, "chat.update", (client) =>
          client.chat.update({
            channel: place.channel,
            ts,
            ...content(message),
            metadata: { event_type: eventType, event_payload: { ...mark } },
          }),
        ),
      );
    },

    async showTo(user, place, drawn) {
      await cured(place, drawn, (message) =>
        call(
          place,
          "chat.postEphemeral",
          (client) =>
            client.chat.postEphemeral({
              channel: place.channel,
              user,
              ...content(message),
              ...(place.ts === null ? {} : { thread_ts: place.ts }),
            }),
          { inLine: true },
        ),
      );
    },

    async direct(team, user) {
      const { channel } = await call({ team, channel: user }, "conversations.open", (client) =>
        client.conversations.open({ users: user }),
      );
      if (!channel?.id)
        throw new Fault("bad_gateway", `Slack opened no direct message with ${user}.`, { retryable: true });
      return channel.id;
    },

    async upload(place, { name, text }) {
      const options = { channel_id: place.channel, filename: name, title: name, content: text };
      await call(place, "files.uploadV2", (client) =>
        client.filesUploadV2(place.ts === null ? options : { ...options, thread_ts: place.ts }),
      );
    },

    asking: (place, most) => (method, work) =>
      call(place, method, work, most === undefined ? {} : { patienceMs: most }),
  };
}

function cureOf(word: string, { channel }: SlackThread): "join" | "shorter" | "simpler" | null {
  if (word === "not_in_channel" && channel.startsWith("C")) return "join";
  if (tooLong.has(word)) return "shorter";
  return notDrawn.has(word) ? "simpler" : null;
}

function content({ text, blocks }: SlackMessage): { text: string; blocks: KnownBlock[] } {
  return { text, blocks };
}

/** Both or neither, as Slack's types want it: only what stands in a thread can be shown in the channel as well. */
function threaded({ ts }: SlackThread, broadcast: boolean) {
  if (ts === null) return {};
  return broadcast ? { thread_ts: ts, reply_broadcast: true as const } : { thread_ts: ts };
}
