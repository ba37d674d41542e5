import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLanes, waitBefore, windows } from "#adapters/teams/lanes.ts";

describe("the pace of what goes to Teams", () => {
  it("never exceeds any window, however much is waiting", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 150 }),
        (pauses) => {
          const sent: number[] = [];
          let now = 0;
          for (const pause of pauses) {
            now += pause;
            now += waitBefore(sent, now);
            sent.push(now);
          }
          for (const { most, ms } of windows)
            for (const [index, first] of sent.entries()) {
              const within = sent.slice(index).filter((each) => each < first + ms).length;
              expect(within).toBeLessThanOrEqual(most);
            }
        },
      ),
    );
  });

  it("does not hold up the first ones", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map((count) => waitBefore(Array(count).fill(1_000), 1_000))).toEqual([
      0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(waitBefore(Array(7).fill(1_000), 1_000)).toBeGreaterThanOrEqual(1_000);
  });

  it("keeps the order of one conversation, and lets the others pass one that must wait", async () => {
    const lanes = createLanes();
    const done: string[] = [];
    lanes.hold("busy", 150);
    const all = ["busy 1", "busy 2", "free 1"].map((name) =>
      lanes.take(name.split(" ")[0] ?? "", async () => void done.push(name)),
    );
    expect(lanes.isBusy("busy")).toBe(true);
    await Promise.all(all);
    expect(done).toEqual(["free 1", "busy 1", "busy 2"]);
    expect(lanes.isBusy("free")).toBe(false);
  });

  it("sends nobody's message whose turn is further away than anybody waits for it, and says when to come again", async () => {
    const lanes = createLanes();
    lanes.hold("busy", 90_000);
    let sent = 0;
    const refused = await lanes.take("busy", async () => void sent++).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "rate_limited", retryable: true });
    expect((refused as { detail: { retryAfterMs: number } }).detail.retryAfterMs).toBeGreaterThan(80_000);
    expect(sent).toBe(0);
    expect(lanes.isBusy("free")).toBe(false);
  });

  it("lets edits rest the longer, the more was sent, so that an hour of them leaves room for what must be said", async () => {
    let now = 0;
    const lanes = createLanes(() => now);
    let edits = 0;
    while (now < 3_600_000) {
      now += Math.max(1_000, lanes.restOf("c"));
      await lanes.take("c", async () => {});
      edits += 1;
    }
    expect(edits).toBeGreaterThan(600);
    expect(edits).toBeLessThan(1_600);
  });

  it("goes on after something failed in a lane", async () => {
    const lanes = createLanes();
    const failed = lanes.take("c", async () => {
      throw new Error("no");
    });
    const next = lanes.take("c", async () => "yes");
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });
});
