// Files that are wrong in one way each: what is said of them, on which line, and with which cure.

import { describe, expect, it } from "vitest";
import { actionLookup } from "#engine/library/action-lookup.ts";
import { checkFile } from "#engine/library/read-workflows.ts";
import { someActions } from "../../engine/library/some-actions.ts";

const lookup = actionLookup(someActions);

function check(text: string | Uint8Array) {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return checkFile("runbooks/try.yml", "runbook", bytes, "", lookup);
}

/** `line: sentence` of every problem. */
function problems(text: string | Uint8Array): readonly string[] {
  return check(text).problems.map(({ line, message }) => `${line}: ${message}`);
}

const head = "id: try\nkind: runbook\ntitle: Try\n"; // lines 1 to 3
const inputs = "inputs:\n  job: { type: string }\n  n: { type: integer }\n"; // lines 4 to 6 when they are there
const steps = "steps:\n  - id: look\n    uses: hwa.job\n"; // lines 4 to 6 without inputs

describe("a file that is no workflow", () => {
  it.each<[string, string | Uint8Array, readonly RegExp[]]>([
    ["empty", "", [/^1: The file is empty\. Write a workflow with/]],
    ["only a comment", "# later\n", [/^1: The file is empty/]],
    ["a list", "- a\n- b\n", [/^1: The file is no mapping/]],
    ["a word", "hello", [/^1: The file is no mapping/]],
    [
      "several documents",
      `${head}${steps}---\nid: other\n`,
      [/^7: The file has several documents\. Put each/],
    ],
    [
      "indented with a tab",
      `${head}steps:\n\t- id: a\n`,
      [/^5: The line is indented with a tab\. Use spaces\./],
    ],
    ["too large", `# ${"x".repeat(600_000)}\n`, [/larger than 512 KB\. Split/]],
    ["not UTF-8", Buffer.from([0x69, 0x64, 0x3a, 0xff, 0xfe]), [/not UTF-8\. Save/]],
    ["with a NUL", "id: a\nkind: \0\n", [/^2: .*U\+0000.*Remove it/]],
    ["a key twice", `${head}title: Again\n${steps}`, [/^4: The key "title" is there twice\. Keep one/]],
    ["a key of a step twice", `${head}${steps}    uses: hwa.rerun\n`, [/^7: The key "uses" is there twice/]],
    [
      "a tag",
      `${head}${steps}    with: { job: !!js/function "x" }\n`,
      [/^7: The tag .*js\/function.* Remove it/],
    ],
    ["a local tag", `${head}${steps}    with:\n      job: !secret x\n`, [/^8: The tag !secret .*Remove it/]],
    [
      "a key __proto__",
      `${head}${steps}    with: { __proto__: { polluted: true } }\n`,
      [/^7: The key "__proto__" is not allowed.*Remove/],
    ],
    ["an unclosed bracket", `${head}steps: [\n`, [/^4: |^5: /]],
    [
      "an alias to nothing",
      `${head}${steps}    with: { job: *nobody }\n`,
      [/^7: There is no anchor &nobody/],
    ],
    [
      "an alias that contains itself",
      `${head}${steps}    with: &a { job: *a }\n`,
      [/^7: The alias \*a contains itself/],
    ],
    [
      "a number nobody can keep",
      `${head}${steps}    with: { job: 12345678901234567890 }\n`,
      [/^7: A number here.*quotes/],
    ],
    ["deep", `x: ${"[".repeat(50)}${"]".repeat(50)}`, [/nested more than 32 deep\. Write it flatter/]],
  ])("says so: %s", (_, text, wanted) => {
    const said = problems(text);
    for (const [index, each] of wanted.entries()) expect(said[index]).toMatch(each);
    expect(check(text).workflow).toBeNull();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("costs no more than it shows: bombs, depths and ten thousand of anything end soon", () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) =>
        `a${index}: &a${index} [${Array(9)
          .fill(index === 0 ? "x" : `*a${index - 1}`)
          .join(", ")}]`,
    );
    const costly: readonly (readonly [string, RegExp])[] = [
      [`${levels.join("\n")}\n`, /aliases|expands to too many/],
      [`x: ${"[".repeat(200_000)}`, /nested more than 32 deep/],
      [`${"- ".repeat(100_000)}x`, /nested more than 32 deep/],
      [Array.from({ length: 60_000 }, (_, index) => `k${index}:`).join("\n"), /unknown key/],
      [
        `${head}steps:\n${Array.from({ length: 10_000 }, (_, index) => `  - {id: s${index}, uses: hwa.job}\n`).join("")}`,
        /^4: The workflow has 10000 steps, and can have 500\. Split it/,
      ],
    ];
    for (const [text, wanted] of costly) {
      const began = performance.now();
      expect(problems(text).join("\n")).toMatch(wanted);
      expect(performance.now() - began).toBeLessThan(8_000);
    }
  });
});

describe("a workflow that is wrong", () => {
  it.each<[string, string, readonly RegExp[]]>([
    [
      "an unknown key",
      `${head}ownr: me\n${steps}`,
      [/^4: The workflow has an unknown key "ownr"\. Did you mean owner\?/],
    ],
    [
      "an unknown key of a step",
      `${head}${steps}    on_faliure: stop\n`,
      [/^7: The step "look" has an unknown key "on_faliure"\. Did you mean on_failure\?/],
    ],
    [
      "an unknown key of an approval",
      `${head}${steps}    approval:\n      form: [ops]\n`,
      [/^8: The step "look": approval has an unknown key "form"\. Did you mean from\?/],
    ],
    [
      "an unknown key of an input",
      `${head}inputs:\n  job: { type: string, requird: true }\n${steps}`,
      [/^5: The input "job" has an unknown key "requird"\. Did you mean required\?/],
    ],
    [
      "a remedy for a cause nobody knows",
      `${head}inputs:\n  job: { type: string }\nremedies:\n  - cause: mising_file\n    inputs: { job: job }\n    why: { en: a, pt: b }\n${steps}`,
      [/^7: The remedy 1: cause is "mising_file", and can be missing_file.*Did you mean missing_file\?/],
    ],
    [
      "a remedy for a list with a cause nobody knows",
      `${head}inputs:\n  job: { type: string }\nremedies:\n  - cause: [lock, disk_ful]\n    inputs: { job: job }\n    why: { en: a, pt: b }\n${steps}`,
      [/^7: The remedy 1: cause\.1 is "disk_ful".*Did you mean disk_full\?/],
    ],
    [
      "a remedy that fills an input the file does not have",
      `${head}inputs:\n  job: { type: string }\nremedies:\n  - cause: lock\n    inputs: { jbo: job }\n    why: { en: a, pt: b }\n${steps}`,
      [/^8: The remedy 1 fills the input "jbo", and there is no such input\. Did you mean job\?/],
    ],
    [
      "a remedy that fills an input with what no job has",
      `${head}inputs:\n  job: { type: string }\nremedies:\n  - cause: lock\n    inputs: { job: name }\n    why: { en: a, pt: b }\n${steps}`,
      [/^8: The remedy 1: inputs\.job is "name", and can be job, stream, workstation, job_id/],
    ],
    [
      "the same cause in two remedies",
      `${head}inputs:\n  job: { type: string }\nremedies:\n  - cause: lock\n    inputs: { job: job }\n    why: { en: a, pt: b }\n  - cause: lock\n    when: failed\n    inputs: { job: job }\n    why: { en: a, pt: b }\n${steps}`,
      [/^10: The remedy 2 is meant for lock, and so is the remedy 1\./],
    ],
    [
      "a remedy that says why in one language only",
      `${head}remedies:\n  - cause: lock\n    inputs: {}\n    why: { en: a }\n${steps}`,
      [/^7: The remedy 1 has no why\.pt\. Add it\./],
    ],
    [
      "a merge key",
      `${head}steps:\n  - &a\n    id: look\n    uses: hwa.job\n  - <<: *a\n    id: b\n    uses: hwa.job\n`,
      [/^8: The step "b" merges.*Write the keys out/],
    ],
    ["no title", `id: try\nkind: runbook\n${steps}`, [/^1: The workflow has no title\. Add it\./]],
    ["no steps", `${head}steps: []\n`, [/^4: The workflow has no steps\. Write at least one/]],
    [
      "no uses",
      `${head}steps:\n  - id: look\n`,
      [/^5: The step "look" has no uses\. Add it\. .*npm run actions/],
    ],
    [
      "a bad id",
      `id: Try It\nkind: runbook\ntitle: x\n${steps}`,
      [/^1: The workflow: id is "Try It".*kebab-case.*"recover-abend"/],
    ],
    [
      "a bad duration",
      `${head}${steps}    timeout: 5 minutes\n`,
      [/^7: The step "look": timeout is "5 minutes".*"500ms", "5s"/],
    ],
    [
      "a bad choice",
      `${head}${steps}    on_failure: stpo\n`,
      [
        /^7: The step "look": on_failure is "stpo", and can be stop, continue, rollback\. Did you mean stop\?/,
      ],
    ],
    [
      "a rollback without uses",
      `${head}${steps}    rollback:\n      with: { job: x }\n`,
      [/^7: The step "look" has no rollback\.uses\. Add it/],
    ],
    [
      "another kind than its folder's",
      `id: try\nkind: job\ntitle: x\n${steps}`,
      [/^2: The kind is job, and the file lies among the runbooks\. Write kind: runbook, or move it to jobs/],
    ],
    [
      "an unknown action",
      `${head}steps:\n  - id: a\n    uses: hwa.jbo\n`,
      [/^6: The step "a" uses "hwa\.jbo", and there is no such action\. Did you mean hwa\.job/],
    ],
    [
      "an unknown argument",
      `${head}${steps}    with:\n      jbo: x\n`,
      [/^8: The step "look": hwa\.job does not take "jbo"\. Did you mean job\?/],
    ],
    [
      "a wrong argument",
      `${head}${steps}    with: { job: 5 }\n`,
      [/^7: The step "look": "job" of hwa\.job does not fit: expected string, received number/],
    ],
    [
      "a missing argument",
      `${head}steps:\n  - id: a\n    uses: local.command\n    with: { cwd: /tmp }\n`,
      [/^7: The step "a": local\.command needs "command"\. Add it under with/],
    ],
    [
      "the same id twice",
      `${head}${steps}  - id: look\n    uses: hwa.job\n`,
      [/^7: The step 2 is called "look", and so is the step 1\. Give/],
    ],
    [
      "a need that is not there",
      `${head}${steps}    needs: [lok]\n`,
      [/^7: The step "look" needs "lok", which does not exist\. Did you mean look\?/],
    ],
    [
      "a circle",
      `${head}steps:\n  - { id: a, uses: hwa.job, needs: [c] }\n  - { id: b, uses: hwa.job }\n  - { id: c, uses: hwa.job }\n  - { id: d, uses: hwa.job }\n`,
      [
        /^5: Steps wait for each other in a circle: "a" needs "c" needs "b" needs "a"\. Remove one/,
        /^8: The step "d" can never be reached/,
      ],
    ],
    [
      "a template of an unknown input",
      `${head}${inputs}${steps}    with: { job: \${{ inputs.jb }} }\n`,
      [
        /^10: The step "look": The template .* names the input "jb", which is not declared\. Did you mean job\?/,
      ],
    ],
    [
      "a template of an unknown step",
      `${head}${steps}    with: { job: "\${{ steps.lok.output.x }}" }\n`,
      [/^7: .*names the step "lok", which does not exist\. Did you mean look\?/],
    ],
    [
      "a template of a later step",
      `${head}${steps}    with: { job: "\${{ steps.b.output.x }}" }\n  - id: b\n    uses: hwa.job\n`,
      [/^7: .*names the step "b", which need not have ended by then\. Add b to needs/],
    ],
    [
      "a template that says nothing of a step",
      `${head}${steps}  - id: b\n    uses: hwa.job\n    with: { job: "\${{ steps.look.status }}" }\n`,
      [/^9: .*must say what of the step: steps\.look\.state, steps\.look\.output/],
    ],
    [
      "a template with another root",
      `${head}${steps}    with: { job: "\${{ env.HOME }}" }\n`,
      [/^7: .*begins with "env"\. Begin with inputs, steps or job/],
    ],
    [
      "a template that is no path",
      `${head}${steps}    with: { job: "\${{ 1 + 1 }}" }\n`,
      [/^7: .*is no path\. Write a path/],
    ],
    [
      "a template that is not closed",
      `${head}${steps}    with: { job: "\${{ inputs.job" }\n`,
      [/^7: .*not closed/],
    ],
    [
      "a template as a key",
      `${head}${steps}    with: { "\${{ inputs.x }}": 1 }\n`,
      [/^7: .*is a template\. Keys are taken/],
    ],
    [
      "a condition that cannot be read",
      `${head}${steps}    if: inputs.job ==\n`,
      [/^7: The step "look": The condition .* cannot be read: .*Write something such as/],
    ],
    [
      "a condition with a template",
      `${head}${inputs}${steps}    if: "'\${{ inputs.job }}' == 'x'"\n`,
      [/^10: .*contains a template\. Name the value itself/],
    ],
    [
      "a condition of an unknown input",
      `${head}${inputs}${steps}    if: inputs.jbo == 'x'\n`,
      [/^10: .*names the input "jbo".*Did you mean job\?/],
    ],
    [
      "a condition of a later step",
      `${head}${steps}    if: steps.b.output.x == 1\n  - id: b\n    uses: hwa.job\n`,
      [/^7: .*need not have ended/],
    ],
    [
      "an approval waived",
      `${head}steps:\n  - id: a\n    uses: hwa.rerun\n    approval: false\n`,
      [/^7: The step "a": hwa\.rerun always asks people first/],
    ],
    [
      "a change called a read",
      `${head}steps:\n  - id: a\n    uses: hwa.rerun\n    effect: read\n`,
      [/^7: .*its effect cannot be read/],
    ],
    [
      "a default that does not fit",
      `${head}inputs:\n  n: { type: integer, default: many }\n${steps}`,
      [/^5: The default of the input "n" does not fit it: .*must be a number, not a text/],
    ],
    [
      "a pattern that is none",
      `${head}inputs:\n  n: { type: string, pattern: "(" }\n${steps}`,
      [/^5: The input "n" cannot be understood/],
    ],
    [
      "waiting with an action that changes",
      `${head}steps:\n  - id: w\n    uses: wait.until\n    with:\n      uses: hwa.rerun\n      args: {}\n      condition: output.x == 1\n      every: 5s\n      within: 1m\n`,
      [/^8: .*which may change something\. Use an action that only reads, such as hwa\.job\.$/],
    ],
    [
      "one key wrong in what may also be written as true",
      `${head}${steps}    approval: { from: [approvers], four_eyes: yes please }\n`,
      [/^7: The step "look": approval\.four_eyes is "yes please", and can be auto, always, never/],
    ],
    [
      "one unknown key in what may also be written as true",
      `${head}${steps}    approval: { form: [approvers] }\n`,
      [/^7: The step "look": approval has an unknown key "form"\. Did you mean from\?/],
    ],
    [
      "of neither form it may have",
      `${head}${steps}    approval: 7\n`,
      [/^7: The step "look": approval is 7, which it cannot be/],
    ],
    [
      "waiting for what it cannot see",
      `${head}steps:\n  - id: w\n    uses: wait.until\n    with: { uses: hwa.job, args: { jbo: x }, condition: inputs.x == 1, every: 5s, within: 1m }\n`,
      [/hwa\.job does not take "jbo"/, /cannot see inputs\. It can use output/],
    ],
    [
      "waiting for more than it was given",
      `${head}steps:\n  - id: w\n    uses: wait.until\n    with: { uses: hwa.job, args: { job: x }, condition: output.n > given.befor, given: { before: 1 }, every: 5s, within: 1m }\n`,
      [/names given\.befor, which is not given\. Did you mean "?before/],
    ],
    [
      "a hyphen in a condition, which is a minus",
      `${head}steps:\n  - { id: look-first, uses: hwa.job, with: { job: x } }\n  - { id: w, uses: hwa.job, with: { job: x }, if: steps.look-first.output.n == 1 }\n`,
      [
        /Unknown variable: first/,
        /takes a hyphen for a minus\. Write steps\['look-first'\], or call the step look_first/,
      ],
    ],
    [
      "a condition that YAML takes for a tag",
      `${head}steps:\n  - id: w\n    uses: hwa.job\n    with: { job: x }\n    if: !inputs.n\n`,
      [/begins with an exclamation mark\. Put the condition in quotes/],
    ],
    [
      "outputs of nothing",
      `${head}${steps}outputs:\n  x: \${{ steps.gone.output.x }}\n`,
      [/^8: The outputs: .*"gone", which does not exist/],
    ],
  ])("is told: %s", (_, text, wanted) => {
    const said = problems(text);
    expect(said).toHaveLength(wanted.length);
    for (const [index, each] of wanted.entries()) expect(said[index]).toMatch(each);
  });

  it("hears all of its faults at once, those of form and those of content", () => {
    const text = `${head}ownr: me\ninputs:\n  job: { type: strin }\nsteps:\n  - id: look\n    uses: hwa.jbo\n    on_faliure: stop\n  - id: b\n    with: { job: "\${{ steps.lok.output }}" }\n`;
    const lines = problems(text).map((each) => Number(each.split(":")[0]));
    expect(lines).toEqual([4, 6, 9, 10, 11, 12]);
  });
});

describe("arguments with templates in them", () => {
  /** `<inputs.n>` stands for the template, which linters would take for a slip in a plain text. */
  const written = (text: string) => text.replace(/<([^>]+)>/g, `\${{ $1 }}`);
  const ok = (given: string) =>
    problems(`${head}${inputs}steps:\n  - id: a\n    uses: data.pick\n    with: ${written(given)}\n`);

  it("are not held against what the templates may yet yield", () => {
    for (const given of [
      "{ from: <inputs.n>, to: 3 }",
      "{ from: 5, to: <inputs.n> }",
      "{ from: 1, to: 2, mode: <inputs.job> }",
      "{ from: 1, to: 2, where: <inputs.job> }",
      "{ from: 1, to: 2, where: { above: <inputs.n> } }",
      "{ from: 1, to: 2, where: { equals: 'job <inputs.job>' } }",
    ])
      expect(ok(given), given).toEqual([]);
  });

  it("are held against what is certain all the same", () => {
    expect(ok("{ from: <inputs.n>, to: 2, mode: middle }")[0]).toMatch(/"mode" of data\.pick does not fit/);
    expect(ok("{ from: <inputs.n> }")[0]).toMatch(/needs "to"/);
    expect(ok("{ from: 'no <inputs.n>', to: 2 }")[0]).toMatch(/"from" of data\.pick does not fit/);
    expect(ok("{ from: 1, to: 2, where: { over: <inputs.n> } }")).toHaveLength(1);
    expect(ok("{ from: 1, to: 2, where: { above: 'x<inputs.n>' } }")).toHaveLength(1);
    expect(ok("{ from: 3, to: 2 }")[0]).toMatch(/from must be less than to/);
  });
});
