// A whole Resync for a test: composed as `npm start` composes it, on a database of its own and the simulated HWA.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { compose, type House } from "#compose";
import { readConfig } from "#config";
import type { Answer } from "#core/answer.ts";
import { testDatabase } from "./database.ts";

export interface TestApp extends AsyncDisposable {
  readonly house: House;
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Asks over HTTP as the administrator. */
  ask(text: string, more?: { conversationId?: string; locale?: "en" | "pt" }): Promise<Answer>;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Talks to the control routes of the simulator. */
  sim(path: string, body?: object): Promise<unknown>;
}

export interface TestAppOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Continue on what another test app left. */
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  /** Default: it says nothing. */
  readonly log?: Logger;
}

export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using opening = new AsyncDisposableStack();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "resync-app-")));
  if (!options.dataDir) opening.defer(() => rm(dataDir, { recursive: true, force: true }));
  const databaseUrl = options.databaseUrl ?? opening.use(await testDatabase()).url;
  const config = readConfig(
    {
      PORT: "0",
      RESYNC_DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      RESYNC_TIMEZONE: "UTC",
      HWA_POLL_SECONDS: "0.3",
      // `npm run test:services` rings on a real Redis.
      ...(process.env.TEST_REDIS_URL ? { REDIS_URL: process.env.TEST_REDIS_URL } : {}),
      ...options.env,
    },
    false,
  );
  const house = opening.use(await compose(config, options.log ?? pino({ level: "silent" })));
  const parts = opening.move();
  const url = house.url ?? "";
  const token = house.adminToken?.token ?? "";
  const request = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  return {
    house,
    url,
    token,
    dataDir,
    databaseUrl,
    request,
    async ask(text, more = {}) {
      const response = await request("/api/chat", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text, ...more }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    async sim(path, body) {
      const response = await fetch(`${house.hwaUrl}/sim/${path}`, {
        method: body ? "POST" : "GET",
        ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return response.json();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Waits until `look` gives something, up to ten seconds. */
export async function eventually<T>(
  look: () => Promise<T | null | undefined | false>,
  what: string,
): Promise<T> {
  const until = performance.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > until) throw new Error(`It never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
