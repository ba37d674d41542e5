import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultPolicy } from "#core/job/policy.ts";
import { digestOf } from "#core/workflow/digest.ts";
import { actionLookup } from "#engine/library/action-lookup.ts";
import { checkFile } from "#engine/library/read-workflows.ts";
import { someActions } from "../../engine/library/some-actions.ts";

const example = readFileSync(
  new URL("../../fixtures/workflows/runbooks/recover-abend.yml", import.meta.url),
  "utf8",
);

function compiled(text: string) {
  const { workflow, problems } = checkFile(
    "runbooks/try.yml",
    "runbook",
    Buffer.from(text),
    "",
    actionLookup(someActions),
  );
  expect(problems).toEqual([]);
  if (!workflow) throw new Error("no workflow");
  return workflow;
}

const small = "id: try\nkind: runbook\ntitle: Try\nsteps:\n";

describe("a workflow that is right", () => {
  it("is compiled with every key of its file", () => {
    const { digest, ...definition } = compiled(example);
    expect(digest).toBe(digestOf(definition));
    expect(definition).toMatchObject({
      id: "recover-abend",
      version: 3,
      owner: "operations-team@company.com",
    });
    expect(definition.inputs.job).toEqual({
      schema: { type: "string", maxLength: 40 },
      required: true,
      description: "HWA job name",
    });
    expect(definition.steps[1]).toEqual({
      id: "rerun",
      title: null,
      phase: "main",
      uses: "hwa.rerun",
      with: { run_id: `\${{ steps.look.output.run_id }}` },
      needs: ["look"],
      if: "steps.look.output.internal_status == 'ABEND'",
      approval: {
        from: ["operators"],
        count: 2,
        fourEyes: "always",
        expiresMs: 43_200_000,
        remindMs: null,
        escalate: { afterMs: 14_400_000, to: ["leads"] },
      },
      timeoutMs: 120_000,
      retry: { attempts: 3, backoffMs: 5_000, maxMs: 60_000 },
      onFailure: "rollback",
      rollback: { uses: "hwa.job", with: { run_id: `\${{ steps.rerun.output.run_id }}` }, effect: "read" },
      effect: "once",
      prepares: true,
    });
  });

  it("has the defaults filled in: the step before, five minutes, one try, and people for what always asks", () => {
    const { steps, version } = compiled(
      `${small}  - { id: a, uses: hwa.job }\n  - { id: b, uses: hwa.rerun }\n  - { id: c, uses: hwa.job, needs: [], approval: true }\n  - { id: d, uses: local.command, with: { command: [ls] }, effect: idempotent }\n`,
    );
    expect(version).toBe(1);
    expect(steps.map((step) => step.needs)).toEqual([[], ["a"], [], ["c"]]);
    expect(steps.map((step) => step.approval)).toEqual([null, defaultPolicy, defaultPolicy, null]);
    expect(steps.map((step) => step.effect)).toEqual(["read", "once", "read", "idempotent"]);
    expect(steps[0]).toMatchObject({
      timeoutMs: 300_000,
      retry: { attempts: 1 },
      onFailure: "stop",
      if: null,
      rollback: null,
    });
  });

  it("reads a template on one line without quotes as with them, in every style of YAML", () => {
    const quoted = `${small}  - id: a\n    uses: hwa.job\n    with: { job: "\${{ job.id }}", run_id: "x \${{ job.task }}, y" }\n`;
    const flow = `${small}  - id: a\n    uses: hwa.job\n    with: { job: \${{ job.id }}, run_id: 'x \${{ job.task }}, y' } # \${{ not read }}\n`;
    const block = `${small}  - id: a\n    uses: hwa.job\n    with:\n      job: \${{ job.id }}\n      run_id: >-\n        x \${{ job.task }}, y\n`;
    const single = `${small}  - id: a\n    uses: hwa.job\n    with: { job: '\${{ job[''id''] }}' }\n`;
    const double = `${small}  - id: a\n    uses: hwa.job\n    with: { job: "\${{ job[\\"id\\"] }}" }\n`;
    expect(compiled(flow).digest).toBe(compiled(quoted).digest);
    expect(compiled(block).digest).toBe(compiled(quoted).digest);
    expect(compiled(single).steps[0]?.with).toEqual({ job: `\${{ job['id'] }}` });
    expect(compiled(double).steps[0]?.with).toEqual({ job: `\${{ job["id"] }}` });
  });

  it("may begin with a byte order mark, be written in JSON, and share parts by alias", () => {
    const plain = compiled(
      `${small}  - { id: a, uses: hwa.job, with: { job: x } }\n  - { id: b, uses: hwa.job, with: { job: x } }\n`,
    );
    expect(
      compiled(
        `\ufeff${small}  - { id: a, uses: hwa.job, with: &w { job: x } }\n  - { id: b, uses: hwa.job, with: *w }\n`,
      ).digest,
    ).toBe(plain.digest);
    const json = JSON.stringify({
      id: "try",
      kind: "runbook",
      title: "Try",
      steps: [
        { id: "a", uses: "hwa.job", with: { job: "x" } },
        { id: "b", uses: "hwa.job", with: { job: "x" } },
      ],
    });
    expect(compiled(json).digest).toBe(plain.digest);
  });

  it("has another digest whenever anything of it is another", () => {
    const same = compiled(example).digest;
    expect(
      compiled(
        `# a comment\n${example.replace("{ type: string, required: true", "{ required: true, type: string")}`,
      ).digest,
    ).toBe(same);
    for (const [from, to] of [
      ["version: 3", "version: 4"],
      ["count: 2", "count: 1"],
      ["timeout: 2m", "timeout: 3m"],
      ["'ABEND'", "'FAIL'"],
    ] as const)
      expect(compiled(example.replace(from, to)).digest).not.toBe(same);
  });

  it("lets the outputs and a rollback see what the steps themselves cannot", () => {
    compiled(
      `${small}  - { id: a, uses: hwa.job, rollback: { uses: hwa.job, with: { job: "\${{ steps.a.output.x }}" } } }\noutputs: { x: "\${{ steps.a.output.x }}", n: 5 }\n`,
    );
  });
});

describe("the README's example", () => {
  it("is right", () => {
    const readme = readFileSync(new URL("../../../workflows/README.md", import.meta.url), "utf8");
    const [, text] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(compiled(text ?? "").steps.map((step) => step.id)).toEqual(["look", "rerun", "verify"]);
  });
});
