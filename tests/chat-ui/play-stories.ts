// Plays conversations one after the other in one browser, and says of each how it went.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ending } from "../support/ending.ts";
import { openBrowser } from "./open-browser.ts";

interface Played<Story> {
  readonly story: Story;
  readonly browser: Browser;
  /** Where its pictures go, and the two digits their names begin with. */
  readonly folder: string;
  readonly number: string;
}

/** Resolves with what is wrong, one line for each conversation that did not go as it must. `only`: numbers, none for all. */
export async function playStories<Story extends { readonly title: string }>(
  platform: "Slack" | "Teams",
  stories: readonly Story[],
  only: readonly number[],
  play: (played: Played<Story>) => Promise<void>,
): Promise<readonly string[]> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const browser = await openBrowser();
  if (typeof browser === "string") return [browser];
  const folder = await mkdtemp(join(tmpdir(), `resync-${platform.toLowerCase()}-`));
  const wrong: string[] = [];
  try {
    for (const [index, story] of stories.entries()) {
      if (ending.why !== null) break;
      if (only.length > 0 && !only.includes(index + 1)) continue;
      const name = `${index + 1}. ${story.title}`;
      const began = performance.now();
      try {
        await play({ story, browser, folder, number: String(index + 1).padStart(2, "0") });
        say(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        wrong.push(`${name}: ${why}`);
        say(`✗ ${name}\n${why}`);
      }
    }
  } finally {
    await browser.close();
  }
  say(`Pictures of ${platform} are in ${folder}`);
  return wrong;
}

/** Plays what the command line names, for a file that is run by itself. */
export async function playNamed(
  play: (only: readonly number[]) => Promise<readonly string[]>,
): Promise<void> {
  const wrong = await play(process.argv.slice(2).map(Number).filter(Number.isInteger));
  if (wrong.length > 0) process.exitCode ??= 1;
  if (ending.why !== null) process.exit();
}
