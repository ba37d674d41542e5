// Questions asked of a bot, and what came of each: when it was acknowledged, when its answer came, and how often.

import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { Bot } from "./bots.ts";
import { directPlaces, type Place, type Question, questionAt } from "./traffic.ts";

/** As it is known so far: a second answer may still come. */
export interface Asked {
  readonly question: Question;
  readonly ackMs: number;
  readonly status: number;
  /** null: no answer came. */
  readonly answerMs: number | null;
  readonly answers: number;
  readonly said: string;
}

type Next = (index: number) => { readonly place: Place; readonly text: string };

export interface Asker extends AsyncDisposable {
  /** Asks `count` questions, so many in flight: each from its sending until its answer has come, or nobody waits any more. */
  ask(count: number, inFlight: number, next: Next): Promise<readonly Asked[]>;
  /** Everybody speaks once, so that nobody is looked up while it is measured. Throws when somebody is not answered. */
  warmUp(): Promise<void>;
  /** Sends one as Slack does, as often as wanted; returns how the first was acknowledged. */
  send(question: Question, retry?: number): Promise<{ status: number; ms: number }>;
  /** Messages that answered nothing that was asked, or something a second time. */
  readonly unasked: () => number;
}

type Waiting = { -readonly [name in keyof Asked]: Asked[name] } & {
  readonly began: number;
  readonly arrived: PromiseWithResolvers<void>;
};

const patienceMs = 15_000;

export function createAsker({ name, eventsUrl, slack }: Bot): Asker {
  const { origin, pathname } = new URL(eventsUrl);
  const pool = new Pool(origin, { connections: 64, keepAliveTimeout: 30_000 });
  /** By the thread that an answer to a mention goes to, or by the channel of a direct message. */
  const waiting = new Map<string, Waiting>();
  let unasked = 0;

  slack.onCall = ({ method, channel, under, text, at }) => {
    if (method !== "chat.postMessage") return;
    const one = (under !== null && waiting.get(`${channel} ${under}`)) || waiting.get(channel);
    if (!one) {
      unasked += 1;
      return;
    }
    one.answers += 1;
    if (one.answers > 1) return;
    one.answerMs = at - one.began;
    one.said = text;
    one.arrived.resolve();
  };

  async function send({ body, headers }: Question, retry = 0): Promise<{ status: number; ms: number }> {
    const began = performance.now();
    const retried =
      retry > 0 ? { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" } : {};
    const response = await pool.request({
      path: pathname,
      method: "POST",
      headers: { ...headers, ...retried },
      body,
    });
    await response.body.dump();
    return { status: response.statusCode, ms: performance.now() - began };
  }

  async function askOne(place: Place, text: string): Promise<Asked> {
    const question = questionAt(place, text);
    const key = place.direct ? place.channel : `${place.channel} ${question.ts}`;
    if (waiting.get(key)?.answers === 0) throw new Error(`${key} is asked twice at once.`);
    const one: Waiting = {
      question,
      began: performance.now(),
      arrived: Promise.withResolvers(),
      ackMs: 0,
      status: 0,
      answerMs: null,
      answers: 0,
      said: "",
    };
    waiting.set(key, one);
    const enough = new AbortController();
    const noMore = sleep(patienceMs, undefined, { signal: enough.signal }).catch(() => {});
    const [ack] = await Promise.all([send(question), Promise.race([one.arrived.promise, noMore])]);
    enough.abort();
    one.ackMs = ack.ms;
    one.status = ack.status;
    return one;
  }

  async function ask(count: number, inFlight: number, next: Next): Promise<readonly Asked[]> {
    const all: Asked[] = [];
    let index = 0;
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (index < count) {
          const { place, text } = next(index++);
          all.push(await askOne(place, text));
        }
      }),
    );
    return all;
  }

  return {
    send,
    ask,
    async warmUp() {
      const [first] = await ask(1, 1, () => ({ place: directPlaces[0] as Place, text: "help" }));
      if (first?.answers !== 1) throw new Error(`${name} does not answer.`);
      await ask(directPlaces.length, 8, (index) => ({ place: directPlaces[index] as Place, text: "help" }));
    },
    unasked: () => unasked,
    async [Symbol.asyncDispose]() {
      slack.onCall = () => {};
      await pool.close();
    },
  };
}
