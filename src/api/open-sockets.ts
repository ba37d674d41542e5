// Every open WebSocket: kept alive, kept honest, kept from filling the memory, and closed with a reason.
//
// A socket is authenticated at its upgrade, but lives on: every few seconds its token is looked up again, once per token
// however many sockets lean on it, and a socket whose token was revoked or lost the permission is closed (1008). A peer
// that answered no ping since the last round is gone (terminated); one that reads slower than we write is let go once
// the backlog passes its bound (1013). When the server closes, every socket is told so (1001).

import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { may, type Permission, type Person } from "#core/person.ts";
import type { Caller } from "./guard.ts";

export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  refused: 1008,
  failed: 1011,
  overloaded: 1013,
} as const;

export interface OpenSocket {
  readonly caller: Caller;
  /** Aborts when the socket closes, whoever closed it. */
  readonly signal: AbortSignal;
  /** Sends a message as JSON; false when the socket is closed or was closed because its reader is too slow. */
  send(message: unknown): boolean;
  /** As `send`, but resolves when the message has left this process: whoever has much to say keeps the reader's pace. */
  deliver(message: unknown): Promise<boolean>;
  close(code: number, reason: string): void;
}

export interface OpenSockets extends AsyncDisposable {
  add(socket: WebSocket, caller: Caller, permission: Permission): OpenSocket;
  readonly size: number;
  /** Tells every socket that the server goes away. */
  closeAll(): void;
}

export interface OpenSocketsOptions {
  readonly log: Logger;
  readonly personOf: (token: string) => Promise<Person | null>;
  readonly checkMs: number;
  readonly backlogBytes: number;
}

interface Kept {
  readonly socket: WebSocket;
  readonly caller: Caller;
  readonly permission: Permission;
  answered: boolean;
}

/** How long a peer may take to answer a close before its connection is cut. */
const farewellMs = 2_000;

export function createOpenSockets(options: OpenSocketsOptions): OpenSockets {
  const { log, personOf, checkMs, backlogBytes } = options;
  const open = new Set<Kept>();
  let checking = false;

  function close(socket: WebSocket, code: number, reason: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), farewellMs).unref();
  }

  async function check(): Promise<void> {
    for (const kept of open) {
      if (!kept.answered) kept.socket.terminate();
      kept.answered = false;
      if (kept.socket.readyState === kept.socket.OPEN) kept.socket.ping();
    }
    for (const [token, sockets] of Map.groupBy(open, (kept) => kept.caller.token)) {
      const person = await personOf(token);
      for (const { socket, permission } of sockets)
        if (!person || !may(person, permission))
          close(socket, closeCodes.refused, "Your token no longer allows this.");
    }
  }

  const timer = setInterval(() => {
    if (checking || open.size === 0) return;
    checking = true;
    check()
      // The database is away: nobody's rights can be looked up, and nobody's were taken. The next round asks again.
      .catch((error: unknown) =>
        log.warn({ err: error }, "The rights of open WebSockets could not be looked up."),
      )
      .finally(() => {
        checking = false;
      });
  }, checkMs);
  timer.unref();

  function closeAll(): void {
    for (const { socket } of open)
      close(socket, closeCodes.goingAway, "Resync is shutting down: connect again.");
  }

  return {
    add(socket, caller, permission) {
      const kept: Kept = { socket, caller, permission, answered: true };
      const closed = new AbortController();
      open.add(kept);
      socket.on("pong", () => {
        kept.answered = true;
      });
      socket.once("close", () => {
        open.delete(kept);
        closed.abort();
      });
      return {
        caller,
        signal: closed.signal,
        send(message) {
          if (socket.readyState !== socket.OPEN) return false;
          if (socket.bufferedAmount > backlogBytes) {
            close(socket, closeCodes.overloaded, "You read slower than the news comes: connect again.");
            return false;
          }
          socket.send(JSON.stringify(message));
          return true;
        },
        deliver(message) {
          if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
          return new Promise((resolve) => {
            const gone = () => resolve(false);
            closed.signal.addEventListener("abort", gone, { once: true });
            socket.send(JSON.stringify(message), (error) => {
              closed.signal.removeEventListener("abort", gone);
              resolve(!error);
            });
          });
        },
        close: (code, reason) => close(socket, code, reason),
      };
    },
    get size() {
      return open.size;
    },
    closeAll,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      closeAll();
    },
  };
}
