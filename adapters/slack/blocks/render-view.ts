// A form as a Slack dialog, and what was filled in back as the form's fields. Slack hands back no more than it was given:
// the name of a field is the id of its block.

import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { Fault } from "#core/fault.ts";
import type { Field, Filled, Form } from "#core/form.ts";
import type { Locale } from "#core/locale.ts";
import { cleanText, oneLine } from "#core/text.ts";
import { carried, readCarried } from "../carried.ts";
import { cut, headOf, limits, withoutMiddle } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import { plain } from "./text-block.ts";
import { words } from "./words.ts";

export interface ViewOptions {
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly locale: Locale;
}

const blockPrefix = "field:";
const actionId = "value";

export function renderView(form: Form, options: ViewOptions): ModalView {
  const { callbackId, privateMetadata, locale } = options;
  if (callbackId.length > limits.callbackId || privateMetadata.length > limits.privateMetadata)
    throw new Fault(
      "internal",
      `The dialog "${form.title}" carries more than Slack takes along (${privateMetadata.length} of ${limits.privateMetadata} characters).`,
    );
  const say = words[locale];
  const blocks = [
    ...introOf(form, locale),
    ...form.fields.slice(0, 98).map((field) => inputOf(field, locale)),
  ];
  return {
    type: "modal",
    callback_id: callbackId,
    private_metadata: privateMetadata,
    title: plainText(oneLine(form.title, limits.viewTitle) || "Resync", limits.viewTitle),
    submit: plainText(oneLine(form.submit, limits.viewTitle) || "OK", limits.viewTitle),
    close: plainText(say.close, limits.viewTitle),
    // Slack takes no dialog without a block.
    blocks: blocks.length > 0 ? blocks : [{ type: "divider" }],
  };
}

/** Read before it is filled in, so it stands above the fields; long ones in full as far as Slack goes. */
function introOf({ intro }: Form, locale: Locale): KnownBlock[] {
  const shown = withoutMiddle(
    cleanText(intro).trim(),
    2 * limits.sectionText,
    words[locale].linesLeftOut,
  ).trim();
  if (shown === "") return [];
  return [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [plain(shown)] }] }];
}

function inputOf(field: Field, locale: Locale): InputBlock {
  const hints = [field.hint ?? "", ...tooLong(field, locale), ...offered(field, locale)];
  const hint = cleanText(hints.filter((each) => each !== "").join(" ")).trim();
  return {
    type: "input",
    block_id: `${blockPrefix}${field.name}`.slice(0, limits.blockId),
    label: plainText(oneLine(field.label, limits.inputLabel) || field.name, limits.inputLabel),
    optional: !field.required,
    element: elementOf(field, locale),
    ...(hint ? { hint: plainText(hint, limits.inputLabel) } : {}),
  };
}

function elementOf(field: Field, locale: Locale): InputBlock["element"] {
  const say = words[locale];
  switch (field.kind) {
    case "number": {
      const fits = field.value !== null && /^-?\d+(\.\d+)?$/.test(field.value);
      return {
        type: "number_input",
        action_id: actionId,
        is_decimal_allowed: true,
        ...(fits && field.value !== null ? { initial_value: field.value } : {}),
      };
    }
    case "yes_no": {
      const options = [option("true", say.yes), option("false", say.no)];
      const initial = options.find(({ value }) => value === field.value);
      return {
        type: "radio_buttons",
        action_id: actionId,
        options,
        ...(initial ? { initial_option: initial } : {}),
      };
    }
    case "one_of": {
      if (!isSelectable(field)) return textInput(field, false);
      const options = field.options.map(({ value, label }) => option(value, label || value));
      const initial = options.find(({ value }) => readCarried(value) === field.value);
      return {
        type: "static_select",
        action_id: actionId,
        options,
        ...(initial ? { initial_option: initial } : {}),
      };
    }
    case "text":
      return textInput(field, field.value?.includes("\n") === true);
    case "long_text":
      return textInput(field, true);
  }
}

function textInput({ value, longest }: Field, multiline: boolean): InputBlock["element"] {
  const begins = value !== null && value !== "" && value.length <= limits.inputText ? value : null;
  const most = Math.min(limits.inputText, Math.max(1, longest, begins?.length ?? 0));
  return {
    type: "plain_text_input",
    action_id: actionId,
    multiline,
    max_length: most,
    ...(begins === null ? {} : { initial_value: begins }),
  };
}

/** Slack's lists take a hundred short values; whatever does not fit is typed, and what may be typed stands beside it. */
function isSelectable({ options }: Field): boolean {
  return (
    options.length > 0 &&
    options.length <= limits.options &&
    options.every(({ value }) => value !== "" && carried(value).length <= limits.optionValue)
  );
}

function option(value: string, label: string): PlainTextOption & { value: string } {
  return {
    value: carried(value),
    text: plainText(oneLine(label, limits.optionText) || cut(value, limits.optionText), limits.optionText),
  };
}

function tooLong({ value, kind }: Field, locale: Locale): readonly string[] {
  const typed = kind === "text" || kind === "long_text";
  return typed && value !== null && value.length > limits.inputText
    ? [words[locale].tooLongToShow(value.length)]
    : [];
}

function offered(field: Field, locale: Locale): readonly string[] {
  if (field.kind !== "one_of" || isSelectable(field) || field.options.length === 0) return [];
  return [words[locale].oneOf(headOf(field.options.map(({ value }) => value).join(", "), 1_500))];
}

/** The part of Slack's `view.state.values` that a field's state stands in. */
interface InputState {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
}

/** What was filled in, by the fields' names; what was left empty is absent. */
export function readFilled(values: Readonly<Record<string, Readonly<Record<string, InputState>>>>): Filled {
  const filled: [string, string][] = [];
  for (const [block, actions] of Object.entries(values)) {
    if (!block.startsWith(blockPrefix)) continue;
    const state = actions[actionId];
    const chosen = state?.selected_option?.value;
    const value = chosen === undefined ? (state?.value ?? "") : readCarried(chosen);
    if (value !== "") filled.push([block.slice(blockPrefix.length), value]);
  }
  return Object.fromEntries(filled);
}

/** The block of a field, for an error that Slack shows beside it. */
export function blockOfField(name: string): string {
  return `${blockPrefix}${name}`.slice(0, limits.blockId);
}
