// What was asked about, into the graph: from the newest question back to where it was last read, then told oldest first.

import type { Edge } from "#core/knowledge/edge.ts";
import type { Graph } from "#ports/graph.ts";
import type { Interactions } from "#ports/interactions.ts";
import { conversationEdges } from "./conversation-edges.ts";
import type { Spelling } from "./edge-of.ts";

export interface ConversationReadingDeps {
  readonly graph: Graph;
  readonly interactions: Pick<Interactions, "page">;
  readonly spelling: Pick<Spelling, "job" | "code">;
  readonly now: () => Date;
}

const source = "conversations";
const atOnce = 200;
const mostAsked = 10_000;
const dayMs = 86_400_000;
/** How far back the first reading goes, and how long what nobody asks any more is kept. */
const firstMs = 30 * dayMs;
const keptMs = 90 * dayMs;
/** A question may be kept a little later than it was asked. */
const lateMs = 10 * 60_000;

export function createConversationReading({ graph, interactions, spelling, now }: ConversationReadingDeps) {
  let readUntil: Date | null = null;
  let forgotAt = 0;

  return async (signal: AbortSignal): Promise<void> => {
    const at = now().getTime();
    const last: Date | undefined = readUntil ?? (await graph.sources(source)).get(source);
    const from = last ? last.getTime() - lateMs : at - firstMs;
    const asked: { readonly at: Date; readonly edges: readonly Edge[] }[] = [];
    let newest: Date | null = null;
    for (let after: string | null = null; asked.length < mostAsked; ) {
      signal.throwIfAborted();
      const page: Awaited<ReturnType<Interactions["page"]>> = await interactions.page({
        limit: atOnce,
        after,
      });
      for (const each of page.interactions) {
        newest ??= each.at;
        const edges = conversationEdges(each, spelling);
        if (each.at.getTime() >= from && edges.length > 0) asked.push({ at: each.at, edges });
      }
      const oldest = page.interactions.at(-1)?.at.getTime() ?? 0;
      if (page.next === null || oldest < from) break;
      after = page.next;
    }
    for (const each of asked.toReversed()) {
      signal.throwIfAborted();
      await graph.note(source, each.at, each.edges);
    }
    readUntil = newest ?? readUntil;
    if (at - forgotAt < dayMs) return;
    forgotAt = at;
    await graph.forgetUnseen(source, new Date(at - keptMs));
  };
}
