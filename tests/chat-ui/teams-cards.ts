// `npm run test:chat-ui`, the cards of Teams: every reply of the gallery as people see it, in the playground's own page in
// front of the real adapter, in light and dark, wide and as narrow as a phone; and the one way that only a browser can go, a
// person who clicks. Pictures go to a temporary folder, whose name is printed. `node tests/chat-ui/teams-cards.ts` alone.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { reply } from "#core/reply.ts";
import { openPlayground, type Playground } from "../adapters/teams/playground/open-playground.ts";
import { openPlaygroundBot, type PlaygroundBot } from "../adapters/teams/playground/playground-bot.ts";
import { gallery, now } from "../adapters/teams/support/gallery.ts";
import { ending } from "../support/ending.ts";
import { openBrowser } from "./open-browser.ts";

/** The playground knows neither dark nor narrow, so its cards are made so: cards name no colour and no width of their own. */
const looks = [
  { name: "light", style: "" },
  { name: "dark", style: ".fai-OutputCard { filter: invert(0.9) hue-rotate(180deg); }" },
  {
    name: "phone",
    style:
      ".fai-OutputCard { width: 356px !important; } .fai-OutputCard div:has(> .ac-adaptiveCard) { width: 320px !important; }",
  },
] as const;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Resolves with what is wrong. */
export async function teamsCards(): Promise<readonly string[]> {
  await using bot = await openPlaygroundBot({ now: () => now });
  const opened = await openPlayground(bot.url);
  if (typeof opened === "string") return [opened];
  await using playground = opened;
  const browser = await openBrowser();
  if (typeof browser === "string") return [browser];
  const folder = await mkdtemp(join(tmpdir(), "resync-teams-cards-"));
  try {
    await ending.unless(allLooks(browser, bot, playground, folder));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await browser.close();
    say(`Pictures of the cards of Teams are in ${folder}`);
  }
  return [];
}

async function allLooks(
  browser: Browser,
  bot: PlaygroundBot,
  playground: Playground,
  folder: string,
): Promise<void> {
  for (const look of looks) {
    const page = await openPage(browser, playground, look.style);
    await pictures(page, playground, bot, (name) => join(folder, `${look.name}-${name}.png`));
    await page.close();
  }
  const page = await openPage(browser, playground, "");
  await clicks(page, playground, bot);
  await page.screenshot({ path: join(folder, "clicked.png") });
  say("A click on Approve is heard, and the card says so.");
}

async function openPage(browser: Browser, { url }: Playground, style: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 900, height: 3_000 }, deviceScaleFactor: 1.5 });
  await page.goto(url, { waitUntil: "load" });
  await page.getByRole("button", { name: "Send Message" }).waitFor();
  await page.getByTitle("Hide log panel").click();
  if (style !== "") await page.addStyleTag({ content: style });
  return page;
}

/** Of each card alone, whatever its height; of a text, the page it stands on. */
async function pictures(
  page: Page,
  { ids }: Playground,
  { platform }: PlaygroundBot,
  pathOf: (name: string) => string,
): Promise<void> {
  const cards = page.locator(".fai-OutputCard");
  for (const [name, shown] of Object.entries(gallery)) {
    const before = await cards.count();
    await platform.notify(ids.personalChat.id, shown);
    if (name === "answer") {
      await page.waitForTimeout(700);
      await page.screenshot({ path: pathOf(name) });
      continue;
    }
    await cards.nth(before).waitFor();
    await cards.last().screenshot({ path: pathOf(name) });
  }
}

async function clicks(page: Page, { ids }: Playground, bot: PlaygroundBot): Promise<void> {
  const { approval } = gallery;
  const show = bot.platform.showCard;
  if (!approval || !show) throw new Error("There is no approval to show.");
  const key = "checkpoint:1";
  const ref = await show(ids.personalChat.id, { key, ref: null, important: true }, approval);
  bot.onEvent = async ({ thread, text, person }) => {
    const done = reply({ locale: "en", mood: "good", text: `Approved by ${person.name}: ${text}` });
    await show(thread, { key, ref, important: true }, done);
  };
  await page.getByRole("button", { name: "Approve", exact: true }).last().click();
  await page.getByText("Approved by Alex Wilber: approve 3f2a91bc plan=ab12cd34").first().waitFor();
}

if (process.argv[1]?.endsWith("teams-cards.ts")) {
  const wrong = await teamsCards();
  for (const each of wrong) say(`✗ ${each}`);
  if (wrong.length > 0) process.exitCode ??= 1;
  if (ending.why !== null) process.exit();
}
