// A block as Slack draws it, near enough to be judged by eye.

import type { ContextBlockElement, HomeView, KnownBlock, ModalView } from "@slack/types";
import { drawElement, drawText, html, type Names } from "./draw-text.ts";

export const draw =
  (names: Names) =>
  (block: KnownBlock): string => {
    switch (block.type) {
      case "rich_text":
        return block.elements
          .map((part) => {
            if (part.type === "rich_text_list")
              return `<ul>${part.elements.map((item) => `<li>${item.elements.map((each) => drawElement(each, names)).join("")}</li>`).join("")}</ul>`;
            const inside = part.elements.map((each) => drawElement(each, names)).join("");
            if (part.type === "rich_text_preformatted") return `<pre>${inside}</pre>`;
            if (part.type === "rich_text_quote") return `<blockquote>${inside}</blockquote>`;
            return `<div class="t">${inside}</div>`;
          })
          .join("");
      case "section":
        return `<div class="section">${block.text ? `<div class="t">${drawText(block.text, names)}</div>` : ""}${block.fields ? `<div class="fields">${block.fields.map((field) => `<div>${drawText(field, names)}</div>`).join("")}</div>` : ""}</div>`;
      case "context":
        return `<div class="context">${block.elements.map((each) => drawContext(each, names)).join("")}</div>`;
      case "actions":
        return `<div class="actions">${block.elements.map((each) => (each.type === "button" ? `<button class="${each.style ?? ""}">${html(each.text.text)}${each.url ? " ↗" : ""}</button>` : "")).join("")}</div>`;
      case "table":
        return `<div class="scroll"><table>${block.rows
          .map(
            (row) =>
              `<tr>${row.map((cell, index) => `<td class="${block.column_settings?.[index]?.align ?? "left"}">${cell.type === "rich_text" ? draw(names)(cell) : html(cell.text)}</td>`).join("")}</tr>`,
          )
          .join("")}</table></div>`;
      case "header":
        return `<h3>${html(block.text.text)}</h3>`;
      case "divider":
        return "<hr>";
      case "input":
        return `<div class="input"><b>${html(block.label.text)}</b>${block.optional ? " <i>(optional)</i>" : ""}<div class="box">${drawInput(block.element)}</div>${block.hint ? `<small>${html(block.hint.text)}</small>` : ""}</div>`;
      default:
        return `<b>[${block.type}]</b>`;
    }
  };

function drawContext(each: ContextBlockElement, names: Names): string {
  return each.type === "image" ? "" : `<span>${drawText(each, names)}</span>`;
}

function drawInput(input: Extract<KnownBlock, { type: "input" }>["element"]): string {
  if (input.type === "radio_buttons")
    return input.options
      .map((each) => `${each.value === input.initial_option?.value ? "◉" : "◯"} ${html(each.text.text)}`)
      .join("<br>");
  if (input.type === "static_select")
    return `${html(input.initial_option?.text.text ?? "Select an option")} ▾ (${input.options?.length ?? 0})`;
  return "initial_value" in input && typeof input.initial_value === "string"
    ? html(input.initial_value)
    : "&nbsp;";
}

export const drawBlocks = (blocks: readonly KnownBlock[], names: Names): string =>
  blocks.map((block) => `<div class="block">${draw(names)(block)}</div>`).join("");

export function drawView(view: ModalView | HomeView, names: Names): string {
  const blocks = drawBlocks(view.blocks as readonly KnownBlock[], names);
  if (view.type === "home") return `<div class="view">${blocks}</div>`;
  const submit = view.submit ? `<button class="primary">${html(view.submit.text)}</button>` : "";
  return `<div class="view modal"><h3>${html(view.title.text)}</h3>${blocks}<div class="actions end"><button>${html(view.close?.text ?? "")}</button>${submit}</div></div>`;
}
