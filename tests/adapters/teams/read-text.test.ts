import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "#adapters/teams/read-text.ts";
import { escaped } from "./support/bot.ts";

const bot = "28:resync";
const mention = (id: string, name: string) => ({
  type: "mention",
  mentioned: { id, name },
  text: `<at>${name}</at>`,
});
const read = (text: string, entities: ReturnType<typeof mention>[] = []) =>
  readText({ text, entities, attachments: null }, bot);

describe("what people write in Teams", () => {
  it("is read without our mention, wherever it stands and however often", () => {
    const us = [mention(bot, "Resync")];
    expect(read("<at>Resync</at> status PAYROLL", us)).toBe("status PAYROLL");
    expect(read("status <at>Resync</at> PAYROLL", us)).toBe("status PAYROLL");
    expect(read("status PAYROLL <at>Resync</at>", us)).toBe("status PAYROLL");
    expect(read("<at>Resync</at>&nbsp;<at>Resync</at> status PAYROLL\n", us)).toBe("status PAYROLL");
    expect(
      read('<at id="0">Resync</at> help', [{ ...mention(bot, "Resync"), text: '<at id="0">Resync</at>' }]),
    ).toBe("help");
  });

  it("keeps other people's mentions as their names", () => {
    const both = [mention(bot, "Resync"), mention("29:rui", "Rui Álvares")];
    expect(read("<at>Resync</at> who is <at>Rui Álvares</at>?", both)).toBe("who is @Rui Álvares?");
  });

  it("is the same command with a slash, with our name, or bare; a mention alone asks for help", () => {
    for (const text of ["/resync status X", "/RESYNC  status X", "/status X", "status X"])
      expect(read(text)).toBe("status X");
    for (const text of ["/resync", "<at>Resync</at>", "  "])
      expect(read(text, [mention(bot, "Resync")])).toBe("help");
    expect(read("/opt/finance/run.sh failed?")).toBe("/opt/finance/run.sh failed?");
    expect(read("-talkto HWA")).toBe("-talkto HWA");
    expect(read("/resyncing X")).toBe("resyncing X");
  });

  it("loses Teams' markup and keeps what looks like markup and is none", () => {
    expect(read("<p>why does&nbsp;<strong>A&amp;B</strong> wait?</p><p>since 22:00</p>")).toBe(
      "why does A&B wait?\nsince 22:00",
    );
    expect(read("line one<br/>line two")).toBe("line one\nline two");
    expect(read("run X with <FILE> and <Job#1>")).toBe("run X with <FILE> and <Job#1>");
    expect(read("&amp;lt;b&amp;gt;")).toBe("&lt;b&gt;");
    expect(read("&#x41;&#66;&bogus;&#99999999;")).toBe("AB&bogus;&#99999999;");
  });

  it("is taken from the HTML where there is no text", () => {
    const attachments = [{ contentType: "text/html", content: "<div>status <em>PAYROLL</em></div>" }];
    expect(readText({ text: "", entities: [], attachments }, bot)).toBe("status PAYROLL");
  });

  it("brings every name HWA allows through unchanged, escaped by Teams or not", () => {
    const letter = fc.constantFrom(..."ABCZ019_.#@-/+$%!~^=çã");
    const name = fc.string({ unit: letter, minLength: 1, maxLength: 40 });
    const odd = fc.string({ unit: fc.constantFrom(..."A<>&;\"'#@x "), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(name, (job) => {
        expect(read(`why ${job}`)).toBe(`why ${job}`);
        expect(read(`<at>Resync</at> why ${escaped(job)} now`, [mention(bot, "Resync")])).toBe(
          `why ${job} now`,
        );
      }),
    );
    fc.assert(
      fc.property(odd, (text) => {
        expect(read(`why ${escaped(text)} now`)).toBe(`why ${text} now`.replace(/ {2,}/g, " "));
      }),
    );
  });
});
