// What an action gives is known before anything runs, so a name it does not give is refused when the file is loaded: a
// rollback or a wait would find it out too late.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkWorkflowFiles } from "#engine/library/read-workflows.ts";
import { shippedActions } from "./support/shipped-actions.ts";

async function problemsOf(steps: string): Promise<readonly string[]> {
  await using undo = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "resync-workflows-"));
  undo.defer(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, "runbooks"));
  const look = "  - { id: look, uses: hwa.workstation, with: { workstation: FIN_WS } }\n";
  const text = `id: try\nkind: runbook\ntitle: Try\nsteps:\n${look}${steps}`;
  await writeFile(join(dir, "runbooks", "try.yml"), text);
  const { problems } = await checkWorkflowFiles(dir, shippedActions);
  return problems.map(({ line, message }) => `${line}: ${message}`);
}
const template = (path: string) => `"\${{ ${path} }}"`;

it("a name that the step does not give is refused wherever it stands, with the one that was meant", async () => {
  const said = (text: string) => `  - { id: tell, uses: chat.say, with: { text: ${text} } }\n`;
  expect(await problemsOf(said(template("steps.look.output.txet")))).toEqual([
    `6: The step "tell": The template ${template("steps.look.output.txet")} names steps.look.output.txet, and that step gives no "txet". Did you mean text?`,
  ]);
  expect(await problemsOf(`${said("hello")}    if: steps.look.output.closed\n`)).not.toEqual([]);
  const undo = `  - id: open
    uses: hwa.set-fence
    with: { workstation: FIN_WS, fence: 0 }
    rollback: { uses: hwa.set-fence, with: { workstation: FIN_WS, fence: ${template("steps.look.output.fense")} } }
`;
  expect((await problemsOf(undo))[0]).toMatch(/^9: The rollback of "open": .*Did you mean fence\?$/);
  expect(
    (await problemsOf(`${said("hello")}outputs: { x: ${template("steps.look.output.fense")} }\n`))[0],
  ).toMatch(/^7: The outputs: .*Did you mean fence\?$/);
});

it("a wait gives what it looked with, and its condition names only that", async () => {
  const wait = (condition: string) =>
    `  - { id: wait, uses: wait.until, with: { uses: hwa.workstation, args: { workstation: FIN_WS }, condition: ${condition}, within: 1m } }\n`;
  const tell = (path: string) => `  - { id: tell, uses: chat.say, with: { text: ${template(path)} } }\n`;
  expect(await problemsOf(wait("output.available") + tell("steps.wait.output.text"))).toEqual([]);
  expect((await problemsOf(wait("output.available") + tell("steps.wait.output.started_jobs")))[0]).toContain(
    'gives no "started_jobs"',
  );
  expect(await problemsOf(wait("output.availabel"))).toEqual([
    '6: The step "wait": The condition "output.availabel" names output.availabel, and hwa.workstation gives no "availabel". Did you mean available?',
  ]);
});

it("what may give anything is not judged: a child's outputs, an answer over HTTP, a part of an object", async () => {
  const steps = `  - { id: child, uses: workflow.start, with: { workflow: morning-check } }
  - { id: tell, uses: chat.say, with: { text: ${template("steps.child.output.whatever.it.gives")} } }
  - { id: get, uses: http.get, with: { url: "https://status.example.com" } }
  - { id: more, uses: chat.say, with: { text: ${template("steps.get.output.body.anything")} } }
`;
  expect(await problemsOf(steps)).toEqual([]);
});
