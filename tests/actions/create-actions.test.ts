import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { agentAsk } from "#actions/agent/agent-ask.ts";
import { chatSay } from "#actions/chat/chat-say.ts";
import { checkpointInfo } from "#actions/checkpoint/checkpoint-info.ts";
import { checkpointReview } from "#actions/checkpoint/checkpoint-review.ts";
import { createActions } from "#actions/create-actions.ts";
import { dataActions } from "#actions/data/data-actions.ts";
import { describeActions } from "#actions/describe-actions.ts";
import { fileActions } from "#actions/files/file-actions.ts";
import { httpActions } from "#actions/http/http-actions.ts";
import { localCommand } from "#actions/local/local-command.ts";
import { waitFor } from "#actions/wait/wait-for.ts";
import { waitUntil } from "#actions/wait/wait-until.ts";
import { workflowStart } from "#actions/workflow/workflow-start.ts";
import { workflowStop } from "#actions/workflow/workflow-stop.ts";
import { checkWorkflow } from "#core/workflow/check-workflow.ts";
import { checkInputs } from "#core/workflow/inputs.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Actions } from "#ports/action.ts";
import { outputOf, runAction, testContext } from "./support/action-context.ts";

const actions: Actions = createActions([
  [localCommand({ root: join(tmpdir(), "resync-unused"), allow: null })],
  httpActions({ allowedHosts: [] }),
  dataActions,
  fileActions({ filesRoot: join(tmpdir(), "resync-unused-files") }),
  [
    waitFor(),
    waitUntil((name) => actions.find(name)),
    checkpointInfo(),
    checkpointReview(),
    chatSay(),
    workflowStart(),
    workflowStop(),
  ],
  [
    agentAsk({
      locale: "en",
      ask: async ({ text, locale, person, agent }) => ({
        text: `${locale} ${person.name} ${agent} ${text}`,
        data: { n: 1 },
        sources: [{ title: "Plan", ref: "job/1" }],
      }),
    }),
  ],
]);

describe("the actions", () => {
  it("are found by name, and two of one name refuse the start", () => {
    expect(actions.find("wait.for")?.title).toBe("Wait");
    expect(actions.find("constructor")).toBeNull();
    expect(() => createActions([[waitFor()], [waitFor()]])).toThrow(/Two actions are called "wait.for"/);
  });

  it.each(actions.all.map((action) => [action.name, action] as const))(
    "%s has a name of two words, docs, and an example that validates and is complete",
    (name, action) => {
      expect(name).toMatch(/^[a-z]+\.[a-z_]+$/);
      expect(action.docs.length).toBeGreaterThan(60);
      expect(action.input.parse(action.example)).toEqual(action.example);
      expect(() => action.input.parse({ ...(action.example as object), no_such_key: 1 })).toThrow();
    },
  );

  it("declare the effect that is true of them", () => {
    const byEffect = Object.groupBy(actions.all, (action) => action.effect);
    const names = (effect: keyof typeof byEffect) => byEffect[effect]?.map((action) => action.name);
    expect(names("once")).toEqual(["http.request", "local.command"]);
    expect(names("idempotent")).toEqual(["chat.say", "checkpoint.info", "files.write", "workflow.start"]);
    expect(names("keyed")).toBeUndefined();
    expect(actions.all.filter((action) => action.asks).map((action) => action.name)).toEqual([
      "checkpoint.review",
    ]);
  });

  it("are printed: all in a table, one with its fields and an example that can be pasted", () => {
    const list = describeActions(actions);
    for (const { name } of actions.all) expect(list).toContain(name);
    const one = describeActions(actions, "http.request");
    expect(one).toMatch(/method +GET \| HEAD \| POST \| PUT \| PATCH \| DELETE +required/);
    expect(one).toMatch(/expect\.status +whole number \| list of whole number/);
    expect(one).toContain("Effect: once");
    const example = parse(one.slice(one.indexOf("Example\n") + 8));
    expect(example[0]).toMatchObject({ uses: "http.request", with: actions.find("http.request")?.example });
    expect(() => describeActions(actions, "files.wirte")).toThrow(/files\.write/);
    for (const { name } of actions.all) expect(describeActions(actions, name)).toContain("Input (with)");
  });
});

describe("the small ones", () => {
  it("checkpoint.info notes, and gives a receipt that another order of keys does not change", async () => {
    const context = testContext();
    const outcome = await checkpointInfo().run({ message: "Recorded.", data: { b: 1, a: 2 } }, context);
    expect(context.told).toEqual([{ kind: "note", text: "Recorded.", data: { b: 1, a: 2 } }]);
    const again = await checkpointInfo().run({ message: "Recorded.", data: { a: 2, b: 1 } }, testContext());
    expect(outcome).toEqual(again);
    expect(outcome).toMatchObject({
      output: { recorded_at: "2026-03-11T13:20:00.000Z", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it("checkpoint.review shows a sample and how many there are, and says who approved", async () => {
    const review = checkpointReview();
    const input = review.input.parse({
      message: "Right ones?",
      data: Array.from({ length: 12 }, (_, n) => ({ n, name: "a\u202eb" })),
    });
    const preview = await review.preview?.(input, testContext());
    expect(preview?.detail?.title).toEqual({
      en: "Data, the first 5 of 12",
      pt: "Dados, os primeiros 5 de 12",
    });
    expect(JSON.parse(preview?.detail?.text.replaceAll("\\u{202e}", "") ?? "")).toHaveLength(5);
    expect(preview?.evidence[0]).toEqual({ label: { en: "items", pt: "itens" }, value: "12" });
    expect(await outputOf(review, input, { approvedBy: [{ id: "p2", name: "Bo" }] })).toMatchObject({
      approved_by: ["Bo"],
      items: 12,
    });
  });

  it("chat.say says it clean and with secrets masked", async () => {
    const context = testContext();
    await chatSay().run({ text: "done \u001b[31mnow\u001b[0m password=hunter22" }, context);
    expect(context.told).toEqual([{ kind: "say", text: "done now password=[masked]", data: null }]);
  });

  it("workflow.start gives a child, and refuses itself", async () => {
    expect(await runAction(workflowStart(), { workflow: "rerun-job", inputs: { job: "A" } })).toEqual({
      kind: "child",
      workflow: "rerun-job",
      inputs: { job: "A" },
    });
    await expect(runAction(workflowStart(), { workflow: "test-workflow" })).rejects.toMatchObject({
      code: "misconfigured",
    });
  });

  it("workflow.stop fails with its sentence, clean and with secrets masked, and no other try helps", async () => {
    const because = "It has \u001b[31mnot\u001b[0m failed, password=hunter22 was given. Nothing was done.";
    await expect(runAction(workflowStop(), { because })).rejects.toMatchObject({
      code: "conflict",
      retryable: false,
      message: "It has not failed, password=[masked] was given. Nothing was done.",
    });
  });

  it("agent.ask asks with the requester's name and the configured language", async () => {
    expect(await runAction(actions.find("agent.ask") ?? waitFor(), { question: "health?" })).toMatchObject({
      output: { text: "en Ana null health?", sources: [{ title: "Plan", ref: "job/1" }] },
    });
  });
});

describe("the three job types", () => {
  function load(name: string): Workflow {
    const text = readFileSync(new URL(`../../workflows/jobs/${name}.yml`, import.meta.url), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../workflow.schema.json");
    const { workflow, faults } = checkWorkflow(parse(text), {
      names: actions.all.map((action) => action.name),
      find: (uses) => {
        const action = actions.find(uses);
        return action === null
          ? null
          : {
              name: action.name,
              effect: action.effect,
              asks: action.asks,
              prepares: action.prepare !== undefined,
              keys: Object.keys(
                z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" }).properties ?? {},
              ),
              issues: (args) => action.input.safeParse(args).error?.issues ?? [],
            };
      },
    });
    expect(faults).toEqual([]);
    if (!workflow) throw new Error(`${name} has faults`);
    return workflow;
  }

  it("take the guide's inputs as they are", () => {
    expect(checkInputs(load("simple-task"), { userId: "user-123", action: "update-profile" })).toMatchObject({
      userId: "user-123",
    });
    const files = [{ path: "lib/auth.ts", content: "..." }];
    expect(checkInputs(load("code-generation"), { files })).toMatchObject({ files, output_dir: null });
    expect(
      checkInputs(load("code-generation"), { files, description: "User authentication module" }),
    ).toMatchObject({ files });
    const data = [{ id: 1, name: "John", email: "john@example.com" }];
    expect(
      checkInputs(load("data-processing"), { operation: "transform", data, transform: "normalize" }),
    ).toMatchObject({ data, transform: "normalize" });
  });

  it.each([
    ["simple-task", { userId: 5 }, "userId"],
    ["simple-task", { surprise: 1 }, "surprise"],
    ["code-generation", {}, "files"],
    ["code-generation", { files: [] }, "files"],
    ["code-generation", { files: "x" }, "files"],
    ["code-generation", { files: [{ path: "a" }] }, "files[0].content"],
    ["code-generation", { files: [{ path: "a", content: 1 }] }, "files[0].content"],
    ["data-processing", { data: [{}] }, "operation"],
    ["data-processing", { operation: "explode", data: [{}] }, "operation"],
    ["data-processing", { operation: "transform", data: "x" }, "data"],
    ["data-processing", { operation: "transform", data: [1] }, "data[0]"],
    ["data-processing", { operation: "transform", data: [{}], transform: "evil" }, "transform"],
  ])("%s refuses %j at creation, naming %s", (name, inputs, field) => {
    expect(() => checkInputs(load(name), inputs)).toThrow(
      expect.objectContaining({ code: "invalid_input", detail: expect.objectContaining({ field }) }),
    );
  });

  it("ask where they say: once before writing, and before and after processing", () => {
    const asking = (name: string) =>
      load(name)
        .steps.filter((step) => step.approval !== null)
        .map((step) => step.id);
    expect(asking("simple-task")).toEqual([]);
    expect(asking("code-generation")).toEqual(["write"]);
    expect(asking("data-processing")).toEqual(["input_review", "output_review"]);
  });
});
