// What people asked about. The conversation asks, not the person: who asked is nobody's knowledge.

import type { Edge, NodeRef } from "#core/knowledge/edge.ts";
import type { Interaction } from "#core/knowledge/interaction.ts";
import { distinct, edgeOf, errorNode, jobNode, nodeOf, type Spelling } from "./edge-of.ts";

export function conversationEdges(
  { conversationId, slots }: Pick<Interaction, "conversationId" | "slots">,
  spelling: Pick<Spelling, "job" | "code">,
): readonly Edge[] {
  const here = nodeOf("conversation", conversationId);
  const things: readonly (NodeRef | null)[] = [
    ...namesIn(slots.job).map((name) => jobNode(name, spelling)),
    ...namesIn(slots.errorCode).map((code) => errorNode(code, spelling)),
    ...namesIn(slots.jobStream).map((name) => nodeOf("stream", name)),
    ...namesIn(slots.workstation).map((name) => nodeOf("workstation", name)),
  ];
  return distinct(things.flatMap((thing) => edgeOf(here, "asked_about", thing)));
}

function namesIn(slot: unknown): readonly string[] {
  const named = Array.isArray(slot) ? slot : [slot];
  return named.filter((each) => typeof each === "string").slice(0, 20);
}
