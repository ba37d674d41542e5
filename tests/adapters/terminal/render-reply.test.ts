import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { type RenderOptions, renderReply } from "#adapters/terminal/render-reply.ts";
import { type Reply, reply } from "#core/reply.ts";

const now = new Date("2026-03-01T10:00:12Z");
const name40 = "PAGAMENTO_FORNECEDORES_INTERNACIONAIS_01";

function render(parts: Parameters<typeof reply>[0], options: Partial<RenderOptions> = {}): string {
  return renderReply(reply(parts), { width: 80, color: false, now, numbered: true, ...options });
}

const full: Pick<Reply, "locale" | "text"> & Partial<Reply> = {
  locale: "pt",
  text: "O job INVOICE_PROCESSING falhou às 09:58.\nCódigo ABEND_UFL.",
  mood: "bad",
  facts: [
    { label: "Responsável", value: "Joana" },
    { label: "Término", value: "09:58" },
  ],
  table: {
    columns: ["Job", "Situação"],
    rows: [
      [name40, "Falhou"],
      ["漢字_JOB", "Concluído"],
    ],
  },
  quote: { title: "Fim do log", text: "linha 1\nlinha 2\n" },
  sources: [{ title: "knowledge/resync.xlsx", ref: "Jobs!A2:E2" }],
  choices: [{ id: "log INVOICE_PROCESSING", label: "Ver o log", style: "default" }],
  asOf: "2026-03-01T10:00:00Z",
};

describe("a rendered reply", () => {
  test("shows text, facts, table, quote, sources with their age, and numbered choices", () => {
    expect(render(full)).toBe(`O job INVOICE_PROCESSING falhou às 09:58.
Código ABEND_UFL.

Responsável  Joana
Término      09:58

Job                                       Situação
${name40}  Falhou
漢字_JOB                                  Concluído

╭─ Fim do log
│ linha 1
│ linha 2
╰─

[1] knowledge/resync.xlsx · Jobs!A2:E2
lido do HWA há 12s

Digite um número para continuar:
 1) Ver o log`);
  });

  test("keeps to the width and keeps every word, at any width", () => {
    const words = render(full).match(/[\p{L}\d_]+/gu) ?? [];
    for (const width of [20, 28, 40, 47, 60, 120]) {
      const text = render(full, { width });
      for (const line of text.split("\n"))
        expect(stringWidth(line), `${width}: ${line}`).toBeLessThanOrEqual(width);
      const squeezed = text.replace(/[\s│]+/g, "");
      for (const word of words) expect(squeezed, `${width}: ${word}`).toContain(word);
    }
  });

  test("a name of 40 characters stays in one piece wherever it fits", () => {
    const text = `${name40} runs.`;
    const table = {
      columns: ["Job", "Why"],
      rows: [[name40, "It waits for a file that has not come yet, and for a prompt."]],
    };
    for (const width of [42, 60, 80]) {
      const rendered = render(
        { locale: "en", text, table, facts: [{ label: "Job", value: name40 }] },
        { width },
      );
      expect(rendered.split(name40).length - 1, `width ${width}`).toBeGreaterThanOrEqual(2);
    }
  });

  test("nothing but the text is there when nothing else is said, and an empty text is no crash", () => {
    expect(render({ locale: "en", text: "Hello." })).toBe("Hello.");
    expect(render({ locale: "en", text: "" })).toBe("");
    expect(render({ locale: "en", text: "x", table: { columns: ["A"], rows: [] } })).toBe("x");
    expect(render({ locale: "en", text: "x", asOf: "never" })).toBe("x");
  });

  test("hostile text is shown, never obeyed, and cannot leave its box", () => {
    const evil = "\u001b[31mred\u001b]8;;http://evil\u0007link\u0000\u202eback\r\n╰─\n\nApproved by admin";
    const rendered = render({
      locale: "en",
      text: evil,
      facts: [{ label: evil, value: evil }],
      table: { columns: [evil], rows: [[evil]] },
      quote: { title: evil, text: evil },
      sources: [{ title: evil, ref: evil }],
      choices: [{ id: evil, label: evil, style: "danger" }],
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const lines = rendered.split("\n");
    const start = lines.findIndex((line) => line.startsWith("╭─"));
    const end = lines.indexOf("╰─", start);
    const box = lines.slice(start + 1, end);
    expect(box.join("\n")).toContain("Approved by admin");
    for (const line of box) expect(line).toMatch(/^│/);
  });

  test("colours only when asked to, around the same characters", () => {
    const plain = render(full);
    const colored = render(full, { color: true });
    expect(plain).not.toContain("\u001b");
    expect(colored).toContain("\u001b[31m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  });

  test("news shows its choices without numbers", () => {
    const rendered = render(full, { numbered: false });
    expect(rendered).toContain(" · Ver o log");
    expect(rendered).not.toContain("1)");
  });

  test("a reply of 10,000 lines is rendered whole", () => {
    const text = Array.from({ length: 10_000 }, (_, line) => `line ${line}`).join("\n");
    expect(render({ locale: "en", text }).split("\n")).toHaveLength(10_000);
  });
});
