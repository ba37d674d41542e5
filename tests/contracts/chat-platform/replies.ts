// What Resync says is seen: by those it is for, in its order, once.

import { expect } from "vitest";
import { reply } from "#core/reply.ts";
import {
  aThread,
  awkwardName,
  buttonsOf,
  type Claim,
  choice,
  first,
  mayFailForNow,
  onlyTexts,
  post,
  said,
  seen,
  show,
  textsOf,
} from "./scene.ts";

export const replies: readonly Claim[] = [
  {
    title: "A whole reply is seen: its point, facts, table, quoted text, sources and buttons, once.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(at, thread, wholeReply);
      await seen(rig, () => at.shows(thread)).toHaveLength(1);
      const [message] = await at.shows(thread);
      for (const part of wholeReplyParts) expect(message?.text).toContain(part);
      expect(message?.buttons).toEqual(["Explain", "Rerun it"]);
      expect(message?.text.split("PAYROLL failed at 10:02.").length).toBe(2);
    },
  },
  {
    title: "Replies of one thread stand in the order they were posted, and only there.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const other = await aThread(rig, at, reception);
      for (const text of ["one", "two", "three"]) await post(at, thread, said(`Reply ${text}.`));
      await post(at, other, said("Elsewhere."));
      await seen(rig, () => textsOf(at, thread)).toEqual(
        ["one", "two", "three"].map((text) => expect.stringContaining(`Reply ${text}.`)),
      );
      await seen(rig, () => textsOf(at, other)).toEqual([expect.stringContaining("Elsewhere.")]);
    },
  },
  {
    title:
      "A button is an event of whoever pressed it, with its choice as the text, in the thread where it stands.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const id = `why ${awkwardName} ção?`;
      await post(at, thread, said("It failed.", { choices: [choice(id, "Why?"), choice("help", "Help")] }));
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Why?", "Help"]);
      await at.presses("rui", thread, "Why?");
      await seen(rig, () => reception.events.length).toBe(2);
      const event = reception.events[1];
      expect(event).toMatchObject({ text: id, thread, pressed: { filled: null } });
      expect(event?.person.id).toBe(rig.people.rui.identity);
      expect(event?.speaker).not.toBe(reception.events[0]?.speaker);
    },
  },
  {
    title: "A private reply is read by whoever asked and by nobody else.",
    feature: "privateReply",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const { speaker = null } = first(reception.events);
      await post(at, thread, said("Only for you."), { speaker, privately: true });
      await seen(rig, () => onlyTexts(at, "ana")).toEqual([expect.stringContaining("Only for you.")]);
      const [message] = await at.showsOnly("ana");
      expect(message?.where).toBe(rig.substitutes?.privateReply ? "direct" : "thread");
      expect(await onlyTexts(at, "rui")).toEqual([]);
      expect((await textsOf(at, thread)).join("\n")).not.toContain("Only for you.");
    },
  },
  {
    title: "A post whose answer was lost is not doubled by the next try, not even by another process.",
    feature: "lostPost",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      at.losesNextAnswer();
      await mayFailForNow(post(at, thread, said("Once."), { id: "d1", tries: 1 }));
      await at.restart();
      await post(at, thread, said("Once."), { id: "d1", tries: 2 });
      await post(at, thread, said("Then this."), { id: "d2", tries: 1 });
      await seen(rig, async () => (await textsOf(at, thread)).join("\n")).toContain("Then this.");
      const times = (await textsOf(at, thread)).filter((text) => text.includes("Once.")).length;
      if (rig.substitutes?.lostPost) expect([1, 2]).toContain(times);
      else expect(times).toBe(1);
    },
  },
  {
    title: "A reply that never arrived is posted by the next try, though the same words stand there already.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(at, thread, said("Running."), { id: "d1", tries: 1 });
      await post(at, thread, said("Running."), { id: "d2", tries: 2 });
      await seen(rig, () => textsOf(at, thread)).toHaveLength(2);
    },
  },
  {
    title: "News is told in the thread without being asked for.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await at.platform.notify(thread, said("PAYROLL completed."));
      await seen(rig, () => textsOf(at, thread)).toEqual([expect.stringContaining("PAYROLL completed.")]);
    },
  },
  {
    title: "A person is written to directly by their identity; who is not from here cannot be.",
    async holds({ rig, at, reception }) {
      await aThread(rig, at, reception);
      const thread = await at.platform.directThread?.(rig.people.ana.identity);
      if (!thread) throw new Error("Ana cannot be written to.");
      await at.platform.notify(thread, said("Your approval is waited for."));
      await seen(rig, () => onlyTexts(at, "ana")).toEqual([
        expect.stringContaining("Your approval is waited for."),
      ]);
      expect(await onlyTexts(at, "rui")).toEqual([]);
      expect(await at.platform.directThread?.("email:nobody@example.com")).toBeNull();
    },
  },
  {
    title: "Whose attention is wanted is notified, by the platform's own means, and nobody else is.",
    async holds({ rig, at, reception }) {
      await at.writes("rui", "mention", "hello");
      await seen(rig, () => reception.events.length).toBe(1);
      const thread = await aThread(rig, at, reception);
      const { name, identity } = rig.people.rui;
      const mentions = [
        { name, identities: ["email:elsewhere@example.com", identity] },
        { name: "Nobody From Here", identities: ["email:nobody@example.com"] },
      ];
      await at.platform.notify(thread, said("Your approval is waited for.", { mentions }));
      await seen(rig, async () => (await at.shows(thread))[0]?.pings).toEqual(["rui"]);
      expect((await textsOf(at, thread))[0]).toContain("Nobody From Here");
    },
  },
  {
    title: "Whoever never spoke and is known by their address alone is called all the same, and written to.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const { name, email } = rig.people.rui;
      const mentions = [{ name, identities: [`email:${email}`] }];
      await at.platform.notify(thread, said("Your approval is waited for.", { mentions }));
      await seen(rig, async () => (await at.shows(thread))[0]?.pings).toEqual(["rui"]);
      const card = { key: "checkpoint:1", ref: null, important: true };
      await show(at, thread, card, said("PAYROLL asks.", { mentions }));
      await seen(rig, async () => (await at.shows(thread))[1]?.pings).toEqual(["rui"]);
      const direct = await at.platform.directThread?.(`email:${email}`);
      if (!direct) throw new Error("Rui cannot be written to by his address.");
      await at.platform.notify(direct, said("You are called."));
      await seen(rig, () => onlyTexts(at, "rui")).toEqual([expect.stringContaining("You are called.")]);
    },
  },
  {
    title: "A text too long to be read in a message comes as a file, whole.",
    feature: "files",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const text = Array.from(
        { length: 4_000 },
        (_, index) => `line ${index + 1} of ${awkwardName} ção`,
      ).join("\n");
      await post(at, thread, said("The whole log.", { file: { name: "PAYROLL.log", text } }));
      await seen(rig, async () => (await textsOf(at, thread)).join("\n")).toContain("The whole log.");
      if (rig.substitutes?.files) {
        const shown = (await textsOf(at, thread)).join("\n");
        expect(shown).toContain(`line 1 of ${awkwardName} ção`);
        expect(shown).toMatch(rig.saysCut.en);
        return;
      }
      await seen(rig, async () => (await at.shows(thread)).flatMap(({ files }) => files)).toEqual([
        { name: "PAYROLL.log", text },
      ]);
    },
  },
];

const wholeReply = reply({
  locale: "en",
  mood: "bad",
  text: "PAYROLL failed at 10:02.\nIt ran out of disk.",
  facts: [
    { label: "Workstation", value: "LINUX_A" },
    { label: "Return code", value: "12" },
  ],
  table: {
    columns: ["Job", "Late by"],
    rows: [
      ["BILLING", "12 min"],
      ["LEDGER", "40 min"],
    ],
  },
  quote: { title: "Last lines of the log", text: "write failed\nno space left on device" },
  sources: [{ title: "Runbook of payroll", ref: "payroll.xlsx row 12" }],
  choices: [
    choice("explain PAYROLL", "Explain"),
    { ...choice("rerun PAYROLL", "Rerun it"), style: "primary" },
  ],
});

const wholeReplyParts = [
  "PAYROLL failed at 10:02.",
  "It ran out of disk.",
  "Workstation",
  "LINUX_A",
  "Return code",
  "Late by",
  "BILLING",
  "12 min",
  "LEDGER",
  "40 min",
  "Last lines of the log",
  "write failed",
  "no space left on device",
  "Runbook of payroll",
  "payroll.xlsx row 12",
];
