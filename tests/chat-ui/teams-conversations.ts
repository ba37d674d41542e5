// `npm run test:chat-ui`, the Teams part: ten conversations with the whole product, played step by step through the page of
// Microsoft's Agents Playground, each step held to what must be read. `node tests/chat-ui/teams-conversations.ts 3 6` plays those two.

import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ending } from "../support/ending.ts";
import { stories } from "./teams/stories.ts";
import { openWorkplace } from "./teams/workplace.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Resolves with what is wrong, one line for each conversation that did not go as it must. */
export async function teamsConversations(only: readonly number[] = []): Promise<readonly string[]> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (!existsSync(executablePath))
    return [`There is no browser at ${executablePath}; CHROMIUM_PATH may name one.`];
  const folder = await mkdtemp(join(tmpdir(), "resync-teams-"));
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
    for (const [index, story] of stories.entries()) {
      if (ending.why !== null) break;
      if (only.length > 0 && !only.includes(index + 1)) continue;
      const began = performance.now();
      const prefix = join(folder, String(index + 1).padStart(2, "0"));
      try {
        await using at = await openWorkplace(browser, prefix, story);
        try {
          await ending.unless(story.play(at));
        } catch (error) {
          await at.picture("wrong").catch(() => {});
          throw error;
        }
        say(`✓ ${index + 1}. ${story.title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        wrong.push(`${index + 1}. ${story.title}: ${why}`);
        say(`✗ ${index + 1}. ${story.title}\n${why}`);
      }
    }
  } finally {
    await browser.close();
  }
  say(`Pictures of Teams are in ${folder}`);
  return wrong;
}

if (process.argv[1]?.endsWith("teams-conversations.ts")) {
  const wrong = await teamsConversations(process.argv.slice(2).map(Number).filter(Number.isInteger));
  if (wrong.length > 0) process.exitCode ??= 1;
  if (ending.why !== null) process.exit();
}
