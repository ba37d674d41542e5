// `npm run try:teams`: Microsoft's Agents Playground, a Teams in your browser that needs no tenant, with Resync in it.
//
// Resync is the product as `npm start` opens it, with the simulated HWA, in a data directory that is removed at the end.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "#compose";
import { readConfig } from "#config";
import { createLog } from "#log";
import { openPlayground } from "../adapters/teams/playground/open-playground.ts";
import { channels } from "../adapters/teams/playground/people.ts";
import { ending } from "../support/ending.ts";

await using parts = new AsyncDisposableStack();
const dataDir = await mkdtemp(join(tmpdir(), "resync-try-"));
parts.defer(() => rm(dataDir, { recursive: true, force: true }));
const config = readConfig(
  {
    PORT: "0",
    RESYNC_DATA_DIR: dataDir,
    HWA_ALLOW_ACTIONS: "true",
    HWA_POLL_SECONDS: "2",
    TEAMS_ALLOW_ANONYMOUS: "true",
    ONCALL_CHANNEL: `teams:${channels.oncall}`,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
  },
  false,
);
const house = parts.use(await compose(config, createLog(config.log)));
const playground = await openPlayground(`${house.url}/api/messages`);
if (typeof playground === "string") {
  console.log(playground);
  process.exitCode = 1;
} else {
  parts.use(playground);
  console.log(`Teams is imitated at ${playground.url}

Open it in a browser. In "Personal Chat" just write; in the group chat and the channels type @ and pick Resync first. The channel
"on-call" shows what fails. Resync does not know you yet, so you may look and not touch. To run and approve, say link there, take
the code it shows, say it in another terminal of this folder, and confirm it as you are told:

  RESYNC_URL=${house.url} RESYNC_TOKEN=${house.adminToken?.token} npm run ask -- "link CODE"

The playground has no dialogs: where Teams opens one, as for Reject, Resync asks in the chat. Ctrl-C ends it.`);
  await ending.told;
}
