// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${{ }} is the workflows' own
// Work for a whole Resync to have under way while something breaks: workflows whose effects are counted in files outside
// of it, people's clicks over HTTP, and a follower on a socket who connects again whenever it is cut off.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, pino } from "pino";
import { WebSocket } from "ws";

/** Each effect is a line `WORD PID` in the file `effects`, written by a program; PID is the worker's that ran it. */
const tally = (word: string, seconds: string) =>
  `[sh, -c, 'echo "$1 $PPID" >> "$2"; sleep "$3"', tally, "${word}", "\${{ inputs.effects }}", "${seconds}"]`;

const inputs = `inputs:
  effects: { type: string, required: true, description: Where effects are counted }
  name: { type: string, default: it, description: What its lines are called }
  seconds: { type: string, default: "0.2", description: How long each step takes }
`;

const files: Readonly<Record<string, string>> = {
  // Five effects in a row that must not happen twice.
  "jobs/chain.yml": `id: chain
kind: job
title: Five effects in a row
${inputs}steps:
${[1, 2, 3, 4, 5]
  .map(
    (step) => `  - id: s${step}
    uses: local.command
    with: { command: ${tally(`\${{ inputs.name }}-${step}`, "${{ inputs.seconds }}")} }
`,
  )
  .join("")}`,
  "jobs/ask.yml": `id: ask
kind: job
title: An effect that people are asked about
${inputs}steps:
  - id: act
    uses: local.command
    with: { command: ${tally("${{ inputs.name }}", "${{ inputs.seconds }}")} }
    approval: true
`,
  "jobs/nap.yml": `id: nap
kind: job
title: An effect after a while
${inputs}steps:
  - id: wait
    uses: wait.for
    with: { duration: "\${{ inputs.seconds }}s" }
  - id: act
    uses: local.command
    with: { command: ${tally("${{ inputs.name }}", "0")} }
`,
  // A look that may be repeated.
  "jobs/look.yml": `id: look
kind: job
title: A long look
${inputs}steps:
  - id: look
    uses: local.command
    effect: read
    timeout: 3m
    with: { command: ${tally("${{ inputs.name }}", "${{ inputs.seconds }}")} }
`,
};

// A look that ignores being told to end.
const stubborn = `id: stubborn
kind: job
title: A look that does not stop
${inputs}steps:
  - id: look
    uses: local.command
    effect: read
    with: { command: [sh, -c, 'trap "" TERM; echo "$1 $PPID" >> "$2"; while :; do sleep 1; done', look, "\${{ inputs.name }}", "\${{ inputs.effects }}"] }
`;

export interface WorkflowsDir extends AsyncDisposable {
  readonly dir: string;
  /** Where effects are counted. */
  readonly effects: string;
  write(file: string, text: string): Promise<void>;
  /** What is in a file of the folder. */
  read(file: string): Promise<string>;
  /** The words of the effects so far, in their order. */
  words(): Promise<readonly string[]>;
  /** The workers that ran the effects of this name. */
  pids(name: string): Promise<ReadonlySet<string>>;
}

export async function workflowsDir(): Promise<WorkflowsDir> {
  const top = await mkdtemp(join(tmpdir(), "resync-day-"));
  const dir = join(top, "workflows");
  const effects = join(top, "effects");
  const write = async (file: string, text: string) => {
    await mkdir(join(dir, file, ".."), { recursive: true });
    await writeFile(join(dir, file), text);
  };
  for (const [file, text] of Object.entries({ ...files, "jobs/stubborn.yml": stubborn }))
    await write(file, text);
  const lines = async () =>
    (await readFile(effects, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  return {
    dir,
    effects,
    write,
    read: (file) => readFile(join(dir, file), "utf8"),
    words: async () => (await lines()).map((line) => line.split(" ")[0] ?? ""),
    pids: async (name) =>
      new Set(
        (await lines()).filter((line) => line.startsWith(name)).map((line) => line.split(" ")[1] ?? ""),
      ),
    [Symbol.asyncDispose]: () => rm(top, { recursive: true, force: true }),
  };
}

/** What a Resync needs in its environment to run these workflows. */
export function dayEnv({ dir }: WorkflowsDir): Readonly<Record<string, string>> {
  return { WORKFLOWS_DIR: dir, RESYNC_LOCAL_COMMANDS: "sh", WORKER_CONCURRENCY: "4" };
}

export interface Client {
  readonly url: string;
  readonly token: string;
}

export interface Answered {
  readonly status: number;
  readonly ms: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer as it came over the wire
  readonly body: any;
}

/** One request, its answer and how long it took. */
export async function call(client: Client, method: string, path: string, body?: unknown): Promise<Answered> {
  const began = performance.now();
  const response = await fetch(`${client.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${client.token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  return {
    status: response.status,
    ms: performance.now() - began,
    body: text.startsWith("{") ? JSON.parse(text) : text,
  };
}

/** Starts a job, which must be accepted; its id. */
export async function begin(
  client: Client,
  jobType: string,
  inputData: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { status, body } = await call(client, "POST", "/api/agent-jobs", {
    jobType,
    taskDescription: "A bad day",
    inputData,
  });
  if (status !== 201) throw new Error(`The job was not accepted: ${status} ${JSON.stringify(body)}`);
  return body.job.id;
}

/** Looks until it is so; how long that took in milliseconds. Looks that fail are looks. */
export async function until(look: () => Promise<unknown>, what: string, withinMs: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    let seen: unknown;
    try {
      seen = await look();
      if (seen) return performance.now() - began;
    } catch (error) {
      seen = error;
    }
    if (performance.now() - began > withinMs)
      throw new Error(`It never came within ${withinMs / 1_000} s: ${what} (last: ${String(seen)})`);
    await sleep(50);
  }
}

/** Waits until a job is what it shall be; how long that took. One that ended otherwise is not waited for. */
export async function reached(client: Client, id: string, status: string, withinMs: number): Promise<number> {
  let seen = "nothing";
  const took = await until(
    async () => {
      const { body } = await call(client, "GET", `/api/agent-jobs/${id}`);
      seen = body.job ? `${body.job.status} ${body.job.error ?? ""}`.trim() : body.detail;
      return /^(COMPLETED|FAILED|CANCELLED)/.test(seen) || seen.startsWith(status);
    },
    `job ${id} is ${status}`,
    withinMs,
  ).catch((error) => {
    throw new Error(`${error.message}; it is ${seen}`);
  });
  if (!seen.startsWith(status)) throw new Error(`Job ${id} shall be ${status}; it is ${seen}`);
  return took;
}

/** The open checkpoint of a job, as soon as there is one. */
export async function checkpointOf(client: Client, jobId: string, withinMs = 10_000): Promise<string> {
  let id = "";
  await until(
    async () => {
      const { body } = await call(client, "GET", `/api/agent-jobs/${jobId}/checkpoints`);
      id = body.checkpoints?.find((each: { status: string }) => each.status === "PENDING")?.id ?? "";
      return id;
    },
    `a checkpoint of job ${jobId}`,
    withinMs,
  );
  return id;
}

export interface Follower {
  /** The numbers of the events as they came. */
  readonly seen: readonly number[];
  /** How often it had to connect. */
  readonly connects: () => number;
  /** Resolves when the job's last event came. */
  readonly ended: Promise<void>;
  leave(): void;
}

/** Follows a job to its end, connecting again with the last number whenever it is cut off. */
export function follow(client: Client, jobId: string): Follower {
  const seen: number[] = [];
  let connects = 0;
  let left = false;
  let socket: WebSocket | null = null;
  const ended = (async () => {
    while (!left) {
      connects += 1;
      const after = seen.at(-1) ?? 0;
      socket = new WebSocket(`${client.url.replace("http", "ws")}/ws/jobs/${jobId}?after=${after}`, {
        headers: { authorization: `Bearer ${client.token}` },
      });
      socket.on("message", (data) => seen.push(JSON.parse(String(data)).seq));
      socket.on("error", () => {});
      const code = await new Promise((resolve) => socket?.on("close", resolve));
      if (code === 1000) return;
      await sleep(200);
    }
  })();
  return {
    seen,
    connects: () => connects,
    ended,
    leave() {
      left = true;
      socket?.terminate();
    },
  };
}

/** 1, 2, 3, … n: what a follower saw when nothing was missed and nothing came twice. */
export function upTo(n: number): readonly number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** A log that is kept, to count its lines and read its sentences. */
export function keptLog(level = "warn"): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const log = pino({ level, base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly err?: unknown;
  readonly part?: string;
}

/** What was said how often, for whoever finds it too much. */
export function toldHowOften(lines: readonly LogLine[]): string {
  const bySentence = [...Map.groupBy(lines, ({ msg }) => msg)].map(
    ([msg, each]) => [each.length, msg] as const,
  );
  return bySentence
    .toSorted(([a], [b]) => b - a)
    .map(([times, msg]) => `${times}× ${msg}`)
    .join("\n");
}

/** One line of figures under the test's name. */
export function figure(text: string): void {
  process.stderr.write(`    ${text}\n`);
}
