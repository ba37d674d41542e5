// Draws our blocks as Slack would, near enough to judge them by eye: `node tests/adapters/slack/blocks/preview.ts out.html`
// writes the whole gallery, on a desktop's width and on a phone's.

import { writeFileSync } from "node:fs";
import type {
  ContextBlockElement,
  HomeView,
  KnownBlock,
  ModalView,
  RichTextElement,
  TextObject,
} from "@slack/types";
import { renderHome } from "#adapters/slack/blocks/render-home.ts";
import { renderMessage } from "#adapters/slack/blocks/render-message.ts";
import { renderView } from "#adapters/slack/blocks/render-view.ts";
import { forms, gallery, homeParts, shownAt, team } from "./gallery.ts";

const html = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function mrkdwn(text: string): string {
  return text
    .replace(/<!date\^(\d+)\^[^|>]*\|([^>]*)>/g, (_, at: string) =>
      new Date(Number(at) * 1000).toISOString().slice(11, 19),
    )
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '<a href="$1">$2</a>')
    .replace(/\*([^*\n]+)\*/g, "<b>$1</b>");
}

function textOf(object: TextObject): string {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : html(object.text);
}

function element(each: RichTextElement): string {
  if (each.type === "text") return each.style?.bold ? `<b>${html(each.text)}</b>` : html(each.text);
  if (each.type === "emoji")
    return String.fromCodePoint(
      ...(each.unicode ?? "2754").split("-").map((hex) => Number.parseInt(hex, 16)),
    );
  if (each.type === "link") return `<a>${html(each.text ?? each.url)}</a>`;
  if (each.type === "user") return `<span class="at">@${each.user_id}</span>`;
  return `[${each.type}]`;
}

function context(each: ContextBlockElement): string {
  return each.type === "image" ? "" : `<span>${textOf(each)}</span>`;
}

export function draw(block: KnownBlock): string {
  switch (block.type) {
    case "rich_text":
      return block.elements
        .map((part) => {
          if (part.type === "rich_text_list")
            return `<ul>${part.elements.map((item) => `<li>${item.elements.map(element).join("")}</li>`).join("")}</ul>`;
          const inside = part.elements.map(element).join("");
          if (part.type === "rich_text_preformatted") return `<pre>${inside}</pre>`;
          if (part.type === "rich_text_quote") return `<blockquote>${inside}</blockquote>`;
          return `<div class="t">${inside}</div>`;
        })
        .join("");
    case "section":
      return `<div class="section">${block.text ? `<div class="t">${textOf(block.text)}</div>` : ""}${block.fields ? `<div class="fields">${block.fields.map((field) => `<div>${textOf(field)}</div>`).join("")}</div>` : ""}</div>`;
    case "context":
      return `<div class="context">${block.elements.map(context).join("")}</div>`;
    case "actions":
      return `<div class="actions">${block.elements.map((each) => (each.type === "button" ? `<button class="${each.style ?? ""}">${html(each.text.text)}</button>` : "")).join("")}</div>`;
    case "table":
      return `<div class="scroll"><table>${block.rows
        .map(
          (row) =>
            `<tr>${row.map((cell, index) => `<td class="${block.column_settings?.[index]?.align ?? "left"}">${cell.type === "rich_text" ? draw(cell) : html(cell.text)}</td>`).join("")}</tr>`,
        )
        .join("")}</table></div>`;
    case "header":
      return `<h3>${html(block.text.text)}</h3>`;
    case "divider":
      return "<hr>";
    case "input":
      return `<div class="input"><b>${html(block.label.text)}</b>${block.optional ? " <i>(optional)</i>" : ""}<div class="box">${inputOf(block.element)}</div>${block.hint ? `<small>${html(block.hint.text)}</small>` : ""}</div>`;
    default:
      return `<b>[${block.type}]</b>`;
  }
}

function inputOf(input: Extract<KnownBlock, { type: "input" }>["element"]): string {
  if (input.type === "radio_buttons")
    return input.options.map((each) => `◯ ${html(each.text.text)}`).join("<br>");
  if (input.type === "static_select")
    return `${html(input.initial_option?.text.text ?? "Select an option")} ▾ (${input.options?.length ?? 0})`;
  return "initial_value" in input && typeof input.initial_value === "string"
    ? html(input.initial_value)
    : "&nbsp;";
}

const message = (title: string, blocks: readonly KnownBlock[]) =>
  `<section><h6>${html(title)}</h6><div class="msg"><div class="who"><b>Resync</b> <i>APP 12:00</i></div>${blocks.map((block) => `<div class="block">${draw(block)}</div>`).join("")}</div></section>`;

const view = (drawn: ModalView | HomeView) =>
  `<section><div class="view">${drawn.type === "modal" ? `<h3>${html(drawn.title.text)}</h3>` : ""}${drawn.blocks.map((block) => `<div class="block">${draw(block as KnownBlock)}</div>`).join("")}${drawn.type === "modal" ? `<div class="actions end"><button>${html(drawn.close?.text ?? "")}</button><button class="primary">${html(drawn.submit?.text ?? "")}</button></div>` : ""}</div></section>`;

const style = `body{font:15px/1.46 Lato,"Noto Sans",Arial,sans-serif;margin:16px;background:#fff;color:#1d1c1d}
.desktop{width:720px}.phone{width:370px}section{margin-bottom:26px}h6{color:#aaa;margin:0;font-weight:400;font-size:11px}
.who{margin-bottom:2px}.who i{color:#616061;font-style:normal;font-size:12px}.block{margin:4px 0 8px}.t{white-space:pre-wrap}
pre{font:12px/1.5 Menlo,"DejaVu Sans Mono",monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;white-space:pre-wrap;word-break:break-word}
blockquote{border-left:4px solid #ddd;margin:4px 0;padding-left:8px;white-space:pre-wrap}ul{margin:2px 0;padding-left:24px}li{white-space:pre-wrap}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:4px 16px}.phone .fields{grid-template-columns:1fr}.fields div{overflow-wrap:anywhere}
.context{color:#616061;font-size:13px}.context span{margin-right:8px}.actions{display:flex;flex-wrap:wrap;gap:8px}.end{justify-content:flex-end}
button{font:700 13px Arial;padding:6px 12px;border:1px solid #bbb;border-radius:4px;background:#fff}button.primary{background:#007a5a;color:#fff;border-color:#007a5a}button.danger{background:#e01e5a;color:#fff;border-color:#e01e5a}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:14px}td{border:1px solid #ddd;padding:4px 10px}td.right{text-align:right}h3{margin:6px 0;font-size:18px}
.view{border:1px solid #ccc;border-radius:8px;padding:12px}.box{border:1px solid #bbb;border-radius:4px;padding:6px;margin:4px 0}a{color:#1264a3}.at{background:#fdf2d0;color:#1264a3;padding:0 2px}`;

export function page(width: "desktop" | "phone"): string {
  const messages = gallery.map(({ title, reply }) =>
    message(title, renderMessage(reply, { team, now: shownAt }).blocks),
  );
  const views = forms.map((form) =>
    view(renderView(form, { callbackId: "form", privateMetadata: "{}", locale: "en" })),
  );
  const home = view(renderHome(homeParts, "en", { team, now: shownAt }));
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><body class="${width}">${messages.join("")}${views.join("")}${home}</body>`;
}

const [, script = "", out] = process.argv;
if (out && script.endsWith("preview.ts")) {
  writeFileSync(out, page("desktop"));
  writeFileSync(out.replace(/\.html$/, "-phone.html"), page("phone"));
}
