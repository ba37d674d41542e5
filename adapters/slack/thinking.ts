// What people see between their question and its answer. Where Slack shows a status, it says that we are looking; a mention in
// a channel that takes longer than a second gets eyes, which go with the answer, whichever process delivers it: should the one
// that put them there be gone, the answer knows the message. A status goes by itself with the answer, or after two minutes,
// which is Slack's own doing. All of it is courtesy: what fails here is forgotten.

import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import { formatThread, readThread, type SlackThread } from "./thread.ts";

export interface Asked {
  readonly thread: SlackThread;
  /** The message that asked. */
  readonly ts: string;
  /** Somebody called us in a channel, where a reaction is seen. */
  readonly mention: boolean;
  /** In the asker's language. */
  readonly status: string;
}

export interface Thinking extends AsyncDisposable {
  begin(asked: Asked): void;
  /** A question of the thread has its answer: that of this message, or the oldest. */
  answered(thread: string, asked?: string | null): void;
}

interface Shown {
  end(): void;
}

interface Waiting extends Shown {
  readonly ts: string;
}

/** Most answers are there before it. */
const statusAfterMs = 400;
const eyesAfterMs = 1_000;
const atMostMs = 60_000;

export function createThinking(clientFor: (team: string) => Promise<WebClient>, log: Logger): Thinking {
  const waiting = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();

  function run(work: Promise<unknown>): Promise<void> {
    const done = work.then(
      () => {},
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.debug({ reason }, "Slack did not show that an answer is being looked for.");
      },
    );
    running.add(done);
    void done.then(() => running.delete(done));
    return done;
  }

  const eyes = (channel: string, timestamp: string) => ({ channel, timestamp, name: "eyes" });

  async function closeEyes({ team, channel }: SlackThread, ts: string): Promise<unknown> {
    return (await clientFor(team)).reactions.remove(eyes(channel, ts));
  }

  function show({ thread, ts, mention, status }: Asked): Shown {
    const { team, channel } = thread;
    const undo: (() => Promise<unknown>)[] = [];
    // What is shown is taken back after it was shown, never before.
    let last: Promise<void> = Promise.resolve();
    const later = (work: () => Promise<unknown>): void => {
      last = run(last.then(work));
    };
    const setStatus = async (text: string) =>
      (await clientFor(team)).assistant.threads.setStatus({
        channel_id: channel,
        thread_ts: thread.ts ?? ts,
        status: text,
      });
    const timers = [
      setTimeout(() => {
        undo.push(() => setStatus(""));
        later(() => setStatus(status));
      }, statusAfterMs),
    ];
    if (mention)
      timers.push(
        setTimeout(() => {
          undo.push(() => closeEyes(thread, ts));
          later(async () => (await clientFor(team)).reactions.add(eyes(channel, ts)));
        }, eyesAfterMs),
      );
    return {
      end() {
        for (const timer of timers) clearTimeout(timer);
        for (const work of undo.splice(0)) later(work);
      },
    };
  }

  return {
    begin(asked) {
      const place = formatThread(asked.thread);
      const shown = show(asked);
      const entry: Waiting = {
        ts: asked.ts,
        end() {
          clearTimeout(forget);
          const left = (waiting.get(place) ?? []).filter((each) => each !== entry);
          if (left.length > 0) waiting.set(place, left);
          else waiting.delete(place);
          shown.end();
        },
      };
      const forget = setTimeout(() => entry.end(), atMostMs);
      waiting.set(place, [...(waiting.get(place) ?? []), entry]);
    },
    answered(thread, asked = null) {
      const here = waiting.get(thread) ?? [];
      const entry = asked === null ? here[0] : here.find(({ ts }) => ts === asked);
      const place = entry || asked === null ? null : readThread(thread);
      // Another process may have put them there, this one before it was started anew, or nobody.
      if (place && asked !== null) run(closeEyes(place, asked));
      else entry?.end();
    },
    async [Symbol.asyncDispose]() {
      for (const entry of [...waiting.values()].flat()) entry.end();
      await Promise.allSettled(running);
    },
  };
}
