// What people write arrives: once, whole, from whom it is, and not before it is kept.

import { expect } from "vitest";
import {
  aThread,
  awkwardName,
  buttonsOf,
  type Claim,
  choice,
  first,
  onlyTexts,
  post,
  said,
  seen,
  textsOf,
} from "./scene.ts";

export const receiving: readonly Claim[] = [
  {
    title: "A mention in a channel arrives once, with its words, its speaker and a thread to answer in.",
    async holds({ rig, at, reception }) {
      await at.writes("ana", "mention", "status of PAYROLL");
      await seen(rig, () => reception.events.length).toBe(1);
      const event = first(reception.events);
      expect(event.text).toBe("status of PAYROLL");
      expect(event.platform).toBe(at.platform.platform);
      expect(event.person).toMatchObject({ id: rig.people.ana.identity, name: rig.people.ana.name });
      expect(event.speaker).toEqual(expect.any(String));
      expect(event.quiet ?? false).toBe(false);
      await post(at, event.thread, said("PAYROLL is running."));
      await seen(rig, () => textsOf(at, event.thread)).toEqual([
        expect.stringContaining("PAYROLL is running."),
      ]);
    },
  },
  {
    title: "A follow-up in the thread belongs to the same conversation; another mention begins another one.",
    async holds({ rig, at, reception }) {
      await at.writes("ana", "mention", "status of PAYROLL");
      await seen(rig, () => reception.events.length).toBe(1);
      const { thread, conversationId } = first(reception.events);
      await post(at, thread, said("It failed."));
      await at.writes("rui", { thread }, "why?");
      await seen(rig, () => reception.events.length).toBe(2);
      await at.writes("ana", "mention", "help");
      await seen(rig, () => reception.events.length).toBe(3);
      const [, second, third] = reception.events;
      expect(second).toMatchObject({ text: "why?", thread, conversationId });
      expect(second?.person.id).toBe(rig.people.rui.identity);
      expect(third?.conversationId).not.toBe(conversationId);
      expect(third?.thread).not.toBe(thread);
    },
  },
  {
    title:
      "In a thread of Resync's what calls nobody arrives as overheard; what calls it, or is said to it alone, does not.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await at.writes("rui", { thread, calling: "nobody" }, "I think it was the disk");
      await at.writes("ana", "mention", "what failed?");
      await at.writes("ana", "direct", "why?");
      await at.writes("ana", "command", "status");
      await seen(rig, () => reception.events.length).toBe(5);
      const { conversationId } = first(reception.events);
      expect(reception.events[1]).toMatchObject({ text: "I think it was the disk", conversationId });
      expect(reception.events.map(({ overheard = false }) => overheard)).toEqual([
        false,
        true,
        false,
        false,
        false,
      ]);
    },
  },
  {
    title: "What begins by calling somebody else is never Resync's, not in its own thread either.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await at.writes("ana", { thread, calling: "rui" }, "status of PAYROLL?");
      await at.writes("ana", { thread }, "why?");
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual(["begin", "why?"]);
    },
  },
  {
    title: "Whoever the house does not talk to is told nothing when they were only overheard.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      reception.strangersOnly = true;
      await at.writes("rui", { thread, calling: "nobody" }, "lunch?");
      await seen(rig, () => reception.speakers.length).toBeGreaterThan(1);
      reception.strangersOnly = false;
      await at.writes("ana", "mention", "help");
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual(["begin", "help"]);
      expect(await textsOf(at, thread)).toEqual([]);
      expect(await onlyTexts(at, "rui")).toEqual([]);
    },
  },
  {
    title: "A direct message arrives and is answered where nobody else reads.",
    async holds({ rig, at, reception }) {
      await at.writes("rui", "direct", "o que falhou?");
      await seen(rig, () => reception.events.length).toBe(1);
      const { text, thread } = first(reception.events);
      expect(text).toBe("o que falhou?");
      await post(at, thread, said("Nada falhou."));
      await seen(rig, () => onlyTexts(at, "rui")).toEqual([expect.stringContaining("Nada falhou.")]);
      expect(await onlyTexts(at, "ana")).toEqual([]);
    },
  },
  {
    title: "A command arrives as its words alone.",
    async holds({ rig, at, reception }) {
      await at.writes("ana", "command", `status ${awkwardName}`);
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual([`status ${awkwardName}`]);
    },
  },
  {
    title:
      "The house is told who speaks: identity, name, standing, and the verified address where there is one.",
    async holds({ rig, at, reception }) {
      for (const who of ["ana", "rui"] as const) {
        await at.writes(who, "mention", "help");
        await seen(rig, () => reception.speakers.map(({ identity }) => identity)).toContain(
          rig.people[who].identity,
        );
        const speaker = reception.speakers.findLast(({ identity }) => identity === rig.people[who].identity);
        const { name, email } = rig.people[who];
        expect(speaker).toMatchObject({ name, email, standing: "member" });
      }
    },
  },
  {
    title: "Whom the house does not talk to starts nothing.",
    async holds({ rig, at, reception }) {
      reception.strangersOnly = true;
      await at.writes("rui", "mention", "run everything");
      await seen(rig, () => reception.speakers.length).toBeGreaterThan(0);
      reception.strangersOnly = false;
      await at.writes("ana", "mention", "help");
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual(["help"]);
    },
  },
  {
    title: "What Resync says itself is not heard as a question.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(at, thread, said("status of PAYROLL"));
      await seen(rig, () => textsOf(at, thread)).toHaveLength(1);
      await at.writes("ana", { thread }, "thanks");
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual(["begin", "thanks"]);
    },
  },
  {
    title: "A message delivered twice is one event, and so is a button.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await at.repeats();
      await post(
        at,
        thread,
        said("Sure?", { choices: [choice("approve 3f2a91bc plan=ab12cd34", "Approve")] }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Approve"]);
      await at.presses("ana", thread, "Approve");
      await seen(rig, () => reception.events.length).toBe(2);
      await at.repeats();
      await at.writes("ana", { thread }, "done?");
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual([
        "begin",
        "approve 3f2a91bc plan=ab12cd34",
        "done?",
      ]);
    },
  },
  {
    title: "What could not be kept is not acknowledged for good: delivered again, it arrives.",
    async holds({ rig, at, reception }) {
      reception.away = true;
      await at.writes("ana", "mention", "status of PAYROLL");
      reception.away = false;
      await at.repeats();
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual(["status of PAYROLL"]);
    },
  },
];
