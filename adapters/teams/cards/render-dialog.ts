// A Form as the card of a Teams dialog (a "task module"), and what its submission carries home.

import type { Field, Form } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import {
  type AdaptiveCard,
  attachmentOf,
  type CardAttachment,
  type Element,
  richText,
} from "./adaptive-card.ts";
import { dialog } from "./budgets.ts";
import { cut, literal } from "./literal-text.ts";
import { dialogData, fieldId } from "./press-data.ts";
import { type Words, words } from "./words.ts";

export interface DialogOptions {
  /** The id of the choice whose button was pressed. */
  readonly choice: string;
  readonly thread: string;
  readonly locale: Locale;
}

/** The value of a `task/fetch` answer: `{ task: { type: "continue", value } }`. */
export interface RenderedDialog {
  readonly title: string;
  readonly height: "small" | "medium" | "large";
  readonly width: "medium";
  readonly card: CardAttachment;
}

export function renderDialog(form: Form, { choice, thread, locale }: DialogOptions): RenderedDialog {
  const say = words[locale];
  const title = line(form.title, dialog.title) || "Resync";
  const intro = literal(form.intro).trim();
  const body: Element[] = [
    ...(intro === "" ? [] : [richText(cut(intro, 3_000, say.moreCharacters))]),
    ...form.fields.map((field) => drawField(field, say)),
    {
      type: "ActionSet",
      spacing: "Medium",
      actions: [
        {
          type: "Action.Submit",
          title: line(form.submit, dialog.title) || say.go,
          style: "positive",
          data: dialogData(choice, thread),
        },
      ],
    },
  ];
  const card: AdaptiveCard = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    lang: say.lang,
    fallbackText: title,
    body,
  };
  const rows = form.fields.reduce(
    (sum, { kind }) => sum + (kind === "long_text" ? 2 : 1),
    intro.length / 200,
  );
  return { title, height: rows > 5 ? "large" : "medium", width: "medium", card: attachmentOf(card) };
}

function drawField(field: Field, say: Words): Element {
  const label = line(field.label, dialog.label) || field.name;
  const hint = field.hint === null ? "" : line(field.hint, dialog.label);
  const base = {
    id: fieldId(field.name),
    label,
    spacing: "Medium" as const,
    ...(field.required ? { isRequired: true as const, errorMessage: say.required(label) } : {}),
  };
  const placeholder = hint === "" ? {} : { placeholder: hint };
  switch (field.kind) {
    case "number": {
      const value = field.value === null || field.value.trim() === "" ? Number.NaN : Number(field.value);
      return { type: "Input.Number", ...base, ...placeholder, ...(Number.isFinite(value) ? { value } : {}) };
    }
    case "yes_no":
      // A switch is always on or off: to require it would be to require "on".
      return {
        type: "Input.Toggle",
        id: base.id,
        label,
        spacing: "Medium",
        title: hint || say.yes,
        valueOn: "true",
        valueOff: "false",
        value: field.value === "true" ? "true" : "false",
        wrap: true,
      };
    case "one_of":
      return {
        type: "Input.ChoiceSet",
        ...base,
        ...placeholder,
        style: "compact",
        wrap: true,
        choices: field.options.slice(0, dialog.options).map((option) => ({
          title: line(option.label, dialog.label) || option.value,
          value: option.value,
        })),
        ...(field.value !== null && field.options.some(({ value }) => value === field.value)
          ? { value: field.value }
          : {}),
      };
    case "text":
    case "long_text":
      return {
        type: "Input.Text",
        ...base,
        ...placeholder,
        ...(field.kind === "long_text" ? { isMultiline: true as const } : {}),
        maxLength: Math.max(1, field.longest),
        ...(field.value === null ? {} : { value: field.value.slice(0, field.longest) }),
      };
  }
}

function line(text: string, limit: number): string {
  return cut(literal(text).replace(/\s+/g, " ").trim(), limit, () => "…");
}
