// `npm run test:chat-ui`, the Slack part: conversations with the whole product, played step by step, each step held to what
// it must show, and drawn as Slack shows it. `node tests/chat-ui/slack-conversations.ts 3 6` plays those two.

import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ending } from "../support/ending.ts";
import { createCamera } from "./slack/camera.ts";
import { stories } from "./slack/stories.ts";
import { openWorkplace } from "./slack/workplace.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Resolves with what is wrong, one line for each conversation that did not go as it must. */
export async function slackConversations(only: readonly number[] = []): Promise<readonly string[]> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (!existsSync(executablePath))
    return [`There is no browser at ${executablePath}; CHROMIUM_PATH may name one.`];
  const folder = await mkdtemp(join(tmpdir(), "resync-slack-"));
  const wrong: string[] = [];
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    // Its own way with signals would leave the rest open.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    for (const [index, { title, env, locale = "en", play }] of stories.entries()) {
      if (ending.why !== null) break;
      if (only.length > 0 && !only.includes(index + 1)) continue;
      const began = performance.now();
      try {
        await using at = await openWorkplace(env);
        const story = String(index + 1).padStart(2, "0");
        await ending.unless(play(at, createCamera(at, browser, { folder, story, locale })));
        say(`✓ ${index + 1}. ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        wrong.push(`${index + 1}. ${title}: ${why}`);
        say(`✗ ${index + 1}. ${title}\n${why}`);
      }
    }
  } finally {
    await browser.close();
  }
  say(`Pictures of Slack are in ${folder}`);
  return wrong;
}

if (process.argv[1]?.endsWith("slack-conversations.ts")) {
  const wrong = await slackConversations(process.argv.slice(2).map(Number).filter(Number.isInteger));
  if (wrong.length > 0) process.exitCode ??= 1;
  if (ending.why !== null) process.exit();
}
