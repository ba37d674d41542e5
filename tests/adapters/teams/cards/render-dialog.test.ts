import { describe, expect, test } from "vitest";
import { readPress } from "#adapters/teams/cards/press-data.ts";
import { renderDialog } from "#adapters/teams/cards/render-dialog.ts";
import type { Field, Form } from "#core/form.ts";
import { faultsOf, wordsOn } from "../support/card-rules.ts";

function field(name: string, kind: Field["kind"], more: Partial<Field> = {}): Field {
  return {
    name,
    label: name,
    hint: null,
    kind,
    options: [],
    value: null,
    required: true,
    longest: 200,
    ...more,
  };
}

const form: Form = {
  title: "Executar recover-abend",
  intro: "Reexecuta um job que falhou.\n**Nada** muda sem aprovação.",
  submit: "Executar",
  fields: [
    field("job", "text", { label: "Job *HWA*", value: "INVOICE_PROCESSING", hint: "O nome no plano" }),
    field("reason", "long_text", { longest: 3_000 }),
    field("limit", "number", { value: "20", required: false }),
    field("force", "yes_no", { value: "true" }),
    field("choice", "one_of", {
      options: [
        { value: "FIN_WS", label: "FIN_WS (Finanças)" },
        { value: "HR_WS", label: "HR_WS" },
      ],
      value: "HR_WS",
    }),
  ],
};
const options = {
  choice: "run recover-abend",
  thread: "19:abc@thread.tacv2;messageid=1",
  locale: "pt" as const,
};
const { card, ...frame } = renderDialog(form, options);

describe("a dialog", () => {
  test("is a card that Teams takes, with every field in its kind", () => {
    expect(faultsOf(card.content)).toEqual([]);
    expect(frame).toEqual({ title: "Executar recover-abend", height: "large", width: "medium" });
    expect(card.content.body.map(({ type }) => type)).toEqual([
      "RichTextBlock",
      "Input.Text",
      "RichTextBlock",
      "Input.Text",
      "Input.Number",
      "Input.ChoiceSet",
      "Input.ChoiceSet",
      "ActionSet",
    ]);
    expect(wordsOn(card.content)).toContain("O nome no plano");
    expect(wordsOn(card.content)).toContain("**Nada** muda sem aprovação.");
    expect(card.content.body[1]).toMatchObject({
      id: "field.job",
      label: "Job *HWA*",
      value: "INVOICE_PROCESSING",
      isRequired: true,
      errorMessage: "Job *HWA* é obrigatório.",
    });
    expect(card.content.body[5]).toMatchObject({ style: "expanded", value: "true" });
  });

  test("brings back its choice, its thread and what it was filled with, without what was left empty", () => {
    const sent = {
      choice: options.choice,
      thread: options.thread,
      form: true,
      "field.job": " INVOICE_PROCESSING ",
      "field.reason": "",
      "field.limit": 30,
      "field.force": "false",
      "field.choice": "FIN_WS",
    };
    expect(readPress({ data: sent, context: { theme: "dark" } })).toEqual({
      choice: "run recover-abend",
      thread: options.thread,
      filled: { job: "INVOICE_PROCESSING", limit: "30", force: "false", choice: "FIN_WS" },
    });
  });

  test("cannot be told another choice by a field", () => {
    const sent = { choice: "reject 1", thread: "t", form: true, "field.choice": "approve 1" };
    expect(readPress({ data: sent })).toMatchObject({ choice: "reject 1", filled: { choice: "approve 1" } });
  });

  test("answers nothing in anybody's place, and cuts nothing that stands there", () => {
    const long = "x".repeat(500);
    const fields = [
      field("force", "yes_no", { required: false }),
      field("text", "text", { value: long, longest: 9 }),
    ];
    fields.push(field("big", "number", { value: "12345678901234567890" }));
    const { body } = renderDialog({ ...form, fields }, options).card.content;
    expect(body[3]).toMatchObject({ type: "Input.Text", value: "12345678901234567890" });
    expect(body[1]).toMatchObject({ id: "field.force" });
    expect(body[1]).not.toHaveProperty("value");
    expect(body[2]).toMatchObject({ value: long, maxLength: 500 });
  });

  test("with nothing in it still has its button, and 100 options are 100 options", () => {
    const bare = renderDialog({ title: "", intro: "", submit: "", fields: [] }, { ...options, locale: "en" });
    expect(faultsOf(bare.card.content)).toEqual([]);
    const many = Array.from({ length: 100 }, (_, at) => ({ value: `v${at}`, label: `Ação ${at}` }));
    const full = renderDialog({ ...form, fields: [field("one", "one_of", { options: many })] }, options);
    expect(faultsOf(full.card.content)).toEqual([]);
    expect(JSON.stringify(full)).toContain('"v99"');
  });
});

describe("what is no press of ours", () => {
  test.each([
    null,
    undefined,
    "approve 1",
    3,
    [],
    {},
    { action: {} },
    { data: { choice: 7 } },
    { choice: "" },
  ])("%j is none", (value) => {
    expect(readPress(value)).toBeNull();
  });

  test("a choice longer than any of ours is none", () => {
    expect(readPress({ choice: "x".repeat(2_001) })).toBeNull();
  });
});
