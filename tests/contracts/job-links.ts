// What every keeper of links keeps to. `start` and `end` make and end a job as the engine would.

import { expect, test } from "vitest";
import type { JobLinks } from "#ports/job-links.ts";

export type OpenJobLinks = () => Promise<
  AsyncDisposable & {
    readonly links: JobLinks;
    start(job: { id: string; surface: string; thread: string | null; parent?: string }): Promise<void>;
    end(id: string): Promise<void>;
  }
>;

const place = { jobId: "job-1", platform: "slack", thread: "C1/17" };

export function jobLinksContract({ open }: { readonly open: OpenJobLinks }): void {
  test("A link begins with nothing told, and making it again finds it as it was left.", async () => {
    await using at = await open();
    await at.start({ id: "job-1", surface: "slack", thread: "C1/17" });
    expect(await at.links.make(place, "pt")).toEqual({ ...place, locale: "pt", cardRef: null, shown: 0 });
    await at.links.told(place, { shown: 7, cardRef: "ts-1", done: false });
    expect(await at.links.make(place, "pt")).toEqual({ ...place, locale: "pt", cardRef: "ts-1", shown: 7 });
  });

  test("A job knows every place it is shown in.", async () => {
    await using at = await open();
    await at.start({ id: "job-1", surface: "slack", thread: "C1/17" });
    expect(await at.links.of("job-1")).toEqual([]);
    await at.links.make(place, "pt");
    await at.links.make({ ...place, platform: "teams", thread: "19:x" }, "en");
    expect((await at.links.of("job-1")).map(({ platform, thread }) => [platform, thread])).toEqual([
      ["slack", "C1/17"],
      ["teams", "19:x"],
    ]);
  });

  test("What was told never goes back to a smaller number.", async () => {
    await using at = await open();
    await at.start({ id: "job-1", surface: "slack", thread: "C1/17" });
    await at.links.make(place, "en");
    await at.links.told(place, { shown: 7, cardRef: null, done: false });
    await at.links.told(place, { shown: 3, cardRef: null, done: false });
    expect((await at.links.open("slack", "en")).map(({ shown }) => shown)).toEqual([7]);
  });

  test("A link is open until the end was told, and again when its job lives again.", async () => {
    await using at = await open();
    await at.start({ id: "job-1", surface: "api", thread: null });
    await at.links.make(place, "en");
    await at.end("job-1");
    expect(await at.links.open("slack", "en")).toHaveLength(1);
    await at.links.told(place, { shown: 9, cardRef: null, done: true });
    expect(await at.links.open("slack", "en")).toHaveLength(0);
    expect(await at.links.open("terminal", "en")).toHaveLength(0);
    expect((await at.links.make(place, "en")).shown).toBe(9);
    expect(await at.links.open("slack", "en")).toHaveLength(1);
  });

  test("A live job asked for in a thread gets a link it lacks: not an ended one, not a child, not one from elsewhere.", async () => {
    await using at = await open();
    await at.start({ id: "job-1", surface: "slack", thread: "C1/17" });
    await at.start({ id: "job-2", surface: "slack", thread: "C1/17", parent: "job-1" });
    await at.start({ id: "job-3", surface: "slack", thread: null });
    await at.start({ id: "job-4", surface: "terminal", thread: "terminal" });
    await at.start({ id: "job-5", surface: "slack", thread: "C2/1" });
    await at.end("job-5");
    const found = await at.links.open("slack", "pt");
    expect(found).toEqual([{ ...place, locale: "pt", cardRef: null, shown: 0 }]);
    expect(await at.links.open("slack", "pt")).toEqual(found);
  });
}
