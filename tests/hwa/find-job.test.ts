import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJob } from "#hwa/find-job.ts";
import { isConmanTime, parseJobRef } from "#hwa/job-ref.ts";
import { anHwaJob, anHwaRun, anHwaStatus } from "../support/hwa-job.ts";
import { readerOf } from "../support/plan-reader.ts";

const stream = (name: string, workstation = "MDM") => ({ id: name, name, workstation });

describe("pointing at a job", () => {
  it("reads conman's whole notation", () => {
    const ref = parseJobRef("/myfolder/site3#/echo/acctg(0600 09/24/23).JOBC");
    expect(ref).toEqual({
      kind: "name",
      readings: [
        {
          job: "JOBC",
          stream: "acctg",
          workstation: "site3",
          folder: "/echo/",
          scheduled: { hour: 6, minute: 0, month: 9, day: 24, year: 2023 },
        },
      ],
    });
  });

  it("reads a dot both as part of a name and as the end of a stream", () => {
    const ref = parseJobRef("A.B");
    expect(ref?.kind === "name" && ref.readings.map(({ stream, job }) => [stream, job])).toEqual([
      [null, "A.B"],
      ["A", "B"],
    ]);
  });

  it("tells a UUID in any case", () => {
    expect(parseJobRef("612F1CD8-89A8-30C0-AB27-DA8F5C89B0D3")).toEqual({
      kind: "id",
      id: "612f1cd8-89a8-30c0-ab27-da8f5c89b0d3",
    });
  });

  it("never fails on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseJobRef(text)));
  });

  it("compares conman's minute in the zone of the plan", () => {
    const time = { hour: 21, minute: 30, month: 12, day: 31, year: null };
    expect(isConmanTime(new Date("2026-01-01T00:30:10Z"), time, "America/Sao_Paulo")).toBe(true);
    expect(isConmanTime(new Date("2026-01-01T00:30:10Z"), time, "UTC")).toBe(false);
  });
});

describe("finding a job", () => {
  it("finds a name typed in lower case", async () => {
    const found = await findJob(readerOf({ jobs: [anHwaJob({ name: "PAYROLL" })] }), "payroll");
    expect(found).toMatchObject({ kind: "found", total: 1, job: { name: "PAYROLL" } });
  });

  it("finds a name in mixed case by the canonical spelling it is given", async () => {
    const hwa = readerOf({ jobs: [anHwaJob({ name: "Pay_Roll" })] });
    expect((await findJob(hwa, "PAY_ROLL")).kind).toBe("unknown");
    const canonical = (name: string) => (name.toLowerCase() === "pay_roll" ? "Pay_Roll" : null);
    expect((await findJob(hwa, "pay_roll", { canonical })).kind).toBe("found");
  });

  it("puts the running instance first, then the failed one, then the latest", async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, day));
    const jobs = [
      anHwaJob({ id: "old", name: "X", scheduledAt: at(1) }),
      anHwaJob({ id: "new", name: "X", scheduledAt: at(5) }),
      anHwaJob({ id: "failed", name: "X", internal: "ABEND", scheduledAt: at(2) }),
      anHwaJob({ id: "running", name: "X", internal: "EXEC", scheduledAt: at(3) }),
    ];
    const found = await findJob(readerOf({ jobs }), "X");
    expect(found.kind === "found" && found.instances.map((job) => job.id)).toEqual([
      "running",
      "failed",
      "new",
      "old",
    ]);
  });

  it("keeps to the workstation, the stream and the scheduled time that were given", async () => {
    const jobs = [
      anHwaJob({
        id: "1",
        name: "J",
        stream: stream("S", "WS1"),
        scheduledAt: new Date("2026-09-24T06:00:00Z"),
      }),
      anHwaJob({
        id: "2",
        name: "J",
        stream: stream("S", "WS2"),
        scheduledAt: new Date("2026-09-24T06:00:00Z"),
      }),
      anHwaJob({
        id: "3",
        name: "J",
        stream: stream("S", "WS1"),
        scheduledAt: new Date("2026-09-25T06:00:00Z"),
      }),
    ];
    const found = await findJob(readerOf({ jobs }), "ws1#s(0600 09/24).j");
    expect(found).toMatchObject({ kind: "found", total: 1, job: { id: "1" } });
  });

  it("prefers a job whose name has the dot in it", async () => {
    const jobs = [
      anHwaJob({ id: "split", name: "B", stream: stream("A") }),
      anHwaJob({ id: "whole", name: "A.B", stream: stream("Z") }),
    ];
    expect(await findJob(readerOf({ jobs }), "A.B")).toMatchObject({ job: { id: "whole" } });
    expect(await findJob(readerOf({ jobs: jobs.slice(0, 1) }), "A.B")).toMatchObject({
      job: { id: "split" },
    });
  });

  it.each(["", "   ", "X' OR name LIKE '@", "NOPE", "\u0000"])(
    "answers unknown to %j without a fault",
    async (ref) => {
      const hwa = readerOf({ jobs: [anHwaJob({ name: "PAYROLL" })] });
      expect((await findJob(hwa, ref)).kind).toBe("unknown");
      expect(hwa.asked.join()).not.toContain("LIKE");
    },
  );

  it("asks by id for a UUID", async () => {
    const id = "612f1cd8-89a8-30c0-ab27-da8f5c89b0d3";
    const hwa = readerOf({ jobs: [anHwaJob({ id, runs: [anHwaRun({ status: anHwaStatus("SUCC") })] })] });
    expect(await findJob(hwa, id)).toMatchObject({ kind: "found" });
    expect(hwa.asked).toEqual([`job ${id}`]);
  });
});
