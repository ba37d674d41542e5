import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageBytes } from "#adapters/teams/cards/budgets.ts";
import { readPress, readRefresh } from "#adapters/teams/cards/press-data.ts";
import { type RenderOptions, renderActivity, renderCard } from "#adapters/teams/cards/render-activity.ts";
import { type Reply, reply } from "#core/reply.ts";
import { asObject, choicesOn, faultsOf, wordsOn } from "../support/card-rules.ts";
import { gallery, name40, now } from "../support/gallery.ts";

function shown(name: string, options: Partial<RenderOptions> = {}): Reply & { readonly card: unknown } {
  const wanted = gallery[name];
  if (!wanted) throw new Error(`no ${name} in the gallery`);
  return { ...wanted, card: renderCard(wanted, { now, ...options }) };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("every kind of reply", () => {
  test.each(Object.keys(gallery))("%s makes a card that Teams takes", (name) => {
    const { card } = shown(name);
    expect(faultsOf(card)).toEqual([]);
  });

  test.each(Object.keys(gallery))("%s keeps its choices", (name) => {
    const { card, choices } = shown(name);
    expect(choicesOn(card)).toEqual(choices.map(({ id }) => id));
  });

  test("the rules of cards find what is wrong with one", () => {
    const bad = { type: "AdaptiveCard", version: "1.6", body: [{ type: "TextBlock", text: "", colour: 1 }] };
    expect(faultsOf(bad)).toEqual([
      "card.body[0]: TextBlock has no colour",
      "card.body[0]: TextBlock lacks text",
      "card.body[0]: TextBlock lacks wrap",
      "card: not an Adaptive Card 1.5",
    ]);
  });
});

describe("a short plain answer", () => {
  const text = (words: string, more: Partial<Reply> = {}) =>
    renderActivity(reply({ locale: "en", text: words, ...more }), { now });

  test("is text, with its sources and its age below", () => {
    expect(renderActivity(gallery.answer ?? reply({ locale: "en", text: "" }), { now })).toEqual({
      text: [
        "INVOICE\\_PROCESSING ran from 04:12 to 04:31 and completed (SUCC RC=0).",
        "Source: HWA plan · CTRL\\_FIN#/FINANCE/INVOICING/INVOICE\\_DAILY(0405 03/01).INVOICE\\_PROCESSING",
        "Read from HWA just now.",
      ].join("\n\n"),
      textFormat: "markdown",
      attachments: [],
      entities: [],
    });
  });

  test("shows names and hostile text letter by letter, once Markdown and HTML are undone", () => {
    for (const words of [
      name40,
      "A_B*C#D.E-F@G/H",
      "_a_ **b** `c` ~~d~~ [x](y) ![i](j)",
      "<at>everyone</at> <b>&amp; & \\ \\*",
      "# one",
      "- two",
      "3. three",
      "> four",
    ])
      expect(undone(text(words).text ?? "")).toBe(words);
  });

  test("leaves nothing active: no tag, no emphasis, no link, no list, no heading", () => {
    const out = text("<b>*x* _y_ [a](b) `c`\n# h\n1. i\n- j").text ?? "";
    expect(out).not.toMatch(/<|(?<!\\)[*_`[\]]|^#|^\d+\.|^-/m);
  });

  test("becomes a card when it is long, has people to call, or is edited in place", () => {
    expect(text("x".repeat(2_000)).text).toBeUndefined();
    expect(text("1\n2\n3\n4\n5\n6\n7").text).toBeUndefined();
    expect(text("x", { mentions: [{ name: "Ana", identities: [] }] }).text).toBeUndefined();
    const asCard = renderActivity(reply({ locale: "en", text: "x" }), { now, asCard: true });
    expect(asCard).toMatchObject({ summary: "x", attachments: [{ content: { type: "AdaptiveCard" } }] });
  });
});

describe("a card", () => {
  test("says in the reader's language what is its own, with the time in the reader's zone", () => {
    expect(wordsOn(shown("failure").card)).toContain("Lido do HWA às {{TIME(2026-03-01T10:00:00Z)}}.");
    expect(wordsOn(shown("failure", { locale: "en" }).card)).toContain(
      "Read from HWA at {{TIME(2026-03-01T10:00:00Z)}}.",
    );
  });

  test("shows every fact of an approval exactly", () => {
    const { card, facts } = shown("approval");
    for (const { value } of facts) expect(wordsOn(card)).toContain(value);
  });

  test.each([
    ...["GL_*", "[masked]", "A_B#C.D-E@F/G", '["a", "b"]', "10:29", "a | b", "R$ 1.000,00 (50%)", name40],
    ...["*a* b", "[x](y)", "[x]: y", "C:\\_x", "`a`", "&amp;", "- a", "1. a", "_a_", "~~a~~"],
  ])("shows %s beside its label, where nothing reads Markdown", (value) => {
    const card = renderCard(reply({ locale: "en", text: "x", facts: [{ label: "Is", value }] }), { now });
    expect(factsIn(card)).toEqual([{ title: "Is", value }]);
    expect(textBlocksIn(card)).toEqual([]);
  });

  test.each(["a\nb", "long ".repeat(80).trim()])("shows %j in the whole width, under its label", (value) => {
    const card = renderCard(reply({ locale: "en", text: "x", facts: [{ label: "Is", value }] }), { now });
    expect(factsIn(card)).toEqual([]);
    expect(wordsOn(card)).toContain(`Is\n\n${value}`);
  });

  test("begins the values of all facts at one line, that leaves a phone room for them", () => {
    const facts = [
      { label: "Ok", value: "yes" },
      { label: "A label that is much longer than others are", value: name40 },
    ];
    const card = renderCard(reply({ locale: "en", text: "x", facts }), { now });
    expect(elementsIn(card, "Column").map(({ width }) => width)).toEqual([
      "104px",
      "stretch",
      "104px",
      "stretch",
    ]);
  });

  test("does not repeat in its words what its box quotes", () => {
    const said = { text: "The log of A:\nline 1\nline 2", quote: { title: "A", text: "line 1\nline 2" } };
    const words = wordsOn(renderCard(reply({ locale: "en", ...said }), { now }));
    expect(words).toBe("The log of A:\nA\nline 1\nline 2");
  });

  test("leaves out rows that its words name already, one by one", () => {
    const table = {
      columns: ["Job", "Owner"],
      rows: [
        [name40, "systems-team@company.com"],
        ["GL_CLOSE_POST", "finance@company.com"],
      ],
    };
    const told = (text: string) => wordsOn(renderCard(reply({ locale: "en", text, table }), { now }));
    expect(told(`2 failed.\n• ${name40}\n• GL_CLOSE_POST`)).not.toContain("finance@company.com");
    expect(told(`2 failed, ${name40} last.`)).toContain("finance@company.com");
  });

  test("sets what a line is about in bold", () => {
    const card = renderCard(reply({ locale: "pt", text: "x\nCódigo de erro: ORA-01653\nJOB_A: y" }), { now });
    expect(elementsIn(card, "TextRun").filter(({ weight }) => weight === "Bolder")).toMatchObject([
      { text: "x" },
      { text: "Código de erro:" },
    ]);
  });

  test("names each source once, with what a reader can find there", () => {
    const sources = [
      { title: "HWA https://mdm:31116", ref: "plan/job/f2205125-cc6f-3f40-8916-48f8c09e0cd5" },
      { title: "HWA https://mdm:31116", ref: "plan/job/run/99963210-f829-3a25-bd91-2b47aac34137/joblog" },
      { title: "Knowledge", ref: "knowledge/resync.xlsx · Jobs!A2:E2" },
      { title: "Knowledge", ref: "knowledge/resync.xlsx · Jobs!A3:E3" },
    ];
    const card = renderCard(reply({ locale: "en", text: "x\ny", sources, asOf: "2026-03-01T08:00:00Z" }), {
      now,
    });
    expect(wordsOn(card)).toContain(
      "HWA https://mdm:31116\nKnowledge · knowledge/resync.xlsx · Jobs!A2:E2 … and 1 more",
    );
    expect(wordsOn(card)).toContain("at {{TIME(2026-03-01T08:00:00Z)}} 2h 00m before this message.");
  });

  test("never hands to Markdown what others wrote", () => {
    const { card } = shown("hostile");
    for (const text of textBlocksIn(card)) expect(text).not.toMatch(/\*\*|\[|script|evil/);
    expect(wordsOn(card)).toContain("[click](javascript:alert(1)) **bold** <script>alert(1)</script>");
    expect(JSON.stringify(card)).not.toMatch(/\{\{(?:DATE|TIME)\(2017/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(wordsOn(card)).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
  });

  test("keeps names of 40 characters whole, in text, tables and buttons", () => {
    expect(wordsOn(shown("refusal").card)).toContain(name40);
    expect(wordsOn(shown("wide").card)).toContain("PAGAMENTO_FORNECEDORES_INTERNACIONAIS_11");
  });

  test("says how much of a long reply is missing, and shows both ends of a log", () => {
    const { card } = shown("long");
    const words = wordsOn(card);
    expect(words).toMatch(/… \(mais \d+ caracteres\)/);
    expect(words).toMatch(/… e mais \d+ detalhes que não cabem aqui/);
    expect(words).toMatch(/… e mais \d+ linhas que não cabem aqui/);
    expect(words).toMatch(/… \d+ linhas omitidas aqui …/);
    expect(words).toContain('linha 0 "ação"');
    expect(words).toContain('linha 8999 "ação"');
  });

  test("shows a file's ends where nothing else is quoted, and says how long it is", () => {
    const words = wordsOn(shown("file").card);
    expect(words).toContain("1999 line of the log");
    expect(words).toContain("INVOICE_PROCESSING.log has 2000 lines, too many for a message.");
  });

  test("draws a table only where it fits beside each other, and otherwise row by row", () => {
    expect(JSON.stringify(shown("narrow").card)).toContain('"Table"');
    for (const name of ["list", "wide"]) expect(JSON.stringify(shown(name).card)).not.toContain('"Table"');
    expect(wordsOn(shown("list").card)).toContain("INVOICE_PROCESSING\n\nStatus: Failed · Ended: 09:58");
    expect(wordsOn(shown("wide").card)).toContain("Estação: FIN_WS · Atraso: 3m 05s");
  });
});

describe("buttons", () => {
  const many = Array.from({ length: 30 }, (_, at) => ({
    id: `status JOB_${at}`,
    label: `Job ${at}`,
    style: "default" as const,
  }));

  test("carry the choice, for new clients and for old ones", () => {
    const [button] = buttonsIn(shown("approval").card);
    expect(button).toMatchObject({
      type: "Action.Execute",
      verb: "press",
      style: "positive",
      data: { choice: "approve 3f2a91bc plan=ab12cd34" },
      fallback: { type: "Action.Submit", data: { choice: "approve 3f2a91bc plan=ab12cd34" } },
    });
    expect(readPress({ action: button })).toEqual({
      choice: "approve 3f2a91bc plan=ab12cd34",
      thread: null,
      filled: null,
    });
    expect(readPress(asObject(button?.fallback)?.data)?.choice).toBe("approve 3f2a91bc plan=ab12cd34");
  });

  test("that ask for more open a dialog", () => {
    expect(buttonsIn(shown("approval").card)[1]).toMatchObject({
      type: "Action.Submit",
      style: "destructive",
      data: { msteams: { type: "task/fetch" }, choice: "reject 3f2a91bc" },
    });
  });

  test("that ask for more are heard at once where there are no dialogs, for the house asks back", () => {
    const { card, choices } = shown("approval", { dialogs: false });
    expect(new Set(buttonsIn(card).map(({ type }) => type))).toEqual(new Set(["Action.Execute"]));
    expect(choicesOn(card)).toEqual(choices.map(({ id }) => id));
  });

  test("that name a page are links, and only to what a browser opens", () => {
    const choices = ["https://resync.example.com/jobs/1", "javascript:alert(1)", "file:///etc/passwd"].map(
      (url) => ({ id: `task status ${url.length}`, label: "View", style: "default" as const, url }),
    );
    const card = renderCard(reply({ locale: "en", text: "Where?", choices }), { now });
    expect(faultsOf(card)).toEqual([]);
    expect(buttonsIn(card).map(({ type, url }) => url ?? type)).toEqual([
      "https://resync.example.com/jobs/1",
      "Action.Execute",
      "Action.Execute",
    ]);
  });

  test("beyond six stand behind the dots, and beyond twelve in a list whose pick is read as a press", () => {
    const card = renderCard(reply({ locale: "en", text: "Which?", choices: many }), { now });
    const modes = buttonsIn(card).map(({ mode }) => mode === "secondary");
    // Twelve choices and the button beside the list.
    expect(modes).toEqual([...Array(6).fill(false), ...Array(6).fill(true), false]);
    expect(choicesOn(card)).toEqual(many.map(({ id }) => id));
    expect(readPress({ action: { verb: "press", data: { "resync.pick": "status JOB_20" } } })?.choice).toBe(
      "status JOB_20",
    );
  });

  test("beyond twelve stay buttons when they open dialogs", () => {
    const forms = many.map((each) => ({ ...each, form: true as const }));
    const card = renderCard(reply({ locale: "en", text: "Which?", choices: forms }), { now });
    expect(faultsOf(card)).toEqual([]);
    expect(buttonsIn(card)).toHaveLength(30);
  });
});

describe("those who may decide", () => {
  const userIds = ["29:ana", "29:joao", "29:ana"];

  test("are named in the refresh, and everybody else's copy has no button that decides", () => {
    const { card } = shown("approval", { deciders: { userIds, key: "checkpoint:1", view: "everyone" } });
    expect(faultsOf(card)).toEqual([]);
    const refresh = asObject(asObject(card)?.refresh);
    expect(refresh?.userIds).toEqual(["29:ana", "29:joao"]);
    expect(readRefresh({ action: refresh?.action })).toBe("checkpoint:1");
    expect(choicesOn(card)).toEqual(["show 3f2a91bc"]);
    expect(wordsOn(card)).toContain("Only those who may decide see the buttons.");
  });

  test("see every button on their own", () => {
    const { card, choices } = shown("approval", { deciders: { userIds, key: "c", view: "decider" } });
    expect(choicesOn(card)).toEqual(choices.map(({ id }) => id));
    expect(asObject(asObject(card)?.refresh)?.userIds).toEqual(["29:ana", "29:joao"]);
  });

  test("all see the buttons where Teams could not refresh for all of them, or nothing is decided", () => {
    const crowd = Array.from({ length: 61 }, (_, at) => `29:${at}`);
    for (const deciders of [
      { userIds: crowd, key: "c", view: "everyone" as const },
      { userIds: [], key: "c", view: "everyone" as const },
    ]) {
      const { card, choices } = shown("approval", { deciders });
      expect(choicesOn(card)).toHaveLength(choices.length);
      expect(asObject(card)?.refresh).toBeUndefined();
    }
    expect(asObject(shown("list", { deciders: { userIds, key: "c", view: "everyone" } }).card)?.refresh).toBe(
      undefined,
    );
  });
});

describe("mentions", () => {
  test("name people by Teams' own id, else by their Entra id or address, and others in words", () => {
    const { card } = shown("approval", {
      userIdOf: (identity) => (identity.startsWith("teams:0a1b") ? "29:joao" : null),
    });
    const entities = asObject(asObject(card)?.msteams)?.entities;
    expect(entities).toEqual([
      {
        type: "mention",
        text: "<at>João Conceição</at>",
        mentioned: { id: "29:joao", name: "João Conceição" },
      },
      {
        type: "mention",
        text: "<at>Ana b Lima /b</at>",
        mentioned: { id: "ana@company.com", name: "Ana b Lima /b" },
      },
    ]);
    expect(textBlocksIn(card)[0]).toBe("For <at>João Conceição</at>, <at>Ana b Lima /b</at>, Night Shift");
  });

  test("cannot be forged by a name", () => {
    expect(textBlocksIn(shown("hostile").card)[0]).toBe("For <at>/at at everyone /at</at>");
  });
});

test("any reply fits, is a card that Teams takes, and keeps its choices", () => {
  const text = (maxLength: number) =>
    fc.oneof(
      fc.string({ maxLength, unit: "grapheme" }),
      fc.string({ maxLength, unit: "binary" }),
      fc.constantFrom(
        "漢字\n".repeat(maxLength / 4),
        "A_B*".repeat(maxLength / 4),
        '"\\'.repeat(maxLength / 2),
      ),
    );
  const anyReply = fc.record({
    locale: fc.constantFrom("en" as const, "pt" as const),
    text: text(9_000),
    mood: fc.constantFrom(
      "good" as const,
      "bad" as const,
      "warning" as const,
      "unknown" as const,
      "neutral" as const,
    ),
    facts: fc.array(fc.record({ label: text(200), value: text(2_000) }), { maxLength: 40 }),
    table: fc.option(
      fc.record({
        columns: fc.array(text(30), { maxLength: 7 }),
        rows: fc.array(fc.array(text(60), { maxLength: 8 }), { maxLength: 40 }),
      }),
    ),
    quote: fc.option(fc.record({ title: text(300), text: text(40_000) })),
    sources: fc.array(fc.record({ title: text(200), ref: text(400) }), { maxLength: 12 }),
    choices: fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1, maxLength: 120 }),
        label: text(100),
        style: fc.constantFrom("primary" as const, "danger" as const, "default" as const),
      }),
      { maxLength: 40, selector: ({ id }) => id },
    ),
    asOf: fc.option(fc.constantFrom("2026-03-01T09:00:00Z", "never", "")),
    mentions: fc.array(fc.record({ name: text(100), identities: fc.constant(["teams:a-b"]) }), {
      maxLength: 3,
    }),
  });
  fc.assert(
    fc.property(anyReply, (parts) => {
      const rendered = renderActivity(reply({ data: null, ...parts }), { now, asCard: true });
      const card = rendered.attachments[0]?.content;
      expect(bytesOf(rendered)).toBeLessThanOrEqual(messageBytes);
      expect(faultsOf(card)).toEqual([]);
      expect(choicesOn(card)).toEqual(parts.choices.map(({ id }) => id));
    }),
    { numRuns: 150 },
  );
});

/** Markdown and HTML as Teams reads a message, for text in which nothing is active. */
function undone(text: string): string {
  return text
    .replace(/\\([\\`*_~[\]#+\-=|.)>])/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function elementsIn(value: unknown, type: string): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap((each) => elementsIn(each, type));
  const object = asObject(value);
  if (!object) return [];
  const inner = Object.entries(object).flatMap(([name, each]) =>
    name === "fallback" || name === "refresh" ? [] : elementsIn(each, type),
  );
  return typeof object.type === "string" && new RegExp(`^${type}$`).test(object.type)
    ? [object, ...inner]
    : inner;
}

function buttonsIn(card: unknown): readonly Readonly<Record<string, unknown>>[] {
  return elementsIn(card, "Action\\.\\w+");
}

function textBlocksIn(card: unknown): readonly string[] {
  return elementsIn(card, "TextBlock").map(({ text }) => String(text));
}

/** Those whose label stands beside the value. */
function factsIn(card: unknown): readonly { readonly title: string; readonly value: string }[] {
  return elementsIn(card, "ColumnSet").map(({ columns }) => {
    const [title = "", value = ""] = Array.isArray(columns) ? columns.map(wordsOn) : [];
    return { title, value };
  });
}
