import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createComplaints } from "#adapters/bullmq/complaints.ts";
import { keptLog } from "./heard.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

test("Whatever fails however often, one complaint a second is the most, and none is the same within a minute.", async () => {
  const { log, lines } = keptLog();
  using complaints = createComplaints(log);
  for (let ms = 0; ms < 59_000; ms += 10) {
    complaints.complain("The line is down.");
    complaints.complain(`Reason ${Math.floor(ms / 500)}.`);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(lines.length).toBeGreaterThan(30);
  for (const [n, { time }] of lines.entries())
    expect(time - (lines[n - 1]?.time ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1_000);
  expect(new Set(lines.map(({ msg }) => msg)).size).toBe(lines.length);
});

test("What is still wrong after a minute is said again, with how often it was swallowed.", async () => {
  const { log, lines } = keptLog();
  using complaints = createComplaints(log);
  for (let n = 0; n < 10; n++) complaints.complain("The line is down.");
  await vi.advanceTimersByTimeAsync(60_000);
  complaints.complain("The line is down.");
  expect(lines).toMatchObject([{ msg: "The line is down." }, { msg: "The line is down.", swallowed: 9 }]);
});

test("A complaint that had to wait is said when its second comes, or at the end.", async () => {
  const { log, lines } = keptLog();
  const complaints = createComplaints(log);
  complaints.complain("First.");
  complaints.complain("Second.");
  expect(lines.map(({ msg }) => msg)).toEqual(["First."]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(lines.map(({ msg }) => msg)).toEqual(["First.", "Second."]);
  complaints.complain("Third.");
  complaints[Symbol.dispose]();
  expect(lines.at(-1)?.msg).toBe("Third.");
});
