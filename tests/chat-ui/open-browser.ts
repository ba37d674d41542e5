// The browser that conversations are looked at in; a sentence when there is none.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

export async function openBrowser(): Promise<Browser | string> {
  if (!existsSync(executablePath))
    return `There is no browser at ${executablePath}; CHROMIUM_PATH may name one.`;
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    // Its own way with signals would leave the rest open.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
