// The arguments of a plan as fields to fill in, and what was filled in by their names.

import { el, say } from "./dom.js";

export function planFields({ fields, kept }) {
  const made = fields.map((field) => {
    const input = inputOf(field);
    const wrong = el("span", { class: "refused", role: "alert", hidden: true });
    const label = el(
      "label",
      {},
      el("span", {}, field.label),
      field.hint && el("span", { class: "soft hint" }, field.hint),
      input,
      wrong,
    );
    return { name: field.name, input, wrong, label };
  });
  return {
    elements: [
      ...made.map(({ label }) => label),
      ...(kept.length > 0 ? [el("p", { class: "soft" }, say("kept", { names: kept.join(", ") }))] : []),
    ],
    /** Every field that is not empty. */
    values: () =>
      Object.fromEntries(
        made.map(({ name, input }) => [name, input.value]).filter(([, value]) => value !== ""),
      ),
    /** Says beside a field what is wrong with it. */
    complain(errors) {
      for (const { name, wrong, input } of made) {
        const found = errors.find(({ field }) => field === name || field === `inputs.${name}`);
        wrong.hidden = !found;
        wrong.textContent = found?.detail ?? "";
        input.setAttribute("aria-invalid", String(found !== undefined));
      }
    },
  };
}

function inputOf({ kind, value, required, longest, options }) {
  const common = { required, value: value ?? "" };
  switch (kind) {
    case "long_text":
      return el("textarea", {
        ...common,
        rows: Math.min(12, (value ?? "").split("\n").length + 1),
        maxLength: longest,
      });
    case "yes_no":
      return choiceOf(
        [
          ["true", say("yes")],
          ["false", say("no")],
        ],
        common,
      );
    case "one_of":
      return choiceOf(
        options.map((option) => [option.value, option.label]),
        common,
      );
    default:
      return el("input", {
        ...common,
        type: "text",
        inputMode: kind === "number" ? "decimal" : "text",
        maxLength: longest,
        spellcheck: false,
        autocomplete: "off",
      });
  }
}

function choiceOf(options, { required, value }) {
  const empty = required && value !== "" ? [] : [["", say("leaveEmpty")]];
  const select = el(
    "select",
    { required },
    [...empty, ...options].map(([each, text]) => el("option", { value: each }, text)),
  );
  select.value = value;
  return select;
}
