// Questions and answers as a language model is taught by them: chat lines in OpenAI's form. Only what a person approved or found
// good goes out, each question once, without secrets, people and machines; of everything else it is said why it stayed.

import { createHash } from "node:crypto";
import type { Interaction } from "#core/knowledge/interaction.ts";
import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { Reviews } from "#ports/reviews.ts";
import { createImpersonal, type KnownNames, stillNames } from "./impersonal.ts";

/** Why something stays, as the manifest says it. */
export const leftOutBecause = {
  erased: "Its person's data was erased.",
  not_rated: "Nobody approved it or rated it 4 or better.",
  rated_badly: "It was rated worse than 4 on average.",
  rejected: "A review rejected it.",
  under_review: "A review of it is open.",
  not_a_question: "It was a command, an account's matter or small talk.",
  not_answered: "The answer was that it is not known, or that something failed.",
  secret: "It held what looks like a credential.",
  may_name_somebody: "After masking, something in it still looked like a person or a machine.",
  duplicate: "The same question was asked again later, and that answer goes out.",
} as const;
export type LeftOut = keyof typeof leftOutBecause;

export type ExportItem =
  | { readonly kind: "example"; readonly id: string; readonly line: string }
  | { readonly kind: "left_out"; readonly id: string; readonly why: LeftOut };

export interface FinetuneDeps {
  readonly interactions: Pick<Interactions, "each">;
  readonly reviews: Pick<Reviews, "page">;
  /** Names of people and machines that are known, read anew for each export. */
  readonly names: () => Promise<KnownNames>;
}

export interface FinetuneQuery {
  readonly since?: Date;
  readonly until?: Date;
}

const goodEnough = 4;
const reviewsInOneGo = 500;
const noQuestion =
  /^(?:account|approval|task|alert|review|agent|feedback|incident\.(?:cause|fix)|knowledge\.add|runbook\.run|job\.(?:un)?monitor|security)(?:\.|$)|^(?:greeting|help|unknown)$/;

const system: Readonly<Record<Locale, string>> = {
  en: "You are Resync, an operations assistant for HCL Workload Automation. Answer with evidence, and say what you do not know.",
  pt: "Você é o Resync, um assistente de operações do HCL Workload Automation. Responda com evidências e diga o que não sabe.",
};

/** Oldest first. It reads twice: first to know which of equal questions is the last. */
export async function* exportFinetune(
  deps: FinetuneDeps,
  query: FinetuneQuery = {},
): AsyncGenerator<ExportItem> {
  const names = await deps.names();
  const reviewed = await reviewsOfAnswers(deps.reviews);
  const judge = (interaction: Interaction) =>
    exampleOf(interaction, reviewed.get(interaction.id) ?? null, names);
  const last = new Map<string, string>();
  for await (const batch of deps.interactions.each(query))
    for (const interaction of batch) {
      const judged = judge(interaction);
      if (typeof judged !== "string") last.set(judged.key, interaction.id);
    }
  for await (const batch of deps.interactions.each(query))
    for (const interaction of batch) {
      const { id } = interaction;
      const judged = judge(interaction);
      if (typeof judged === "string") yield { kind: "left_out", id, why: judged };
      // What was approved meanwhile is left for the next export.
      else if (last.get(judged.key) !== id) yield { kind: "left_out", id, why: "duplicate" };
      else yield { kind: "example", id, line: judged.line };
    }
}

type Standing = "approved" | "rejected" | "open";

async function reviewsOfAnswers(reviews: FinetuneDeps["reviews"]): Promise<ReadonlyMap<string, Standing>> {
  const standing = new Map<string, Standing>();
  for (let offset = 0; ; offset += reviewsInOneGo) {
    const page = await reviews.page({ kind: "answer", limit: reviewsInOneGo, offset });
    for (const { subject, decided } of page.reviews) standing.set(subject, decided?.verdict ?? "open");
    if (page.reviews.length < reviewsInOneGo) return standing;
  }
}

interface Example {
  /** The same for the same question. */
  readonly key: string;
  readonly line: string;
}

/** The example, or why there is none. */
export function exampleOf(
  interaction: Interaction,
  review: Standing | null,
  names: KnownNames,
): Example | LeftOut {
  const { question, answer, intent, mood, locale, personId } = interaction;
  if (personId === null || question.trim() === "" || answer.trim() === "") return "erased";
  if (review === "rejected") return "rejected";
  if (review === "open") return "under_review";
  const ratings = interaction.feedback.flatMap(({ rating }) => (rating === null ? [] : [rating]));
  const rating = ratings.reduce((sum: number, each) => sum + each, 0) / ratings.length;
  if (review !== "approved" && ratings.length === 0) return "not_rated";
  if (review !== "approved" && rating < goodEnough) return "rated_badly";
  if (noQuestion.test(intent) && interaction.model === null) return "not_a_question";
  if (mood === "unknown") return "not_answered";
  // A text that was masked when it was kept teaches nothing but masks.
  if (`${question} ${answer}`.includes("[masked]")) return "secret";
  const masked = createImpersonal(names);
  const asked = masked.text(question.trim());
  const answered = masked.text(answer.trim());
  if (`${asked} ${answered}`.includes("[masked]")) return "secret";
  if (stillNames(asked, names) || stillNames(answered, names)) return "may_name_somebody";
  const messages = [
    { role: "system", content: system[locale] },
    { role: "user", content: asked },
    { role: "assistant", content: answered },
  ];
  return { key: keyOf(asked), line: JSON.stringify({ messages }) };
}

function keyOf(question: string): string {
  const plain = fold(question)
    .replace(/[^\p{L}\p{N}_#.]+/gu, " ")
    .trim();
  return createHash("sha256").update(plain).digest("base64");
}

/** What an export was, in figures. */
export interface ExportCounts {
  examples: number;
  leftOut: Partial<Record<LeftOut, number>>;
}

export function countItem(counts: ExportCounts, item: ExportItem): void {
  if (item.kind === "example") counts.examples += 1;
  else counts.leftOut[item.why] = (counts.leftOut[item.why] ?? 0) + 1;
}
