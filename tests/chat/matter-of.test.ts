// What a card is about, and which plan somebody had before them when they wrote below it.

import { expect, test } from "vitest";
import { createMatterOf } from "#chat/matter-of.ts";
import { noLonger } from "#core/matter.ts";
import type { RootCard } from "#ports/threads.ts";
import { asked, checkpointId, jobId, shownJob } from "./support/shown-job.ts";

const wrote = new Date("2026-11-21T03:12:00Z");
const later = new Date(wrote.getTime() + 1_000);
const earlier = new Date(wrote.getTime() - 1_000);

function matterUnder(card: RootCard | null) {
  const matterOf = createMatterOf({
    threads: { cardAt: async () => card },
    alerts: { byId: async () => null },
    engine: { job: async (id) => (id === jobId ? shownJob() : null) },
    jobs: {
      checkpoint: async (id) =>
        id === checkpointId ? { ...asked(), task: "rerun it", workflowId: "recover-abend" } : null,
    },
  });
  return matterOf({ platform: "slack", under: { thread: "T1/C1", ref: "1.1" }, at: wrote });
}

function card(more: Partial<RootCard> = {}): RootCard {
  return {
    key: `checkpoint:${checkpointId}`,
    locale: "pt",
    shows: { planDigest: "094c4d24" },
    since: null,
    ...more,
  };
}

test("Under an approval the plan counts that the card showed when the message was written", async () => {
  expect((await matterUnder(card()))?.plan).toBe("094c4d24");
  expect((await matterUnder(card({ since: earlier })))?.plan).toBe("094c4d24");
  // Edited since, or nobody knows what stood there: as good as another plan, which approves nothing.
  expect((await matterUnder(card({ since: later })))?.plan).toBe(noLonger);
  expect((await matterUnder(card({ shows: null })))?.plan).toBe(noLonger);
});

test("A job and its approval are about HWA's job that they were started with", async () => {
  const about = {
    locale: "pt",
    slots: { job: "INVOICE_PROCESSING" },
    job: { id: jobId, live: true, failed: false },
  };
  expect(await matterUnder(card())).toMatchObject({ ...about, kind: "checkpoint", id: checkpointId });
  expect(await matterUnder(card({ key: jobId }))).toMatchObject({
    ...about,
    kind: "job",
    id: jobId,
    plan: null,
  });
});

test("What is forgotten, or is no card, is no matter", async () => {
  expect(await matterUnder(null)).toBeNull();
  expect(await matterUnder(card({ key: "alert:gone" }))).toBeNull();
  expect(await matterUnder(card({ key: "checkpoint:gone" }))).toBeNull();
});
