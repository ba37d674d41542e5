// A wire to the database on which every answer comes late.

import { connect, createServer, type Socket } from "node:net";

export interface SlowWire extends AsyncDisposable {
  readonly port: number;
  /** How late answers come from now on. */
  lateMs: number;
}

export async function openSlowWire(target: {
  readonly host: string;
  readonly port: number;
}): Promise<SlowWire> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    let last = 0;
    far.on("data", (bytes) => {
      // What was sent first comes first, also while the wire gets faster.
      last = Math.max(last, performance.now() + wire.lateMs);
      setTimeout(() => near.write(bytes), Math.max(0, last - performance.now()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The wire has no port.");
  const wire: SlowWire = {
    port: address.port,
    lateMs: 0,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
  return wire;
}
