import { describe, expect, test } from "vitest";
import { isImportant, isNews, jobNews } from "#chat/job-news.ts";
import { type EventKind, eventKinds, type JobEvent } from "#core/job/event.ts";
import { asked, checkpointId, jobId, later, say, shownJob, workflow } from "./support/shown-job.ts";

function event(kind: EventKind, data: JobEvent["data"] = {}): JobEvent {
  return { jobId, seq: 7, kind, step: "rerun", data, at: later(1) };
}
const bo = { id: "b", name: "Bo" };

describe("what is told in the thread", () => {
  test("a question is asked with what decides it, and is not asked when it was decided meanwhile", () => {
    const opened = event("checkpoint.opened", { checkpointId });
    const news = jobNews(opened, shownJob(), workflow, asked(), say("en"));
    expect(news?.text).toBe(
      "recover-abend 5c1830cb: Approval needed from operators: Reruns INVOICE_PROCESSING on INV_WS from its beginning. Ana asked for it.",
    );
    expect(news?.choices.map(({ id }) => id)).toEqual(["approve d27657c7 plan=094c4d24", "reject d27657c7"]);
    expect(jobNews(opened, shownJob(), workflow, asked({ status: "APPROVED" }), say("en"))).toBeNull();
  });

  test.each([
    ["en", "recover-abend 5c1830cb: Bo approved from Slack: looks fine."],
    ["pt", "recover-abend 5c1830cb: Bo aprovou pelo Slack: looks fine."],
  ] as const)("who decided, from where and why (%s)", (locale, text) => {
    const approved = event("checkpoint.approved", {
      checkpointId,
      by: bo,
      surface: "slack",
      reason: "looks fine",
    });
    expect(jobNews(approved, shownJob(), workflow, asked(), say(locale))?.text).toBe(text);
  });

  test("a failure says why and what next, and shows no secret", () => {
    const failed = event("job.failed", { message: "The server refused password=hunter22." });
    const news = jobNews(
      failed,
      shownJob({ status: "FAILED", endedAt: later(3) }),
      workflow,
      null,
      say("en"),
    );
    expect(news?.text).toBe("recover-abend 5c1830cb failed: The server refused password=[masked]");
    expect(news?.choices[0]?.id).toBe("retry 5c1830cb");
  });

  test("a step's own sentence is told as it is", () => {
    expect(
      jobNews(event("step.said", { text: "All well." }), shownJob(), workflow, null, say("pt"))?.text,
    ).toBe("All well.");
  });

  test("every kind that is news has words, and every important kind is news", () => {
    for (const kind of eventKinds.filter((each) => isNews(event(each)))) {
      const status = kind === "checkpoint.expired" ? "EXPIRED" : "PENDING";
      const news = jobNews(
        event(kind, { checkpointId, by: bo, text: "x", message: "x", to: ["admins"] }),
        shownJob(),
        workflow,
        asked({ status }),
        say("en"),
      );
      expect(news?.text.trim(), kind).toBeTruthy();
    }
    for (const kind of eventKinds) if (isImportant(event(kind))) expect(isNews(event(kind)), kind).toBe(true);
  });

  test("beside approval cards only what was decided, what expired and how it ended is told", () => {
    const toldThere = eventKinds.filter((kind) => {
      const status = kind === "checkpoint.expired" ? "EXPIRED" : "PENDING";
      const data = { checkpointId, by: bo, text: "x", message: "x", to: ["admins"] };
      const news = jobNews(event(kind, data), shownJob(), workflow, asked({ status }), say("en"), true);
      if (kind.startsWith("checkpoint.")) expect(news?.choices ?? [], kind).toEqual([]);
      return news !== null;
    });
    expect(toldThere).toEqual([
      "job.completed",
      "job.failed",
      "job.cancelled",
      "step.said",
      "checkpoint.approved",
      "checkpoint.rejected",
      "checkpoint.expired",
      "checkpoint.broke_glass",
    ]);
    expect(isImportant(event("checkpoint.opened"), true)).toBe(false);
    expect(isImportant(event("job.failed"), true)).toBe(true);
  });
});
