// What stands in a thread is edited there, by whichever process, and shown anew where somebody deleted it.

import { expect } from "vitest";
import {
  aThread,
  buttonsOf,
  type Claim,
  choice,
  mayFailForNow,
  post,
  said,
  seen,
  show,
  textsOf,
} from "./scene.ts";

export const cards: readonly Claim[] = [
  {
    title:
      "What is written or pressed under a card that stands in a channel is heard, and says under which card it was.",
    async holds({ rig, at, reception }) {
      const channel = await at.platform.threadOfChannel?.(rig.channel);
      if (!channel) throw new Error("A channel of the configuration has no thread.");
      const card = { key: "alert:1", ref: null, important: true };
      const ref = await show(at, channel, card, said("PAYROLL failed.", { choices: [stop] }));
      const under = { thread: channel, ref };
      await at.writes("rui", { thread: channel, under: ref ?? "" }, "why?");
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual(["why?"]);
      await at.presses("ana", channel, "Stop");
      await seen(rig, () => reception.events.length).toBe(2);
      const [written, pressed] = reception.events;
      expect(written).toMatchObject({ under });
      expect(pressed).toMatchObject({ under, conversationId: written?.conversationId });
      await at.restart();
      await at.writes("ana", { thread: channel, under: ref ?? "" }, "log");
      await seen(rig, () => reception.events.length).toBe(3);
      expect(reception.events[2]).toMatchObject({ under, conversationId: written?.conversationId });
    },
  },
  {
    title: "A card is edited where it stands: what it showed before is gone, with its buttons.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const card = { key: "job-1", important: false };
      const ref = await show(at, thread, { ...card, ref: null }, said("PAYROLL waits.", { choices: [stop] }));
      await post(at, thread, said("Something else."));
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Stop"]);
      const again = await show(at, thread, { ...card, ref }, said("PAYROLL completed."));
      expect(again).toBe(ref);
      await seen(rig, () => textsOf(at, thread)).toEqual([
        expect.stringContaining("PAYROLL completed."),
        expect.stringContaining("Something else."),
      ]);
      expect((await textsOf(at, thread)).join("\n")).not.toContain("PAYROLL waits.");
      expect(await buttonsOf(at, thread)).toEqual([]);
    },
  },
  {
    title: "A card is edited in place by a process that did not post it, and its button still works.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const card = { key: "checkpoint:1", important: false };
      const ref = await show(at, thread, { ...card, ref: null }, said("Approve?", { choices: [stop] }));
      await at.restart();
      await at.presses("rui", thread, "Stop");
      await seen(rig, () => reception.events.at(-1)?.text).toBe("cancel 5c1830cb");
      await show(at, thread, { ...card, ref }, said("Stopped by Rui."));
      await seen(rig, () => textsOf(at, thread)).toEqual([expect.stringContaining("Stopped by Rui.")]);
    },
  },
  {
    title: "A card that somebody deleted is shown anew, under a reference that works from then on.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const card = { key: "job-1", important: true };
      const ref = await show(at, thread, { ...card, ref: null }, said("PAYROLL runs."));
      await at.deletes(thread);
      await seen(rig, () => textsOf(at, thread)).toEqual([]);
      const anew = await show(at, thread, { ...card, ref }, said("PAYROLL waits."));
      await seen(rig, () => textsOf(at, thread)).toEqual([expect.stringContaining("PAYROLL waits.")]);
      await show(at, thread, { ...card, ref: anew }, said("PAYROLL completed."));
      await seen(rig, () => textsOf(at, thread)).toEqual([expect.stringContaining("PAYROLL completed.")]);
    },
  },
  {
    title: "A card whose answer was lost is found again by its key, and edited.",
    feature: "lostCard",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const card = { key: "job-1", ref: null, important: false };
      at.losesNextAnswer();
      await mayFailForNow(show(at, thread, card, said("PAYROLL runs.")));
      const ref = await show(at, thread, card, said("PAYROLL waits."));
      await show(at, thread, { ...card, ref }, said("PAYROLL completed."));
      await seen(rig, async () => (await textsOf(at, thread)).at(-1)).toContain("PAYROLL completed.");
      const times = (await textsOf(at, thread)).length;
      if (rig.substitutes?.lostCard) expect([1, 2]).toContain(times);
      else expect(times).toBe(1);
    },
  },
  {
    title: "Below a card that stands in a channel a question can stand, be edited and be answered.",
    async holds({ rig, at, reception }) {
      const channel = await at.platform.threadOfChannel?.(rig.channel);
      if (!channel) throw new Error("A channel of the configuration has no thread.");
      const root = { key: "alert:1", ref: null, important: true };
      const ref = await show(at, channel, root, said("PAYROLL failed."));
      if (ref === null) throw new Error("A card without a reference cannot begin a thread.");
      const below = at.platform.threadUnder?.(channel, ref) ?? channel;
      const card = { key: "incident:1", important: false };
      const question = await show(
        at,
        below,
        { ...card, ref: null },
        said("What fixed it?", { choices: [choice("fixed 3f2a91bc by the rerun alone", "the rerun alone")] }),
      );
      await seen(rig, async () => (await at.shows(channel, ref)).map(({ text }) => text)).toEqual([
        expect.stringContaining("What fixed it?"),
      ]);
      await show(at, below, { ...card, ref: question }, said("Fixed by the rerun alone."));
      await seen(rig, async () => (await at.shows(channel, ref)).map(({ text }) => text)).toEqual([
        expect.stringContaining("Fixed by the rerun alone."),
      ]);
      await at.writes("ana", { thread: channel, under: ref }, "and a new password");
      await seen(rig, () => reception.events.length).toBe(1);
      expect(reception.events[0]).toMatchObject({ under: { thread: channel, ref } });
    },
  },
  {
    title:
      "A channel that the configuration names is a thread to post alerts in; one of another platform is not.",
    async holds({ rig, at }) {
      const thread = await at.platform.threadOfChannel?.(rig.channel);
      if (!thread) throw new Error("The configured channel is not known.");
      const card = { key: "alert:1", ref: null, important: true };
      const ref = await show(
        at,
        thread,
        card,
        said("PAYROLL failed.", { choices: [choice("mine 1", "Mine")] }),
      );
      if (ref === null) throw new Error("A card without a reference cannot begin a thread.");
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Mine"]);
      await at.platform.notify(thread, said("It was rerun."), ref);
      await seen(rig, async () => (await at.shows(thread, ref)).map(({ text }) => text)).toEqual([
        expect.stringContaining("It was rerun."),
      ]);
      expect(await textsOf(at, thread)).toEqual([expect.stringContaining("PAYROLL failed.")]);
      expect(await at.platform.threadOfChannel?.("elsewhere:C1")).toBeNull();
    },
  },
];

const stop = choice("cancel 5c1830cb", "Stop");
