// A Form as the card of a Teams dialog (a "task module"), and what its submission carries home.

import type { Field, Form } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import {
  type AdaptiveCard,
  attachmentOf,
  type CardAttachment,
  type Element,
  richText,
  type TextInput,
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
    ...form.fields.flatMap((field) => [drawField(field, say), ...drawHint(field)]),
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
  const base = {
    id: fieldId(field.name),
    label,
    spacing: "Medium" as const,
    ...(field.required ? { isRequired: true as const, errorMessage: say.required(label) } : {}),
  };
  switch (field.kind) {
    case "number": {
      const value = Number(field.value);
      if (field.value === null) return { type: "Input.Number", ...base };
      // What a number cannot hold exactly stays as it was written.
      return String(value) === field.value
        ? { type: "Input.Number", ...base, value }
        : textInput(base, field);
    }
    case "yes_no":
      // No switch: that is always on or off, and what nobody answered shall stay unanswered.
      return {
        type: "Input.ChoiceSet",
        ...base,
        style: "expanded",
        wrap: true,
        choices: [
          { title: say.yes, value: "true" },
          { title: say.no, value: "false" },
        ],
        ...(field.value === "true" || field.value === "false" ? { value: field.value } : {}),
      };
    case "one_of":
      return {
        type: "Input.ChoiceSet",
        ...base,
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
      return textInput(base, field);
  }
}

function textInput(base: Omit<TextInput, "type" | "maxLength">, { kind, value, longest }: Field): TextInput {
  return {
    type: "Input.Text",
    ...base,
    ...(kind === "long_text" || value?.includes("\n") ? { isMultiline: true } : {}),
    // What stands there is never cut: it may be what will run.
    maxLength: Math.max(1, longest, value?.length ?? 0),
    ...(value === null ? {} : { value }),
  };
}

/** Below the field: within it, it would be gone as soon as something stands there. */
function drawHint({ hint }: Field): readonly Element[] {
  const text = hint === null ? "" : line(hint, dialog.hint);
  if (text === "") return [];
  return [{ ...richText({ type: "TextRun", text, isSubtle: true, size: "Small" }), spacing: "None" }];
}

function line(text: string, limit: number): string {
  return cut(literal(text).replace(/\s+/g, " ").trim(), limit, () => "…");
}
