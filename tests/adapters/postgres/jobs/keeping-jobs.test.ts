// What is kept is what was given, to the last field; and what cannot be kept is made harmless.

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { opening, sampleEvent, sampleJob, sampleStep } from "../../../support/sample-job.ts";
import { anyJob, anyLife } from "./any-job.ts";
import { cleanJobs } from "./clean-jobs.ts";

test("Any job is read as it was committed, at its next revision, also after any change of its life.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  await fc.assert(
    fc.asyncProperty(
      fc.constant(null).chain(() => {
        const id = randomUUID();
        return fc.tuple(anyJob(id), anyLife(id), fc.boolean());
      }),
      async ([job, life, keepsSome]) => {
        const id = randomUUID();
        const own = renamed(job, id);
        await store.commit([{ before: null, after: own, events: [], attempts: [], audit: [] }]);
        const [first] = await store.load([id]);
        expect(first).toEqual({ ...own, revision: 1 });
        if (!first) return;
        // Some steps and checkpoints are the same object as before, some are new, some are gone.
        const changed = renamed({ ...first, ...life }, id);
        const after: Job = {
          ...changed,
          steps: keepsSome ? { ...changed.steps, ...first.steps } : changed.steps,
          checkpoints: withEarlierVotes(changed.checkpoints, first.checkpoints),
        };
        await store.commit([{ before: first, after, events: [], attempts: [], audit: [] }]);
        const [second] = await store.load([id]);
        expect(second).toEqual({ ...after, revision: 2 });
      },
    ),
    { numRuns: 120 },
  );
});

test("Bytes that text cannot hold are taken out; everything else arrives byte for byte.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  const reader = createJobReader(db);
  const odd = "a\0b \ud800 \\u0000 \\ \" ' $(rm) \n\t é 🧨";
  const job = sampleJob(randomUUID(), {
    task: odd,
    inputs: { odd, [`key ${odd}`]: [odd] },
    steps: { say: sampleStep("say", { output: { odd } }) },
  });
  const told = { ...sampleEvent(job.id, 1, "job.created"), data: { odd } };
  await store.commit([opening(job, { events: [told] })]);
  const kept = odd.replace("\0", "").replace("\ud800", "\ufffd");
  const [found] = await store.load([job.id]);
  expect(found).toMatchObject({ task: kept, inputs: { odd: kept, [`key ${kept}`]: [kept] } });
  expect(found?.steps.say?.output).toEqual({ odd: kept });
  expect((await reader.events(job.id, 0, 1))[0]?.data).toEqual({ odd: kept });
});

test("A step's large plan is written once, not with each change of the step.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  const plan = { uses: "files.write", args: { text: randomText(200_000) } };
  const job = sampleJob(randomUUID(), { steps: { write: sampleStep("write", { plan }) } });
  await store.commit([opening(job)]);
  const size = async () =>
    (await db.pool.query("select pg_total_relation_size('job_step')::int as bytes")).rows[0].bytes as number;
  const before = await size();
  for (let look = 1; look <= 10; look++) {
    const [now] = await store.load([job.id]);
    const step = now?.steps.write;
    if (!now || !step) throw new Error("The job is gone.");
    const after = { ...now, steps: { write: { ...step, attempt: look } } };
    await store.commit([{ before: now, after, events: [], attempts: [], audit: [] }]);
  }
  expect((await size()) - before).toBeLessThan(100_000);
  expect((await store.load([job.id]))[0]?.steps.write).toMatchObject({ plan, attempt: 10 });
});

/** The same job under an id of its own: the shrunk cases of a property must not meet each other's rows. */
function renamed(job: Job, id: string): Job {
  const checkpoints = Object.values(job.checkpoints).map((checkpoint) => {
    const own = `${id}-${checkpoint.id.slice(-1)}`;
    return [own, { ...checkpoint, id: own, jobId: id }] as const;
  });
  return { ...job, id, checkpoints: Object.fromEntries(checkpoints) };
}

/** Votes are only ever added. */
function withEarlierVotes(
  checkpoints: Job["checkpoints"],
  before: Job["checkpoints"],
): Record<string, Checkpoint> {
  return Object.fromEntries(
    Object.entries(checkpoints).map(([id, checkpoint]) => [
      id,
      { ...checkpoint, votes: [...(before[id]?.votes ?? []), ...checkpoint.votes] },
    ]),
  );
}

function randomText(length: number): string {
  return Array.from({ length: Math.ceil(length / 36) }, () => randomUUID()).join("");
}
