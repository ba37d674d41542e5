// What is known about some words, a job or a code: passages with where they stand and why they were found. That nothing is known
// is an answer too, and says where was looked.

import { z } from "zod";
import type { Locale } from "#core/locale.ts";
import { redact } from "#core/redact.ts";
import { fold } from "#core/text.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Hit, Retrieval } from "#ports/retrieval.ts";
import { type ApiApp, signalOf } from "../api-app.ts";
import { callerOn } from "../guard.ts";
import { preferredLocale } from "../pages/page-locale.ts";
import { passageView, viewOfPassage } from "./source-views.ts";

export interface SearchDeps {
  readonly sources: Pick<KnowledgeSources, "page">;
  readonly retrieval: Retrieval;
}

const named = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .transform((name) => [name])
  .or(z.array(z.string().trim().min(1).max(200)).max(10));

const hitView = z
  .object({
    ...passageView.shape,
    source: z.object({
      id: z.string(),
      kind: z.string(),
      origin: z.string(),
      name: z.string(),
      title: z.string(),
      changedAt: z.string(),
    }),
    relevance: z.number().describe("0 to 1, comparable between questions."),
    found: z
      .object({
        exact: z.boolean().describe("It is about exactly the job or code that was named."),
        words: z.number().int().nullable(),
        names: z.number().int().nullable(),
        meaning: z.number().int().nullable(),
      })
      .describe("Why it was found: its rank by words, names and meaning; null: not that way."),
  })
  .register(z.globalRegistry, { id: "KnowledgeHit" });

const lookedView = z.object({
  approved: z.number().int().describe("Sources that may be quoted, all of which were searched."),
  waiting: z.number().int().describe("Sources that wait for a review, none of which was."),
});

/** `GET /api/knowledge/search?q=…`: what may be quoted about something. */
export function addSearchRoutes(app: ApiApp, { sources, retrieval }: SearchDeps): void {
  app.get(
    "/api/knowledge/search",
    {
      config: { access: "read_knowledge" },
      schema: {
        summary: "What is known about some words, a job or an error code",
        description:
          "Approved passages only, most relevant first. An empty list is an answer: nothing is known, and `looked` says where.",
        tags: ["knowledge"],
        querystring: z.strictObject({
          q: z
            .string()
            .max(20_000)
            .refine((text) => fold(text).trim() !== "", "it is empty")
            .describe("In English or Portuguese; its first 2,000 characters count."),
          job: named.optional().describe("A job that is known to be one; may be given several times."),
          code: named.optional().describe("An error code that is known to be one; likewise."),
          limit: z.coerce.number().int().min(1).max(40).default(10),
        }),
        response: {
          200: z.object({
            success: z.literal(true),
            hits: z.array(hitView),
            looked: lookedView,
            detail: z.string().describe("The same in one sentence."),
          }),
        },
      },
    },
    async (request, reply) => {
      const { q, job = [], code = [], limit } = request.query;
      const signal = signalOf(reply, AbortSignal.timeout(15_000));
      const one = { limit: 1, offset: 0 };
      const [hits, approved, waiting] = await Promise.all([
        retrieval.search(
          { text: q, jobs: job, codes: code, vector: null, limit, by: callerOn(request).person },
          signal,
        ),
        sources.page({ standing: "approved", ...one }),
        sources.page({ standing: "pending", ...one }),
      ]);
      const looked = { approved: approved.total, waiting: waiting.total };
      const locale = preferredLocale(request.headers["accept-language"]) ?? "en";
      return {
        success: true as const,
        hits: hits.map(viewOfHit),
        looked,
        detail: sentenceOf(hits.length, looked, locale),
      };
    },
  );
}

function viewOfHit({ passage, source, relevance, found }: Hit): z.output<typeof hitView> {
  return {
    ...viewOfPassage(passage),
    source: {
      ...source,
      name: redact(source.name),
      title: redact(source.title),
      changedAt: source.changedAt.toISOString(),
    },
    relevance: Math.round(relevance * 1000) / 1000,
    found,
  };
}

function sentenceOf(
  hits: number,
  { approved, waiting }: z.output<typeof lookedView>,
  locale: Locale,
): string {
  return locale === "pt" ? inPortuguese(hits, approved, waiting) : inEnglish(hits, approved, waiting);
}

function inEnglish(hits: number, approved: number, waiting: number): string {
  const sources = `${approved} approved ${approved === 1 ? "source" : "sources"}`;
  const found =
    hits === 0
      ? `Nothing is known about this: I looked in ${sources}.`
      : `${hits} ${hits === 1 ? "passage" : "passages"} of ${sources}.`;
  if (waiting === 0) return found;
  const others = waiting === 1 ? "1 more waits" : `${waiting} more wait`;
  return `${found} ${others} for a review and ${waiting === 1 ? "was" : "were"} not searched.`;
}

function inPortuguese(hits: number, approved: number, waiting: number): string {
  const sources = `${approved} ${approved === 1 ? "fonte aprovada" : "fontes aprovadas"}`;
  const found =
    hits === 0
      ? `Nada se sabe sobre isso: procurei em ${sources}.`
      : `${hits} ${hits === 1 ? "trecho" : "trechos"} de ${sources}.`;
  if (waiting === 0) return found;
  const others = waiting === 1 ? "Mais 1 espera" : `Mais ${waiting} esperam`;
  return `${found} ${others} uma revisão e ${waiting === 1 ? "não foi pesquisada" : "não foram pesquisadas"}.`;
}
