// What people see between their question and its answer. Where Slack shows a status, it says that we are looking; a mention in
// a channel that takes longer than a second gets eyes, which go with the answer. All of it is courtesy: what fails here is
// forgotten, and an answer that another process delivers leaves it standing a minute at most.

import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import { formatThread, type SlackThread } from "./thread.ts";

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
  /** The oldest question of the thread has its answer. */
  answered(thread: string): void;
}

interface Shown {
  end(): void;
}

/** Most answers are there before it. */
const statusAfterMs = 400;
const eyesAfterMs = 1_000;
const atMostMs = 60_000;

export function createThinking(clientFor: (team: string) => Promise<WebClient>, log: Logger): Thinking {
  const waiting = new Map<string, Shown[]>();
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
    const reaction = { channel, timestamp: ts, name: "eyes" };
    if (mention)
      timers.push(
        setTimeout(() => {
          undo.push(async () => (await clientFor(team)).reactions.remove(reaction));
          later(async () => (await clientFor(team)).reactions.add(reaction));
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
      const entry: Shown = {
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
    answered(thread) {
      waiting.get(thread)?.[0]?.end();
    },
    async [Symbol.asyncDispose]() {
      for (const entry of [...waiting.values()].flat()) entry.end();
      await Promise.allSettled(running);
    },
  };
}
