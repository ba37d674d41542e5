// What `npm run ask` needs: where the server is and who asks.

import { misconfigured } from "./misconfigured.ts";
import { type Env, httpUrl, present } from "./variables.ts";

export interface AskConfig {
  readonly url: string;
  readonly token: string | null;
  readonly dataDir: string;
}

/** `RESYNC_URL` (default: this machine's `PORT`), `RESYNC_TOKEN` (default: the admin token in the data dir). */
export function readAskConfig(env: Env): AskConfig {
  const { RESYNC_URL, RESYNC_TOKEN, PORT, RESYNC_DATA_DIR } = present(env);
  const url = RESYNC_URL ?? `http://127.0.0.1:${PORT ?? "3000"}`;
  if (!httpUrl.safeParse(url).success)
    throw misconfigured([`RESYNC_URL must be an http:// or https:// address (it is "${url}")`]);
  return { url, token: RESYNC_TOKEN ?? null, dataDir: RESYNC_DATA_DIR ?? ".resync" };
}
