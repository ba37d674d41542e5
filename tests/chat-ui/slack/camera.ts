// Pictures of what stands in the workplace, as Slack would show it, and the same as text beside them.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import type { Browser } from "playwright-core";
import { drawView } from "../../adapters/slack/blocks/draw-block.ts";
import { drawMessage, drawPanel, pageOf } from "../../adapters/slack/blocks/draw-message.ts";
import { type Part, see, textOf } from "../../adapters/slack/seen.ts";
import type { Message, Place, Somebody, Workplace } from "./workplace.ts";

export type Panel =
  | {
      readonly title: string;
      readonly place: Place;
      /** Through whose eyes; absent: what everybody sees. */
      readonly as?: Somebody;
      /** The newest so many alone. */
      readonly last?: number;
    }
  | { readonly title: string; readonly view: Part };

export interface Camera {
  picture(name: string, panels: readonly Panel[], width?: "desktop" | "phone"): Promise<void>;
}

export interface Film {
  readonly folder: string;
  /** Before the name of every picture. */
  readonly story: string;
  /** Of those who look: what Slack says itself, such as "today", is in it. */
  readonly locale: "en" | "pt";
}

export function createCamera(at: Workplace, browser: Browser, { folder, story, locale }: Film): Camera {
  const names = { people: at.people, timezone: at.timezone, today: locale === "pt" ? "hoje" : "today" };
  const clock = (ts: string) =>
    new Date(Number(ts) * 1_000).toLocaleTimeString("en-GB", {
      timeZone: at.timezone,
      hour: "2-digit",
      minute: "2-digit",
    });

  function drawn(message: Message, inThread: boolean): string {
    const ours = at.isOurs(message);
    const reactions = (message.reactions ?? []) as readonly {
      readonly name: string;
      readonly count: number;
    }[];
    const files = (message.files ?? []) as readonly { readonly name: string }[];
    const replies = inThread
      ? 0
      : at.world.rows("messages").filter((each) => each.thread_ts === message.ts && each.ts !== message.ts)
          .length;
    return drawMessage(
      {
        from: ours ? "Resync" : (at.people[String(message.user)] ?? String(message.user)),
        app: ours,
        time: clock(message.ts),
        text: message.text,
        blocks: (message.blocks ?? []) as readonly KnownBlock[],
        edited: Boolean(message.edited),
        onlyYou: message.target_user !== undefined,
        files: files.map(({ name }) => name),
        reactions,
        replies,
      },
      names,
    );
  }

  function draw(panel: Panel): string {
    if ("view" in panel)
      return drawPanel(panel.title, "", drawView(panel.view as unknown as ModalView | HomeView, names));
    const note = panel.as ? `as ${at.nameOf(panel.as)} sees it` : "";
    const inThread = panel.place.split("/").length > 2;
    const messages = at.standing(panel.place, panel.as ?? null).slice(-(panel.last ?? 1_000));
    return drawPanel(panel.title, note, messages.map((each) => drawn(each, inThread)).join(""));
  }

  function told(panel: Panel): string {
    if ("view" in panel) {
      const blocks = panel.view.blocks as readonly Part[];
      const { text, buttons } = see(blocks, "");
      const fields = blocks
        .filter(({ type }) => type === "input")
        .map(({ label }) => `[${textOf(label)}: …]`);
      return `== ${panel.title}\n${text}\n${fields.join("\n")}\n${buttons.map(({ label }) => `[${label}]`).join(" ")}`;
    }
    const lines = at
      .standing(panel.place, panel.as ?? null)
      .slice(-(panel.last ?? 1_000))
      .map((message) => {
        const { text, buttons } = at.seen(message);
        const from = at.isOurs(message) ? "Resync" : (at.people[String(message.user)] ?? "?");
        const alone = message.target_user === undefined ? "" : " (only visible to you)";
        return `— ${from} ${clock(message.ts)}${alone}\n${text}\n${buttons.map(({ label }) => `[${label}]`).join(" ")}`;
      });
    return `== ${panel.title}\n${lines.join("\n")}`;
  }

  return {
    async picture(name, panels, width = "desktop") {
      const path = join(folder, `${story}-${name}`);
      const page = await browser.newPage({
        viewport: { width: width === "phone" ? 402 : 752, height: 400 },
        deviceScaleFactor: 1.25,
      });
      try {
        await page.setContent(pageOf(panels.map(draw).join(""), width));
        await page.screenshot({ path: `${path}.png`, fullPage: true });
      } finally {
        await page.close();
      }
      await writeFile(`${path}.txt`, panels.map(told).join("\n\n"));
    },
  };
}
