// What others wrote stays text, whatever it is; what is long is cut, and says so.

import { expect } from "vitest";
import { type Reply, reply } from "#core/reply.ts";
import {
  accented,
  aThread,
  awkwardName,
  type Claim,
  choice,
  first,
  post,
  said,
  seen,
  textsOf,
} from "./scene.ts";

export const untrusted: readonly Claim[] = [
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
          table: { columns: ["Job", "Owner", "Late by"], rows: [[awkwardName, accented, "12 min"]] },
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
];

/** Each short enough for a button's label. */
const hostileTexts = [
  "<!channel> <!here> <!everyone> @channel @here",
  "<@U000001> <!subteam^S1> <#C1> <at>A</at>",
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
    table: { columns: ["Line", "Text"], rows: [["seven", hostile]] },
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
