// Interactions as programs see them.

import { z } from "zod";
import type { Interaction } from "#core/knowledge/interaction.ts";

const feedbackView = z.object({
  by: z.string(),
  at: z.string(),
  rating: z.number().int().min(1).max(5).nullable(),
  comment: z.string().nullable(),
});

export const interactionView = z
  .object({
    id: z.string().describe("The answer's messageId."),
    at: z.string(),
    conversationId: z.string(),
    platform: z.string(),
    personId: z.string().nullable().describe("null: their data was erased."),
    locale: z.enum(["en", "pt"]),
    question: z.string(),
    answer: z.string(),
    intent: z.string(),
    confidence: z.number(),
    slots: z.record(z.string(), z.unknown()),
    agent: z.string(),
    tools: z
      .array(z.object({ tool: z.string(), outcome: z.string(), elapsedMs: z.number() }))
      .describe("What the answer looked up, in order; empty: the agent answered by rules."),
    sources: z.array(z.object({ title: z.string(), ref: z.string() })),
    passages: z.array(z.string()).describe("Ids of the passages that were quoted."),
    incident: z.string().nullable(),
    mood: z.string(),
    elapsedMs: z.number(),
    model: z
      .object({
        model: z.string(),
        inputTokens: z.number(),
        outputTokens: z.number(),
        calls: z.number(),
      })
      .nullable(),
    feedback: z.array(feedbackView),
    judged: z
      .object({
        doubt: z.number(),
        reasons: z.array(z.string()),
        by: z.enum(["rules", "model"]),
        at: z.string(),
      })
      .nullable()
      .describe("How doubtful the auditor finds it, 0 to 1; null: not judged yet."),
  })
  .register(z.globalRegistry, { id: "Interaction" });

export function viewOfInteraction({ thread: _opaque, ...it }: Interaction): z.input<typeof interactionView> {
  return {
    ...it,
    at: it.at.toISOString(),
    slots: { ...it.slots },
    tools: it.tools.map((each) => ({ ...each })),
    sources: it.sources.map((each) => ({ ...each })),
    passages: [...it.passages],
    feedback: it.feedback.map((each) => ({ ...each, at: each.at.toISOString() })),
    judged: it.judged && { ...it.judged, reasons: [...it.judged.reasons], at: it.judged.at.toISOString() },
  };
}
