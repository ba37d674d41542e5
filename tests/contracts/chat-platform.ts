// What every chat platform keeps to, told by what people write, press and see there. The rig of an adapter stands the
// adapter before a program that plays the platform, plays the people, and reads what they read.
//
// Where a platform has no such thing by its nature, the rig names what stands in for it; the suite prints that, and
// checks the weaker claim that is left. There is no way to leave a claim out.

import { expect, test } from "vitest";
import type { Form } from "#core/form.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import type { ChatPlatform, Delivery } from "#ports/chat-platform.ts";
import type { Reception } from "#ports/reception.ts";
import { type ReceptionDouble, receptionDouble } from "../support/reception-double.ts";

/** Two people of the same organisation, members both. */
export type Who = "ana" | "rui";

/**
 * `mention`: a new message in the channel that addresses Resync. `command`: what a person types where the platform has
 * commands, `/resync status`; typed to Resync where it has none. `direct`: to Resync alone. A thread: a follow-up there,
 * addressed as the platform needs it.
 */
export type Where = "mention" | "command" | "direct" | { readonly thread: string };

/** A message of Resync's as somebody sees it now. */
export interface Shown {
  /** All that is written in it, drawn: markup and entities as people read them, each part on lines of its own. */
  readonly text: string;
  /** The labels of its buttons, in order. */
  readonly buttons: readonly string[];
  /** Who is notified by it: `ana`, `rui`, or any other word, such as `channel`. */
  readonly pings: readonly string[];
  /** Where a click on something written leads to. */
  readonly links: readonly string[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export interface ShownToOne extends Shown {
  readonly where: "thread" | "direct";
}

export interface ShownDialog {
  readonly title: string;
  readonly text: string;
  readonly submit: string;
  readonly fields: readonly {
    readonly label: string;
    readonly value: string | null;
    /** As people read them; empty where anything may be written. */
    readonly options: readonly string[];
  }[];
}

/** What a platform may lack by nature. */
export type Feature =
  | "privateReply" // left: it is written to them directly, and the thread shows nothing of it
  | "dialog" // left: the button is taken as it is, and what is missing is asked in the conversation
  | "lostPost" // a post whose answer never came is found before it is repeated. Left: it is repeated, never lost
  | "lostCard" // the same for a card. Left: the newest of its messages is the one that is edited
  | "files"; // left: the beginning is in the message, which says that it was cut

export interface PlatformRig {
  readonly name: string;
  readonly substitutes?: Partial<Readonly<Record<Feature, string>>>;
  /** Characters that one message may show at most, all its parts together. */
  readonly longest: number;
  /** What a message that was cut says about it. */
  readonly saysCut: { readonly en: RegExp; readonly pt: RegExp };
  readonly people: Readonly<
    Record<Who, { readonly name: string; readonly email: string | null; readonly identity: string }>
  >;
  /** A channel as the configuration names it: `slack:C…`, `teams:…`. */
  readonly channel: string;
  /** How long something may take to be seen; default 5 s. */
  readonly patienceMs?: number;
  open(reception: Reception): Promise<OpenPlatform>;
}

export interface OpenPlatform extends AsyncDisposable {
  /** The adapter; another one after `restart`. */
  readonly platform: ChatPlatform;
  writes(who: Who, where: Where, text: string): Promise<void>;
  /** What everybody in a thread sees of Resync's, oldest first. `under`: in the thread that this card began. */
  shows(thread: string, under?: string): Promise<readonly Shown[]>;
  /** What this person sees and nobody else does, wherever it is, oldest first. */
  showsOnly(who: Who): Promise<readonly ShownToOne[]>;
  /** Presses the newest button of that label that this person sees, in the thread or alone. */
  presses(who: Who, thread: string, label: string): Promise<void>;
  /** The dialog that stands open before this person. */
  dialog(who: Who): Promise<ShownDialog | null>;
  /** Fills the open dialog by its labels and sends it; fields that are not named keep what stands in them. */
  fills(who: Who, values: Readonly<Record<string, string>>): Promise<void>;
  /** The platform delivers the last thing that somebody did once more, byte for byte. */
  repeats(): Promise<void>;
  /** The next message Resync sends arrives, and the answer that says so does not. */
  losesNextAnswer(): void;
  /** Somebody deletes Resync's newest message in the thread. */
  deletes(thread: string): Promise<void>;
  /** The process is replaced: a new adapter that remembers nothing but what the database knows. */
  restart(): Promise<void>;
  /** What the real platform would have refused of all that was sent: too large, unknown, malformed. */
  complaints(): readonly string[];
}

/** Everything a claim works with. */
export interface Scene {
  readonly rig: PlatformRig;
  readonly at: OpenPlatform;
  readonly reception: ReceptionDouble;
}

interface Claim {
  readonly title: string;
  readonly feature?: Feature;
  readonly holds: (scene: Scene) => Promise<void>;
}

/** 40 characters of what HWA's names are made of, and a person's name, which has accents. */
export const awkwardName = "A_B#C.D-@XYZ_1234567890-LONGER.NAME#_@40";
const accented = "João Ávila-Ñandú, ção";

export function chatPlatformContract(rig: PlatformRig): void {
  for (const claim of chatPlatformClaims) {
    const instead = claim.feature && rig.substitutes?.[claim.feature];
    test(instead ? `${claim.title} — on ${rig.name} instead: ${instead}` : claim.title, async () => {
      await holdsOn(rig, claim);
    });
  }
}

export async function holdsOn(rig: PlatformRig, claim: Pick<Claim, "holds">): Promise<void> {
  const reception = receptionDouble();
  await using at = await rig.open(reception);
  await claim.holds({ rig, at, reception });
  expect(at.complaints()).toEqual([]);
}

export const chatPlatformClaims: readonly Claim[] = [
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
    title: "Twelve choices are twelve buttons, and the last of them works.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const labels = Array.from({ length: 12 }, (_, index) => `Runbook ${index + 1}`);
      await post(
        at,
        thread,
        said("Which one?", { choices: labels.map((label) => choice(`run ${label}`, label)) }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(labels);
      await at.presses("ana", thread, "Runbook 12");
      await seen(rig, () => reception.events.at(-1)?.text).toBe("run Runbook 12");
    },
  },
  {
    title: "A choice that asks for more opens its dialog, and what was filled in comes with the event.",
    feature: "dialog",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      reception.form = rejectForm;
      await post(
        at,
        thread,
        said("Approve?", { choices: [{ ...choice("reject 3f2a91bc", "Reject"), form: true }] }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Reject"]);
      await at.presses("rui", thread, "Reject");
      if (rig.substitutes?.dialog) {
        await seen(rig, () => reception.events.at(-1)).toMatchObject({
          text: "reject 3f2a91bc",
          pressed: { filled: null },
        });
        return;
      }
      await seen(rig, async () => (await at.dialog("rui")) !== null).toBe(true);
      expect(reception.presses.at(-1)).toMatchObject({
        choice: "reject 3f2a91bc",
        person: { id: rig.people.rui.identity },
      });
      expect(reception.events).toHaveLength(1);
      const dialog = await at.dialog("rui");
      expect(dialog).toMatchObject({
        title: "Reject the rerun",
        submit: "Reject",
        fields: [
          { label: "Reason", options: [] },
          { label: "What next", value: "Ask again later", options: ["Ask again later", "Stop the job"] },
          { label: "Note", options: [] },
        ],
      });
      expect(dialog?.text).toContain("<PAYROLL> & *co* will not run.");
      await at.fills("rui", {
        Reason: `não agora: ${awkwardName}\n<@U1> & *bold*`,
        "What next": "Stop the job",
      });
      await seen(rig, () => reception.events.length).toBe(2);
      expect(reception.events[1]).toMatchObject({
        text: "reject 3f2a91bc",
        thread,
        person: { id: rig.people.rui.identity },
      });
      expect(reception.events[1]?.pressed?.filled).toEqual({
        reason: `não agora: ${awkwardName}\n<@U1> & *bold*`,
        next: "stop",
      });
    },
  },
  {
    title: "A choice whose dialog has nothing left to ask is taken as it is.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(
        at,
        thread,
        said("Approve?", { choices: [{ ...choice("reject 3f2a91bc", "Reject"), form: true }] }),
      );
      await seen(rig, () => buttonsOf(at, thread)).toEqual(["Reject"]);
      await at.presses("rui", thread, "Reject");
      await seen(rig, () => reception.events.at(-1)).toMatchObject({
        text: "reject 3f2a91bc",
        pressed: { filled: null },
      });
      expect(await at.dialog("rui")).toBeNull();
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
    title: "A post whose answer was lost is not doubled by the next try, not even by another process.",
    feature: "lostPost",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      at.losesNextAnswer();
      await expect(post(at, thread, said("Once."), { id: "d1", tries: 1 })).rejects.toMatchObject({
        retryable: true,
      });
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
    title: "A card whose answer was lost is found again by its key, and edited.",
    feature: "lostCard",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      const card = { key: "job-1", ref: null, important: false };
      at.losesNextAnswer();
      await expect(show(at, thread, card, said("PAYROLL runs."))).rejects.toMatchObject({ retryable: true });
      const ref = await show(at, thread, card, said("PAYROLL waits."));
      await show(at, thread, { ...card, ref }, said("PAYROLL completed."));
      await seen(rig, async () => (await textsOf(at, thread)).at(-1)).toContain("PAYROLL completed.");
      const times = (await textsOf(at, thread)).length;
      if (rig.substitutes?.lostCard) expect([1, 2]).toContain(times);
      else expect(times).toBe(1);
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
    title: "Names of HWA's jobs and of people come and go unchanged.",
    async holds({ rig, at, reception }) {
      await at.writes("ana", "mention", `status of ${awkwardName} para ${accented}`);
      await seen(rig, () => reception.events.map(({ text }) => text)).toEqual([
        `status of ${awkwardName} para ${accented}`,
      ]);
      const { thread } = first(reception.events);
      await post(
        at,
        thread,
        said(`${awkwardName} was asked by ${accented}.`, {
          facts: [{ label: "Job", value: awkwardName }],
          table: { columns: ["Job", "Owner"], rows: [[awkwardName, accented]] },
          choices: [choice(`why ${awkwardName}`, `Why ${awkwardName}?`)],
        }),
      );
      await seen(rig, () => at.shows(thread)).toHaveLength(1);
      const [message] = await at.shows(thread);
      expect(message?.text).toContain(`${awkwardName} was asked by ${accented}.`);
      expect(message?.text.split(awkwardName).length).toBeGreaterThanOrEqual(4);
      expect(message?.buttons).toEqual([`Why ${awkwardName}?`]);
      expect(message?.pings).toEqual([]);
    },
  },
  {
    title:
      "What a person writes between angle brackets, with ampersands and accents, arrives as they wrote it.",
    async holds({ rig, at, reception }) {
      const text = "why does A & B <fail>? 1 < 2 && x > y çãé";
      await at.writes("ana", "mention", text);
      await seen(rig, () => reception.events.map((event) => event.text)).toEqual([text]);
    },
  },
  {
    title: "Hostile text stays text wherever it stands: it notifies nobody, links nowhere and forms nothing.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      for (const hostile of hostileTexts) {
        const before = (await at.shows(thread)).length;
        await post(at, thread, hostileReply(hostile));
        await seen(rig, () => at.shows(thread)).toHaveLength(before + 1);
        const message = (await at.shows(thread)).at(-1);
        expect({ hostile, pings: message?.pings, links: message?.links }).toEqual({
          hostile,
          pings: [],
          links: [],
        });
        // Four places: the point, a fact, a cell and the quoted text.
        const times = visible(message?.text ?? "").split(visible(hostile)).length - 1;
        expect({ hostile, times: Math.min(times, 4) }).toEqual({ hostile, times: 4 });
        expect(message?.text).toContain("after it");
        expect(message?.buttons.map(visible)).toEqual([visible(hostile)]);
      }
    },
  },
  {
    title: "A long reply stays within what the platform takes, keeps its point and says that it was cut.",
    async holds({ rig, at, reception }) {
      for (const [name, long] of Object.entries(longReplies("en"))) {
        const thread = await aThread(rig, at, reception);
        await post(at, thread, long);
        await seen(rig, () => at.shows(thread)).not.toHaveLength(0);
        const messages = await at.shows(thread);
        const text = messages.map((message) => message.text).join("\n");
        expect({ name, messages: messages.length <= 3 }).toEqual({ name, messages: true });
        for (const message of messages) expect(message.text.length).toBeLessThanOrEqual(rig.longest);
        expect(text).toContain("This is the point.");
        expect({ name, cut: rig.saysCut.en.test(text) }).toEqual({ name, cut: true });
      }
    },
  },
  {
    title: "Portuguese is answered in Portuguese, the platform's own words included.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(at, thread, { ...longReplies("pt").text, choices: [choice("por que?", "Por quê?")] });
      await seen(rig, () => at.shows(thread)).not.toHaveLength(0);
      const messages = await at.shows(thread);
      const text = messages.map((message) => message.text).join("\n");
      expect(text).toContain("Não há restrições à execução.");
      expect(text).toMatch(rig.saysCut.pt);
      expect(text).not.toMatch(rig.saysCut.en);
      expect(messages.flatMap(({ buttons }) => buttons)).toEqual(["Por quê?"]);
    },
  },
  {
    title: "A short reply says nothing of having been cut.",
    async holds({ rig, at, reception }) {
      const thread = await aThread(rig, at, reception);
      await post(at, thread, said("All is well."));
      await seen(rig, () => textsOf(at, thread)).toEqual([expect.stringContaining("All is well.")]);
      expect((await textsOf(at, thread))[0]).not.toMatch(rig.saysCut.en);
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

const stop = choice("cancel 5c1830cb", "Stop");

const rejectForm: Form = {
  title: "Reject the rerun",
  intro: "<PAYROLL> & *co* will not run.",
  submit: "Reject",
  fields: [
    {
      name: "reason",
      label: "Reason",
      hint: "Everybody reads it.",
      kind: "long_text",
      options: [],
      value: null,
      required: true,
      longest: 500,
    },
    {
      name: "next",
      label: "What next",
      hint: null,
      kind: "one_of",
      options: [
        { value: "later", label: "Ask again later" },
        { value: "stop", label: "Stop the job" },
      ],
      value: "later",
      required: true,
      longest: 100,
    },
    {
      name: "note",
      label: "Note",
      hint: null,
      kind: "text",
      options: [],
      value: null,
      required: false,
      longest: 100,
    },
  ],
};

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

/** Each short enough for a button's label. */
const hostileTexts = [
  "<!channel> <!here> <!everyone> @channel @here",
  "<@U000001> <!subteam^S1> <#C000001> <at>Ana</at>",
  "<https://evil.example|https://ok.example>",
  "[runbook](https://evil.example/x) ![i](http://evil.example)",
  "see https://evil.example/?q=1",
  "*bold* _it_ ~gone~ **b** # head",
  "&lt;b&gt; <b>b</b> <img src=x onerror=y>",
  "{{date}} :boom: <!date^1^{date}|x>",
  "- item 1. item > quoted \\*",
];

function hostileReply(hostile: string): Reply {
  return said(`${hostile} after it`, {
    facts: [{ label: "Said", value: hostile }],
    table: { columns: ["Line", "Text"], rows: [["1", hostile]] },
    quote: { title: "Log", text: `\`\`\`\n${hostile}\n\`\`\`\nafter it` },
    choices: [choice("help", hostile)],
  });
}

/** Bare addresses may be parted by what nobody sees, so that no link is made of them. */
function visible(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
}

function longReplies(
  locale: "en" | "pt",
): Readonly<Record<"text" | "oneLine" | "quote" | "table" | "facts", Reply>> {
  const point = locale === "en" ? "This is the point." : "Este é o ponto. Não há restrições à execução.";
  const line = (index: number) => `${index}: ${awkwardName} <&> çãé`;
  const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index)).join("\n");
  const base = { locale, text: point } as const;
  return {
    text: reply({ ...base, text: `${point}\n${lines(1_500)}` }),
    oneLine: reply({ ...base, text: `${point}\n${"é<".repeat(40_000)}` }),
    quote: reply({ ...base, quote: { title: "Log", text: lines(2_000) } }),
    table: reply({
      ...base,
      table: {
        columns: ["Number", "Job", "Why"],
        rows: Array.from({ length: 1_500 }, (_, index) => [String(index), awkwardName, line(index)]),
      },
    }),
    facts: reply({
      ...base,
      facts: Array.from({ length: 400 }, (_, index) => ({
        label: `Fact ${index}`,
        value: line(index).repeat(3),
      })),
    }),
  };
}

function said(text: string, more: Partial<Reply> = {}): Reply {
  return reply({ locale: "en", text, ...more });
}

function choice(id: string, label: string): Choice {
  return { id, label, style: "default" };
}

let deliveries = 0;

async function post(
  at: OpenPlatform,
  thread: string,
  what: Reply,
  how: Partial<Delivery> = {},
): Promise<void> {
  deliveries += 1;
  const delivery = { id: `delivery-${deliveries}`, tries: 1, speaker: null, privately: false, ...how };
  await at.platform.post(thread, what, delivery);
}

async function show(
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
async function aThread(rig: PlatformRig, at: OpenPlatform, reception: ReceptionDouble): Promise<string> {
  const before = reception.events.length;
  await at.writes("ana", "mention", "begin");
  await seen(rig, () => reception.events.length).toBe(before + 1);
  return reception.events[before]?.thread ?? "";
}

function seen<T>(rig: PlatformRig, look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: rig.patienceMs ?? 5_000, interval: 20 });
}

async function textsOf(at: OpenPlatform, thread: string): Promise<readonly string[]> {
  return (await at.shows(thread)).map(({ text }) => text);
}

async function buttonsOf(at: OpenPlatform, thread: string): Promise<readonly string[]> {
  return (await at.shows(thread)).flatMap(({ buttons }) => buttons);
}

async function onlyTexts(at: OpenPlatform, who: Who): Promise<readonly string[]> {
  return (await at.showsOnly(who)).map(({ text }) => text);
}

function first<T>(all: readonly T[]): T {
  const [one] = all;
  if (one === undefined) throw new Error("Nothing arrived.");
  return one;
}
