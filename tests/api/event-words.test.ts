import { describe, expect, test } from "vitest";
import { logLineOf } from "#api/event-words.ts";
import { eventKinds, type JobEvent } from "#core/job/event.ts";

const line = (kind: JobEvent["kind"], data: JobEvent["data"] = {}, step: string | null = "sweep") =>
  logLineOf({ jobId: "j", seq: 1, kind, step, data, at: new Date(0) });

describe("log lines", () => {
  test.each(eventKinds.map((kind) => [kind]))(
    "%s is a whole sentence even when its data is not there",
    (kind) => {
      const { message, level } = line(kind, {}, null);
      expect(message).toMatch(/^\p{Lu}.*\S$/u);
      expect(message).not.toMatch(/undefined|null|\[object/);
      expect(["info", "warn", "error"]).toContain(level);
    },
  );

  test("in Portuguese every kind has a sentence of its own, and steps are called what readers know them by", () => {
    const telling = { locale: "pt", nameOf: (step: string) => `«${step}»` } as const;
    for (const kind of eventKinds) {
      const event = { jobId: "j", seq: 1, kind, step: "sweep", data: { by: "Bia" }, at: new Date(0) };
      const { message } = logLineOf(event, telling);
      if (kind !== "step.progress" && kind !== "step.said")
        expect(message).not.toBe(logLineOf(event).message);
      expect(message).not.toMatch(/\b(by|was|the)\b/);
      if (kind.startsWith("step.")) expect(message).toContain("«sweep»");
    }
  });

  test.each<[JobEvent["kind"], JobEvent["data"], string, string]>([
    [
      "step.started",
      { attempt: 2, uses: "hwa.rerun", owner: "w" },
      "info",
      "sweep began (hwa.rerun), try 2.",
    ],
    [
      "step.failed",
      { code: "timeout", message: "Too slow.", again: true },
      "warn",
      "sweep failed, and is tried again: Too slow",
    ],
    [
      "step.failed",
      { code: "timeout", message: "Too slow.", again: false },
      "error",
      "sweep failed: Too slow",
    ],
    [
      "step.waiting",
      { for: "timer", until: "12:00", note: "not yet" },
      "info",
      "sweep waits until 12:00 (not yet).",
    ],
    ["step.waiting", { for: "child", jobId: "j2" }, "info", "sweep waits for job j2."],
    [
      "checkpoint.approved",
      { by: { id: "p", name: "Bia" }, reason: "Looks right." },
      "info",
      "Approved by Bia: Looks right.",
    ],
    ["checkpoint.rejected", { by: { id: "p", name: "Bia" }, reason: "No" }, "warn", "Rejected by Bia: No."],
    [
      "checkpoint.voted",
      { by: { id: "p", name: "Bia" }, verdict: "break_glass" },
      "info",
      "Asked to break the glass by Bia; a second approver must do the same.",
    ],
    [
      "checkpoint.expired",
      { reason: "Nobody decided in time." },
      "warn",
      "Nobody decided in time. Nothing was done.",
    ],
    ["step.said", { text: "password=hunter2\n\u001b[31mdone" }, "info", "sweep: password=[masked] done"],
  ])("%s %j", (kind, data, level, message) => {
    expect(line(kind, data)).toMatchObject({ level, message });
  });
});
