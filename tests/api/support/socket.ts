import { WebSocket } from "ws";

export interface TestSocket {
  readonly ws: WebSocket;
  next(): Promise<Record<string, unknown>>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Connects; rejects with the HTTP status when the upgrade is refused. */
export async function connect(url: string, headers: Record<string, string> = {}): Promise<TestSocket> {
  const ws = new WebSocket(url, { headers });
  const inbox: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  ws.on("message", (data) => {
    const message = JSON.parse(String(data));
    const taker = waiting.shift();
    if (taker) taker(message);
    else inbox.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    ws.on("close", (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await new Promise<void>((resolve, reject) => {
    ws.on("open", resolve);
    ws.on("unexpected-response", (_request, response) => {
      reject(new Error(`refused with ${response.statusCode}`));
      response.destroy();
    });
    ws.on("error", reject);
  });
  return {
    ws,
    closed,
    next: () => {
      const message = inbox.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
