import { pino } from "pino";
import { expect, it } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createJobHints } from "#adapters/postgres/jobs/create-job-hints.ts";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createEngine } from "#engine/create-engine.ts";
import { defaultPolicy } from "#core/job/policy.ts";
import { testActions, prepareEffects } from "../support/test-actions.ts";
import { testDatabase } from "../support/database.ts";

it("runs", { timeout: 20000 }, async () => {
  await using tdb = await testDatabase();
  await using edb = await testDatabase({ empty: true });
  await prepareEffects(edb.url);
  const log = pino({ level: "debug" });
  await using db = openDatabase({ url: tdb.url, log });
  await using actions = testActions(edb.url);
  const step = (id: string, uses: string, w: object, more: object = {}) => ({ id, title: null, phase: "main", uses, with: w, needs: [], if: null, approval: null, timeoutMs: 5000, retry: { attempts: 1, backoffMs: 0, maxMs: 0 }, onFailure: "stop", rollback: null, effect: "read", prepares: false, ...more });
  const five: any = { id: "five", kind: "job", title: "Five", description: null, version: 1, owner: null, digest: "d5", inputs: {}, outputs: {},
    steps: [1,2,3,4,5].map((n) => step(`s${n}`, "test.echo", { value: n }, { needs: n > 1 ? [`s${n-1}`] : [] })) };
  const asks: any = { ...five, id: "asks", digest: "da", steps: [step("look","test.echo",{value:1}), step("ask", "test.asks", { target: "X" }, { needs: ["look"], approval: defaultPolicy, effect: "once" }), step("after", "test.echo", {value: 2}, {needs: ["ask"]})] };
  const library = { list: () => [five, asks], find: (id: string) => ({ five, asks } as any)[id] ?? null, pinned: async (d: string) => ({ d5: five, da: asks } as any)[d] ?? null, problems: () => [] };
  const people = createPeople(db);
  const admin = await people.create({ name: "Ada", roles: ["admin"] }, { who: { id: "x", name: "x" }, surface: "test" } as any);
  await using engine = await createEngine({ store: createJobStore(db), reader: createJobReader(db), roll: createWorkerRoll(db), hints: createJobHints(db, { log }), doorbell: { kind: "none", ring: async () => {}, answer: async () => ({ [Symbol.asyncDispose]: async () => {} }), health: async () => ({ state: "healthy", detail: "", checkedAt: null }), [Symbol.asyncDispose]: async () => {} }, people, audit: createAudit(db), library, actions, log, concurrency: 50, pollIntervalMs: 500, forget: async () => {} });
  await engine.worker.start();
  const by = { person: admin, surface: "test" };
  const run = async () => { const job = await engine.start({ workflowId: "five", inputs: {}, by }); const kinds = []; for await (const e of engine.follow(job.id, 0, AbortSignal.timeout(8000))) kinds.push(e.kind); return kinds; };
  const kinds = await run();
  console.log(kinds);
  const t = performance.now(); for (let i=0;i<50;i++) await run(); console.log("one in flight ms", (performance.now()-t)/50);
  const t2 = performance.now(); await Promise.all(Array.from({length: 500}, run)); console.log("jobs/s", 500/((performance.now()-t2)/1000));
  const job = await engine.start({ workflowId: "asks", inputs: {}, by });
  const events: any[] = [];
  for await (const e of engine.follow(job.id, 0, AbortSignal.timeout(8000))) { events.push([e.kind, e.data]); if (e.kind === "checkpoint.opened") { const d = await engine.decide((e.data as any).checkpointId, { kind: "approve" }, by); console.log(d.checkpoint.status, d.checkpoint.soleDecider); } }
  console.log(JSON.stringify(events, null, 1));
  expect(kinds.at(-1)).toBe("job.completed");
});
