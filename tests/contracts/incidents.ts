// What every keeper of incidents keeps to.

import { expect, test } from "vitest";
import type { Incidents, NewIncident } from "#ports/incidents.ts";

export type OpenIncidents = () => Promise<AsyncDisposable & { readonly incidents: Incidents }>;

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 3, minutes));
const failure = (job: string, brokeAt: Date, changes: Partial<NewIncident> = {}): NewIncident => ({
  job,
  stream: "INVOICE_DAILY",
  workstation: "INV_WS",
  jobId: `id-of-${job}`,
  runId: "run-1",
  brokeAt,
  returnCode: 12,
  ...changes,
});
const rerun = (minutes: number, by: readonly string[] = ["ana"]) => ({
  how: "rerun" as const,
  at: at(minutes),
  by,
  runbook: null,
  taskId: null,
});

export function incidentsContract({ open }: { readonly open: OpenIncidents }): void {
  test("One failing job is one incident, whoever tells of it and however often, until it is well.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const told = await Promise.all([1, 2, 3, 4].map(() => incidents.open(failure("INVOICE", at(0)))));
    expect(told.filter((each) => each.isNew)).toHaveLength(1);
    expect(new Set(told.map((each) => each.incident.id)).size).toBe(1);
    const [first] = told;
    await incidents.resolve(first?.incident.id ?? "", rerun(12));
    const again = await incidents.open(failure("INVOICE", at(40)));
    expect(again.isNew).toBe(true);
    expect(again.incident.id).not.toBe(first?.incident.id);
  });

  test("What was done stands in the order in which it was done, the same act once, before and after it was well.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const { incident } = await incidents.open(failure("INVOICE", at(0)));
    const rerunAct = { text: "hwa.rerun INVOICE", from: "seen", by: "ana", at: at(8) } as const;
    await incidents.act(incident.id, rerunAct);
    await incidents.act(incident.id, rerunAct);
    await incidents.resolve(incident.id, rerun(12));
    await incidents.act(incident.id, { text: "asked EDI for the file", from: "told", by: "ana", at: at(4) });
    expect((await incidents.byId(incident.id))?.acts).toEqual([
      { text: "asked EDI for the file", from: "told", by: "ana" },
      { text: "hwa.rerun INVOICE", from: "seen", by: "ana" },
    ]);
  });

  test("It is found by the beginning of its id.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const { incident } = await incidents.open(failure("INVOICE", at(0)));
    expect((await incidents.find(incident.id.slice(0, 8).toUpperCase())).map(({ id }) => id)).toEqual([
      incident.id,
    ]);
    expect(await incidents.find("zz")).toEqual([]);
  });

  test("It is resolved once; a second recovery changes nothing.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const { incident } = await incidents.open(failure("INVOICE", at(0)));
    expect((await incidents.resolve(incident.id, rerun(12)))?.resolution).toEqual(rerun(12));
    expect(await incidents.resolve(incident.id, rerun(15, ["bia"]))).toBeNull();
    expect((await incidents.byId(incident.id))?.resolution).toEqual(rerun(12));
    expect(await incidents.openOf("id-of-INVOICE")).toBeNull();
  });

  test("What a person says the cause was stands beside what was found, the newest word of it.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const { incident } = await incidents.open(failure("INVOICE", at(0)));
    await incidents.diagnosed(incident.id, {
      errorCode: "ABEND_UFL",
      cause: "missing_file",
      signature: "open failed: #",
    });
    await incidents.tellCause(incident.id, "The gateway was down.", "ana");
    await incidents.tellCause(incident.id, "The gateway's disk was full.", "bia");
    expect(await incidents.byId(incident.id)).toMatchObject({
      errorCode: "ABEND_UFL",
      cause: "missing_file",
      signature: "open failed: #",
      realCause: { text: "The gateway's disk was full.", by: "bia", at: expect.any(Date) },
    });
    expect(await incidents.tellCause("nobody", "x", "ana")).toBeNull();
  });

  test("What happened before is told of this job and of this error, resolved ones only, newest first.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const tell = async (job: string, minutes: number, errorCode: string, well: boolean) => {
      const { incident } = await incidents.open(failure(job, at(minutes)));
      await incidents.diagnosed(incident.id, { errorCode, cause: null, signature: null });
      if (well) await incidents.resolve(incident.id, rerun(minutes + 5));
    };
    await tell("INVOICE", 0, "RC=1", true);
    await tell("INVOICE", 10, "ABEND_UFL", true);
    await tell("PAYROLL", 20, "ABEND_UFL", true);
    await tell("STOCK", 30, "ABEND_UFL", false);
    await tell("OTHER", 40, "RC=8", true);
    const before = async (job: string, errorCode: string | null) =>
      (await incidents.before({ job, errorCode }, 10)).map((each) => `${each.job} ${each.errorCode}`);
    expect(await before("INVOICE", "ABEND_UFL")).toEqual([
      "PAYROLL ABEND_UFL",
      "INVOICE ABEND_UFL",
      "INVOICE RC=1",
    ]);
    expect(await before("INVOICE", null)).toEqual(["INVOICE ABEND_UFL", "INVOICE RC=1"]);
    expect(await before("NEVER", null)).toEqual([]);
  });

  test("Resolved ones are read in batches, each once, in the order in which they became well.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    for (let number = 0; number < 450; number += 1) {
      const { incident } = await incidents.open(failure(`JOB_${number}`, at(0)));
      // Many become well in the same moment, as after an outage.
      await incidents.resolve(incident.id, rerun(number < 300 ? 10 : 20));
    }
    await incidents.open(failure("STILL_OPEN", at(0)));
    const read: string[] = [];
    for await (const some of incidents.resolvedSince(at(0))) read.push(...some.map((each) => each.job));
    expect(read).toHaveLength(450);
    expect(new Set(read).size).toBe(450);
    const later: string[] = [];
    for await (const some of incidents.resolvedSince(at(15))) later.push(...some.map((each) => each.job));
    expect(later).toHaveLength(150);
  });

  test("Pages count what there is and keep to the question.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    for (const [index, job] of ["A", "B", "C"].entries()) await incidents.open(failure(job, at(index)));
    const a = await incidents.openOf("id-of-A");
    await incidents.resolve(a?.id ?? "", rerun(9));
    const page = await incidents.page({ open: true, limit: 1, offset: 1 });
    expect(page).toMatchObject({ total: 2, incidents: [{ job: "B" }] });
    expect((await incidents.page({ since: at(1), limit: 10, offset: 0 })).total).toBe(2);
  });

  test("An erased person's words and name are gone; what Resync saw stays, done by nobody.", async () => {
    await using opened = await open();
    const { incidents } = opened;
    const { incident } = await incidents.open(failure("INVOICE", at(0)));
    await incidents.act(incident.id, {
      text: "I phoned the gateway's people",
      from: "told",
      by: "ana",
      at: at(4),
    });
    await incidents.act(incident.id, { text: "hwa.rerun INVOICE", from: "seen", by: "ana", at: at(8) });
    await incidents.resolve(incident.id, rerun(12, ["ana", "bia"]));
    await incidents.tellCause(incident.id, "Ana knows.", "ana");
    await incidents.erase("ana");
    const left = await incidents.byId(incident.id);
    expect(left).toMatchObject({
      acts: [{ text: "hwa.rerun INVOICE", from: "seen", by: null }],
      resolution: { by: ["bia"] },
      realCause: null,
    });
    expect(JSON.stringify(left)).not.toMatch(/ana/i);
  });
}
