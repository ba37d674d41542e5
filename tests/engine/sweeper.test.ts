// The sweeper itself: it never stops looking, whatever happens while it looks.

import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { Fault } from "#core/fault.ts";
import type { JobDesk } from "#engine/job-desk.ts";
import { createSweeper, type SweeperDeps } from "#engine/sweeper.ts";
import { sampleJob } from "../support/sample-job.ts";

function swept(parts: {
  readonly due: (round: number) => Promise<readonly string[]>;
  readonly nextAt?: (round: number) => Date | null;
  readonly lost?: readonly { readonly jobId: string; readonly step: string; readonly owner: string }[];
  readonly say?: (jobId: string) => Promise<void>;
  readonly intervalMs?: number;
}) {
  let rounds = 0;
  const said: string[] = [];
  const desk: Pick<JobDesk, "say"> = {
    async say(jobId) {
      await parts.say?.(jobId);
      said.push(jobId);
      return { kind: "settled", job: sampleJob(jobId), changed: true };
    },
  };
  const sweeper = createSweeper({
    store: {
      async due() {
        const round = ++rounds;
        return { jobIds: await parts.due(round), nextAt: parts.nextAt?.(round) ?? null };
      },
    } as unknown as SweeperDeps["store"],
    roll: { lost: async () => parts.lost ?? [] } as unknown as SweeperDeps["roll"],
    desk: desk as JobDesk,
    askAfterChild: async () => {},
    ring: () => {},
    leaveToOthers: () => false,
    housekeeping: async () => {},
    now: () => new Date(),
    intervalMs: parts.intervalMs ?? 50,
    log: pino({ level: "silent" }),
  });
  return { sweeper, said, rounds: () => rounds };
}

describe("the sweeper", () => {
  it("goes on after something was expected while it looked", async () => {
    const { sweeper, rounds } = swept({
      due: async (round) => {
        if (round === 1) {
          sweeper.expect(new Date());
          await sleep(120); // the time it was expected passes while it looks
        }
        return [];
      },
    });
    await using _ = sweeper;
    await expect.poll(rounds, { timeout: 5_000 }).toBeGreaterThan(3);
  });

  it("goes on after the database did not answer", async () => {
    const { sweeper, rounds } = swept({
      due: async (round) => {
        if (round < 3) throw new Fault("unavailable", "Away on purpose.", { retryable: true });
        return [];
      },
    });
    await using _ = sweeper;
    await expect.poll(rounds, { timeout: 5_000 }).toBeGreaterThan(4);
  });

  it("looks after the others when one job cannot be changed", async () => {
    const { sweeper, said } = swept({
      due: async () => ["bad", "due"],
      lost: [
        { jobId: "bad", step: "a", owner: "gone" },
        { jobId: "lost", step: "a", owner: "gone" },
      ],
      say: async (jobId) => {
        if (jobId === "bad") throw new Fault("internal", "It pins a definition that is not kept any more.");
      },
    });
    await using _ = sweeper;
    await sweeper.sweep();
    expect(said).toEqual(expect.arrayContaining(["lost", "due"]));
  });

  it("wakes for what is expected sooner than its next round, and not at once for what is due in a month", async () => {
    const { sweeper, rounds } = swept({ due: async () => [], intervalMs: 60_000 });
    await using _ = sweeper;
    sweeper.expect(new Date(Date.now() + 30 * 86_400_000));
    await sleep(150);
    expect(rounds()).toBe(0);
    sweeper.expect(new Date(Date.now() + 30));
    await expect.poll(rounds, { timeout: 5_000 }).toBe(1);
  });

  it("wakes for what is due next although a round came between, and for one after the other", async () => {
    const soon = new Date(Date.now() + 150);
    const later = new Date(Date.now() + 300);
    const nextAt = () => [soon, later].find((at) => at.getTime() > Date.now()) ?? null;
    const { sweeper, rounds } = swept({ due: async () => [], nextAt, intervalMs: 60_000 });
    await using _ = sweeper;
    sweeper.expect(soon);
    await sweeper.sweep();
    expect(rounds()).toBe(1);
    await expect.poll(rounds, { timeout: 5_000 }).toBe(3);
    await sleep(100);
    expect(rounds()).toBe(3);
  });
});
