// A wire that can be cut, or worse: go silent, with no FIN and no RST, as when a firewall forgets a connection.

import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on nothing passes on the connections there are; new ones work. */
  freeze(): void;
  /** Nothing passes on any connection, new ones included, until thaw(). */
  freezeAll(): void;
  /** New connections work again; those frozen stay silent for ever. */
  thaw(): void;
  /** Ends every connection at once. */
  cut(): void;
  /** Connections passing or frozen. */
  connections(): number;
}

/** `from`: the port to listen on, when a proxy that is gone shall come back. */
export async function tcpProxy(target: {
  readonly host: string;
  readonly port: number;
  readonly from?: number;
}): Promise<TcpProxy> {
  const pairs = new Set<{ near: Socket; far: Socket }>();
  let frozen = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host: target.host, port: target.port, allowHalfOpen: true });
    const pair = { near, far };
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("error", () => {});
      from.on("data", (bytes) => to.write(bytes));
      from.on("end", () => to.end());
      from.on("close", () => {
        if (from.isPaused()) return;
        to.destroy();
        pairs.delete(pair);
      });
    }
    if (frozen) hold(pair);
  });
  await new Promise<void>((resolve) => server.listen(target.from ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");

  function hold({ near, far }: { near: Socket; far: Socket }): void {
    near.pause();
    far.pause();
  }
  const freeze = (): void => {
    for (const pair of pairs) hold(pair);
  };
  const cut = (): void => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
    pairs.clear();
  };

  return {
    port: address.port,
    freeze,
    freezeAll() {
      frozen = true;
      freeze();
    },
    thaw() {
      frozen = false;
    },
    cut,
    connections: () => pairs.size,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
