// What the reader can do next, as buttons. The value of a button is the choice's id, which is a command, and is never
// cut. Something that cannot be taken back and asks nothing more first is asked about by Slack itself.

import type { ActionsBlock, Button, Confirm } from "@slack/types";
import type { Locale } from "#core/locale.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import { actionIdOf } from "../button.ts";
import { carried } from "../carried.ts";
import { limits } from "./limits.ts";
import { linkOf } from "./link.ts";
import { plainText } from "./plain-text.ts";
import { words } from "./words.ts";

/** The choices whose command is too long for a button: they have to be said in words. */
export function withoutButton({ choices }: Reply): readonly Choice[] {
  return choices.filter((choice) => !hasButton(choice));
}

export function choiceButtons({ choices, locale, text: whole }: Reply, from = 0): readonly ActionsBlock[] {
  const [subject = ""] = whole.split("\n");
  const buttons = choices
    .filter(hasButton)
    .map((choice, index) => buttonOf(choice, locale, from + index, subject));
  return Array.from({ length: Math.ceil(buttons.length / limits.actionElements) }, (_, index) => ({
    type: "actions" as const,
    elements: buttons.slice(index * limits.actionElements, (index + 1) * limits.actionElements),
  }));
}

function hasButton({ id }: Choice): boolean {
  return id.length > 0 && carried(id).length <= limits.buttonValue;
}

function buttonOf(choice: Choice, locale: Locale, index: number, subject: string): Button {
  const label = cleanText(choice.label).replace(/\s+/g, " ").trim() || cleanText(choice.id).trim() || "–";
  const url = choice.url === undefined ? null : linkOf(choice.url);
  return {
    type: "button",
    text: plainText(label, limits.buttonText),
    value: carried(choice.id),
    // Slack tells of a link that was opened as of a button: it is no choice, and must not be taken for one.
    ...(url === null
      ? { action_id: actionIdOf(choice, locale, index) }
      : { action_id: `link:${index}`, url }),
    ...(choice.style === "default" ? {} : { style: choice.style }),
    ...(choice.style === "danger" && !choice.form && url === null
      ? { confirm: confirmOf(label, subject, locale) }
      : {}),
  };
}

function confirmOf(label: string, subject: string, locale: Locale): Confirm {
  const say = words[locale];
  const about = subject.trim();
  return {
    title: plainText(`${label}?`, limits.confirmTitle),
    text: plainText(about === "" ? say.confirm : about, limits.confirmText),
    confirm: plainText(label, limits.confirmButton),
    deny: plainText(say.goBack, limits.confirmButton),
    style: "danger",
  };
}
