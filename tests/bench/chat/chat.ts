// `npm run bench chat`: Slack's way through Resync, beside others that do less. BENCH_ONLY names parts, with commas between.

import { installPeers } from "../install-peers.ts";
import { benchAlertStorm } from "./alert-storm.ts";
import { benchSideBySide } from "./side-by-side.ts";
import { benchSlowDatabase } from "./slow-database.ts";
import { benchVisibleEdits } from "./visible-edits.ts";

const all: Readonly<Record<string, () => Promise<void>>> = {
  beside: benchSideBySide,
  slow: benchSlowDatabase,
  edits: benchVisibleEdits,
  storm: benchAlertStorm,
};

export async function benchChat(): Promise<void> {
  await installPeers();
  const only = process.env.BENCH_ONLY?.split(",");
  for (const [name, bench] of Object.entries(all)) if (!only || only.includes(name)) await bench();
}
