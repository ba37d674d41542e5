// A step that takes its process with it, each time.

import { expect, it } from "vitest";
import { onBothDoorbells } from "../support/chaos-doorbells.ts";

onBothDoorbells((open) => {
  it("a poison step ends FAILED after three workers, or parked after one when it may act only once, and the others flow", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open();
    const { yard } = opened;
    let watching = true;
    let deaths = 0;
    // A supervisor, as systemd or Kubernetes would be.
    const supervised = (async () => {
      while (watching && deaths < 12) {
        const worker = yard.fleet.start();
        await worker.ended;
        if (watching) deaths += 1;
      }
    })();
    const [poison] = await yard.start("poison", 1);
    const [once] = await yard.start("poison-once", 1);
    // Long enough to be there each time a worker dies: they must not be taken for what kills it.
    await yard.start("patient", 3);
    await yard.start("short", 10);
    await yard.settled(100_000);
    watching = false;
    for (const worker of yard.fleet.workers) if (worker.isAlive()) worker.signal("SIGTERM");
    await supervised;
    expect(await yard.engine.job(poison ?? "")).toMatchObject({
      status: "FAILED",
      failure: { code: "poison", step: "bad", message: expect.stringContaining("3 times in a row") },
      steps: { look: { state: "SUCCEEDED" } },
    });
    expect(await yard.engine.job(once ?? "")).toMatchObject({
      status: "WAITING_APPROVAL",
      steps: { bad: { state: "UNKNOWN", attempt: 1 } },
    });
    // Three for the poison and one for the other, or one less when one process ran both at once.
    expect([3, 4]).toContain(deaths);
    for (const job of await yard.jobs()) {
      if (job.workflowId === "patient") expect(job).toMatchObject({ status: "COMPLETED", failure: null });
      // One that was acting once when a worker died is asked about, like any.
      if (job.workflowId === "short") expect(["COMPLETED", "WAITING_APPROVAL"]).toContain(job.status);
    }
    expect(await yard.faults()).toEqual([]);
  });
});
