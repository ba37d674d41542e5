// Actions whose effects can be counted where the product cannot reach: a table in another database.

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action, Actions } from "#ports/action.ts";

/** The target of effects. `hits` is what happened there, in order. */
export interface EffectTarget extends AsyncDisposable {
  hits(): Promise<
    readonly { readonly key: string; readonly kind: string; readonly attempt: number; readonly pid: number }[]
  >;
}

export async function prepareEffects(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `create table if not exists effect (number bigint generated always as identity, key text not null, kind text not null,
      attempt integer not null, pid integer not null, at timestamptz not null default clock_timestamp());
     create unique index if not exists effect_keyed on effect (key) where kind = 'keyed'`,
  );
  await client.end();
}

export function effectTarget(url: string): EffectTarget {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on("error", () => {});
  return {
    async hits() {
      const { rows } = await pool.query("select key, kind, attempt, pid from effect order by number");
      return rows as never;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

const json = z.json() as unknown as z.ZodType<Json>;

function action<I, O>(
  parts: Partial<Action<I, O>> & Pick<Action<I, O>, "name" | "input" | "output" | "example" | "run">,
): Action {
  return {
    title: parts.name,
    docs: "For tests.",
    effect: "read",
    asks: false,
    ...parts,
  } as unknown as Action;
}

/** `effectsUrl`: where effects go; absent: actions with effects fail. */
export function testActions(effectsUrl?: string, connections = 4): Actions & AsyncDisposable {
  const pool = effectsUrl ? new pg.Pool({ connectionString: effectsUrl, max: connections }) : null;
  pool?.on("error", () => {});

  async function hit(kind: string, key: string, attempt: number): Promise<void> {
    if (!pool) throw new Fault("misconfigured", "These test actions have no target.");
    await pool.query(
      `insert into effect (key, kind, attempt, pid) values ($1, $2, $3, $4)${kind === "keyed" ? " on conflict do nothing" : ""}`,
      [key, kind, attempt, process.pid],
    );
  }

  const effecting = (kind: "once" | "keyed" | "idempotent") =>
    action({
      name: `test.${kind}`,
      effect: kind,
      input: z.strictObject({ note: z.string().default(""), ms: z.number().default(0) }),
      output: z.object({ done: z.boolean() }),
      example: { note: "x", ms: 0 },
      async run({ ms }, context) {
        if (ms > 0) await sleep(ms, null, { signal: context.signal });
        await hit(kind, context.effectKey, context.attempt);
        return { kind: "done", output: { done: true } };
      },
    });

  const all: Action[] = [
    effecting("once"),
    effecting("keyed"),
    effecting("idempotent"),
    action({
      name: "test.echo",
      input: z.strictObject({ value: json.default(null) }),
      output: z.object({ value: json }),
      example: { value: 1 },
      run: async ({ value }) => ({ kind: "done", output: { value } }),
    }),
    action({
      name: "test.asks",
      effect: "once",
      asks: true,
      input: z.strictObject({ target: z.string() }),
      output: z.object({ target: z.string() }),
      example: { target: "A" },
      preview: async ({ target }) => ({
        summary: `Acts on ${target}.`,
        target,
        undo: null,
        risk: "medium",
        evidence: [],
        detail: null,
      }),
      async run({ target }, context) {
        await hit("once", context.effectKey, context.attempt);
        return { kind: "done", output: { target } };
      },
    }),
    action({
      name: "test.prepared",
      effect: "once",
      input: z.strictObject({ ms: z.number().default(0) }),
      output: z.object({ done: z.boolean() }),
      example: { ms: 0 },
      prepare: ({ ms }, { signal }) => sleep(ms, undefined, { signal }),
      async run(_input, context) {
        await hit("once", context.effectKey, context.attempt);
        return { kind: "done", output: { done: true } };
      },
    }),
    // Acts, and then stumbles in a way that is no Fault, or gives more than can be kept.
    action({
      name: "test.stumble",
      effect: "once",
      input: z.strictObject({ how: z.enum(["throw", "too-much", "says-unknown"]) }),
      output: z.object({ text: z.string() }),
      example: { how: "throw" },
      async run({ how }, context) {
        await hit("once", context.effectKey, context.attempt);
        if (how === "throw") throw new TypeError("undefined is not a function");
        if (how === "says-unknown")
          throw new Fault("timeout", "The target took it and did not answer.", {
            detail: { outcome: "unknown" },
          });
        return { kind: "done", output: { text: "x".repeat(5 * 1024 * 1024) } };
      },
    }),
    // Takes its process with it.
    action({
      name: "test.kill",
      input: z.strictObject({}),
      output: z.null(),
      example: {},
      run: async () => {
        process.kill(process.pid, "SIGKILL");
        return { kind: "done", output: null };
      },
    }),
    // Does not heed its signal.
    action({
      name: "test.stubborn",
      effect: "once",
      input: z.strictObject({ ms: z.number() }),
      output: z.object({ done: z.boolean() }),
      example: { ms: 10 },
      async run({ ms }, context) {
        await sleep(ms);
        await hit("once", context.effectKey, context.attempt);
        return { kind: "done", output: { done: true } };
      },
    }),
    action({
      name: "test.tell",
      input: z.strictObject({ times: z.number() }),
      output: z.null(),
      example: { times: 3 },
      async run({ times }, context) {
        for (let n = 1; n <= times; n++) {
          context.progress(`${n} of ${times}`);
          if (n % 10 === 0) await sleep(5);
        }
        return { kind: "done", output: null };
      },
    }),
    action({
      name: "test.fail",
      effect: "idempotent",
      input: z.strictObject({ times: z.number().default(1_000_000), retryable: z.boolean().default(true) }),
      output: z.object({ attempt: z.number() }),
      example: { times: 1, retryable: true },
      async run({ times, retryable }, context) {
        if (context.attempt <= times)
          throw new Fault("unavailable", `Attempt ${context.attempt} failed on purpose.`, { retryable });
        return { kind: "done", output: { attempt: context.attempt } };
      },
    }),
    action({
      name: "test.block",
      effect: "idempotent",
      input: z.strictObject({ ms: z.number().default(60_000) }),
      output: z.object({ slept: z.number() }),
      example: { ms: 10 },
      async run({ ms }, context) {
        await sleep(ms, null, { signal: context.signal });
        return { kind: "done", output: { slept: ms } };
      },
    }),
    action({
      name: "test.wait",
      input: z.strictObject({ ms: z.number() }),
      output: z.object({ waited: z.boolean() }),
      example: { ms: 10 },
      run: async ({ ms }, context) =>
        context.memory === null
          ? { kind: "again", afterMs: ms, memory: { begun: true } }
          : { kind: "done", output: { waited: true } },
    }),
    action({
      name: "test.child",
      input: z.strictObject({ workflow: z.string(), inputs: z.record(z.string(), json).default({}) }),
      output: json,
      example: { workflow: "x", inputs: {} },
      run: async ({ workflow, inputs }) => ({ kind: "child", workflow, inputs }),
    }),
  ];
  const byName = new Map(all.map((each) => [each.name, each]));
  return {
    all,
    find: (name) => byName.get(name) ?? null,
    [Symbol.asyncDispose]: async () => void (await pool?.end()),
  };
}
