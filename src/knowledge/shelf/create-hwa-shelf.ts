// What people wrote into HWA about its jobs, kept as one source: read in the background, job after job, a few a second, never
// when somebody waits for an answer. Jobs that failed or are critical come first, then those that were never read or read
// longest ago. A job that is not in today's plan keeps its words, unless they were read from another engine.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Passage, Piece } from "#core/knowledge/passage.ts";
import { oneLine } from "#core/text.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { PlanStore } from "#ports/plan-store.ts";
import { type HwaJobName, hwaPieces, jobPlace } from "./hwa-pieces.ts";

export interface HwaShelfDeps {
  readonly hwa: Pick<HwaReader, "jobDescription">;
  readonly plan: Pick<PlanStore, "eachJob" | "lastPoll">;
  readonly sources: KnowledgeSources;
  readonly log: Logger;
  readonly now: () => Date;
  /** Between two questions to HWA; default 250. */
  readonly pauseMs?: number;
}

export interface HwaShelf {
  /** Reads some jobs and keeps what changed. Throws what HWA or the database says; the next time goes on from there. */
  read(signal: AbortSignal): Promise<void>;
}

/** Jobs in one go. */
const atOnce = 40;
/** A job's words are read again after so long, and the plan's names looked through so often. */
const againMs = 6 * 3_600_000;
const namesMs = 5 * 60_000;
/** Keeping goes through everything that is kept: the more that is, the longer it waits until there is more to keep. */
const keepMs = 60_000;
const keepMsForEach = 100;
const pageSize = 1_000;
const sourceId = "hwa";
const mostJobs = 50_000;
/** After so long without reading another process may have read. */
const restedMs = 2 * 60_000;

interface KnownJob extends HwaJobName {
  /** HWA's id of one of its instances in the plan. */
  id: string;
  readAt: number;
  /** It failed, or much hangs on it: somebody will ask about it. */
  urgent: boolean;
}

interface Desk {
  readonly engine: string;
  /** What is kept was read from another engine, whose jobs may be others. */
  another: boolean;
  readonly jobs: Map<string, KnownJob>;
  readonly pieces: Map<string, readonly Piece[]>;
  readAt: number;
  namesAt: number;
  keptAt: number;
  changed: boolean;
}

export function createHwaShelf(deps: HwaShelfDeps): HwaShelf {
  const { hwa, plan, sources, log } = deps;
  let desk: Desk | null = null;

  /** What is kept already, so that a restart goes on instead of beginning anew. */
  async function open(engine: string): Promise<Desk> {
    const pieces = new Map<string, Piece[]>();
    for (let offset = 0; ; offset += pageSize) {
      const { passages } = await sources.passages(sourceId, { limit: pageSize, offset });
      for (const passage of passages) {
        const job = passage.place.split(", ", 1)[0] ?? "";
        pieces.set(job, [...(pieces.get(job) ?? []), pieceOf(passage)]);
      }
      if (passages.length < pageSize) break;
    }
    const before = await sources.byId(sourceId);
    const another = before !== null && before.title !== titleOf(engine);
    return { engine, another, jobs: new Map(), pieces, readAt: 0, namesAt: 0, keptAt: 0, changed: false };
  }

  async function readNames(at: Desk, now: number): Promise<void> {
    if (now - at.namesAt < namesMs) return;
    const seen = new Set<string>();
    for await (const batch of plan.eachJob())
      for (const { id, name, workstation, common, critical } of batch) {
        const place = jobPlace({ name, workstation });
        if (seen.has(place) || seen.size >= mostJobs) continue;
        seen.add(place);
        const known = at.jobs.get(place);
        const urgent = critical || common === "ERROR";
        if (known) Object.assign(known, { id, urgent });
        else at.jobs.set(place, { id, name, workstation, readAt: 0, urgent });
      }
    for (const place of at.jobs.keys()) if (!seen.has(place)) at.jobs.delete(place);
    at.namesAt = now;
    if (!at.another || seen.size === 0) return;
    for (const place of at.pieces.keys()) if (!seen.has(place)) at.pieces.delete(place);
    at.another = false;
    at.changed = true;
  }

  async function keep(at: Desk, now: number): Promise<void> {
    const pieces = [...at.pieces.values()].flat().sort((a, b) => (a.place < b.place ? -1 : 1));
    const { change } = await sources.put({
      id: sourceId,
      kind: "hwa",
      origin: "hwa",
      name: "HWA",
      title: titleOf(at.engine),
      addedBy: null,
      digest: createHash("sha256").update(JSON.stringify(pieces)).digest("hex"),
      standing: "approved",
      pieces,
    });
    at.changed = false;
    at.keptAt = now;
    if (change !== "unchanged") log.info({ passages: pieces.length }, "Kept what people wrote into HWA.");
  }

  async function read(signal: AbortSignal): Promise<void> {
    const engine = (await plan.lastPoll())?.engine;
    if (engine === undefined) return;
    const now = deps.now().getTime();
    // Whoever did this in the meantime may have kept more.
    if (desk?.engine !== engine || now - desk.readAt > restedMs) desk = await open(engine);
    const at = desk;
    at.readAt = now;
    await readNames(at, now);
    const due = [...at.jobs]
      .filter(([, { readAt }]) => now - readAt >= againMs)
      .sort(([, a], [, b]) => Number(b.urgent) - Number(a.urgent) || a.readAt - b.readAt)
      .slice(0, atOnce);
    try {
      for (const [index, [place, job]] of due.entries()) {
        if (index > 0) await sleep(deps.pauseMs ?? 250, undefined, { signal });
        const parts = await hwa.jobDescription(job.id, { signal });
        job.readAt = now;
        if (parts === null) continue;
        const pieces = hwaPieces(job, parts);
        if (JSON.stringify(pieces) === JSON.stringify(at.pieces.get(place) ?? [])) continue;
        if (pieces.length === 0) at.pieces.delete(place);
        else at.pieces.set(place, pieces);
        at.changed = true;
      }
    } finally {
      // What was read is kept even when HWA went away meanwhile.
      if (
        at.changed &&
        !signal.aborted &&
        (due.length < atOnce || now - at.keptAt >= Math.max(keepMs, at.pieces.size * keepMsForEach))
      )
        await keep(at, now);
    }
  }

  return { read };
}

/** In the order in which pieces are written, so that the same compares as the same. */
function pieceOf({ place, heading, text, fix, dated }: Passage): Piece {
  const ordered = fix && {
    job: fix.job,
    errorCode: fix.errorCode,
    problem: fix.problem,
    steps: fix.steps,
    owner: fix.owner,
    procedureUrl: fix.procedureUrl,
  };
  return { place, heading, text, fix: ordered, dated };
}

function titleOf(engine: string): string {
  return oneLine(`HWA ${engine}`, 300);
}
