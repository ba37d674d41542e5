// Somebody who may put a file into the workflows' folder, and somebody who only chooses the inputs.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/app.ts";
import { ref, type UnderAttack, underAttack, type Wire } from "./support/under-attack.ts";

const starts = (id: string, other: string) => `
id: ${id}
kind: orchestration
title: Start another one
steps:
  - id: child
    uses: workflow.start
    with: { workflow: ${other} }
`;
const workflows = [
  `
id: echo
kind: job
title: Give back what was given
inputs:
  value: { type: string, default: "" }
  object: { type: object, default: {} }
steps:
  - id: first
    uses: data.validate
    with: { data: [ { value: "${ref("inputs.value")}" } ], schema: { required: [value] } }
  - id: second
    uses: checkpoint.info
    with: { message: "echo: ${ref("inputs.value")}", data: { given: "${ref("inputs.object")}" } }
`,
  starts("ping", "pong"),
  starts("pong", "ping"),
  `
id: starts-any
kind: orchestration
title: Start whatever is named
inputs:
  which: { type: string }
steps:
  - id: child
    uses: workflow.start
    with: { workflow: "${ref("inputs.which")}" }
`,
  `
id: twice
kind: orchestration
title: Two children, each with two children
steps:
  - { id: a, uses: workflow.start, with: { workflow: twice-more }, needs: [] }
  - { id: b, uses: workflow.start, with: { workflow: twice-more }, needs: [] }
`,
  `
id: twice-more
kind: orchestration
title: Two children, each with two children
steps:
  - { id: a, uses: workflow.start, with: { workflow: twice }, needs: [] }
  - { id: b, uses: workflow.start, with: { workflow: twice }, needs: [] }
`,
  `
id: waits-on-anything
kind: job
title: Look with whatever is named
inputs:
  uses: { type: string }
  job: { type: string, default: INVOICE_PROCESSING }
steps:
  - id: look
    uses: wait.until
    with: { uses: "${ref("inputs.uses")}", args: { job: "${ref("inputs.job")}" }, condition: "true", every: 1s, within: 2s }
`,
  `
id: squares
kind: job
title: A condition that looks at everything with everything
inputs:
  list: { type: array, items: { type: integer } }
steps:
  - id: maybe
    uses: checkpoint.info
    if: inputs.list.exists(a, inputs.list.exists(b, inputs.list.exists(c, inputs.list.exists(d, a + b + c + d < 0))))
    with: { message: never }
`,
  `
id: backtracks
kind: job
title: A pattern that takes for ever
inputs:
  name: { type: string }
steps:
  - id: maybe
    uses: checkpoint.info
    if: inputs.name.matches('^([a-z]+)*$')
    with: { message: never }
`,
  `
id: patterned
kind: job
title: An input whose pattern takes for ever
inputs:
  name: { type: string, pattern: "^([a-z]+)*$" }
steps:
  - { id: note, uses: checkpoint.info, with: { message: never } }
`,
  `
id: wide
kind: job
title: Five hundred at once
steps:
${Array.from({ length: 500 }, (_, at) => `  - { id: s${at}, uses: data.validate, with: { data: [{ n: ${at} }], schema: { required: [n] } }, needs: [] }`).join("\n")}
`,
];

let resync: UnderAttack;
beforeAll(async () => {
  resync = await underAttack(workflows);
});
afterAll(() => resync?.[Symbol.asyncDispose]());

const problems = async () => (await resync.call("admin", "GET", "/api/v1/workflows?limit=200"))[1].problems;
const jobs = async (query = "") =>
  (await resync.call("admin", "GET", `/api/agent-jobs?limit=200${query}`))[1];
const hwaChanges = async () =>
  ((await resync.app.sim("requests")) as Wire).requests.filter((each: Wire) =>
    /kill|cancel|rerun/.test(JSON.stringify(each)),
  );

test("every hostile file that is right in form is loaded: the attacks below reach the engine", async () => {
  expect(await problems()).toEqual([]);
});

describe("a file", () => {
  test("that would change HWA as the rollback of a step nobody approves is refused", async () => {
    await writeFile(
      join(resync.workflowsDir, "runbooks", "quiet-kill.yml"),
      `
id: quiet-kill
kind: runbook
title: Kill a job without asking
steps:
  - id: look
    uses: checkpoint.info
    with: { message: nothing }
    rollback: { uses: hwa.kill, with: { job: CRITICAL_JOB } }
  - id: fail
    uses: workflow.stop
    with: { because: Done. }
    on_failure: rollback
`,
    );
    const told = await eventually(async () => {
      const found = (await problems()).find((each: Wire) => each.file.includes("quiet-kill"));
      const loaded = (await resync.call("admin", "GET", "/api/v1/workflows/quiet-kill"))[0] === 200;
      return found || loaded ? { found, loaded } : null;
    }, "the file is read");
    if (told.loaded) {
      await resync.ended(await resync.start("olga", "quiet-kill"));
      expect(await hwaChanges()).toEqual([]);
    }
    expect(told.found?.message).toContain("hwa.kill");
  });

  test.each([
    [
      "an alias bomb",
      `${["a: &a [x,x,x,x,x,x,x,x,x]", ...Array.from({ length: 9 }, (_, i) => `${"bcdefghij"[i]}: &${"bcdefghij"[i]} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(",")}]`)].join("\n")}\n`,
    ],
    ["fifty megabytes", `id: big\nkind: job\ntitle: ${"x".repeat(50_000_000)}\n`],
    ["brackets without end", `id: deep\nkind: job\ntitle: t\nsteps: ${"[".repeat(100_000)}`],
    ["a tag that makes a function", `id: fn\nkind: job\ntitle: !!js/function 'function(){}'\nsteps: []\n`],
    [
      "a prototype",
      `id: proto\nkind: job\ntitle: t\n__proto__: { polluted: true }\nsteps:\n  - { id: a, uses: checkpoint.info, with: { message: m } }\n`,
    ],
  ])("with %s is refused by name, and Resync goes on answering", async (what, text) => {
    const name = `${what.replace(/\W+/g, "-")}.yml`;
    await writeFile(join(resync.workflowsDir, "jobs", name), text);
    await eventually(
      async () => (await problems()).some((each: Wire) => each.file.includes(name)),
      `${what} is refused`,
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((await resync.call("vic", "GET", "/api/v1/workflows"))[0]).toBe(200);
  });
});

describe("what goes through templates", () => {
  test.each([
    [`${ref("job.id")} ${ref("inputs.value")}`],
    [`{{7*7}} $${"{7*7}"} <%= 7*7 %> #{7*7}`],
    ["'; DROP TABLE job; -- $(id) `id` \u202e evil \u200b"],
  ])("is data and looked into once: %s", async (value) => {
    const done = await resync.ended(await resync.start("olga", "echo", { value }));
    expect(done.status).toBe("COMPLETED");
    expect(done.inputData.value).toBe(value);
    const step = done.steps.find((each: Wire) => each.id === "second");
    expect(step.plan.args.message).toBe(`echo: ${value}`);
  });

  test("with the prototype's name is an input refused by name, or an ordinary key", async () => {
    for (const value of ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']) {
      const response = await fetch(`${resync.app.url}/api/agent-jobs`, {
        method: "POST",
        headers: { authorization: `Bearer ${resync.tokens.olga}`, "content-type": "application/json" },
        body: `{"jobType":"echo","taskDescription":"x","inputData":{"object":${value}}}`,
      });
      expect([201, 400]).toContain(response.status);
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    }
  });
});

describe("looking", () => {
  test("with an action that changes something is refused when it runs, whatever the file could not show", async () => {
    for (const uses of [
      "hwa.kill",
      "hwa.rerun",
      "files.write",
      "local.command",
      "workflow.start",
      "wait.until",
    ]) {
      const done = await resync.ended(await resync.start("olga", "waits-on-anything", { uses }));
      expect([uses, done.status]).toEqual([uses, "FAILED"]);
    }
    expect(await hwaChanges()).toEqual([]);
  });
});

describe("workflows that start each other", () => {
  test("in a circle end with a sentence, after a few jobs", async () => {
    const done = await resync.ended(await resync.start("olga", "ping"));
    expect(done.status).toBe("FAILED");
    const made =
      (await jobs("&jobType=ping")).pagination.total + (await jobs("&jobType=pong")).pagination.total;
    expect(made).toBeLessThan(20);
  });

  test("named by an input do not start themselves through the input, either", async () => {
    expect(
      (await resync.ended(await resync.start("olga", "starts-any", { which: "starts-any" }))).status,
    ).toBe("FAILED");
  });

  test("two by two do not fill the database", async () => {
    await resync.ended(await resync.start("olga", "twice"));
    const made =
      (await jobs("&jobType=twice")).pagination.total + (await jobs("&jobType=twice-more")).pagination.total;
    expect(made).toBeLessThan(50);
  });
});

describe("conditions", () => {
  test.each([
    ["squares", { list: Array.from({ length: 3_000 }, (_, at) => at) }],
    ["backtracks", { name: `${"a".repeat(60)}!` }],
  ])("that would take for ever do not stop the house: %s", async (workflow, inputData) => {
    const began = performance.now();
    const done = await resync.ended(await resync.start("olga", workflow, inputData));
    expect(done.status).toBe("FAILED");
    expect(done.error).toContain("condition");
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

test("an input whose pattern takes for ever is refused in good time", async () => {
  const began = performance.now();
  const body = { jobType: "patterned", taskDescription: "x", inputData: { name: `${"a".repeat(60)}!` } };
  const [status, answer] = await resync.call("olga", "POST", "/api/agent-jobs", body);
  expect([status, answer.detail]).toEqual([400, expect.stringContaining("pattern")]);
  expect(performance.now() - began).toBeLessThan(3_000);
});

test("five hundred steps at once are five hundred steps", async () => {
  const done = await resync.ended(await resync.start("olga", "wide"));
  expect([done.status, done.progress]).toEqual(["COMPLETED", { ended: 500, total: 500 }]);
});

test("after all of it the audit is whole", async () => {
  const [, { verdict }] = await resync.call("admin", "GET", "/api/admin/audit/verify");
  expect(verdict.kind).toBe("whole");
});
