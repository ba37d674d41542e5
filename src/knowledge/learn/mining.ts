// Mines resolved incidents in the background, in the one process that leads. What is new since the last time is looked at beside its
// like; people go on telling what they did for a while after a job is well, so the last days are looked at again, and only what
// changed is mined. Whatever is drafted is drafted once, so a round may be repeated, be killed anywhere, or run in two processes.

import type { Logger } from "pino";
import type { Entry } from "#core/knowledge/entry.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { KnownFixes } from "#ports/knowledge-sources.ts";
import type { LearnedEntries } from "#ports/learned-entries.ts";
import type { Mining } from "#ports/mining.ts";
import { familyOf, isLearnable, type Mined, mine } from "./mine.ts";
import { runbookOf } from "./mine-runbook.ts";

export interface MiningDeps {
  readonly incidents: Pick<Incidents, "resolvedSince" | "byId">;
  readonly mining: Mining;
  readonly entries: Pick<LearnedEntries, "draft" | "refresh">;
  /** Who owns a job is known from the workbooks. */
  readonly fixes: KnownFixes;
  /** What is wrong with the YAML of a runbook, as the library reads it; null: nothing. */
  readonly faultOf: (yaml: string) => string | null;
  /** So many occasions make a pattern. */
  readonly after: number;
  readonly log: Logger;
  /** Somebody is to be asked. */
  readonly onDraft?: (entry: Entry) => void;
  readonly now: () => Date;
}

const dayMs = 86_400_000;
/** Older experience says little of how things are done today. */
const oldestMs = 180 * dayMs;
/** So long people may still tell what they did. */
const tellingMs = 3 * dayMs;
const mostAlike = 100;

export function createMiner(deps: MiningDeps): (signal: AbortSignal) => Promise<void> {
  const { incidents, mining, entries, log } = deps;
  /** Each incident of the last days as it was mined. */
  let mined = new Map<string, string>();
  let refreshed = false;

  return async (signal) => {
    if (!refreshed) {
      const count = await entries.refresh();
      if (count > 0) log.info({ entries: count }, "Approved entries were written again by newer rules.");
      refreshed = true;
    }
    const head = await mining.head();
    const oldest = deps.now().getTime() - oldestMs;
    const since = head === null ? oldest : Math.max(oldest, head.getTime() - tellingMs);
    const seen = new Map<string, string>();
    const fresh: Incident[] = [];
    let last = head;
    for await (const some of incidents.resolvedSince(new Date(since)))
      for (const incident of some) {
        if (signal.aborted) return;
        const mark = JSON.stringify(incident);
        seen.set(incident.id, mark);
        last = incident.resolution?.at ?? last;
        if (mined.get(incident.id) !== mark && isLearnable(incident)) fresh.push(incident);
      }
    if (fresh.length > 0) await draft(fresh, signal);
    if (signal.aborted) return;
    // Only now: what was not drafted is looked at again.
    if (last !== null && last.getTime() !== head?.getTime()) await mining.keep(last);
    mined = seen;
  };

  async function draft(fresh: readonly Incident[], signal: AbortSignal): Promise<void> {
    const all = await withTheirLike(fresh, signal);
    const isFresh = new Set(fresh.map(({ id }) => id));
    for (const pattern of mine(all, deps.after)) {
      if (signal.aborted) return;
      if (!pattern.evidence.some(({ incident }) => isFresh.has(incident))) continue;
      const whole = { ...pattern, fix: { ...pattern.fix, owner: await ownerOf(pattern) } };
      const { key, fix, evidence, pattern: shared } = whole;
      const { entry, change } = await entries.draft({
        ...{ key, fix, evidence, pattern: shared },
        runbook: checkedRunbook(whole),
      });
      if (change === "none") continue;
      log.info({ entry: entry.id, change, incidents: entry.evidence.length }, "An entry was drafted.");
      deps.onDraft?.(entry);
    }
  }

  async function withTheirLike(
    fresh: readonly Incident[],
    signal: AbortSignal,
  ): Promise<readonly Incident[]> {
    const all = new Map(fresh.map((incident) => [incident.id, incident]));
    const asked = new Set<string>();
    for (const { job, errorCode, signature, cause } of fresh) {
      const about = { job, errorCode, signature, cause, family: familyOf(job) };
      const name = JSON.stringify(about);
      if (asked.has(name) || signal.aborted) continue;
      asked.add(name);
      for (const id of await mining.alike(about, mostAlike)) {
        if (all.has(id)) continue;
        const other = await incidents.byId(id);
        if (other) all.set(id, other);
      }
    }
    return [...all.values()];
  }

  /** Whom most of the jobs belong to; null: nobody has written that down. */
  async function ownerOf({ evidence }: Mined): Promise<string | null> {
    const owners = new Map<string, number>();
    for (const job of new Set(evidence.map((each) => each.job))) {
      const known = await deps.fixes.about({ job });
      const owner = known.find((fix) => fix.owner !== null && fix.origin !== "learned")?.owner;
      if (owner) owners.set(owner, (owners.get(owner) ?? 0) + 1);
    }
    const [most] = [...owners].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return most?.[0] ?? null;
  }

  function checkedRunbook(pattern: Mined): string | null {
    const yaml = runbookOf(pattern);
    const fault = yaml === null ? null : deps.faultOf(yaml);
    if (fault === null) return yaml;
    log.warn({ fault }, "A runbook that was drafted is none, so the entry has none.");
    return null;
  }
}
