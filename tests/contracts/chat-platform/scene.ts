// What the claims work with: the rig, the people, and short words for what is said and seen.

import { expect } from "vitest";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import type { Delivery } from "#ports/chat-platform.ts";
import type { ReceptionDouble } from "../../support/reception-double.ts";
import type { Feature, OpenPlatform, PlatformRig, Who } from "../chat-platform.ts";

/** Everything a claim works with. */
export interface Scene {
  readonly rig: PlatformRig;
  readonly at: OpenPlatform;
  readonly reception: ReceptionDouble;
}

export interface Claim {
  readonly title: string;
  readonly feature?: Feature;
  readonly holds: (scene: Scene) => Promise<void>;
}

/** 40 characters of what HWA's names are made of, and a person's name, which has accents. */
export const awkwardName = "A_B#C.D-@XYZ_1234567890-LONGER.NAME#_@40";
export const accented = "João Ávila-Ñandú, ção";

export function said(text: string, more: Partial<Reply> = {}): Reply {
  return reply({ locale: "en", text, ...more });
}

export function choice(id: string, label: string): Choice {
  return { id, label, style: "default" };
}

let deliveries = 0;

export async function post(
  at: OpenPlatform,
  thread: string,
  what: Reply,
  how: Partial<Delivery> = {},
): Promise<void> {
  deliveries += 1;
  const delivery = { id: `delivery-${deliveries}`, tries: 1, speaker: null, privately: false, ...how };
  await at.platform.post(thread, what, delivery);
}

export async function show(
  at: OpenPlatform,
  thread: string,
  card: { readonly key: string; readonly ref: string | null; readonly important: boolean },
  what: Reply,
): Promise<string | null> {
  const { showCard } = at.platform;
  if (!showCard) throw new Error("This platform shows no cards.");
  return await showCard.call(at.platform, thread, card, what);
}

/** A thread that Ana began in the channel. */
export async function aThread(
  rig: PlatformRig,
  at: OpenPlatform,
  reception: ReceptionDouble,
): Promise<string> {
  const before = reception.events.length;
  await at.writes("ana", "mention", "begin");
  await seen(rig, () => reception.events.length).toBe(before + 1);
  return reception.events[before]?.thread ?? "";
}

export function seen<T>(rig: PlatformRig, look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: rig.patienceMs ?? 5_000, interval: 20 });
}

export async function textsOf(at: OpenPlatform, thread: string): Promise<readonly string[]> {
  return (await at.shows(thread)).map(({ text }) => text);
}

export async function buttonsOf(at: OpenPlatform, thread: string): Promise<readonly string[]> {
  return (await at.shows(thread)).flatMap(({ buttons }) => buttons);
}

export async function onlyTexts(at: OpenPlatform, who: Who): Promise<readonly string[]> {
  return (await at.showsOnly(who)).map(({ text }) => text);
}

export function first<T>(all: readonly T[]): T {
  const [one] = all;
  if (one === undefined) throw new Error("Nothing arrived.");
  return one;
}

/** What was lost may be found again within the call itself; if not, it is worth another try. */
export async function mayFailForNow(work: Promise<unknown>): Promise<void> {
  const fault: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (fault !== null) expect(fault).toMatchObject({ retryable: true });
}
