// We call Slack and keep the line open, for houses that nobody reaches from outside. The same requests come over it, and are
// acknowledged by the same rules; what is not acknowledged, Slack sends again.

import { setTimeout as sleep } from "node:timers/promises";
import { type App, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { type HandleOptions, handleWithin } from "./handle-within.ts";
import { quietLogger } from "./quiet-logger.ts";

export interface SocketModeOptions extends HandleOptions {
  readonly app: Pick<App, "processEvent">;
  readonly appToken: string;
  readonly apiUrl: string;
}

const reconnectMs = 5_000;

/** Connects in the background, and again for as long as it takes: Slack being away keeps nobody from anything else. */
export function openSocketMode(options: SocketModeOptions): AsyncDisposable {
  const { app, log } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    logger: quietLogger(log),
    // Its own way of connecting again rejects a promise that nobody holds when Slack is away, which ends the process.
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 },
    },
  });
  const handled = {
    async processEvent({ body, ack, retryNum, retryReason }: ReceiverEvent): Promise<void> {
      const outcome = await handleWithin(app, { body, retryNum, retryReason }, options);
      if (outcome.as === "again") return;
      await ack(outcome.as === "done" ? outcome.answer : undefined);
    },
  };
  // The receiver calls nothing else of its app.
  receiver.init(handled as unknown as App);
  const { client } = receiver;

  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  function connectIn(ms: number): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), ms);
  }
  async function connect(): Promise<void> {
    try {
      await client.start();
      log.info("Slack's Socket Mode is connected.");
    } catch (error) {
      if (closed) return;
      const reason = error instanceof Error ? error.message : "The line closed before it was open.";
      log.warn({ reason }, "Slack's Socket Mode could not be connected; it is tried again in five seconds.");
      connectIn(reconnectMs);
    }
  }
  client.on("error", () => log.debug("Slack's Socket Mode has trouble with its line."));
  // Slack closes every line once in a while and expects another one.
  client.on("disconnected", () => connectIn(100));
  connectIn(0);

  return {
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      await Promise.race([client.disconnect(), sleep(1_000, null, { ref: false })]);
    },
  };
}
