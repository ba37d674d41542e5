import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shortId } from "#agents/operations/short-id.ts";
import type { AskedBack } from "#core/reply.ts";
import { ask } from "./asking.ts";

function askWhile(awaiting: AskedBack, text: string) {
  return ask(text, {
    context: {
      boundAgent: null,
      lastIntent: awaiting.intent,
      lastSlots: awaiting.slots,
      locale: "en",
      awaiting,
    },
  }).intent;
}

const forLimit: AskedBack = {
  intent: "runbook.run",
  slots: { runbook: "raise-limit", inputs: { workstation: "FIN_WS" }, text: "run raise-limit on FIN_WS" },
  missing: "limit",
  oneOf: [],
};
const forJob: AskedBack = {
  intent: "runbook.run",
  slots: { runbook: "recover-abend" },
  missing: "job",
  oneOf: [],
};
const forWay: AskedBack = {
  intent: "runbook.run",
  slots: { runbook: "rerun-job", inputs: { job: "DB_BACKUP" } },
  missing: "as",
  oneOf: ["succ", "abend"],
};
const forReason: AskedBack = {
  intent: "approval.reject",
  slots: { id: "3f2a91bc" },
  missing: "reason",
  oneOf: [],
};

describe("a message that is just what was asked back", () => {
  test.each([["20"], ["limit=20"], ["limit 20"], ["to 20"], ["the limit is 20 please"]])(
    "%s completes the number",
    (text) => {
      expect(askWhile(forLimit, text)).toMatchObject({
        name: "runbook.run",
        slots: { runbook: "raise-limit", inputs: { workstation: "FIN_WS", limit: "20" } },
      });
    },
  );

  test.each([
    ["INVOICE_PROCESSING"],
    ["invoice_processing"],
    ["the job INVOICE_PROCESSING"],
    ["it's INVOICE_PROCESSING"],
    ["o job é INVOICE_PROCESSING"],
    ["job=INVOICE_PROCESSING"],
  ])("%s completes the name, in the plan's spelling", (text) => {
    expect(askWhile(forJob, text).slots.inputs).toEqual({ job: "INVOICE_PROCESSING" });
  });

  test("a value out of a few is taken in any case, and a name nobody knows as it was typed", () => {
    expect(askWhile(forWay, "SUCC").slots.inputs).toEqual({ job: "DB_BACKUP", as: "succ" });
    expect(askWhile(forJob, "NEW_JOB_77").slots.inputs).toEqual({ job: "NEW_JOB_77" });
  });

  test("a reason is taken as it was said, without the word that leads to it", () => {
    expect(askWhile(forReason, "because the file failed to arrive").slots).toEqual({
      id: "3f2a91bc",
      reason: "the file failed to arrive",
    });
    expect(askWhile(forReason, "failed run last night").slots.reason).toBe("failed run last night");
  });
});

describe("what was wrong with an answer", () => {
  const wrong: AskedBack = {
    intent: "feedback.give",
    slots: { id: "0199a5b2-7f1e-4c3d-8a9b-123456789abc" },
    missing: "reason",
    oneOf: [],
  };

  test.each([["it was the disk"], ["faltou o dono"], ["the log was from another job"], ["não era esse job"]])(
    "%s says it",
    (text) => {
      expect(askWhile(wrong, text)).toMatchObject({ name: "feedback.give", slots: { reason: text } });
    },
  );

  test.each([
    ["the real cause of INVOICE_PROCESSING was a full disk", "incident.cause"],
    ["a causa real do INVOICE_PROCESSING foi o disco cheio", "incident.cause"],
    ["status of INVOICE_PROCESSING", "job.status"],
    ["what failed today?", "job.failed"],
    ["approve 3f2a91bc", "approval.approve"],
    ["feedback 5", "feedback.give"],
  ])("%s is what it is anywhere", (text, intent) => {
    const read = askWhile(wrong, text);
    expect(read.name).toBe(intent);
    expect(read.slots.reason).toBeUndefined();
  });
});

describe("what a checkpoint lacked", () => {
  const slots = { id: "3f2a91bc" };
  const lacking = (intent: "approval.change" | "approval.delegate", missing: string): AskedBack => ({
    intent,
    slots,
    missing,
    oneOf: [],
  });

  test.each([
    ["approval.change", "target", "B7", { target: "B7" }],
    ["approval.change", "target", "target=B7", { target: "B7" }],
    ["approval.change", "change", "limit=20", { limit: "20" }],
    ["approval.change", "reason", "reason=late", { reason: "late" }],
    ["approval.delegate", "to", "Bruno", { to: "Bruno" }],
    ["approval.delegate", "to", "bruno@company.com", { to: "bruno@company.com" }],
  ] as const)("%s, asked for %s, is completed by %s", (intent, missing, text, inputs) => {
    expect(askWhile(lacking(intent, missing), text)).toMatchObject({
      name: intent,
      slots: { ...slots, inputs },
    });
  });
});

describe("a message that is plainly something else", () => {
  test.each([
    ["what is the status of INVOICE_PROCESSING?", "job.status"],
    ["why is INVOICE_PROCESSING waiting?", "job.why_waiting"],
    ["health", "system.health"],
    ["help", "help"],
    ["show failed jobs", "job.failed"],
    ["approve 3f2a91bc", "approval.approve"],
    ["run morning-check", "runbook.run"],
  ])("%s is that, and the pending question is dropped", (text, name) => {
    for (const awaiting of [forLimit, forJob]) {
      const intent = askWhile(awaiting, text);
      expect(intent.name).toBe(name);
      expect(intent.slots.inputs).toBeUndefined();
    }
  });

  test.each([["never mind"], ["cancel"], ["no"], ["esquece"], ["deixa pra lá"]])("%s gives it up", (text) => {
    for (const awaiting of [forJob, forReason])
      expect(askWhile(awaiting, text)).toMatchObject({ name: "task.cancel", slots: { text: "pending" } });
  });
});

describe("ids as Resync shows them", () => {
  const commands = [
    ["approve", "approval.approve"],
    ["aprovar", "approval.approve"],
    ["reject", "approval.reject"],
    ["rejeitar", "approval.reject"],
    ["cancel", "task.cancel"],
    ["cancelar", "task.cancel"],
    ["retry", "task.retry"],
    ["pause", "task.pause"],
    ["resume", "task.resume"],
    ["task status", "task.status"],
    ["status", "task.status"],
  ] as const;

  test("are read as ids by every command that takes one, whatever the id", () => {
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), fc.constantFrom(...commands), (id, [command, name]) => {
        for (const shown of [shortId(id), id])
          expect(ask(`${command} ${shown}`).intent, shown).toMatchObject({ name, slots: { id: shown } });
      }),
      {
        numRuns: 300,
        examples: [
          ["fffffffa-ffea-4dff-8000-000000000000", ["approve", "approval.approve"]],
          ["cc546300-0000-4000-8000-000000000000", ["pause", "task.pause"]],
        ],
      },
    );
  });

  test("figures or letters alone are told longer, so that they are no number and no word", () => {
    expect(shortId("12345678-1234-4234-8234-123456789abc")).toBe("12345678-1234");
    expect(shortId("deadbeef-1234-4234-8234-123456789abc")).toBe("deadbeef-1234");
    expect(shortId("3f2a91bc-1234-4234-8234-123456789abc")).toBe("3f2a91bc");
  });
});

test.each([
  ["what would recover-abend do for INVOICE_PROCESSING?"],
  ["dry run recover-abend INVOICE_PROCESSING"],
  ["o que o recover-abend faria com o INVOICE_PROCESSING?"],
  ["simula o recover-abend para INVOICE_PROCESSING"],
])("%s asks, and is never taken for an order", (text) => {
  expect(ask(text).intent).toMatchObject({ name: "runbook.describe", slots: { runbook: "recover-abend" } });
});
