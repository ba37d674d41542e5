// Platforms that are answered later: inbox → answer → outbox → platform. A crash anywhere after `receive` is picked up
// from the inbox; after the answer, from the outbox. Threads are answered and delivered beside each other, each in its
// own order, so that a slow channel holds up no other. A platform that is away is tried for half a day.

import type { Logger } from "pino";
import type { ChatEvent } from "#core/chat-event.ts";
import { toFault } from "#core/fault.ts";
import type { ChatPlatform, Receive } from "#ports/chat-platform.ts";
import type { Inbox } from "#ports/inbox.ts";
import type { Outbox, Outgoing } from "#ports/outbox.ts";
import type { Converse } from "./converse.ts";
import { answerWithin, createLanes, type Lanes, whyNot } from "./lanes.ts";
import type { Outbound } from "./outbound.ts";
import type { Overhears } from "./overheard.ts";
import { pauseBeforeNext } from "./pause-after.ts";
import { stoppedByAsker } from "./stopped.ts";
import { createTurns } from "./turns.ts";

export interface DispatchDeps {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly converse: Converse;
  /** Whether what was not said to us is for us; absent: it is. */
  readonly overhears?: Overhears;
  readonly log: Logger;
  /** How often to look for what nobody is working on. */
  readonly sweepMs: number;
}

export interface Dispatch extends AsyncDisposable {
  readonly receive: Receive;
  /** From now on this platform's replies are delivered. */
  attach(platform: ChatPlatform): void;
  /** Something was put into the outbox beside the answers: it is delivered now, not at the next sweep. */
  wake(platform: string): void;
  /** Whoever asked wants no answer any more: the one that is being made in the conversation is given up, and says so. */
  stop(conversationId: string): void;
}

/** Longer than any answer or post takes, so that two processes never have the same one in hand. */
const leaseMs = 120_000;
const postWithinMs = 60_000;
/** Most of them wait for their channel's turn inside the platform's adapter, and cost nothing there. */
const threadsAtOnce = 50;
/** To one channel, which takes about one a second whatever waits for it. */
const postsToAPlace = 8;
/** More at once make no answer quicker, and make everybody wait: what comes in must be acknowledged beside it. */
const answersAtOnce = { atOnce: 32, each: 8 };
/** Of answering. What keeps an answer from being kept is the database, and while that is away no try counts. */
const triesAtMost = 5;

export function createDispatch(deps: DispatchDeps): Dispatch {
  const lanes = new Map<string, Lanes<Outgoing>>();
  const attached = new Map<string, ChatPlatform>();
  const stopped = new AbortController();
  const running = new Set<Promise<void>>();
  const answering = new Map<string, AbortController>();
  const turns = createTurns(answersAtOnce);
  /** In our hands already, however long they wait here for their turn. */
  const queued = new Set<string>();
  // One thread's questions are answered in their order: a follow-up leans on the answer before it.
  const lastOfThread = new Map<string, Promise<void>>();

  function run(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) =>
        deps.log.error({ err: error }, "Background work of the conversation failed."),
      )
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  async function answer(event: ChatEvent): Promise<void> {
    if (stopped.signal.aborted) return;
    const mine = new AbortController();
    answering.set(event.conversationId, mine);
    const lane = lanes.get(event.platform);
    let outgoing: Outgoing | undefined;
    try {
      if (event.overheard && deps.overhears) {
        if (!(await deps.overhears(event))) return await deps.inbox.heard(event);
        attached.get(event.platform)?.meant?.(event);
      }
      const signal = AbortSignal.any([stopped.signal, mine.signal]);
      // What is leased with its answer need not be asked for.
      const lease = () => (lane?.hasRoom(event.thread) ? leaseMs : undefined);
      const platform = attached.get(event.platform);
      const onText = platform?.partly && ((piece: string) => platform.partly?.(event.thread, piece));
      outgoing = (await deps.converse(event, signal, lease, onText)).outgoing;
    } catch (error) {
      if (stopped.signal.aborted) return;
      const tries = await deps.inbox.tries(event);
      const fault = toFault(error);
      deps.log.error({ err: error, event: event.id, tries }, "A message could not be answered.");
      if (!fault.retryable || tries >= triesAtMost) await deps.inbox.abandon(event, fault.message);
      return;
    } finally {
      answering.delete(event.conversationId);
    }
    if (lane && outgoing) lane.deliver(outgoing);
    else lanes.get(event.platform)?.wake();
  }

  function enqueue(event: ChatEvent): void {
    const id = `${event.platform} ${event.id}`;
    if (queued.has(id)) return;
    queued.add(id);
    const before = lastOfThread.get(event.conversationId) ?? Promise.resolve();
    const mine = before.then(() => turns.take(event.person.id, () => answer(event)));
    const settled = mine
      .catch(() => {})
      .finally(() => {
        queued.delete(id);
        if (lastOfThread.get(event.conversationId) === settled) lastOfThread.delete(event.conversationId);
      });
    lastOfThread.set(event.conversationId, settled);
    run(mine);
  }

  async function deliver(platform: ChatPlatform, message: Outgoing): Promise<number> {
    const { reply, speaker, privately } = message.payload as Outbound;
    const { id, tries, thread } = message;
    try {
      const posting = platform.post(thread, reply, { id, tries, speaker, privately });
      await answerWithin(posting, postWithinMs, platform.platform);
    } catch (error) {
      const { message: reason } = toFault(error);
      const pauseMs = pauseBeforeNext(error, tries);
      await deps.outbox.failed(id, reason, pauseMs);
      const about = { ...whyNot(error), platform: platform.platform, thread, reply: id, tries };
      if (pauseMs === null) deps.log.error(about, "A reply could not be delivered and was given up.");
      else
        deps.log[tries === 1 ? "warn" : "debug"](about, "A reply could not be delivered; it is tried again.");
      return 0;
    }
    await deps.outbox.sent(id);
    return 0;
  }

  async function sweep(): Promise<void> {
    for (const each of lanes.values()) each.wake();
    for (const event of await deps.inbox.unanswered(20, leaseMs)) enqueue(event);
  }

  const timer = setInterval(() => run(sweep()), deps.sweepMs);

  return {
    async receive(event) {
      if ((await deps.inbox.receive(event)) === "accepted") enqueue(event);
    },
    attach(platform) {
      const name = platform.platform;
      if (lanes.has(name)) return;
      attached.set(name, platform);
      const mine = createLanes<Outgoing>({
        // A thread whose reply is on its way has nothing else due: the outbox keeps the order.
        take: (limit, _busy, full) => deps.outbox.due(name, limit, leaseMs, full),
        deliver: (message) => deliver(platform, message),
        atOnce: threadsAtOnce,
        placeOf: platform.placeOf?.bind(platform),
        eachPlace: postsToAPlace,
        onError: (error) =>
          deps.log.error({ err: error }, "Replies could not be delivered; they are tried again soon."),
      });
      lanes.set(name, mine);
      run(sweep());
    },
    wake: (platform) => lanes.get(platform)?.wake(),
    stop: (conversationId) => answering.get(conversationId)?.abort(stoppedByAsker),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopped.abort();
      await Promise.allSettled(running);
      await Promise.all([...lanes.values()].map((each) => each[Symbol.asyncDispose]()));
    },
  };
}
