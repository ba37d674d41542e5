// The playground's own page, as somebody uses it: a conversation is opened, written in, read and pressed. Whoever reads waits for
// what must come, and is told what stands there when it does not.

import type { Browser } from "playwright-core";

export type Place = "Personal Chat" | "Night shift" | "General" | "on-call";

const patienceMs = 20_000;
/** The playground knows neither dark nor narrow, so its cards are made so: cards name no colour of their own. */
const looks = {
  light: "",
  dark: ":root { filter: invert(0.92) hue-rotate(180deg); background: #fff; }",
} as const;
const phone = ".ac-adaptiveCard { width: 320px !important; }";
const wide = { width: 1_400, height: 1_000 } as const;

export async function openPage(browser: Browser, url: string, prefix: string) {
  const page = await browser.newPage({ viewport: wide, deviceScaleFactor: 1.25 });
  await page.goto(url, { waitUntil: "load" });
  await page.getByRole("button", { name: "Send Message" }).waitFor();
  await page.getByTitle("Hide log panel").click();
  let here: Place = "Personal Chat";

  /** What stands in the conversation that is open. */
  const standing = () => page.locator("#root").innerText();

  async function open(place: Place): Promise<void> {
    await page.getByRole("treeitem", { name: new RegExp(place) }).click();
    await page.getByRole("textbox").first().waitFor();
    here = place;
  }

  async function until(what: string, look: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + patienceMs; performance.now() < end; await page.waitForTimeout(80))
      if (await look()) return;
    throw new Error(`${what} in ${here}. There stands:\n${(await standing()).slice(-3_000)}`);
  }

  /** As high as what stands there, so that nothing of it is beyond an edge. */
  async function grown(): Promise<void> {
    await page.setViewportSize({ ...wide, height: 8_000 });
    const bottom = Number(
      await page.evaluate(`Math.max(...[...document.querySelectorAll(
        ".fai-OutputCard, [class*=ChatMessage], [class*=fui-Card]")].map((each) => each.getBoundingClientRect().bottom))`),
    );
    const height = Math.max(600, bottom);
    await page.setViewportSize({ ...wide, height: Math.ceil(height) + 130 });
    await page.waitForTimeout(150);
  }

  return {
    open,
    /** In a group or a channel Resync is picked from the list that `@` opens. */
    async says(text: string): Promise<void> {
      const box = page.locator("[role=textbox][contenteditable=true]").last();
      await box.click();
      if (here !== "Personal Chat") {
        await page.keyboard.type("@");
        await page.getByRole("menuitem", { name: "Resync" }).click();
        await page.keyboard.type(" ");
      }
      await page.keyboard.type(text);
      await page.getByRole("button", { name: "Send Message" }).last().click();
    },
    /** A reply in the newest thread of a channel, which stands above the others. */
    async answers(text: string): Promise<void> {
      const box = page.locator("[role=textbox][contenteditable=true]").nth(1);
      await box.click();
      await page.keyboard.type("@");
      await page.getByRole("menuitem", { name: "Resync" }).click();
      await page.keyboard.type(` ${text}`);
      await page.getByRole("button", { name: "Send Message" }).first().click();
    },
    /** A new post in a channel. */
    async posts(text: string): Promise<void> {
      await page.locator("[role=textbox][contenteditable=true]").first().click();
      await page.keyboard.type("@");
      await page.getByRole("menuitem", { name: "Resync" }).click();
      await page.keyboard.type(` ${text}`);
      await page.getByRole("button", { name: "Post", exact: true }).click();
    },
    reads: (pattern: RegExp) =>
      until(`${pattern} was never read`, async () => pattern.test(await standing())),
    /** Nothing that fits stands there now. */
    async lacks(pattern: RegExp): Promise<void> {
      const found = pattern.exec(await standing());
      if (found) throw new Error(`"${found[0]}" stands in ${here}, and should not.`);
    },
    /** The newest button of that label; of the card on which `on` is read. */
    async presses(label: string, on?: RegExp): Promise<void> {
      const cards = page.locator(".ac-adaptiveCard");
      const among = on ? cards.filter({ hasText: on }) : cards;
      const button = among.getByRole("button", { name: label, exact: true }).last();
      await until(`No button "${label}" is seen`, async () => (await button.count()) > 0);
      await button.click();
    },
    buttons: async () =>
      await page.locator(".fai-OutputCard, [class*=fui-Card]").getByRole("button").allInnerTexts(),
    /** The newest message in full. */
    standing,
    async picture(name: string, look: keyof typeof looks = "light"): Promise<void> {
      await grown();
      const style = looks[look] === "" ? null : await page.addStyleTag({ content: looks[look] });
      await page.screenshot({
        path: `${prefix}-${name}.png`,
        clip: { x: 330, y: 48, width: 1_070, height: (page.viewportSize()?.height ?? 600) - 48 },
      });
      await style?.evaluate((element) => element.parentNode?.removeChild(element));
      await page.setViewportSize(wide);
    },
    /** Alone; `narrow`: as a phone has it. */
    async lastCard(name: string, narrow = false): Promise<void> {
      await grown();
      const style = narrow ? await page.addStyleTag({ content: phone }) : null;
      await page
        .locator(".ac-adaptiveCard")
        .last()
        .screenshot({ path: `${prefix}-${name}.png` });
      await style?.evaluate((element) => element.parentNode?.removeChild(element));
      await page.setViewportSize(wide);
    },
    [Symbol.asyncDispose]: () => page.close(),
  };
}
