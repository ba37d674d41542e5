// The choices of a reply as buttons: six beside each other, six more behind three dots, the others in a list to pick from.

import type { Choice } from "#core/reply.ts";
import type { Action, Element, SubmitAction } from "./adaptive-card.ts";
import { buttons } from "./budgets.ts";
import { cut, literal } from "./literal-text.ts";
import { fetchData, pickId, pressData, pressVerb } from "./press-data.ts";
import type { Words } from "./words.ts";

/** What opens a dialog or a page cannot be in a list, so those are buttons whatever their place. */
export function drawActions(choices: readonly Choice[], words: Words): readonly Element[] {
  if (choices.length === 0) return [];
  const asButtons = choices.filter(
    (choice, index) => index < buttons.inAll || choice.form === true || pageOf(choice) !== null,
  );
  const listed = choices.filter((choice) => !asButtons.includes(choice));
  const set: Element = {
    type: "ActionSet",
    spacing: "Medium",
    actions: asButtons.map((choice, index) => buttonOf(choice, index >= buttons.primary)),
  };
  return listed.length === 0 ? [set] : [set, ...drawList(listed, words)];
}

function buttonOf(choice: Choice, behindDots: boolean): Action {
  const full = labelOf(choice);
  const title = cut(full, buttons.label, () => "…");
  const look = {
    title,
    ...(title === full ? {} : { tooltip: full }),
    ...(choice.style === "primary" ? { style: "positive" as const } : {}),
    ...(choice.style === "danger" ? { style: "destructive" as const } : {}),
    ...(behindDots ? { mode: "secondary" as const } : {}),
  };
  const url = pageOf(choice);
  if (url !== null) return { type: "Action.OpenUrl", ...look, url };
  const alone = { ...look, associatedInputs: "none" as const };
  if (choice.form) return { type: "Action.Submit", ...alone, data: fetchData(choice.id) };
  const data = pressData(choice.id);
  const fallback: SubmitAction = { type: "Action.Submit", ...alone, data };
  return { type: "Action.Execute", ...alone, verb: pressVerb, data, fallback };
}

function drawList(choices: readonly Choice[], words: Words): readonly Element[] {
  return [
    {
      type: "Input.ChoiceSet",
      id: pickId,
      label: words.choose,
      style: "compact",
      wrap: true,
      placeholder: words.pick,
      // Asked by the button beside it alone: the others take no inputs.
      isRequired: true,
      errorMessage: words.pickFirst,
      choices: choices.map((choice) => ({
        title: cut(labelOf(choice), 2 * buttons.label, () => "…"),
        value: choice.id,
      })),
    },
    {
      type: "ActionSet",
      actions: [
        {
          type: "Action.Execute",
          title: words.go,
          verb: pressVerb,
          data: {},
          fallback: { type: "Action.Submit", title: words.go, data: {} },
        },
      ],
    },
  ];
}

/** A button without a word on it is drawn as none at all. */
function labelOf({ label, id }: Choice): string {
  const line = (text: string) => literal(text).replace(/\s+/g, " ").trim();
  return line(label) || line(id) || "…";
}

/** Only what a browser opens: anything else in its place would be a way into other programs. */
function pageOf({ url }: Choice): string | null {
  return url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}
