// Draws our blocks as Slack would, near enough to judge them by eye: `node tests/adapters/slack/blocks/preview.ts out.html`
// writes the whole gallery, on a desktop's width and on a phone's.

import { writeFileSync } from "node:fs";
import { renderHome } from "#adapters/slack/blocks/render-home.ts";
import { renderMessage } from "#adapters/slack/blocks/render-message.ts";
import { renderView } from "#adapters/slack/blocks/render-view.ts";
import { drawView } from "./draw-block.ts";
import { drawMessage, pageOf } from "./draw-message.ts";
import { html } from "./draw-text.ts";
import { forms, gallery, homeParts, shownAt, team } from "./gallery.ts";

const names = { people: {}, timezone: "UTC" };

export function page(width: "desktop" | "phone"): string {
  const messages = gallery.map(({ title, reply }) => {
    const { blocks, text } = renderMessage(reply, { team, now: shownAt });
    const drawn = drawMessage({ from: "Resync", app: true, time: "12:00", text, blocks }, names);
    return `<section><h6>${html(title)}</h6>${drawn}</section>`;
  });
  const views = forms.map((form) =>
    drawView(renderView(form, { callbackId: "form", privateMetadata: "{}", locale: "en" }), names),
  );
  const home = drawView(renderHome(homeParts, "en", { team, now: shownAt }), names);
  return pageOf([...messages, ...views, home].join(""), width);
}

const [, script = "", out] = process.argv;
if (out && script.endsWith("preview.ts")) {
  writeFileSync(out, page("desktop"));
  writeFileSync(out.replace(/\.html$/, "-phone.html"), page("phone"));
}
