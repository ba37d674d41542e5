// Lets go of connections that went silent: a firewall forgot them, a host vanished, and no FIN or RST ever comes. Left to
// its time limit, a question on such a line would hang for as long as the slowest honest statement may take.
//
// A question that is unanswered for a while is looked into over a connection of its own, which asks Postgres what the
// backend at the other end is doing. When that works, it is left alone. When it is idle, twice in a row, it never heard the
// question or its answer got lost: the line is cut, and the question fails like any other on a broken connection. Where
// backends cannot be told apart (behind a pooler) nothing is found, and nothing is cut.
// While Postgres itself does not answer, what was silent for longer is cut as well: there is no hope in it, and it holds a
// place in the pool that a new connection will need. And when one line was silent, those that rest in the pool and were not
// heard from since are not trusted either.

import pg from "pg";

export interface SilentLineOptions {
  readonly url: string;
  /** A question unanswered for so long is looked into, in milliseconds. */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 3_000;
const lookMs = 2_000;

interface Line {
  readonly client: pg.PoolClient;
  heardAt: number;
  /** Since when its question is unanswered; null: it rests. */
  askedAt: number | null;
  idleLooks: number;
}

/** Watches every connection of the pool until disposed. */
export function cutSilentLines(pool: pg.Pool, options: SilentLineOptions): Disposable {
  const { url, patienceMs = defaultPatienceMs } = options;
  const lines = new Map<pg.PoolClient, Line>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  pool.on("connect", (client) => {
    const line: Line = { client, heardAt: performance.now(), askedAt: null, idleLooks: 0 };
    lines.set(client, line);
    hearQuestions(line, plan);
  });
  pool.on("remove", (client) => void lines.delete(client));

  function plan(): void {
    if (timer === undefined && !closed) timer = setTimeout(() => void look(), patienceMs / 3).unref();
  }

  async function look(): Promise<void> {
    const asking = [...lines.values()].filter(({ askedAt }) => askedAt !== null);
    const suspects = asking.filter((line) => waited(line) > patienceMs);
    const working = suspects.length > 0 ? await workingBackends(url, suspects.map(backendOf)) : null;
    for (const line of suspects) if (isSilent(line, working)) cut(line);
    timer = undefined;
    if (asking.length > 0) plan();
  }

  function isSilent(line: Line, working: ReadonlyMap<number, boolean> | null): boolean {
    // Nobody answers at all: then for as long as a question and some looks may be on their way.
    if (working === null) return waited(line) > 2 * patienceMs + lookMs;
    line.idleLooks =
      waited(line) > patienceMs && working.get(backendOf(line)) === false ? line.idleLooks + 1 : 0;
    return line.idleLooks >= 2;
  }

  function cut(line: Line): void {
    const askedAt = line.askedAt ?? 0;
    streamOf(line.client)?.destroy();
    for (const other of lines.values())
      if (other.askedAt === null && other.heardAt < askedAt) streamOf(other.client)?.destroy();
  }

  return {
    [Symbol.dispose]() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function waited({ askedAt }: Line): number {
  return askedAt === null ? 0 : performance.now() - askedAt;
}

/** Notes on the line when a question goes out and when its answer is there. */
function hearQuestions(line: Line, asked: () => void): void {
  const { client } = line;
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const answered = (): void => {
    line.heardAt = performance.now();
    line.askedAt = null;
    line.idleLooks = 0;
  };
  client.query = ((...args: unknown[]) => {
    line.askedAt ??= performance.now();
    asked();
    const callback = args.at(-1);
    if (typeof callback === "function")
      return query(...args.slice(0, -1), (...result: unknown[]) => {
        answered();
        callback(...result);
      });
    const result = query(...args);
    if (result instanceof Promise) result.then(answered, answered);
    return result;
  }) as typeof client.query;
}

function backendOf({ client }: Line): number {
  return (client as unknown as { processID: number | null }).processID ?? 0;
}

function streamOf(client: pg.ClientBase): { destroy(): void } | undefined {
  return (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream;
}

/** Of these backends those that are there, and whether they are at work; null: Postgres does not answer. */
async function workingBackends(
  url: string,
  processIds: readonly number[],
): Promise<ReadonlyMap<number, boolean> | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "resync watch",
    connectionTimeoutMillis: lookMs,
    query_timeout: lookMs,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number; works: boolean }>(
      "select pid, state <> 'idle' as works from pg_stat_activity where pid = any($1) and state is not null",
      [[...processIds]],
    );
    return new Map(rows.map(({ pid, works }) => [pid, works]));
  } catch {
    return null;
  } finally {
    client.end().catch(() => {});
    streamOf(client)?.destroy();
  }
}
