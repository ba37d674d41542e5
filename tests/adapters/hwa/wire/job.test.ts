import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDependency } from "#adapters/hwa/wire/dependency.ts";
import { MissingField } from "#adapters/hwa/wire/fields.ts";
import { readJob } from "#adapters/hwa/wire/job.ts";
import { readJobStream } from "#adapters/hwa/wire/job-stream.ts";
import { readFile, readPrompt, readResource } from "#adapters/hwa/wire/plan-objects.ts";
import { readWorkstation } from "#adapters/hwa/wire/workstation.ts";

const bare = { id: "i", name: "J", workstation: "/W", lastRunCommonStatus: "WAITING" };

const full = {
  ...bare,
  name: "CALC_TAX",
  folder: "PAYROLL/SUB",
  workstation: "/AGT_ERP01",
  jobStreamId: "s",
  jobStreamName: "PAY_DAILY",
  jobStreamWorkstation: "/MDM",
  schedTime: "2025-10-13T21:59:00Z",
  priority: 10,
  jobOptions: { critical: true, requiresConfirmation: true },
  jobStatusFlags: { jobLate: true, deadlineHasPassed: false },
  lastRunCommonStatus: "ERROR",
  lastRunCompositeStatus: { status: "ABEND", substatus: null, canceled: false, cancelPending: false },
  criticalStart: "2025-10-13T23:10:00Z",
  confidenceInterval: "85%",
  timeRestrictions: { deadlineTime: "2025-10-14T02:00:00Z", maxDuration: "PT1H", startTimeSatisfied: true },
  jobDefinition: {
    description: "Cálculo do imposto",
    task: { UNIX: { taskString: "/opt/erp/calc.sh", userName: "erp" } },
    recoveryOption: "STOP",
    estimatedDuration: "PT12M",
  },
  jobruns: [
    {
      id: "r2",
      commonStatus: "ERROR",
      compositeStatus: { status: "ABEND" },
      returnCode: 12,
      lastInRerunChain: true,
      jobNumber: 7,
      actualWorkstation: "/AGT",
      rerunType: "RERUN",
      timeInfo: {
        actualStartTime: "2025-10-13T22:10:00Z",
        elapsedTime: "PT4M11S",
        estimatedDuration: "PT13M",
      },
    },
    { id: "r1", commonStatus: "ERROR", timeInfo: { actualStartTime: "2025-10-13T22:00:00Z" } },
    { commonStatus: "ERROR" },
    null,
  ],
  dependenciesStats: { numberOfDependencies: 2, numberOfUnresolvedDependencies: 1 },
  fieldOfTomorrow: { any: ["thing"] },
};

describe("a job", () => {
  it("is read whole", () => {
    const job = readJob(full, false);
    expect(job).toMatchObject({
      name: "CALC_TAX",
      folder: "/PAYROLL/SUB/",
      workstation: "AGT_ERP01",
      stream: { id: "s", name: "PAY_DAILY", workstation: "MDM" },
      status: { internal: "ABEND", common: "ERROR", substatus: null, canceled: false, cancelPending: false },
      estimatedMs: 780_000,
      critical: true,
      confidence: 85,
      late: true,
      deadlinePassed: false,
      requiresConfirmation: true,
      time: {
        deadline: new Date("2025-10-14T02:00:00Z"),
        maxDurationMs: 3_600_000,
        startSatisfied: true,
        start: null,
      },
      dependencies: null,
      unresolvedDependencies: 1,
      description: "Cálculo do imposto",
      command: "/opt/erp/calc.sh",
      login: "erp",
      recovery: "STOP",
    });
    expect(job.runs.map((run) => [run.id, run.last, run.returnCode])).toEqual([
      ["r1", false, null],
      ["r2", true, 12],
    ]);
    expect(job.runs[1]).toMatchObject({
      workstation: "AGT",
      number: 7,
      elapsedMs: 251_000,
      rerunType: "RERUN",
    });
  });

  it("is read from next to nothing", () => {
    expect(readJob(bare, true)).toMatchObject({ folder: "/", runs: [], dependencies: [], confidence: null });
    expect(readJob(bare, false).dependencies).toBeNull();
  });

  it("without what makes it a job is refused by the field's name", () => {
    for (const field of ["id", "name", "workstation", "lastRunCommonStatus"])
      for (const value of [undefined, null, 7, "", {}])
        expect(() => readJob({ ...bare, [field]: value }, false)).toThrow(new MissingField(field, value));
  });

  it("takes its status from the last run, and the common from the internal one, when HWA leaves them out", () => {
    const run = { id: "r", compositeStatus: { status: "EXEC" } };
    const { lastRunCommonStatus: _, ...statusless } = bare;
    expect(readJob({ ...statusless, jobruns: [run] }, false).status).toMatchObject({
      internal: "EXEC",
      common: "RUNNING",
    });
    const newWord = { ...bare, lastRunCommonStatus: "NEW_WORD", lastRunCompositeStatus: { status: "SUCC" } };
    expect(readJob(newWord, false).status.common).toBe("SUCCESSFUL");
    const canceled = { ...bare, lastRunCompositeStatus: { status: "HOLD", canceled: true } };
    expect(readJob(canceled, false).status).toMatchObject({ internal: "HOLD", canceled: true });
    expect(readJob({ ...bare, lastRunCommonStatus: "CANCELED" }, false).status.canceled).toBe(true);
  });

  it("keeps the odd names people give, and nothing that could not be printed or stored", () => {
    expect(readJob({ ...bare, name: "É_1.#@-/X" }, false).name).toBe("É_1.#@-/X");
    expect(readJob({ ...bare, name: "/A\u0000B\u001b[31m\u202eC\ud800" }, false).name).toBe("ABC\ufffd");
    expect(readJob({ ...bare, name: "\u0000" }, false).name).toBe("\ufffd");
  });

  it("survives any malformed optional part", () => {
    const optional = Object.keys(full).filter((key) => !(key in bare));
    fc.assert(
      fc.property(fc.constantFrom(...optional), fc.jsonValue(), (key, value) => {
        expect(readJob({ ...full, [key]: value }, false).name).toBe("CALC_TAX");
      }),
    );
    expect(
      readJob({ ...full, schedTime: "soon", confidenceInterval: "PT2M", priority: "x" }, false),
    ).toMatchObject({
      scheduledAt: null,
      confidence: null,
      priority: null,
    });
  });
});

describe("a dependency", () => {
  const base = { id: "d", dependencyStatus: "UNSATISFIED", satisfied: false };

  it("of each kind is told apart", () => {
    const read = (row: object) => readDependency({ ...base, ...row });
    expect(
      read({ dependencyType: "INTERNAL", jobId: "j", jobName: "/A", predecessorStatus: { status: "EXEC" } }),
    ).toMatchObject({
      kind: "job",
      external: false,
      jobName: "A",
      predecessorStatus: "EXEC",
      satisfied: false,
      state: "UNSATISFIED",
    });
    expect(read({ dependencyType: "EXTERNAL_JOB", jobName: "A", jobWorkstationName: "/W" })).toMatchObject({
      external: true,
      workstation: "W",
    });
    expect(
      read({ dependencyType: "EXTERNAL_JOBSTREAM", jobStreamId: "s", jobStreamName: "S" }),
    ).toMatchObject({ kind: "stream", streamName: "S" });
    expect(
      read({
        dependencyType: "FILE",
        file: { name: "/in/não.txt", status: "Not Checked", workstation: "/W" },
      }),
    ).toMatchObject({
      kind: "file",
      path: "/in/não.txt",
      status: "Not Checked",
    });
    expect(
      read({ dependencyType: "RESOURCE", name: "DB", quantity: 2, available: 1, totalQuantity: 5 }),
    ).toMatchObject({ kind: "resource", needed: 2, available: 1, total: 5 });
    expect(
      read({ dependencyType: "PROMPT", promptName: "OK", text: "Go?", promptStatus: "ASKED" }),
    ).toMatchObject({ kind: "prompt", promptId: "d", text: "Go?" });
    expect(read({ dependencyType: "INTERNETWORK", networkAgent: "/N", dependency: "X#Y.Z" })).toMatchObject({
      kind: "internetwork",
      agent: "N",
      expression: "X#Y.Z",
    });
    expect(read({ dependencyType: "JOIN", joinName: "ANY" })).toMatchObject({
      kind: "other",
      expression: "ANY",
    });
    expect(read({ dependencyType: "OF_TOMORROW" })).toMatchObject({
      kind: "other",
      expression: "OF_TOMORROW",
    });
    expect(read({})).toMatchObject({ kind: "other", expression: "unknown" });
  });

  it("list is null where a list call left it out, and empty where HWA counts none", () => {
    const counted = (numberOfDependencies: number) => ({
      ...bare,
      dependencies: [],
      dependenciesStats: { numberOfDependencies },
    });
    expect(readJob(counted(2), false).dependencies).toBeNull();
    expect(readJob(counted(2), true).dependencies).toBeNull();
    expect(readJob(counted(0), false).dependencies).toEqual([]);
    expect(readJob({ ...bare, dependencies: [base] }, false).dependencies).toHaveLength(1);
  });
});

it("a stream is read with HWA's own spelling and -1 for no limit", () => {
  const stream = readJobStream(
    {
      ...bare,
      commonStatus: "RUNNING",
      compositeStatus: { status: "EXEC" },
      limit: -1,
      jobStreamStats: { numberOfJob: 9, numberOfSuccessfullJob: 4 },
      jsStatusFlags: { lateJobStream: true },
    },
    false,
  );
  expect(stream).toMatchObject({
    limit: null,
    late: true,
    jobCounts: { total: 9, succeeded: 4, running: null },
  });
  expect(() => readJobStream(bare, false)).toThrow('"commonStatus" is missing');
});

it("a workstation is linked by any link state and its agent is up by JOBMAN_UP alone", () => {
  const read = (activeStates: unknown) => readWorkstation({ id: "w", name: "/W", activeStates });
  expect(read(["HOST_LINKED", "JOBMAN_UP", 7])).toMatchObject({
    linked: true,
    agentUp: true,
    name: "W",
    type: "UNKNOWN",
  });
  expect(read(["START", "RUNNING"])).toMatchObject({ linked: false, agentUp: false });
  expect(read(null)).toMatchObject({ states: [], linked: false, agentUp: false });
});

it("resources, prompts and files are read", () => {
  expect(
    readResource({ id: "r", name: "/DB", quantity: 3, holders: [{ job: "/J", quantity: 1 }, 5] }),
  ).toMatchObject({
    name: "DB",
    quantity: 3,
    holders: [{ job: "J", jobId: null, stream: null, quantity: 1 }],
  });
  expect(readPrompt({ id: "p", status: "ASKED", text: "Confirma?" })).toMatchObject({
    name: null,
    text: "Confirma?",
  });
  expect(() => readPrompt({ id: "p" })).toThrow("status");
  expect(readFile({ id: "f", name: "/in/a.txt" })).toMatchObject({ name: "/in/a.txt", workstation: null });
});
