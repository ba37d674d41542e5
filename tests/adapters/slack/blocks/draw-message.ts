// A message as it stands in a channel or a thread: who, when, what, and what Slack puts around it. And the page's looks.

import type { KnownBlock } from "@slack/types";
import { drawBlocks } from "./draw-block.ts";
import { drawEmoji, html, mrkdwn, type Names } from "./draw-text.ts";

export interface DrawnMessage {
  readonly from: string;
  /** Written by a program. */
  readonly app: boolean;
  readonly time: string;
  /** In Slack's markup; shown where there are no blocks. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly edited?: boolean;
  readonly onlyYou?: boolean;
  readonly files?: readonly string[];
  readonly reactions?: readonly { readonly name: string; readonly count: number }[];
  /** How many answers stand in the thread under it. */
  readonly replies?: number;
}

const colours = ["#2b6cb0", "#9f5f1d", "#6b46c1", "#2f855a", "#b83280", "#c05621"];

export function drawMessage(message: DrawnMessage, names: Names): string {
  const { from, app, time, edited, onlyYou, files = [], reactions = [], replies = 0 } = message;
  const colour =
    colours[[...from].reduce((sum, each) => sum + (each.codePointAt(0) ?? 0), 0) % colours.length];
  const avatar = app
    ? '<div class="avatar app">R</div>'
    : `<div class="avatar" style="background:${colour}">${html(from.charAt(0))}</div>`;
  const body =
    message.blocks.length > 0
      ? drawBlocks(message.blocks, names)
      : `<div class="t">${mrkdwn(message.text, names)}</div>`;
  return `<div class="msg${onlyYou ? " alone" : ""}">${avatar}<div class="body">${
    onlyYou ? '<div class="only">◉ Only visible to you</div>' : ""
  }<div class="who"><b>${html(from)}</b>${app ? " <em>APP</em>" : ""} <i>${html(time)}</i></div>${body}${
    edited ? '<small class="edited">(edited)</small>' : ""
  }${files.map((name) => `<div class="file">▤ ${html(name)}</div>`).join("")}${
    reactions.length > 0
      ? `<div>${reactions.map(({ name, count }) => `<span class="reaction">${drawEmoji(name)} ${count}</span>`).join("")}</div>`
      : ""
  }${replies > 0 ? `<div class="replies">${replies} ${replies === 1 ? "reply" : "replies"}</div>` : ""}</div></div>`;
}

/** A channel, a thread, a dialog or a page, under the name of where it stands. */
export function drawPanel(title: string, note: string, inside: string): string {
  return `<section class="panel"><header><b>${html(title)}</b> <span>${html(note)}</span></header>${inside}</section>`;
}

export const looks = `body{font:14.5px/1.46 Lato,"Noto Sans","DejaVu Sans Condensed",Arial,sans-serif;margin:16px;background:#fff;color:#1d1c1d}
.desktop{width:720px}.phone{width:370px}section{margin-bottom:26px}h6{color:#aaa;margin:0;font-weight:400;font-size:11px}
.block{margin:4px 0 8px}.t{white-space:pre-wrap;overflow-wrap:anywhere}.block:last-child{margin-bottom:0}
pre{font:12px/1.5 Menlo,"DejaVu Sans Mono",monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;white-space:pre-wrap;word-break:break-word}
code{font:12px Menlo,"DejaVu Sans Mono",monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:3px;padding:1px 3px;color:#e01e5a}
blockquote{border-left:4px solid #ddd;margin:4px 0;padding-left:8px;white-space:pre-wrap}ul{margin:2px 0;padding-left:24px}li{white-space:pre-wrap}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:4px 16px}.phone .fields{grid-template-columns:1fr}.fields div{overflow-wrap:anywhere}
.context{color:#616061;font-size:12.5px}.context span{margin-right:8px}.actions{display:flex;flex-wrap:wrap;gap:8px}.end{justify-content:flex-end}
button{font:700 13px "DejaVu Sans Condensed",Arial;padding:6px 12px;border:1px solid #bbb;border-radius:6px;background:#fff;color:#1d1c1d}button.primary{background:#007a5a;color:#fff;border-color:#007a5a}button.danger{background:#e01e5a;color:#fff;border-color:#e01e5a}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13.5px}td{border:1px solid #ddd;padding:4px 10px;vertical-align:top}td.right{text-align:right}h3{margin:6px 0;font-size:17px}hr{border:0;border-top:1px solid #ddd;margin:8px 0}
.view{border:1px solid #ccc;border-radius:8px;padding:12px 16px}.modal{box-shadow:0 4px 18px #0003}.box{border:1px solid #bbb;border-radius:4px;padding:6px;margin:4px 0;white-space:pre-wrap}a{color:#1264a3;overflow-wrap:anywhere}.at{background:#e8f5fa;color:#1264a3;padding:0 2px;border-radius:3px}
.panel{margin:0 0 18px;border:1px solid #ddd;border-radius:8px;padding:0 14px 10px}.panel header{border-bottom:1px solid #eee;margin:0 -14px 6px;padding:8px 14px}.panel header span{color:#616061;font-size:12.5px;margin-left:6px}
.msg{display:flex;gap:9px;padding:6px 0}.body{flex:1;min-width:0}.avatar{width:36px;height:36px;border-radius:6px;color:#fff;font:700 17px/36px Arial;text-align:center;flex:none}.avatar.app{background:#0b3d4f}
.who{margin-bottom:1px}.who i{color:#616061;font-style:normal;font-size:12px}.who em{background:#ddd;color:#616061;font:700 10px Arial;padding:1px 3px;border-radius:2px;vertical-align:1px}
.alone{background:#f6f6f6;margin:0 -14px;padding:6px 14px}.only,.edited{color:#616061;font-size:12px}.file{border:1px solid #ddd;border-radius:6px;padding:8px;margin:4px 0;display:inline-block}.reaction{border:1px solid #ddd;border-radius:12px;padding:2px 8px;font-size:12px;margin-right:4px}.replies{color:#1264a3;font-weight:700;font-size:12.5px;margin-top:3px}
.emoji{width:1.25em;height:1.25em;vertical-align:-.25em}`;

export const pageOf = (inside: string, width: "desktop" | "phone" = "desktop") =>
  `<!doctype html><meta charset="utf-8"><style>${looks}</style><body class="${width}">${inside}</body>`;
