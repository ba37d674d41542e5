// What the tests of a broken line share: a log that is kept, and rings tried until one is heard.

import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect } from "vitest";
import { type Fault, isFault } from "#core/fault.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import { type Listener, ringOf } from "../../contracts/doorbell.ts";

export interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
}

/** Lines as the log wrote them; 40 is a warning. */
export function keptLog(): { readonly log: pino.Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const log = pino({ level: "debug", base: null }, { write: (text) => void lines.push(JSON.parse(text)) });
  return { log, lines };
}

/** Rings and returns the Fault it met, having checked what is promised of one. */
export async function refused(doorbell: Doorbell): Promise<Fault> {
  const at = performance.now();
  const error = await doorbell.ring([ringOf()]).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(performance.now() - at).toBeLessThan(2_100);
  if (!isFault(error)) throw new Error(`Expected a Fault, met ${String(error)}.`);
  expect(error.retryable).toBe(true);
  expect(error.message).toMatch(/^The doorbell's (Redis|Postgres) at [^ ]+ .+\. Nothing is lost: .+\.$/);
  return error;
}

/** Rings anew every 200 ms until one of these new rings is heard; returns how long that took. */
export async function heardAgain(doorbell: Doorbell, listener: Listener, withinMs: number): Promise<number> {
  const from = performance.now();
  const rung = new Set<string>();
  while (performance.now() - from < withinMs) {
    const ring = ringOf();
    rung.add(ring.jobId);
    await doorbell.ring([ring]).catch(() => {});
    await sleep(200);
    if (listener.jobs.some((job) => rung.has(job))) return Math.round(performance.now() - from);
  }
  throw new Error(`No new ring was heard within ${withinMs} ms.`);
}

/** A queue that is down fills nobody's log. */
export function expectQuiet(lines: readonly Line[], most: number): void {
  const complaints = lines.filter(({ level }) => level >= 40);
  expect(complaints.length, JSON.stringify(complaints.map(({ msg }) => msg))).toBeLessThanOrEqual(most);
  for (const [n, { time }] of complaints.entries()) {
    const before = complaints[n - 1];
    if (before) expect(time - before.time).toBeGreaterThanOrEqual(990);
  }
  for (const { msg } of lines) expect(msg).toMatch(/^[A-Z].+\.$/s);
}

/** Where a proxy shall lead, and the same URL through it. */
export function targetOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) || 5432 };
}

export function through(url: string, port: number): string {
  const by = new URL(url);
  by.hostname = "127.0.0.1";
  by.port = String(port);
  return by.href;
}

export async function unhealthy(doorbell: Doorbell, withinMs: number): Promise<string> {
  return await health(doorbell, "unhealthy", withinMs);
}

export async function healthy(doorbell: Doorbell, withinMs: number): Promise<string> {
  return await health(doorbell, "healthy", withinMs);
}

async function health(doorbell: Doorbell, wanted: string, withinMs: number): Promise<string> {
  const end = performance.now() + withinMs;
  for (;;) {
    const { state, detail } = await doorbell.health();
    if (state === wanted) return detail;
    if (performance.now() > end) throw new Error(`Health is ${state} (${detail}), not ${wanted}.`);
    await sleep(50);
  }
}
