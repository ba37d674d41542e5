// The monitor on 200,000 jobs: what a poll costs when nothing changed, and what the process weighs.

import { setTimeout as sleep } from "node:timers/promises";
import { memoryOf, report, rounded } from "./measure.ts";
import { startHwa, startResync } from "./running-resync.ts";

export async function benchMonitor(): Promise<void> {
  for (const jobs of [245, 200_000]) {
    await using hwa = await startHwa(jobs);
    const began = performance.now();
    await using resync = await startResync({
      HWA_URL: hwa.url,
      HWA_USER: "viewer",
      HWA_PASSWORD: "viewer",
      HWA_POLL_SECONDS: "1",
    });
    const metric = async (name: string) => {
      const response = await fetch(`${resync.url}/api/metrics`, {
        headers: { authorization: `Bearer ${resync.token}` },
      });
      const found = new RegExp(`^${name}(?:\\{[^}]*outcome="read"[^}]*\\})? ([0-9.e+-]+)$`, "m").exec(
        await response.text(),
      );
      return Number(found?.[1] ?? 0);
    };
    while ((await metric("resync_hwa_polls_total")) < 1) await sleep(100);
    const firstPictureMs = performance.now() - began;
    const before = {
      count: await metric("resync_hwa_poll_seconds_count"),
      sum: await metric("resync_hwa_poll_seconds_sum"),
      requests: await hwa.requests(),
    };
    await sleep(20_000);
    const after = {
      count: await metric("resync_hwa_poll_seconds_count"),
      sum: await metric("resync_hwa_poll_seconds_sum"),
      requests: await hwa.requests(),
    };
    const polls = after.count - before.count;
    const perPoll = (after.requests - before.requests) / Math.max(1, polls);
    report("monitor", {
      jobs,
      firstPictureMs: rounded(firstPictureMs, 0),
      polls,
      msPerPoll: rounded(((after.sum - before.sum) / Math.max(1, polls)) * 1000),
      requestsPerPoll: rounded(perPoll),
      requestsPerHourAt30s: rounded(perPoll * 120, 0),
      memoryMb: await memoryOf(resync.pid),
    });
  }
}
