import type { KnownBlock } from "@slack/types";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { lengthOf, weightOf, withoutMiddle } from "#adapters/slack/blocks/limits.ts";
import { renderMessage, type SlackMessage } from "#adapters/slack/blocks/render-message.ts";
import { readActionId } from "#adapters/slack/button.ts";
import { readCarried } from "#adapters/slack/carried.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { alert, answers, cards, gallery, odd, shownAt, team } from "./gallery.ts";
import { page } from "./preview.ts";
import { violations } from "./slack-rules.ts";

const render = (shown: Reply, more: object = {}) => renderMessage(shown, { team, now: shownAt, ...more });

function buttonsOf({
  blocks,
}: SlackMessage): readonly { value?: string; action_id?: string; confirm?: unknown }[] {
  return blocks.flatMap((block) => (block.type === "actions" ? block.elements : [])) as never;
}

/** Every text that people read, whichever element it stands in. */
function readable(part: unknown): string {
  if (Array.isArray(part)) return part.map(readable).join("\n");
  if (typeof part !== "object" || part === null) return "";
  return Object.entries(part)
    .map(([key, value]) => (key === "text" && typeof value === "string" ? value : readable(value)))
    .join("\n");
}

function typesIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(typesIn);
  if (typeof part !== "object" || part === null) return [];
  return [...("type" in part ? [String(part.type)] : []), ...Object.values(part).flatMap(typesIn)];
}

const richText = (blocks: readonly KnownBlock[]) =>
  readable(blocks.filter(({ type }) => type === "rich_text"));

describe("every kind of reply", () => {
  it.each(gallery.map((each) => [each.title, each.reply] as const))(
    "is within Slack's rules: %s",
    (_title, shown) => {
      for (const more of [{}, { room: 6_000 }, { simple: true }]) {
        const message = render(shown, more);
        expect(violations({ kind: "message", blocks: message.blocks })).toEqual([]);
        expect(weightOf(message.blocks)).toBeLessThanOrEqual(12_000);
        expect(message.text.length).toBeGreaterThan(0);
        expect(message.text.length).toBeLessThanOrEqual(4_000);
        const offered = shown.choices.map(({ id }) => id).filter((id) => id.length <= 2_000);
        expect(buttonsOf(message).map(({ value = "" }) => readCarried(value))).toEqual(offered);
      }
    },
  );

  it("stands in the gallery: answers of all agents, cards in every state, alerts, and what nobody should send", () => {
    expect(answers.length).toBeGreaterThan(35);
    expect(answers.some(({ reply }) => reply.locale === "pt")).toBe(true);
    expect(cards.map(({ title }) => title)).toHaveLength(7);
    expect(page("phone")).toContain("INVOICE_PROCESSING");
  });

  test("any reply at all fits, keeps every choice and the last line of what it asks", () => {
    const words = fc.string({ unit: "grapheme", maxLength: 400 });
    const long = fc.oneof(
      words,
      fc.tuple(words, fc.integer({ min: 1, max: 60 })).map(([text, n]) => `${text}\n`.repeat(n)),
    );
    const choice = fc.record<Choice>({
      id: fc.string({ unit: "grapheme", minLength: 1, maxLength: 150 }),
      label: words,
      style: fc.constantFrom("primary", "danger", "default"),
    });
    const any = fc.record({
      locale: fc.constantFrom("en" as const, "pt" as const),
      mood: fc.constantFrom(
        "good" as const,
        "bad" as const,
        "warning" as const,
        "neutral" as const,
        "unknown" as const,
      ),
      text: long,
      facts: fc.array(fc.record({ label: words, value: long }), { maxLength: 25 }),
      table: fc.option(
        fc.record({
          columns: fc.array(words, { maxLength: 25 }),
          rows: fc.array(fc.array(words, { maxLength: 25 }), { maxLength: 40 }),
        }),
      ),
      quote: fc.option(fc.record({ title: words, text: long })),
      sources: fc.array(fc.record({ title: words, ref: fc.oneof(words, fc.webUrl()) }), { maxLength: 12 }),
      mentions: fc.array(
        fc.record({
          name: words,
          identities: fc.array(fc.oneof(words, fc.constant(`slack:${team}/U1`)), { maxLength: 2 }),
        }),
        { maxLength: 30 },
      ),
      choices: fc.array(choice, { maxLength: 30 }),
      asOf: fc.option(
        fc
          .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
          .map((at) => at.toISOString()),
      ),
    });
    fc.assert(
      fc.property(any, (parts) => {
        const shown = reply(parts);
        const message = render(shown);
        expect(violations({ kind: "message", blocks: message.blocks })).toEqual([]);
        expect(buttonsOf(message).map(({ value = "" }) => readCarried(value))).toEqual(
          shown.choices.map(({ id }) => id),
        );
        const question = "\nApprove this now?";
        const asking = render({ ...shown, text: shown.text + question });
        expect(richText(asking.blocks)).toContain(question.trim());
      }),
      { numRuns: 60 },
    );
  });
});

describe("what stands in a message", () => {
  it("gives the point first and bold, and nothing bold where there is only the point", () => {
    const [head] = render(alert).blocks;
    expect(head).toMatchObject({
      type: "rich_text",
      elements: [
        {
          elements: [
            { type: "emoji", name: "red_circle" },
            { type: "text", text: " " },
            { type: "text", text: alert.text.split("\n")[0], style: { bold: true } },
          ],
        },
        { elements: [{ type: "text", text: expect.stringMatching(/^Cause: /) }] },
      ],
    });
    const [first] = render(reply({ locale: "en", text: "Nothing waits." })).blocks;
    expect(first).toEqual({
      type: "rich_text",
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "Nothing waits." }] }],
    });
  });

  it("lets nobody smuggle in a mention, a link or markup, and shows each character as it was", () => {
    const hostile = odd.find(({ title }) => title === "hostile everywhere")?.reply;
    if (!hostile) throw new Error("The hostile reply is gone from the gallery.");
    const { blocks, text } = render(hostile);
    expect(typesIn(blocks)).not.toContain("broadcast");
    expect(typesIn(blocks)).not.toContain("usergroup");
    expect(typesIn(blocks)).not.toContain("user");
    expect(text).not.toMatch(/[<>]/);
    expect(text).toContain("&lt;!channel&gt; &lt;@U0EVIL&gt;");
    expect(richText(blocks)).toContain("*b* _i_ ~s~ `c` ```f``` ");
    expect(richText(blocks)).toContain("<!channel> <@U0EVIL> <!subteam^S1> @here :x:");
    expect(readable(blocks)).not.toContain("\u202e");
    expect(JSON.stringify(blocks)).not.toContain("javascript:alert(1)|");
  });

  it("keeps the names of HWA as they are, wherever they stand", () => {
    const name = "_A~B*C`D_";
    const shown = render(
      reply({
        locale: "en",
        text: `${name} waits.`,
        facts: [{ label: name, value: name }],
        table: { columns: ["Job"], rows: [[name], ["other"]] },
        quote: { title: name, text: `\`\`\`\n${name}` },
        sources: [{ title: name, ref: "https://internal-docs/a" }],
        choices: [{ id: `why ${name}`, label: name, style: "default" }],
      }),
    );
    const markup = shown.blocks
      .flatMap((block) => (block.type === "context" ? block.elements : []))
      .filter((each) => "text" in each && each.type === "mrkdwn");
    expect(readable(markup)).not.toContain(name);
    expect(readable(shown.blocks).split(name).length - 1).toBeGreaterThanOrEqual(7);
  });

  it("calls people of this workspace, and names those of others", () => {
    expect(JSON.stringify(render(alert).blocks)).toContain('{"type":"user","user_id":"U0ANA"}');
    const elsewhere = render(alert, { team: "T0OTHER" });
    expect(typesIn(elsewhere.blocks)).not.toContain("user");
    expect(richText(elsewhere.blocks)).toContain("Ana Souza");
    expect(richText(elsewhere.blocks)).toContain("João (storage)");
  });

  it("links its sources and nothing else: no address out of the text, and none with a password in it", () => {
    const shown = render(
      reply({
        locale: "en",
        text: "See https://internal-docs/a_b, or http://ops:secret@inside/x. And javascript:alert(1).\nhttps://evil.example",
        sources: [
          { title: "Runbook", ref: "https://internal-docs/x|y>z" },
          { title: "Procedure", ref: "https://internal-docs/a_b" },
          { title: "Plan", ref: "plan/job/x" },
        ],
      }),
    );
    const all = JSON.stringify(shown.blocks);
    expect(all).toContain("<https://internal-docs/x%7Cy%3Ez|Runbook>");
    expect(all.match(/"url":"[^"]*"/g)).toEqual(['"url":"https://internal-docs/a_b"']);
    expect(all).not.toContain("<https://evil");
    expect(all).not.toContain('"url":"http://ops');
    expect(all).not.toContain('"url":"javascript');
  });

  it("does not repeat what the quote shows, nor a table whose every cell the words say", () => {
    const shown = render(
      reply({
        locale: "en",
        text: "The log of A:\nline 1\nline 2\nExit status 12.",
        quote: { title: "A #1", text: "line 1\nline 2" },
        table: { columns: ["Job"], rows: [["A"]] },
      }),
    );
    expect(readable(shown.blocks).split("line 2")).toHaveLength(2);
    expect(shown.text).toContain("line 1\nline 2");
    expect(typesIn(shown.blocks)).not.toContain("table");
  });

  it("asks again before what cannot be taken back, unless a dialog asks already", () => {
    const { blocks, text } = render(
      reply({
        locale: "pt",
        text: "recover-abend roda.",
        choices: [
          { id: "cancel 1", label: "Parar", style: "danger" },
          { id: "reject 1", label: "Rejeitar", style: "danger", form: true },
          { id: "task status 1", label: "Status", style: "default" },
        ],
      }),
    );
    const [stop, reject, status] = buttonsOf({ blocks, text });
    expect(stop?.confirm).toMatchObject({
      title: { text: "Parar?" },
      text: { text: "recover-abend roda." },
      deny: { text: "Voltar" },
    });
    expect(reject?.confirm).toBeUndefined();
    expect(status?.confirm).toBeUndefined();
    expect(readActionId(reject?.action_id ?? "")).toEqual({ locale: "pt", form: true });
    expect(readActionId(stop?.action_id ?? "")).toEqual({ locale: "pt", form: false });
  });

  it("opens a page for a choice that has one, which is then no choice that was taken", () => {
    const [view, odd] = buttonsOf(
      render(
        reply({
          locale: "en",
          text: "Running.",
          choices: [
            {
              id: "task status 1",
              label: "View",
              style: "default",
              url: "https://resync.company.com/jobs/1",
            },
            { id: "task status 2", label: "View", style: "danger", url: "javascript:alert(1)" },
          ],
        }),
      ),
    );
    expect(view).toMatchObject({ url: "https://resync.company.com/jobs/1", value: "task status 1" });
    expect(readActionId(view?.action_id ?? "")).toBeNull();
    expect(odd).not.toHaveProperty("url");
    expect(readActionId(odd?.action_id ?? "")).toEqual({ locale: "en", form: false });
  });

  it("writes when the facts were read in the reader's own time, and how old they were when that was long", () => {
    const at = Math.floor(Date.parse(alert.asOf ?? "") / 1_000);
    const old = JSON.stringify(render(alert).blocks);
    expect(old).toContain(`<!date^${at}^{date_short_pretty} {time_secs}|`);
    expect(old).toContain("3m 00s old when it was sent");
    const fresh = JSON.stringify(render({ ...alert, asOf: shownAt.toISOString() }).blocks);
    expect(fresh).not.toContain("old when it was sent");
  });

  it("says what it cut, and how much", () => {
    const much = odd.find(({ title }) => title === "far too much of everything")?.reply;
    if (!much) throw new Error("The long reply is gone from the gallery.");
    const shown = readable(render(much).blocks);
    expect(shown).toMatch(/\[… \d+ linhas omitidas: longo demais para o Slack …\]/);
    expect(shown).toMatch(/\d+ de 300 linhas não são mostradas/);
    expect(shown).toMatch(/Mais \d+ dados não são mostrados/);
    expect(shown).toContain("C20, C21, C22, C23");
    expect(shown).toContain("Aprova?");
  });
});

test("a text without its middle is never longer than asked, keeps both ends, and splits no character", () => {
  const text = fc
    .array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 80 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, fc.integer({ min: 120, max: 4_000 }), (whole, limit) => {
      const cut = withoutMiddle(whole.toWellFormed(), limit, (lines) => `[${lines} left out]`);
      expect(lengthOf(cut)).toBeLessThanOrEqual(limit);
      expect(cut.isWellFormed()).toBe(true);
      if (lengthOf(whole) <= limit) expect(cut).toBe(whole.toWellFormed());
      else expect(cut).toContain("left out]");
    }),
  );
});
