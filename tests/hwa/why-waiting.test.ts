import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wayToRoot } from "#hwa/waiting/wait-graph.ts";
import { type WaitAnswer, whyWaiting } from "#hwa/waiting/why-waiting.ts";
import type { HwaDependency, HwaJob, HwaJobStream, HwaWorkstation } from "#ports/hwa.ts";
import {
  anHwaJob,
  anHwaRun,
  anHwaStatus,
  anHwaStream,
  anHwaWorkstation,
  waitsForJob,
  waitsForStream,
} from "../support/hwa-job.ts";
import { readerOf, type WrittenPlan } from "../support/plan-reader.ts";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const ahead = (minutes: number) => ago(-minutes);

async function ask(job: HwaJob, plan: WrittenPlan = {}): Promise<WaitAnswer> {
  const jobs = [job, ...(plan.jobs ?? [])];
  return whyWaiting(readerOf({ workstations: [anHwaWorkstation()], ...plan, jobs }), job, now);
}

function causesOf(answer: WaitAnswer) {
  return answer.kind === "waiting" ? answer.causes.map((cause) => cause.kind) : answer.kind;
}

const unsatisfied = { id: "d", satisfied: false, state: "UNSATISFIED" };
const file: HwaDependency = {
  ...unsatisfied,
  kind: "file",
  path: "/in/x.dat",
  workstation: "AGT1",
  status: "Unavailable",
};
const prompt: HwaDependency = {
  ...unsatisfied,
  kind: "prompt",
  promptId: "p1",
  name: "GO",
  text: "Start now?",
  status: null,
};
const resource: HwaDependency = {
  ...unsatisfied,
  kind: "resource",
  name: "TAPES",
  workstation: "AGT1",
  needed: 2,
  available: null,
  total: 3,
};

describe("a job that does not wait", () => {
  it.each(["EXEC", "SUCC", "ABEND", "FAIL"])("is told as such when it is %s", async (internal) => {
    expect((await ask(anHwaJob({ internal }))).kind).toBe("not_waiting");
  });

  it("is told as gone when the plan has it no more", async () => {
    const answer = await whyWaiting(readerOf({}), anHwaJob({ internal: "HOLD", dependencies: null }), now);
    expect(answer.kind).toBe("gone");
  });
});

describe("what holds a job itself", () => {
  interface Case {
    readonly job: HwaJob;
    readonly cause: string;
    readonly facts?: object;
    readonly stream?: HwaJobStream;
    readonly workstation?: HwaWorkstation;
  }
  const inStream = { stream: { id: "DAILY", name: "DAILY", workstation: "MDM" } };
  const ready = { internal: "READY" };
  const cases: Readonly<Record<string, Case>> = {
    "a start time ahead": {
      job: anHwaJob({ internal: "HOLD", substatus: "HOLD_WAITING_FOR_TIME", time: { start: ahead(30) } }),
      cause: "time",
      facts: { until: ahead(30), passed: false, endsWhen: { kind: "time_comes", at: ahead(30) } },
    },
    "the start time of its stream": {
      job: anHwaJob({ internal: "HOLD", ...inStream }),
      stream: anHwaStream({ time: { start: ahead(60) } }),
      cause: "time",
      facts: { holds: "stream", until: ahead(60) },
    },
    "a latest start that has passed": {
      job: anHwaJob({ internal: "HOLD", time: { latestStart: ago(5) } }),
      cause: "latest_start_passed",
      facts: { endsWhen: { kind: "never" } },
    },
    "priority zero": {
      job: anHwaJob({ internal: "HOLD", priority: 0 }),
      cause: "priority_zero",
      facts: { endsWhen: { kind: "priority_raised", above: 0 } },
    },
    "priority zero of its stream": {
      job: anHwaJob({ internal: "HOLD", ...inStream }),
      stream: anHwaStream({ priority: 0 }),
      cause: "priority_zero",
      facts: { holds: "stream" },
    },
    "priority zero of its stream, which HWA says of the job as well": {
      job: anHwaJob({ internal: "HOLD", substatus: "HOLD_PRIORITY_ZERO", ...inStream }),
      stream: anHwaStream({ priority: 0 }),
      cause: "priority_zero",
      facts: { holds: "stream" },
    },
    "a file that is missing": {
      job: anHwaJob({ internal: "HOLD", dependencies: [file] }),
      cause: "file",
      facts: { path: "/in/x.dat", status: "Unavailable" },
    },
    "a confirmation": {
      job: anHwaJob({
        internal: "PEND",
        requiresConfirmation: true,
        runs: [anHwaRun({ status: anHwaStatus("PEND"), endedAt: ago(9), returnCode: 0 })],
      }),
      cause: "confirmation",
      facts: { endedAt: ago(9), endsWhen: { kind: "job_confirmed" } },
    },
    "a condition that suppressed it": {
      job: anHwaJob({ internal: "SUPPR", substatus: "SUPPR_UNSATISFIED_DEPENDENCY" }),
      cause: "suppressed",
    },
    "a cancel that is pending": {
      job: anHwaJob({ status: anHwaStatus("HOLD", { cancelPending: true }) }),
      cause: "cancel_pending",
    },
    "limit zero of its workstation": {
      job: anHwaJob({ ...ready, substatus: "READY_WAITING_FOR_LIMIT" }),
      workstation: anHwaWorkstation({ limit: 0 }),
      cause: "workstation_limit",
      facts: { limit: 0, endsWhen: { kind: "limit_raised", of: "workstation", name: "AGT1" } },
    },
    "the fence above its priority": {
      job: anHwaJob({ ...ready, priority: 20 }),
      workstation: anHwaWorkstation({ fence: 50 }),
      cause: "fence",
      facts: { fence: 50, priority: 20 },
    },
    "a workstation without a link": {
      job: anHwaJob(ready),
      workstation: anHwaWorkstation({ linked: false }),
      cause: "workstation_unreachable",
      facts: { why: "unlinked" },
    },
    "an agent that is down": {
      job: anHwaJob({ ...ready, substatus: "READY_WAITING_FOR_AGENT" }),
      workstation: anHwaWorkstation({ agentUp: false }),
      cause: "workstation_unreachable",
      facts: { why: "agent_down", endsWhen: { kind: "agent_started", workstation: "AGT1" } },
    },
    "a pool with no agent to choose": {
      job: anHwaJob({ ...ready, substatus: "READY_WAITING_FOR_AGENT" }),
      workstation: anHwaWorkstation({ type: "POOL", agentUp: false }),
      cause: "no_agent",
    },
    "a full stream": {
      job: anHwaJob({ ...ready, substatus: "READY_WAITING_FOR_LIMIT", ...inStream }),
      stream: anHwaStream({
        internal: "EXEC",
        limit: 1,
        jobCounts: { total: 5, succeeded: 1, abended: 0, failed: 0, running: 1 },
      }),
      cause: "stream_limit",
      facts: { limit: 1, running: 1 },
    },
    "somebody who has to act": {
      job: anHwaJob({ ...ready, substatus: "READY_WAITING_FOR_USER_INTERVENTION" }),
      cause: "user_intervention",
    },
    "its own launch": { job: anHwaJob({ internal: "INTRO" }), cause: "launching" },
  };

  it.each(Object.entries(cases))("is named: %s", async (_, { job, cause, facts, stream, workstation }) => {
    const answer = await ask(job, {
      streams: stream ? [stream] : [],
      workstations: [workstation ?? anHwaWorkstation()],
    });
    expect(causesOf(answer)).toEqual([cause]);
    if (answer.kind !== "waiting") return;
    expect(answer.causes[0]).toMatchObject(facts ?? {});
    expect(answer.causes[0]?.evidence.length).toBeGreaterThan(0);
  });

  it("includes the prompt's own state and time", async () => {
    const job = anHwaJob({ internal: "HOLD", dependencies: [prompt] });
    const asked = { id: "p1", name: "GO", text: "Start now?", status: "ASKED", number: 7, askedAt: ago(20) };
    const prompts = [{ ...asked, jobId: null, streamId: null, workstation: null }];
    expect(await ask(job, { prompts })).toMatchObject({
      causes: [{ kind: "prompt", asked: true, askedAt: ago(20), number: 7, text: "Start now?" }],
    });
  });

  it("includes who holds a resource and how much is missing", async () => {
    const job = anHwaJob({
      internal: "READY",
      substatus: "READY_WAITING_FOR_RESOURCES",
      dependencies: [resource],
    });
    const holders = [{ job: "BACKUP", jobId: "b", stream: "NIGHT", quantity: 3 }];
    const resources = [
      {
        id: "r",
        name: "TAPES",
        workstation: "AGT1",
        quantity: 3,
        available: 0,
        inUse: 3,
        status: "AVAILABLE",
        holders,
      },
    ];
    const answer = await ask(job, { resources });
    expect(answer).toMatchObject({
      causes: [{ kind: "resource", holders, available: 0, endsWhen: { kind: "resource_freed", missing: 2 } }],
    });
  });

  it("is apart from what will hold it afterwards", async () => {
    const job = anHwaJob({ internal: "HOLD", dependencies: [file] });
    const answer = await ask(job, { workstations: [anHwaWorkstation({ agentUp: false })] });
    expect(causesOf(answer)).toEqual(["file"]);
    expect(answer).toMatchObject({ later: [{ kind: "workstation_unreachable" }] });
  });

  it("is not claimed where HWA shows nothing, and everything checked is listed", async () => {
    const answer = await ask(
      anHwaJob({ internal: "HOLD", stream: { id: "DAILY", name: "DAILY", workstation: "MDM" } }),
      {
        streams: [anHwaStream({ internal: "EXEC" })],
      },
    );
    expect(answer.kind).toBe("unknown");
    expect(answer.kind === "unknown" && answer.ruledOut.map((each) => each.check)).toEqual([
      "predecessors",
      "prompts",
      "files",
      "resources",
      "time",
      "priority",
      "stream_priority",
      "stream_limit",
      "stream_dependencies",
      "workstation_link",
      "workstation_limit",
      "workstation_fence",
    ]);
  });

  it("lets priority HI through a workstation of limit zero", async () => {
    const answer = await ask(anHwaJob({ internal: "READY", priority: 100 }), {
      workstations: [anHwaWorkstation({ limit: 0 })],
    });
    expect(answer.kind).toBe("unknown");
  });
});

describe("the root of the wait", () => {
  const a = anHwaJob({ name: "A", internal: "HOLD", dependencies: [waitsForJob("B")] });
  const b = anHwaJob({ name: "B", internal: "HOLD", dependencies: [waitsForJob("C")] });
  const run = anHwaRun({ status: anHwaStatus("ABEND"), returnCode: 8, endedAt: ago(3) });

  it("is the failed job at the end of the chain, with its return code", async () => {
    const c = anHwaJob({ name: "C", internal: "ABEND", runs: [run] });
    const answer = await ask(a, { jobs: [b, c] });
    expect(answer).toMatchObject({
      kind: "waiting",
      causes: [
        {
          kind: "predecessor",
          name: "B",
          chain: [{ job: { name: "B" } }, { job: { name: "C" } }],
          root: { kind: "failed", facts: { name: "C", returnCode: 8 } },
          endsWhen: { kind: "predecessor_repaired", job: "C" },
        },
      ],
    });
    const evidence = answer.kind === "waiting" ? answer.causes.flatMap((cause) => cause.evidence) : [];
    expect(evidence).toContainEqual({ of: "job", name: "C", field: "returnCode", value: "8" });
  });

  it("is a running job, with when it should end", async () => {
    const running = anHwaRun({ status: anHwaStatus("EXEC"), startedAt: ago(5), estimatedMs: 600_000 });
    const answer = await ask(a, { jobs: [b, anHwaJob({ name: "C", internal: "EXEC", runs: [running] })] });
    expect(answer).toMatchObject({
      causes: [{ root: { kind: "running" }, endsWhen: { job: "C", estimatedEnd: ahead(5) } }],
    });
  });

  it("is what a job in the middle waits for besides", async () => {
    const held = anHwaJob({ name: "B", internal: "HOLD", priority: 0, dependencies: [] });
    const answer = await ask(a, { jobs: [held] });
    expect(answer).toMatchObject({
      causes: [
        {
          root: { kind: "waits", causes: [{ kind: "priority_zero" }] },
          endsWhen: { kind: "priority_raised" },
        },
      ],
    });
  });

  it("is a failed job rather than a running one when a job waits for both", async () => {
    const both = anHwaJob({
      name: "B",
      internal: "HOLD",
      dependencies: [waitsForJob("R"), waitsForJob("F")],
    });
    const jobs = [both, anHwaJob({ name: "R", internal: "EXEC" }), anHwaJob({ name: "F", internal: "FAIL" })];
    expect(await ask(a, { jobs })).toMatchObject({
      causes: [{ root: { kind: "failed", job: { name: "F" } } }],
    });
  });

  it("is found inside a stream that is waited for as a whole", async () => {
    const job = anHwaJob({ name: "A", internal: "HOLD", dependencies: [waitsForStream("NIGHT")] });
    const inside = { id: "NIGHT", name: "NIGHT", workstation: "MDM" };
    const failed = anHwaJob({
      name: "N2",
      internal: "ABEND",
      stream: inside,
      dependencies: null,
      runs: [run],
    });
    const answer = await ask(job, {
      jobs: [failed, anHwaJob({ name: "N1", internal: "SUCC", stream: inside })],
      streams: [anHwaStream({ name: "NIGHT", internal: "ABEND" })],
    });
    expect(answer).toMatchObject({
      causes: [
        {
          of: "stream",
          name: "NIGHT",
          chain: [{ kind: "stream" }, { kind: "job" }],
          root: { kind: "failed" },
        },
      ],
    });
  });

  it("is found behind the job's own stream", async () => {
    const inside = { id: "DAILY", name: "DAILY", workstation: "MDM" };
    const job = anHwaJob({ name: "A", internal: "HOLD", stream: inside });
    const answer = await ask(job, {
      jobs: [anHwaJob({ name: "C", internal: "ABEND" })],
      streams: [anHwaStream({ dependencies: [waitsForJob("C")] })],
    });
    expect(answer).toMatchObject({ causes: [{ holds: "stream", root: { kind: "failed" } }] });
  });

  it("is a circle when jobs wait for each other", async () => {
    const back = anHwaJob({ name: "B", internal: "HOLD", dependencies: [waitsForJob("A")] });
    expect(await ask(a, { jobs: [back] })).toMatchObject({
      causes: [{ root: { kind: "cycle", names: ["A", "B", "A"] } }],
    });
  });

  it("stays unread when the predecessor left the plan or may not be seen", async () => {
    expect(await ask(a)).toMatchObject({ causes: [{ root: { kind: "unread", name: "B" } }] });
    expect(await ask(a, { jobs: [b], forbidden: ["B"] })).toMatchObject({
      causes: [{ root: { kind: "unread" } }],
      unread: ["HWA does not show you B."],
    });
  });

  it("is given up after twelve levels, and said so", async () => {
    const chain = Array.from({ length: 40 }, (_, n) =>
      anHwaJob({ name: `J${n}`, internal: "HOLD", dependencies: [waitsForJob(`J${n + 1}`)] }),
    );
    const [first, ...rest] = chain;
    const answer = await ask(first as HwaJob, { jobs: rest });
    expect(answer).toMatchObject({ kind: "waiting", complete: false });
  });

  it("costs one read for each job, however many ways lead to it", async () => {
    const layer = (level: number) =>
      [0, 1, 2, 3].map((n) =>
        anHwaJob({
          name: `L${level}-${n}`,
          internal: "HOLD",
          dependencies: level < 3 ? [0, 1, 2, 3].map((m) => waitsForJob(`L${level + 1}-${m}`)) : [],
        }),
      );
    const top = anHwaJob({
      name: "TOP",
      internal: "HOLD",
      dependencies: [0, 1, 2, 3].map((m) => waitsForJob(`L0-${m}`)),
    });
    const hwa = readerOf({ jobs: [top, ...[0, 1, 2, 3].flatMap(layer)] });
    await whyWaiting(hwa, top, now);
    const reads = hwa.asked.filter((each) => each.startsWith("job "));
    expect(reads).toHaveLength(16);
    expect(new Set(reads).size).toBe(16);
  });

  it("is reached in any graph of dependencies, with cycles or without", () => {
    const graph = fc.array(fc.array(fc.nat({ max: 29 }), { maxLength: 6 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        graph,
        fc.array(fc.constantFrom("HOLD", "EXEC", "ABEND", "SUCC"), { minLength: 30, maxLength: 30 }),
        (edges, states) => {
          const jobs = new Map(
            edges.map((targets, n) => [
              `J${n}`,
              anHwaJob({
                name: `J${n}`,
                internal: states[n] ?? "HOLD",
                dependencies: targets.map((target) => waitsForJob(`J${target}`)),
              }),
            ]),
          );
          const from = jobs.get("J0") as HwaJob;
          const picture = { jobs, streams: new Map(), unfinished: new Map() };
          const rules = { now, ofJob: () => [], ofStream: () => [] };
          for (const target of edges[0] ?? []) {
            const edge = { of: "job" as const, id: `J${target}`, name: `J${target}`, status: null };
            const { chain, root } = wayToRoot(from, edge, picture, rules);
            expect(chain.length).toBeLessThanOrEqual(jobs.size + 1);
            const names = chain.map((link) => (link.kind === "job" ? link.job.name : link.kind));
            expect(new Set(names).size).toBe(names.length);
            expect(root.kind).toBeTruthy();
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
