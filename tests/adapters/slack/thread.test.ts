import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionIdOf, readActionId } from "#adapters/slack/button.ts";
import {
  accountOf,
  channelOf,
  conversationOf,
  formatThread,
  identityOf,
  isDirect,
  parseThread,
  readThread,
  type SlackThread,
} from "#adapters/slack/thread.ts";

const id = (prefixes: string) =>
  fc.stringMatching(new RegExp(`^[${prefixes}][A-Z0-9]{1,12}$`)).filter((text) => text.length > 1);
const threads: fc.Arbitrary<SlackThread> = fc.record({
  team: id("TE"),
  channel: id("CGD"),
  ts: fc.option(fc.stringMatching(/^\d{10}\.\d{6}$/), { nil: null }),
});

describe("a thread of Slack's", () => {
  it("reads back as it was written", () => {
    fc.assert(
      fc.property(threads, (thread) => {
        expect(parseThread(formatThread(thread))).toEqual({ ...thread });
      }),
    );
  });

  it("is refused when it is anything else", () => {
    for (const text of [
      "",
      "terminal",
      "T1",
      "T1/",
      "T1/X1",
      "T1/C1/",
      "T1/C1/now",
      "T1/C1/1.2/3",
      "t1/C1",
      "T1/C1\n",
    ])
      expect(readThread(text), text).toBeNull();
    expect(() => parseThread("terminal")).toThrow('"terminal" is not a thread of Slack\'s.');
  });

  it("is in its channel, and what is no thread is in none that could hold others up", () => {
    expect(["T1/C1", "T1/C1/1.2", "T1/C/1/../x", "nonsense"].map(channelOf)).toEqual([
      "T1/C1",
      "T1/C1",
      "T1/C",
      "nonsense",
    ]);
  });

  it("is one conversation, whoever writes in it", () => {
    fc.assert(
      fc.property(threads, id("UW"), id("UW"), (thread, one, other) => {
        const same = conversationOf(thread, one) === conversationOf(thread, other);
        expect(same).toBe(thread.ts !== null || one === other);
      }),
    );
  });

  it("has a conversation of its own, written as a UUID", () => {
    fc.assert(
      fc.property(threads, threads, id("UW"), (one, other, user) => {
        const ids = [conversationOf(one, user), conversationOf(other, user)];
        expect(ids[0] === ids[1]).toBe(formatThread(one) === formatThread(other));
        expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it("is direct where one person and the bot are alone", () => {
    expect([isDirect("D024BE91L"), isDirect("C024BE91L"), isDirect("G024BE91L")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("belongs to accounts that are known by team and user", () => {
    expect(accountOf(identityOf({ team: "T1", user: "U2" }))).toEqual({ team: "T1", user: "U2" });
    for (const other of ["teams:T1/U2", "email:a@b.c", "slack:T1", "slack:T1/U2/3", "slack:T1/C2"])
      expect(accountOf(other), other).toBeNull();
  });
});

describe("a button", () => {
  it("remembers its language and whether a dialog comes first", () => {
    expect(readActionId(actionIdOf({ form: true }, "pt", 3))).toEqual({ locale: "pt", form: true });
    expect(readActionId(actionIdOf({}, "en", 0))).toEqual({ locale: "en", form: false });
  });

  it("is none of ours when its action id says something else", () => {
    for (const other of ["", "choice", "choice:fr:now:0", "choice:en:later:0", "choice:en:now:0:1", "link:0"])
      expect(readActionId(other), other).toBeNull();
  });
});
