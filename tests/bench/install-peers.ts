// The peers that benches are measured beside, installed for them alone when one is missing: `npm ci` of the project does not.

import { spawnSync } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const peers = fileURLToPath(new URL("peers", import.meta.url));

/** What cannot be installed is left out by whoever needs it. */
export async function installPeers(): Promise<void> {
  const { dependencies } = JSON.parse(await readFile(join(peers, "package.json"), "utf8")) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const there = await Promise.allSettled(
    Object.keys(dependencies).map((name) => access(join(peers, "node_modules", name))),
  );
  if (there.every(({ status }) => status === "fulfilled")) return;
  console.error("Installing the peers for this bench alone: npm ci --prefix tests/bench/peers");
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--prefix", peers], {
    stdio: ["ignore", 2, 2],
    cwd: peers,
  });
  if (status !== 0) console.error("They could not be installed; what is there is measured.");
}
