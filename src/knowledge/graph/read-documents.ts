// Documents into the graph: each when it is new or changed; what may not be quoted any more has no edges either.

import type { Passage } from "#core/knowledge/passage.ts";
import type { KnowledgeSource } from "#core/knowledge/source.ts";
import type { Graph } from "#ports/graph.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import { documentEdges } from "./document-edges.ts";
import type { Spelling } from "./edge-of.ts";

export interface DocumentReadingDeps {
  readonly graph: Graph;
  readonly sources: Pick<KnowledgeSources, "page" | "passages">;
  readonly spelling: Spelling;
  readonly now: () => Date;
}

const begins = "document:";
const sourcesAtOnce = 200;
const passagesAtOnce = 500;
/** The plan gets jobs that a document named long ago. */
const readAgainMs = 6 * 3_600_000;
/** Of one document; what is beyond says it again. */
const mostPassages = 20_000;

export function createDocumentReading({ graph, sources, spelling, now }: DocumentReadingDeps) {
  /** What was read in this process, by when it changed: a document may tell nothing, and is not read over and over for that. */
  const read = new Map<string, number>();
  let beganAt = 0;

  async function* all(): AsyncIterable<KnowledgeSource> {
    for (let offset = 0; ; offset += sourcesAtOnce) {
      const page = await sources.page({ limit: sourcesAtOnce, offset });
      yield* page.sources;
      if (page.sources.length < sourcesAtOnce) return;
    }
  }

  async function passagesOf(id: string): Promise<readonly Passage[]> {
    const passages: Passage[] = [];
    for (let offset = 0; offset < mostPassages; offset += passagesAtOnce) {
      const page = await sources.passages(id, { limit: passagesAtOnce, offset });
      passages.push(...page.passages);
      if (page.passages.length < passagesAtOnce) break;
    }
    return passages;
  }

  return async (signal: AbortSignal): Promise<void> => {
    if (now().getTime() - beganAt >= readAgainMs) {
      read.clear();
      beganAt = now().getTime();
    }
    const known = await graph.sources(begins);
    const quotable = new Set<string>();
    for await (const source of all()) {
      signal.throwIfAborted();
      const { id, name, standing, missing, changedAt } = source;
      if (standing !== "approved" || missing) continue;
      const told = `${begins}${id}`;
      quotable.add(told);
      if (read.get(id) === changedAt.getTime()) continue;
      await graph.replace(told, changedAt, documentEdges(name, await passagesOf(id), spelling));
      read.set(id, changedAt.getTime());
    }
    for (const told of known.keys()) if (!quotable.has(told)) await graph.forget(told);
    for (const id of read.keys()) if (!quotable.has(`${begins}${id}`)) read.delete(id);
  };
}
