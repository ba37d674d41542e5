// What there is to use, by name: the families' lists in one.

import { Fault } from "#core/fault.ts";
import type { Action, Actions } from "#ports/action.ts";

/** The families' actions, sorted by name. Two of one name are a fault of the wiring and refuse the start. */
export function createActions(families: readonly (readonly Action[])[]): Actions {
  const byName = new Map<string, Action>();
  for (const action of families.flat()) {
    if (byName.has(action.name))
      throw new Fault("misconfigured", `Two actions are called "${action.name}". Rename one of them.`);
    byName.set(action.name, action);
  }
  const all = [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  return { all, find: (name) => byName.get(name) ?? null };
}
