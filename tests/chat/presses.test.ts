// Buttons of an approval as people press them: by the right person and the wrong one, too late, twice, on an old copy, by
// somebody removed since. Every answer is for them alone, and every refusal is in the audit.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decisionsOf } from "#agents/operations/checkpoint-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import { speech } from "#agents/speech.ts";
import type { Field } from "#core/form.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { ShownPlan } from "#ports/shown-plans.ts";
import { ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";
import { handOf } from "./support/pressing.ts";

const target = `with: { target: "${ref("inputs.target")}" }`;
const targets = { type: "string", default: "A", enum: ["A", "B", "C"], description: "What it acts on" };
const workflows = [
  workflow("plain", [`id: ask, uses: test.asks, ${target}`], { inputs: { target: targets } }),
  workflow("two", [`id: ask, uses: test.asks, ${target}, approval: { from: [approvers], count: 2 }`], {
    inputs: { target: targets },
  }),
  workflow("admins", [`id: ask, uses: test.asks, ${target}, approval: { from: [admins] }`], {
    inputs: { target: targets },
  }),
  workflow("short", [`id: ask, uses: test.asks, ${target}, approval: { expires: 250ms, remind: never }`], {
    inputs: { target: targets },
  }),
  workflow("mixed", [
    `id: ask, uses: test.echo, with: { value: { nested: "x" } }, approval: { from: [approvers] }, effect: once`,
  ]),
  workflow(
    "long",
    [
      `id: ask, uses: test.echo, with: { value: "${ref("inputs.text")}" }, approval: { from: [approvers] }, effect: once`,
    ],
    { inputs: { text: { type: "string", required: true } } },
  ),
  workflow("lost", ["id: act, uses: test.stumble, with: { how: throw }"]),
  workflow("slow", ["id: wait, uses: test.block"]),
];

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

const say = speech("en", "UTC", new Date());

async function asked(workflowId: string) {
  const { id } = await resync.start(workflowId);
  const checkpoint = await resync.asked(id);
  return {
    jobId: id,
    checkpoint,
    id: shortId(checkpoint.id),
    audit: () => resync.audited(`checkpoint:${checkpoint.id}`),
  };
}

function button(checkpoint: Checkpoint, label: string): string {
  const found = decisionsOf(checkpoint, say).find((choice) => choice.label === label);
  if (!found) throw new Error(`There is no button ${label}.`);
  return found.id;
}

function field(fields: readonly Field[] | undefined, name: string): Field | undefined {
  return fields?.find((each) => each.name === name);
}

describe("the right person", () => {
  test("approves with a click, answered in one line for them alone", async () => {
    const { jobId, checkpoint } = await asked("plain");
    const ana = handOf(resync, "ana");
    const approve = button(checkpoint, "Approve");
    expect(await ana.form(approve)).toBeNull();
    const reply = await ana.press(approve);
    expect(reply).toMatchObject({ privately: true, mood: "good", choices: [], sources: [] });
    expect(reply.text).toBe(`Approved for plain ${shortId(jobId)}.`);
    expect((await resync.ended(jobId)).status).toBe("COMPLETED");
  });

  test("rejects through a dialog that asks why", async () => {
    const { jobId, checkpoint, id } = await asked("plain");
    const ana = handOf(resync, "ana", "pt");
    const reject = button(checkpoint, "Reject");
    const form = await ana.form(reject);
    expect(form).toMatchObject({ title: `Rejeitar ${id}`, submit: "Rejeitar" });
    expect(form?.title.length).toBeLessThanOrEqual(24);
    expect(form?.fields).toMatchObject([{ name: "reason", required: true, kind: "long_text" }]);
    const reply = await ana.press(reject, { reason: "not tonight" });
    expect(reply.text).toBe(`Rejeitado para plain ${shortId(jobId)}, e não foi feito.`);
    const job = await resync.ended(jobId);
    expect(job.failure?.message).toBe("Ana rejected ask: not tonight");
  });

  test("changes the plan through a dialog with its arguments, and is told by field what is wrong", async () => {
    const { jobId, checkpoint, id } = await asked("plain");
    const ana = handOf(resync, "ana");
    const change = button(checkpoint, "Change");
    const form = await ana.form(change);
    expect(field(form?.fields, "target")).toMatchObject({
      kind: "one_of",
      value: "A",
      hint: "What it acts on",
      options: [{ value: "A" }, { value: "B" }, { value: "C" }],
    });
    expect(field(form?.fields, "reason")?.required).toBe(false);
    const wrong = await ana.press(change, { target: "Z" });
    expect(wrong).toMatchObject({
      privately: true,
      data: { error: { code: "invalid_input", field: "target" } },
    });
    expect(wrong.text).toContain('• target: The input "target"');
    expect(wrong.choices).toMatchObject([{ id: change, form: true }]);
    expect((await resync.asked(jobId)).round).toBe(1);
    const same = await ana.press(change, { target: "A" });
    expect(same.text).toContain("nothing was changed");
    const changed = await ana.press(change, { target: "B", reason: "A is busy" });
    expect(changed.text).toBe(`The plan of plain ${shortId(jobId)} is changed, and is asked about anew.`);
    const now = await resync.asked(jobId);
    expect(now).toMatchObject({
      round: 2,
      plan: { args: { target: "B" } },
      preview: { summary: "Acts on B." },
    });
    expect(now.votes).toMatchObject([{ verdict: "change", reason: "A is busy", surface: "slack" }]);
    expect(await handOf(resync, "bo").type(`change ${id} target=C`)).toMatchObject({ mood: "good" });
    expect((await resync.asked(jobId)).plan?.args).toEqual({ target: "C" });
    await handOf(resync, "ana").press(`reject ${id}`, { reason: "enough" });
  });

  test("fills in JSON where an argument is more than a text, and a wrong one changes nothing", async () => {
    const { jobId, checkpoint } = await asked("mixed");
    const ana = handOf(resync, "ana");
    const change = button(checkpoint, "Change");
    expect(field((await ana.form(change))?.fields, "value")).toMatchObject({
      kind: "long_text",
      required: true,
    });
    const wrong = await ana.press(change, { value: "{nested" });
    expect(wrong.data).toMatchObject({ error: { field: "value" } });
    expect(wrong.text).toContain("an object in JSON");
    await ana.press(change, { value: '{"nested": "y"}' });
    expect((await resync.asked(jobId)).plan?.args).toEqual({ value: { nested: "y" } });
  });

  test("lets one of those decide who may and were not asked yet", async () => {
    const { checkpoint, audit } = await asked("admins");
    const ada = handOf(resync, "ada");
    const delegate = button(checkpoint, "Delegate");
    const form = await ada.form(delegate);
    expect(form?.fields).toMatchObject([{ name: "to", kind: "one_of", required: true }]);
    expect(form?.fields[0]?.options.map(({ label }) => label)).toEqual(["Ana", "Bo", "Otto"]);
    const reply = await ada.press(delegate, { to: resync.person("otto").id });
    expect(reply.text).toMatch(/^Otto may decide for admins /);
    const otto = await handOf(resync, "otto").press(button(checkpoint, "Approve"));
    expect(otto.mood).toBe("good");
    expect(await audit()).toEqual(["checkpoint.delegate", "checkpoint.approve"]);
  });

  test("says of a lost step what was seen, and what was seen is kept", async () => {
    const { jobId, checkpoint, id } = await asked("lost");
    const ana = handOf(resync, "ana");
    expect((await ana.form(`approve ${id} happened`))?.fields).toMatchObject([
      { name: "reason", required: true },
    ]);
    await ana.press(button(checkpoint, "It happened"), { reason: "the run is in the plan" });
    await resync.ended(jobId);
    expect(await resync.reader.checkpoint(checkpoint.id)).toMatchObject({
      status: "APPROVED",
      reason: "the run is in the plan",
    });
  });

  test("two approvers break the glass with a reason, and an administrator reviews it in a dialog", async () => {
    const { jobId, checkpoint, id } = await asked("admins");
    const details = await handOf(resync, "ana").press(button(checkpoint, "Details"));
    const glass = details.choices.find(({ label }) => label === "Break the glass")?.id ?? "";
    expect(glass).toBe(`break-glass ${id}`);
    expect((await handOf(resync, "ana").form(glass))?.fields).toMatchObject([
      { name: "reason", required: true },
    ]);
    expect(await handOf(resync, "otto").form(glass)).toBeNull();
    await handOf(resync, "ana").press(glass, { reason: "the bank closes at four" });
    const second = await handOf(resync, "bo").press(glass, { reason: "yes" });
    expect(second.text).toContain("The glass is broken");
    await resync.ended(jobId);
    const review = (await resync.reader.checkpointsOf(jobId)).find(({ purpose }) => purpose === "review");
    if (!review) throw new Error("No review was opened.");
    const ada = handOf(resync, "ada");
    const reviewed = button(review, "Reviewed");
    expect((await ada.form(reviewed))?.fields).toMatchObject([{ name: "reason", required: true }]);
    expect((await ada.press(reviewed, { reason: "it was right" })).text).toBe("Your review is recorded.");
  });

  test("sees everything there is in the details, for their eyes alone", async () => {
    const { checkpoint, id } = await asked("two");
    const details = await handOf(resync, "ana").press(button(checkpoint, "Details"));
    expect(details.privately).toBe(true);
    expect(details.text).toContain("Approval needed from approvers: Acts on A.");
    expect(details.facts).toContainEqual({ label: "  target", value: "A" });
    expect(details.choices.map(({ label }) => label)).toContain("Delegate");
    const typed = await handOf(resync, "vic", "pt").type(`detalhes ${id}`);
    expect(typed.privately).toBeUndefined();
    expect(typed.text).toContain("A decisão não é sua");
    expect(typed.choices).toEqual([]);
  });
});

test("what is cut on a card is whole in the file of its details, without what is masked", async () => {
  const text = `begin ${"x".repeat(3_000)} end`;
  const { id: jobId } = await resync.start("long", { text });
  const checkpoint = await resync.asked(jobId);
  const id = shortId(checkpoint.id);
  const ana = handOf(resync, "ana");
  const details = await ana.press(`details ${id}`);
  expect(details.facts.find(({ label }) => label.trim() === "value")?.value).toMatch(
    new RegExp(`… \\(3010 characters; all of it: details ${id}\\)$`),
  );
  expect(details.file?.text).toContain(text);
  // Longer than a dialog takes, so it is not changed there, and the card does not offer it.
  expect(decisionsOf(checkpoint, say).map(({ label }) => label)).not.toContain("Change");
  expect(await ana.form(`change ${id}`)).toBeNull();
  expect((await ana.press(`change ${id}`)).text).toContain("has nothing that could be changed here");
});

describe("a press that decides nothing is answered privately, honestly, and kept in the audit", () => {
  test("by the wrong person: no dialog is opened, and the refusal names whom to ask", async () => {
    const { checkpoint, audit, jobId } = await asked("admins");
    const otto = handOf(resync, "otto");
    for (const label of ["Reject", "Change", "Delegate"]) {
      const choice = button(checkpoint, label);
      expect(await otto.form(choice), label).toBeNull();
      const reply = await otto.press(choice);
      expect(reply, label).toMatchObject({ privately: true, mood: "warning" });
      expect(reply.text, label).toContain(
        "Only administrators may decide this; you are not among them. Ask Ada.",
      );
      expect(reply.asks, label).toBeUndefined();
    }
    expect((await otto.press(button(checkpoint, "Approve"))).text).toContain("Ask Ada.");
    const vic = await handOf(resync, "vic", "pt").press(button(checkpoint, "Approve"));
    expect(vic.text).toContain("exige o papel operator");
    expect(await audit()).toEqual(Array(4).fill("checkpoint.refused"));
    expect(await resync.audited("intent:approval.approve")).toContain("access.refused");
    expect((await resync.engine.job(jobId))?.status).toBe("WAITING_APPROVAL");
  });

  test("by the requester, who is told that somebody else decides", async () => {
    const { checkpoint, audit } = await asked("two");
    const reply = await handOf(resync, "olga").press(button(checkpoint, "Approve"));
    expect(reply.privately).toBe(true);
    expect(reply.text).toContain("Only approvers may decide this");
    expect(await audit()).toEqual(["checkpoint.refused"]);
  });

  test("twice, and after somebody else: who decided is said, also when the job has forgotten it", async () => {
    const { checkpoint, audit, jobId } = await asked("two");
    const approve = button(checkpoint, "Approve");
    await handOf(resync, "ana").press(approve);
    const twice = await handOf(resync, "ana").press(approve);
    expect(twice.text).toContain("You have said approve already");
    await handOf(resync, "bo").press(approve);
    await resync.ended(jobId);
    const late = await handOf(resync, "ada").press(approve);
    expect(late).toMatchObject({ privately: true, mood: "warning" });
    expect(late.text).toMatch(/Bo (?:approved|decided) this already/);
    const reject = await handOf(resync, "ada").press(button(checkpoint, "Reject"));
    expect(reject.text).toContain("Bo approved this already");
    expect((await audit()).filter((verb) => verb === "checkpoint.refused")).toHaveLength(3);
  });

  test("too late: it has expired, and can be asked again from the answer", async () => {
    const { checkpoint, audit, jobId } = await asked("short");
    const approve = button(checkpoint, "Approve");
    await resync.until(
      jobId,
      (job) => Object.values(job.checkpoints).some(({ status }) => status === "EXPIRED"),
      "expiry",
    );
    const late = await handOf(resync, "ana").press(approve);
    expect(late.choices.map(({ label }) => label)).toEqual(["Ask again"]);
    expect(late.privately).toBe(true);
    const reject = await handOf(resync, "ana").press(button(checkpoint, "Reject"));
    expect(reject.text).toContain("expired");
    expect((await audit()).filter((verb) => verb === "checkpoint.refused")).toHaveLength(2);
    const again = await handOf(resync, "ana").press(late.choices[0]?.id ?? "");
    expect(again.text).toContain("asks again");
  });

  test("on an old copy: the plan was changed since, nothing is decided, and what it is now is shown", async () => {
    const { checkpoint, audit, id } = await asked("plain");
    await handOf(resync, "bo").type(`change ${id} target=B`);
    for (const label of ["Approve", "Change"]) {
      const old = button(checkpoint, label);
      expect(await handOf(resync, "ana").form(old), label).toBeNull();
      const reply = await handOf(resync, "ana").press(old, label === "Change" ? { target: "C" } : null);
      expect(reply.text, label).toBe(
        "The plan was changed since you looked at it, so nothing was decided. This is what it is now:\nActs on B.",
      );
      expect(reply.privately, label).toBe(true);
    }
    expect(await audit()).toEqual(["checkpoint.change", "checkpoint.refused", "checkpoint.refused"]);
    // The wrong person learns first that it is not theirs.
    expect((await handOf(resync, "otto").press(button(checkpoint, "Approve"))).text).toContain(
      "you are not among them",
    );
  });

  test.each([
    ["en", "The plan was changed since you looked at it, so nothing was decided.", "Approve"],
    ["pt", "O plano mudou desde que você o viu, então nada foi decidido.", "Aprovar"],
  ] as const)(
    "in words (%s), once the plan was changed and was not shown where they are said",
    async (locale, says, label) => {
      const { id, audit, checkpoint } = await asked("plain");
      const unseen = { wasShown: async () => false };
      await handOf(resync, "bo").type(`change ${id} target=B`);
      const reply = await handOf(resync, "ana", locale, unseen).type(`approve ${id}`);
      expect(reply.text).toContain(says);
      expect(reply.text).toContain("Acts on B.");
      expect(reply.choices[0]).toMatchObject({
        label,
        id: expect.stringMatching(/^approve \S+ plan=[0-9a-f]{8}$/),
      });
      expect(await audit()).toEqual(["checkpoint.change", "checkpoint.refused"]);
      const looked: ShownPlan[] = [];
      const seen = {
        wasShown: async (plan: ShownPlan) => {
          looked.push(plan);
          return true;
        },
      };
      expect((await handOf(resync, "ana", "en", seen).type(`approve ${id}`)).text).toContain("Approved for");
      expect(looked).toMatchObject([
        {
          checkpointId: checkpoint.id,
          platform: "slack",
          thread: "t",
          conversationId: "c",
          button: reply.choices[0]?.id,
        },
      ]);
    },
  );

  test("in words as ever, while nobody has changed the plan", async () => {
    const { id } = await asked("plain");
    const unseen = { wasShown: async () => false };
    expect((await handOf(resync, "ana", "en", unseen).type(`approve ${id}`)).text).toContain("Approved for");
  });

  test("by somebody removed since, though their platform still knows them", async () => {
    const { checkpoint, audit } = await asked("plain");
    const by = { who: { id: "tests", name: "Tests" }, surface: "test" };
    const bo = handOf(resync, "bo");
    await resync.people.setDisabled(resync.person("bo").id, true, by);
    expect(await bo.form(button(checkpoint, "Reject"))).toBeNull();
    for (const label of ["Approve", "Reject"]) {
      const reply = await bo.press(button(checkpoint, label));
      expect(reply.text).toContain("Bo has no access to Resync any more");
      expect(reply.privately).toBe(true);
    }
    await resync.people.setDisabled(resync.person("bo").id, false, by);
    expect(await audit()).toEqual(["checkpoint.refused", "checkpoint.refused"]);
  });

  test("on an id that nobody knows", async () => {
    const reply = await handOf(resync, "ana").press("approve aaaa1111 plan=abcdef12");
    expect(reply).toMatchObject({ privately: true, data: { found: false } });
    expect(await resync.audited("checkpoint:aaaa1111")).toEqual(["checkpoint.refused"]);
  });
});

describe("where there are no dialogs", () => {
  test("what a dialog would ask is asked in the conversation", async () => {
    const { id } = await asked("plain");
    const ana = handOf(resync, "ana");
    expect((await ana.type(`reject ${id}`)).asks).toMatchObject({
      intent: "approval.reject",
      missing: "reason",
    });
    const change = await ana.type(`change ${id}`);
    expect(change.asks).toMatchObject({ intent: "approval.change", missing: "target" });
    expect(change.text).toContain("• target=A");
    expect((await ana.type(`delegate ${id}`)).asks).toMatchObject({
      intent: "approval.delegate",
      missing: "to",
    });
    expect((await ana.type(`break-glass ${id}`)).asks).toMatchObject({ missing: "reason" });
    expect((await ana.type(`change ${id} targt=B`)).text).toContain("Did you mean target?");
    expect((await ana.type(`delegate ${id} to Nobody Known`)).text).toContain(
      'Nobody here is called "Nobody Known"',
    );
    expect((await ana.type(`delegate ${id} to Otto`)).text).toMatch(/^Otto may decide/);
    await ana.type(`reject ${id} enough`);
  });
});

describe("running and stopping", () => {
  test("a runbook's inputs are fields with their hints, choices and defaults, and what was filled in is what it starts with", async () => {
    const olga = handOf(resync, "olga");
    const form = await olga.form("run plain");
    expect(form?.fields).toMatchObject([
      { name: "target", kind: "one_of", value: "A", hint: "What it acts on", required: false },
    ]);
    expect((await olga.form("run plain target=B"))?.fields[0]?.value).toBe("B");
    expect(await handOf(resync, "vic").form("run plain")).toBeNull();
    expect(await olga.form("run slow")).toBeNull();
    const started = await olga.press("run plain", { target: "C" });
    expect(started.data).toMatchObject({ status: "PENDING", inputs: { target: "C" } });
    const wrong = await olga.press("run plain", { target: "Z" });
    expect(wrong.asks).toMatchObject({ intent: "runbook.run", missing: "target" });
  });

  test("stopping is confirmed in a dialog, and its reason is kept", async () => {
    const { id } = await resync.start("slow");
    const stop = `cancel ${shortId(id)}`;
    expect((await handOf(resync, "olga").form(stop))?.fields).toMatchObject([
      { name: "reason", required: false },
    ]);
    expect(await handOf(resync, "otto").form(stop)).toBeNull();
    const reply = await handOf(resync, "olga").press(stop, { reason: "wrong day" });
    expect(reply).toMatchObject({ privately: true, choices: [] });
    expect((await resync.ended(id)).cancelling).toMatchObject({ reason: "wrong day" });
    expect(await handOf(resync, "olga").form(stop)).toBeNull();
  });
});
