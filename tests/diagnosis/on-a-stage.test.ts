// Situations that the plan of every day does not hold: what lies elsewhere, what came slowly, what only looks like trouble.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StageAsTold } from "#adapters/hwa/simulator/plan/stage.ts";
import type { Simulator } from "#adapters/hwa/simulator/start-simulator.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { type Remedy, told } from "#diagnosis/desk.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import { findJob } from "#hwa/find-job.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { type SimulatedHwa, simulatedHwa } from "../support/simulated-hwa.ts";

const now = new Date("2026-03-10T14:00:00Z");
let simulated: SimulatedHwa;
let simulator: Simulator;
let hwa: HwaReader;

beforeAll(async () => {
  simulated = await simulatedHwa({ now: () => now });
  ({ simulator, hwa } = simulated);
});

afterAll(() => simulated[Symbol.asyncDispose]());

const remedies: Readonly<Record<string, readonly Remedy[]>> = {
  failed_predecessor: [{ runbook: "again", inputs: { job: "job" }, when: "failed", why: told("it", "isso") }],
  missing_file: [{ runbook: "again", inputs: { job: "job" }, when: "failed", why: told("it", "isso") }],
  workstation_down: [{ runbook: "link", inputs: { on: "workstation" }, why: told("it", "isso") }],
  limit: [{ runbook: "raise", inputs: { on: "workstation" }, why: told("it", "isso") }],
};

async function diagnosed(name: string, stage: StageAsTold): Promise<Diagnosis> {
  const set = await fetch(`${simulator.url}/sim/stage`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(stage),
  });
  if (!set.ok) throw new Error(await set.text());
  const found = await findJob(hwa, name);
  if (found.kind === "unknown") throw new Error(`The stage has no ${name}.`);
  const desk = {
    hwa,
    hwaTitle: "HWA",
    fixes: { about: async () => [] },
    retrieval: { search: async () => [] },
    incidents: { before: async () => [] },
    proposals: (cause: string) => remedies[cause] ?? [],
  };
  return await diagnose(desk, found.job, { now, signal: AbortSignal.timeout(20_000) });
}

const failed = (logged: string, code = 1) => ({ as: "ABEND" as const, ago: 10, code, log: logged });
const one = (job: StageAsTold["streams"][number]["jobs"][number]): StageAsTold => ({
  streams: [{ name: "S", jobs: [job] }],
});

describe("A diagnosis proposes", () => {
  it("to run the predecessor again that failed, and not the job that waits for it", async () => {
    const found = await diagnosed("B", {
      streams: [
        {
          name: "S",
          jobs: [
            { name: "A", runs: [failed("boom")] },
            { name: "B", after: ["A"] },
          ],
        },
      ],
    });
    expect(found.cause?.cause).toBe("failed_predecessor");
    expect(found.proposal).toMatchObject({ runbook: "again", inputs: { job: "A" } });
  });

  it("to bring back the predecessor's workstation", async () => {
    const found = await diagnosed("B", {
      workstations: { DR_SITE01: { linked: false, agentUp: false } },
      streams: [
        {
          name: "S",
          jobs: [
            { name: "A", on: "DR_SITE01" },
            { name: "B", after: ["A"] },
          ],
        },
      ],
    });
    expect(found.proposal).toMatchObject({ runbook: "link", inputs: { on: "DR_SITE01" } });
  });

  it("no higher limit of the workstation where the stream's is reached", async () => {
    const found = await diagnosed("B", {
      streams: [
        { name: "S", limit: 1, jobs: [{ name: "A", runs: [{ as: "EXEC", ago: 1 }] }, { name: "B" }] },
      ],
    });
    expect([found.cause?.cause, found.proposal]).toEqual(["limit", null]);
  });

  it("no rerun of a job that only waits for its file", async () => {
    const found = await diagnosed("A", one({ name: "A", files: ["/data/in/a.xml"] }));
    expect([found.cause?.cause, found.proposal]).toEqual(["missing_file", null]);
  });
});

describe("A diagnosis", () => {
  it("of a log that does not come says so within seconds, and claims nothing", async () => {
    const began = performance.now();
    const found = await diagnosed("A", one({ name: "A", runs: [{ ...failed("late"), logAfterMs: 30_000 }] }));
    expect(performance.now() - began).toBeLessThan(10_000);
    expect([found.verdict, found.unknown.map((each) => each.look)]).toEqual([
      "unknown",
      expect.arrayContaining(["log"]),
    ]);
  }, 15_000);

  it("takes the shell's word about a script for a missing script", async () => {
    const gone = failed("/opt/r.sh: line 3: /opt/t/convert: No such file or directory", 127);
    const found = await diagnosed("A", one({ name: "A", command: "/opt/r.sh", runs: [gone] }));
    expect(found.cause?.cause).toBe("command_not_found");
  });

  it("knows what robocopy's and curl's own return codes mean", async () => {
    const copied = await diagnosed(
      "A",
      one({ name: "A", command: "robocopy a b", runs: [failed("Files : 3", 3)] }),
    );
    expect(copied.cause?.cause).toBe("return_code_mapping");
    const slow = await diagnosed(
      "A",
      one({ name: "A", runs: [failed("curl: (28) Operation timed out", 28)] }),
    );
    expect(slow.cause?.cause).toBe("timeout");
  });

  it("of a program's own words quotes the last ones and names no cause", async () => {
    const found = await diagnosed("A", one({ name: "A", runs: [failed("phase 1\nE-77 pivot gone", 77)] }));
    expect(found.verdict).toBe("unknown");
    expect(found.confirmed.map((each) => each.text.en).join("\n")).toContain("E-77 pivot gone");
  });

  it("does not hold against a job what its last good run printed as well", async () => {
    const noise = "du: cannot read directory '/srv/x': Permission denied";
    const broke = failed(`${noise}\nworking\ninsert: deadlock detected`);
    const good = { as: "SUCC" as const, ago: 1_470, code: 0, log: `${noise}\nworking\nall done` };
    const since = (run: typeof broke): StageAsTold => ({
      streams: [
        { name: "S", jobs: [{ name: "A", runs: [run] }] },
        { name: "S", scheduled: 1_560, jobs: [{ name: "A", runs: [good] }] },
      ],
    });
    const found = await diagnosed("A", since(broke));
    expect(found.cause?.cause).toBe("lock");
    expect(found.confirmed.map((each) => each.text.en).join("\n")).toContain("last good run as well");
    const often = await diagnosed("A", since(failed(`${noise}\nstopped`)));
    expect(often.verdict).toBe("unknown");
  });

  it("takes what ended the job, not what it worked on after", async () => {
    const between = ["level 1", "level 2", "level 3", "level 4", "level 5", "level 6"].join("\n");
    const log = `stat: cannot stat '/tmp/k': Permission denied\n${between}\nORA-04021: timeout occurred`;
    const found = await diagnosed("A", one({ name: "A", runs: [failed(log, 4021 % 256)] }));
    expect(found.cause?.cause).toBe("lock");
  });

  it("takes a crash for the program's, whatever breaks while it ends", async () => {
    const log = "panic: nil pointer dereference\ngoroutine 1\nflush: write: broken pipe\nexit";
    const found = await diagnosed("A", one({ name: "A", runs: [failed(log, 2)] }));
    expect(found.cause?.cause).toBe("program");
  });

  it("takes a statement that ended well for no good end of the job", async () => {
    const log = "SQL0289N  Unable to allocate new pages\nPL/SQL procedure successfully completed.\nbye";
    const found = await diagnosed("A", one({ name: "A", runs: [failed(log, 4)] }));
    expect(found.cause?.cause).toBe("disk_full");
  });

  it("quotes a failure that is well known, and claims no cause of it", async () => {
    const found = await diagnosed(
      "A",
      one({ name: "A", runs: [failed("accept: EMFILE\nbye\nstopped\nend")] }),
    );
    expect(found.verdict).toBe("unknown");
    expect(found.confirmed.map((each) => each.text.en).join("\n")).toContain("accept: EMFILE");
  });
});
