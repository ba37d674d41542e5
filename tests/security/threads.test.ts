// A thread belongs to everybody who writes in it. What one of them was asked, or was talking about, is not what another
// one decides.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#core/ids.ts";
import { type FrontDesk, openFrontDesk } from "../chat/reception/support/front-desk.ts";
import type { CastName } from "../support/engine.ts";

let desk: FrontDesk;
let thread = "";
beforeAll(async () => {
  desk = await openFrontDesk();
  await desk.stage.engine.worker.start();
});
afterAll(() => desk?.[Symbol.asyncDispose]());
beforeEach(() => {
  thread = newId();
});

async function says(who: CastName, text: string): Promise<string> {
  const { reply } = await desk.says(desk.stage.person(who), text, { conversation: thread });
  return reply.text;
}

async function waiting() {
  const job = await desk.stage.start("tidy-up", {}, { by: desk.stage.as("olga", "terminal") });
  const { id } = await desk.stage.asked(job.id);
  return { id, now: async () => (await desk.stage.engine.job(job.id))?.checkpoints[id] };
}

describe("in a thread of several people", () => {
  test("what one approver is asked is not answered by another who writes there meanwhile", async () => {
    const { id, now } = await waiting();
    expect(await says("ana", `break-glass ${id}`)).toMatch(/What is the emergency/);
    await says("bo", "I would rather wait for the file, it comes at six");
    expect((await now())?.votes).toEqual([]);
    expect(await says("ana", "the bank closes in ten minutes")).not.toMatch(/What is the emergency/);
    expect((await now())?.votes.map(({ by }) => by.name)).toEqual(["Ana"]);
  });

  test("a reason that one was asked for does not reject in the name of whoever speaks next", async () => {
    const { id, now } = await waiting();
    expect(await says("ana", `reject ${id}`)).toMatch(/Why do you reject/);
    await says("bo", "the file is back, all is well");
    expect((await now())?.status).toBe("PENDING");
  });

  test("a bare approval is of nothing that somebody else has just named", async () => {
    const [one, other] = [await waiting(), await waiting()];
    await says("vic", `details ${other.id}`);
    await says("bo", "thanks");
    expect(await says("bo", "approve")).toMatch(/say which/);
    expect((await one.now())?.status).toBe("PENDING");
    expect((await other.now())?.status).toBe("PENDING");
    await says("bo", `details ${one.id}`);
    await says("bo", "approve");
    expect((await one.now())?.status).toBe("APPROVED");
    expect((await other.now())?.status).toBe("PENDING");
  });
});
