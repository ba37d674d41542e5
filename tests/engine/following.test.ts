// Events as those who follow see them: from any number, each once, in order, to the end, whoever runs the job.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobEvent } from "#core/job/event.ts";
import {
  engineOn,
  type OpenedEngine,
  type TestEngine,
  testEngine,
  workflow,
  workflowsIn,
} from "../support/engine.ts";

const workflows = [
  workflow("many", [
    "id: first, uses: test.echo",
    ...Array.from(
      { length: 50 },
      (_, n) => `id: p${n}, uses: test.tell, with: { times: 20 }, needs: [first]`,
    ),
  ]),
  workflow("short", ["id: a, uses: test.echo"]),
  workflow("waiting", ["id: ask, uses: test.asks, with: { target: X }"]),
];

let resync: TestEngine;
let elsewhere: OpenedEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows, concurrency: 50 });
  elsewhere = await engineOn({
    databaseUrl: resync.databaseUrl,
    effectsUrl: resync.databaseUrl,
    workflowsDir: await workflowsIn(workflows),
    concurrency: 0,
  });
});
afterAll(async () => {
  await elsewhere?.[Symbol.asyncDispose]();
  await resync?.[Symbol.asyncDispose]();
});

async function follow(
  engine: OpenedEngine["engine"],
  jobId: string,
  after: number,
): Promise<readonly JobEvent[]> {
  const heard: JobEvent[] = [];
  for await (const event of engine.follow(jobId, after, AbortSignal.timeout(25_000))) heard.push(event);
  return heard;
}

describe("following a job", () => {
  it("tells every event from any number on, without gap or repeat, here and in another process, while fifty steps tell theirs", async () => {
    const { id } = await resync.start("many");
    const followers = [0, 1, 7, 100, 500].flatMap((after) => [
      follow(resync.engine, id, after).then((heard) => ({ after, heard })),
      follow(elsewhere.engine, id, after).then((heard) => ({ after, heard })),
    ]);
    // Some come and go, each time with the number they saw last.
    const pieces = (async () => {
      const seen: number[] = [];
      for (let after = 0; ; after = seen.at(-1) ?? 0) {
        const leave = new AbortController();
        let count = 0;
        for await (const event of elsewhere.engine.follow(id, after, leave.signal)) {
          seen.push(event.seq);
          if (event.kind === "job.completed") return seen;
          if (++count === 97) break;
        }
      }
    })();
    const { seq } = await resync.ended(id);
    expect(seq).toBe(2 + 2 + 50 * 22 + 1);
    for (const { after, heard } of await Promise.all(followers))
      expect(heard.map((event) => event.seq)).toEqual(
        Array.from({ length: seq - after }, (_, n) => after + n + 1),
      );
    expect(await pieces).toEqual(Array.from({ length: seq }, (_, n) => n + 1));
  });

  it("ends at the job's end, at once for a job that has ended, and when nobody wants to hear more", async () => {
    const done = await resync.run("short");
    expect((await follow(elsewhere.engine, done.id, 0)).at(-1)?.kind).toBe("job.completed");
    expect(await follow(elsewhere.engine, done.id, done.seq)).toEqual([]);
    expect(await follow(elsewhere.engine, "no-such-job", 0)).toEqual([]);
    const { id } = await resync.start("waiting");
    const leave = new AbortController();
    const heard: string[] = [];
    for await (const event of resync.engine.follow(id, 0, leave.signal)) {
      heard.push(event.kind);
      if (event.kind === "checkpoint.opened") leave.abort();
    }
    expect(heard.at(-1)).toBe("checkpoint.opened");
    await resync.engine.steer(id, "cancel", resync.as("olga"));
  });
});
