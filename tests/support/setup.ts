// Runs before each test file. No test leaves this machine: a connection beyond loopback fails where it is made.

import { Socket } from "node:net";

const connect = Socket.prototype.connect;

// biome-ignore lint/suspicious/noExplicitAny: the overloads of connect cannot be told apart by type
Socket.prototype.connect = function guarded(this: Socket, ...args: any[]): Socket {
  const [first] = args.flat();
  const host: unknown = typeof first === "object" && first !== null ? (first.host ?? "localhost") : args[1];
  const local =
    typeof host !== "string" ||
    /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\]|)$/.test(host) ||
    !isAddress(host);
  if (!local) throw new Error(`A test tried to reach ${host}: tests stay on this machine.`);
  return Reflect.apply(connect, this, args);
};

/** Names that are no address fail to resolve on their own; tests of such failures may try them. */
function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(":") || /\.(com|org|net|io|dev)$/.test(host);
}
