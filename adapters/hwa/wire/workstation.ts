// WorkstationInPlanV2 as an HwaWorkstation.

import type { HwaWorkstation } from "#ports/hwa.ts";
import { name, printable, type Row, requiredName, requiredText, text, whole } from "./fields.ts";

/** The letters L, F, T, H and X of conman's `showcpus`, by their names in the API. */
const linkStates: ReadonlySet<string> = new Set([
  "LINKED",
  "FULLY_LINKED",
  "DIRECTLY_LINKED",
  "HOST_LINKED",
  "EXTENDED_LINKED",
]);

export function readWorkstation(row: Row): HwaWorkstation {
  const listed = Array.isArray(row.activeStates) ? row.activeStates : [];
  const states = listed.filter((state) => typeof state === "string").map(printable);
  return {
    id: requiredText(row, "id"),
    name: requiredName(row, "name"),
    type: text(row, "type") ?? "UNKNOWN",
    os: text(row, "os"),
    node: text(row, "nodeName"),
    domain: name(row, "domainName"),
    limit: whole(row, "limit"),
    fence: whole(row, "fence"),
    states,
    linked: states.some((state) => linkStates.has(state)),
    agentUp: states.includes("JOBMAN_UP"),
    host: name(row, "host") ?? name(row, "hostWorkstation"),
  };
}
