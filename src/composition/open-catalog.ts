// The actions as they are installed, with nothing connected: for the commands that check, draw and describe.

import { resolve } from "node:path";
import type { Logger } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import type { Config } from "#config";
import { Fault } from "#core/fault.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { Actions } from "#ports/action.ts";
import { openActions } from "./open-actions.ts";

/** A client connects when it is first asked, and nobody asks one here. */
export async function openCatalog(config: Config, log: Logger): Promise<Actions & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const hwa = opening.use(
    createHwaReader({
      hosts: config.hwa.remote?.hosts ?? ["http://127.0.0.1"],
      auth: config.hwa.remote?.auth ?? { user: "viewer", password: "viewer" },
      verifyTls: true,
      log,
    }),
  );
  const unconnected = () => {
    throw new Fault("unavailable", "Nothing is connected here: this command only looks at files.");
  };
  const actions = openActions(config, resolve(config.dataDir), {
    hwa: {
      hwa,
      changer: null,
      knowledge: { fixes: { about: unconnected } },
      names: createNameIndex(),
      timezone: config.timezone,
    },
    people: { rights: unconnected },
    ask: unconnected,
  });
  const parts = opening.move();
  return { ...actions, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
