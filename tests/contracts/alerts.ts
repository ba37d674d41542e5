// What every keeper of alerts keeps to.

import { expect, test } from "vitest";
import type { Alert } from "#core/alert/alert.ts";
import { newId } from "#core/ids.ts";
import type { Alerts } from "#ports/alerts.ts";

export type OpenAlerts = () => Promise<AsyncDisposable & { readonly alerts: Alerts }>;

const noon = Date.parse("2026-03-02T12:00:00Z");

export function anAlert(parts: Partial<Alert> = {}): Alert {
  return {
    id: newId(),
    key: "job:DAILY.LOAD",
    kind: "failed",
    severity: "major",
    rev: 0,
    openedAt: noon,
    troubleAt: noon,
    unread: null,
    workstation: null,
    members: [],
    more: 0,
    threatens: [],
    owner: null,
    places: [],
    route: null,
    mine: null,
    snooze: null,
    notes: [],
    waitingSince: noon,
    escalations: [],
    finding: null,
    important: true,
    resolved: null,
    ...parts,
  };
}

const resolved = { at: noon + 60_000, how: "completed", into: null } as const;

export function alertsContract({ open }: { readonly open: OpenAlerts }): void {
  test("An alert is kept with everything it has, and its revision is raised.", async () => {
    await using at = await open();
    const alert = anAlert({ owner: 'Ana 😀 "x"', threatens: ["PAYROLL"] });
    expect(await at.alerts.commit([alert], null)).toBe("done");
    expect(await at.alerts.live()).toEqual([expect.objectContaining({ ...alert, rev: 1 })]);
  });

  test("Of one key only one alert is open: the second is stale, and nothing of its commit is kept.", async () => {
    await using at = await open();
    const first = anAlert();
    await at.alerts.commit([first], null);
    expect(await at.alerts.commit([anAlert({ key: "other" }), anAlert()], null)).toBe("stale");
    expect((await at.alerts.live()).map(({ id }) => id)).toEqual([first.id]);
  });

  test("One that ends makes room for another of its key in the same commit.", async () => {
    await using at = await open();
    const first = anAlert();
    await at.alerts.commit([first], null);
    const second = anAlert();
    expect(await at.alerts.commit([second, { ...first, rev: 1, resolved }], null)).toBe("done");
    expect((await at.alerts.live()).map(({ id }) => id)).toEqual([second.id]);
    expect((await at.alerts.before(second.key, noon + 1))?.id).toBe(first.id);
  });

  test("A change of what somebody else has changed meanwhile is stale.", async () => {
    await using at = await open();
    const alert = anAlert();
    await at.alerts.commit([alert], null);
    const [read] = await at.alerts.live();
    if (!read) throw new Error("It was not kept.");
    expect(await at.alerts.commit([{ ...read, more: 1 }], null)).toBe("done");
    expect(await at.alerts.commit([{ ...read, more: 2 }], null)).toBe("stale");
    expect((await at.alerts.byId(alert.id))?.more).toBe(1);
  });

  test("Events are heard once, whoever hears them, together with what they open.", async () => {
    await using at = await open();
    expect(await at.alerts.heard(40)).toBe(40);
    expect(await at.alerts.heard(99)).toBe(40);
    const both = await Promise.all([
      at.alerts.commit([anAlert({ key: "a" })], { from: 40, to: 43 }),
      at.alerts.commit([anAlert({ key: "b" })], { from: 40, to: 43 }),
    ]);
    expect(both.toSorted()).toEqual(["done", "stale"]);
    expect(await at.alerts.heard(0)).toBe(43);
    expect(await at.alerts.live()).toHaveLength(1);
  });

  test("Whoever follows the changes sees each once, in order, and at the beginning all that is live.", async () => {
    await using at = await open();
    await at.alerts.heard(0);
    const one = anAlert({ key: "one" });
    await at.alerts.commit([one], null);
    const begun = await at.alerts.changed(null);
    expect(begun.alerts.map(({ key }) => key)).toEqual(["one"]);
    expect((await at.alerts.changed(begun.last)).alerts).toEqual([]);
    await at.alerts.commit([anAlert({ key: "two" })], null);
    await at.alerts.commit([{ ...one, rev: 1, resolved }], null);
    const next = await at.alerts.changed(begun.last);
    expect(next.alerts.map(({ key }) => key)).toEqual(["two", "one"]);
    expect((await at.alerts.changed(next.last)).alerts).toEqual([]);
  });

  test("An alert is found by the beginning of its id.", async () => {
    await using at = await open();
    const alert = anAlert({ id: "3f2a91bc-0000-4000-8000-000000000000" });
    await at.alerts.commit([alert, anAlert({ key: "x", id: "3f2b0000-0000-4000-8000-000000000000" })], null);
    expect((await at.alerts.find("3F2a")).map(({ id }) => id)).toEqual([alert.id]);
    expect(await at.alerts.find("3f2")).toHaveLength(2);
    expect(await at.alerts.find("mark")).toEqual([]);
    expect(await at.alerts.find("%")).toEqual([]);
  });

  test("What was held back and resolved is live until it was told, and then found by its message.", async () => {
    await using at = await open();
    const place = { channel: "slack:C1", locale: "en", held: true, digest: null } as const;
    const alert = anAlert({ places: [place], resolved });
    await at.alerts.commit([alert], null);
    const [live] = await at.alerts.live();
    if (!live) throw new Error("It is not live.");
    await at.alerts.commit([{ ...live, places: [{ ...place, held: false, digest: "quiet-7" }] }], null);
    expect(await at.alerts.live()).toEqual([]);
    expect((await at.alerts.toldBy("quiet-7")).map(({ id }) => id)).toEqual([alert.id]);
  });

  test("Only what was resolved long ago is forgotten.", async () => {
    await using at = await open();
    await at.alerts.heard(7);
    await at.alerts.commit([anAlert({ key: "old", resolved }), anAlert({ key: "open" })], null);
    expect(await at.alerts.forget(new Date(noon))).toBe(0);
    expect(await at.alerts.forget(new Date(noon + 3_600_000))).toBe(1);
    expect((await at.alerts.live()).map(({ key }) => key)).toEqual(["open"]);
    expect(await at.alerts.heard(0)).toBe(7);
  });
}
