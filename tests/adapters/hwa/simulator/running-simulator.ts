// A simulator on a free port with a time the test moves by hand, and the calls a test makes of it.

import { pino } from "pino";
import { type SimulatorOptions, startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";

export const api = "/twsd/api/v2";
export const basic = (user: string, password = user) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly json: any;
  readonly text: string;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly user?: string | null;
  readonly headers?: Record<string, string>;
}

export async function runningSimulator(options: Partial<SimulatorOptions> = {}) {
  const began = new Date("2026-03-10T14:00:00.000Z");
  const simulator = await startSimulator({
    port: 0,
    log: pino({ level: "silent" }),
    now: () => began,
    ...options,
  });

  async function call(path: string, options: CallOptions = {}): Promise<Reply> {
    const { method = "GET", body, user = "resync", headers = {} } = options;
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: {
        ...(user === null ? {} : { authorization: basic(user) }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return {
      status: response.status,
      json: isJson ? JSON.parse(text) : null,
      text,
      headers: response.headers,
    };
  }

  const list = (kind: string, oql: string, more = "") =>
    call(`${api}/plan/${kind}?oql=${encodeURIComponent(oql)}${more}`);
  const sim = (path: string, body: unknown = {}) => call(`/sim${path}`, { method: "POST", body, user: null });

  return {
    simulator,
    url: simulator.url,
    call,
    list,
    sim,
    put: (path: string, options: CallOptions = {}) => call(`${api}${path}`, { method: "PUT", ...options }),
    /** The one job of that name, by id, with its dependencies. */
    async job(name: string) {
      const { json } = await list("job", `name = '${name}'`);
      const { json: job } = await call(`${api}/plan/job/${json.results[0].id}`);
      return job;
    },
    advance: (seconds: number) => sim("/clock", { advanceSeconds: seconds }),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}
