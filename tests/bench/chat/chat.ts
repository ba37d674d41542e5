// `npm run bench chat`: Slack's way through Resync, beside others that do less.

import { installPeers } from "../install-peers.ts";
import { benchSideBySide } from "./side-by-side.ts";

export async function benchChat(): Promise<void> {
  await installPeers();
  await benchSideBySide();
}
