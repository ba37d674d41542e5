// What is said under a card, without saying of what.

import { describe, expect, test } from "vitest";
import type { Intent } from "#core/intent.ts";
import type { Matter } from "#core/matter.ts";
import { ask } from "./asking.ts";

const alert: Matter = {
  kind: "alert",
  id: "3f2a91bc-0000-7000-8000-000000000001",
  locale: "en",
  slots: { job: "INVOICE_PROCESSING", status: "Failed" },
  names: { job: "INVOICE_PROCESSING", jobStream: "INVOICE_DAILY", workstation: "INV_WS" },
  job: null,
  plan: null,
};
const job: Matter = {
  kind: "job",
  id: "5c1830cb-0000-7000-8000-000000000002",
  locale: "en",
  slots: { job: "INVOICE_PROCESSING" },
  names: { job: "INVOICE_PROCESSING" },
  job: { id: "5c1830cb-0000-7000-8000-000000000002", live: true, failed: false },
  plan: null,
};
const checkpoint: Matter = {
  ...job,
  kind: "checkpoint",
  id: "ab19b9ca-0000-7000-8000-000000000003",
  plan: "ab",
};

function under(about: Matter, text: string, lastIntent: string | null = null): Intent {
  return ask(text, { context: { boundAgent: null, lastIntent, lastSlots: about.slots, locale: null, about } })
    .intent;
}

describe("under an alert", () => {
  test.each([
    ["why?", "job.diagnose"],
    ["por quê?", "job.diagnose"],
    ["log", "job.log"],
    ["kd o log?", "job.log"],
    ["e o dono?", "owner.who"],
  ])("%s is asked of its job", (text, name) => {
    expect(under(alert, text)).toMatchObject({ name, slots: { job: "INVOICE_PROCESSING" } });
  });

  test.each([
    ["mine", "alert.mine", {}],
    ["take", "alert.mine", {}],
    ["ack", "alert.mine", {}],
    ["é meu", "alert.mine", {}],
    ["snooze 2h", "alert.snooze", { windowHours: 2 }],
    ["adiar 30 min", "alert.snooze", { windowHours: 0.5 }],
    ["note the disk was full", "alert.note", { text: "the disk was full" }],
  ])("%s is said to it", (text, name, slots) => {
    expect(under(alert, text)).toMatchObject({ name, slots: { id: "3f2a91bc", ...slots } });
  });

  test("another alert's id is that alert, and elsewhere a bare word is none", () => {
    expect(under(alert, "mine 77aa12bc").slots.id).toBe("77aa12bc");
    for (const text of ["take", "ack", "note the disk was full", "snooze 2h"])
      expect(ask(text).intent.name, text).not.toMatch(/^alert\./);
  });

  test("a runbook is run for what it is about, unless something else is named", () => {
    expect(under(alert, "run recover-abend")).toMatchObject({
      name: "runbook.run",
      slots: { runbook: "recover-abend", job: "INVOICE_PROCESSING", workstation: "INV_WS" },
    });
    expect(under(alert, "executar recover-abend").slots.job).toBe("INVOICE_PROCESSING");
    const other = under(alert, "run recover-abend for FINANCE_PAYROLL").slots;
    expect(other.job).toBe("FINANCE_PAYROLL");
    expect(other.workstation).toBeUndefined();
  });
});

describe("under a job's card", () => {
  test.each([
    ["stop", "task.cancel"],
    ["stop it please", "task.cancel"],
    ["pare", "task.cancel"],
    ["cancel", "task.cancel"],
    ["status", "task.status"],
    ["situação?", "task.status"],
    ["what's the status?", "task.status"],
    ["how is it going?", "task.status"],
    ["why does it wait?", "task.status"],
    ["por que está esperando?", "task.status"],
    ["why?", "task.status"],
    ["approve", "approval.approve"],
    ["details", "approval.details"],
  ])("%s means that job", (text, name) => {
    expect(under(job, text).name).toBe(name);
  });

  test("what HWA's job is asked is asked of HWA's job", () => {
    expect(under(job, "log")).toMatchObject({ name: "job.log", slots: { job: "INVOICE_PROCESSING" } });
    expect(under(job, "status FINANCE_PAYROLL")).toMatchObject({
      name: "job.status",
      slots: { job: "FINANCE_PAYROLL" },
    });
    expect(under(job, "stop", "job.monitor").name).toBe("job.unmonitor");
  });
});

describe("under an approval", () => {
  test.each([
    ["approve", "approval.approve"],
    ["aprovado", "approval.approve"],
    ["approve it", "approval.approve"],
    ["ok, approve", "approval.approve"],
    ["reject because the file is not there", "approval.reject"],
    ["rejeitar porque o arquivo não chegou", "approval.reject"],
    ["details", "approval.details"],
    ["detalhes", "approval.details"],
    ["change limit=20", "approval.change"],
    ["delegate to Rui", "approval.delegate"],
    ["stop", "approval.reject"],
  ])("%s is said of it", (text, name) => {
    expect(under(checkpoint, text).name).toBe(name);
  });

  test("the reason that was given stays, and talk of changes is no change", () => {
    expect(under(checkpoint, "reject because the file is not there").slots.reason).toBe(
      "the file is not there",
    );
    expect(under(checkpoint, "change of plans, we meet at ten").name).not.toBe("approval.change");
    expect(ask("details").intent.name).not.toBe("approval.details");
  });
});
