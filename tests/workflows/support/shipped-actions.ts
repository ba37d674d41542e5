// The actions as they are shipped, to check files with; none of them is run.

import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { readConfig } from "#config";
import { createNameIndex } from "#hwa/names/name-index.ts";
import { openActions } from "../../../src/composition/open-actions.ts";

export const shippedActions = openActions(readConfig({}, false), "/nowhere", {
  hwa: {
    hwa: createHwaReader({
      hosts: ["http://127.0.0.1:9"],
      auth: { user: "nobody", password: "nothing" },
      timeoutMs: 1_000,
      log: pino({ level: "silent" }),
    }),
    changer: null,
    knowledge: { fixes: { about: async () => [] } },
    names: createNameIndex(),
    timezone: "UTC",
  },
  people: { rights: () => Promise.reject(new Error("Nobody is asked here.")) },
  ask: () => () => Promise.reject(new Error("Nobody is asked here.")),
});
