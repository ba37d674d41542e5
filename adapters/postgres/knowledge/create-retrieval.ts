// Search in Postgres. The question's words are counted first, so that the rare ones choose a bounded number of candidates through
// the index; the best of those are weighed closely here. Names and codes are words of their own, and one spelled nearly right is
// looked up among all that passages hold. Where a model gave vectors, meaning is one more opinion, and ranks are fused.

import { sql } from "kysely";
import { Fault } from "#core/fault.ts";
import { codeKey, isReturnCode } from "#core/knowledge/name-keys.ts";
import type { Hit, Retrieval, Sought } from "#ports/retrieval.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";
import { jobKeysOf } from "./create-known-fixes.ts";
import { createMeaningIndex, type Near } from "./meaning-index.ts";
import { type PassageRow, passageOf } from "./passage-rows.ts";
import { type Candidates, pickCandidates } from "./pick-candidates.ts";
import { type Counts, type RoughTerm, roughTerms, spelledNear, type Term, weigh } from "./read-question.ts";
import { type Weighed, weighPassage } from "./weigh-passage.ts";

/** Where nothing reaches this, nothing is known. Set, like the next, on the development half of the evaluation. */
const relevantFrom = 0.46;
/** Beside something relevant, what is less so may still be worth reading. */
const besideFrom = 0.28;
const mostRead = 2_000;
const closelyWeighed = 40;
const mostMisspelled = 3;
/** What takes longer is not waited for; the database stops it when its own time is over. */
const patienceMs = 2_000;
/** Of reciprocal rank fusion: how little the first ranks differ from the next. */
const rankSmoothing = 60;

interface Row extends PassageRow {
  readonly words: string;
  readonly length: number;
  readonly job: string | null;
  readonly code: string | null;
  readonly s_id: string;
  readonly s_kind: Hit["source"]["kind"];
  readonly s_origin: Hit["source"]["origin"];
  readonly s_name: string;
  readonly s_title: string;
  readonly s_changed_at: Date;
}

interface Exact {
  readonly jobs: readonly string[];
  readonly codes: readonly string[];
}

export function createRetrieval({ kysely }: Pick<Database, "kysely">): Retrieval {
  const meaning = createMeaningIndex({ kysely });

  async function countsOf(lexemes: readonly string[]): Promise<Counts & { readonly averageLength: number }> {
    const { rows } = await sql<{ word: string; n: number }>`
      select word, passages::bigint as n from knowledge_word where word = any(${lexemes})
      union all select ' passages', passages from knowledge_size
      union all select ' words', words from knowledge_size`.execute(kysely);
    const counts = new Map(rows.map((row) => [row.word, Number(row.n)]));
    const passages = counts.get(" passages") ?? 0;
    return {
      passages,
      averageLength: (counts.get(" words") ?? 0) / Math.max(1, passages),
      of: (lexeme) => counts.get(lexeme) ?? 0,
    };
  }

  /** What passages hold that is spelled nearly like the terms they do not hold. */
  async function nearTo(
    terms: readonly RoughTerm[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
    const wanted = terms.flatMap((each) => each.lexemes.slice(0, 1)).slice(0, mostMisspelled);
    if (wanted.length === 0) return new Map();
    const { rows } = await sql<{ wanted: string; word: string; n: number }>`
      select wanted, known.word, known.passages as n from unnest(${wanted}::text[]) as wanted, lateral (
        select word, passages from knowledge_word
        where word % wanted and starts_with(word, '=') = starts_with(wanted, '=') and passages > 0
        order by similarity(word, wanted) desc, word limit 6
      ) as known`.execute(kysely);
    const near = new Map<string, Map<string, number>>();
    for (const { wanted: lexeme, word, n } of rows)
      if (spelledNear(lexeme, word)) near.set(lexeme, (near.get(lexeme) ?? new Map()).set(word, n));
    return near;
  }

  async function termsOf(
    sought: Sought,
  ): Promise<{ terms: readonly Term[]; counts: Counts; averageLength: number }> {
    const rough = roughTerms(
      storable(sought.text).slice(0, mostRead),
      [...sought.jobs, ...sought.codes].map(storable),
    );
    const counts = await countsOf(rough.flatMap((each) => [...each.lexemes, ...each.others]));
    const unheld = (each: RoughTerm) =>
      [...each.lexemes, ...each.others].every((lexeme) => counts.of(lexeme) === 0);
    // Words said one after the other make too many names for guessing at each of them.
    const misspelled = rough.filter((each) => unheld(each) && each.text.length >= 5 && !each.optional);
    const near = await nearTo(misspelled);
    const nearCounts = new Map([...near.values()].flatMap((each) => [...each]));
    const all: Counts = {
      passages: counts.passages,
      of: (each) => counts.of(each) || (nearCounts.get(each) ?? 0),
    };
    const terms = rough.flatMap((each) => {
      const term = weigh(each, all, [...(near.get(each.lexemes[0] ?? "")?.keys() ?? [])]);
      return term ? [term] : [];
    });
    return { terms, counts: all, averageLength: counts.averageLength };
  }

  async function passagesFor(
    candidates: Candidates | null,
    exact: Exact,
    near: readonly Near[],
  ): Promise<readonly Row[]> {
    const ids = near.map((each) => each.passageId);
    // No transaction with a time of its own around it: that would be three more round trips for a statement that is bounded.
    const { rows } = await inTime(
      sql<Row>`
        with candidate (id) as (
          ${
            candidates
              ? sql`select id from knowledge_candidates(${candidates.rare}::tsquery, ${candidates.common}::tsquery,
              ${candidates.terms}::tsquery[], ${candidates.weights}::real[], ${candidates.most}, ${closelyWeighed})
              union`
              : sql``
          }
          select unnest(${ids}::text[])
          union (select id from knowledge_passage where quotable and job = any(${exact.jobs}) limit ${closelyWeighed})
          union (select id from knowledge_passage where quotable and code = any(${exact.codes}) limit ${closelyWeighed})
        )
        select p.id, p.source_id, p.place, p.cite, p.heading, p.body, p.fix, p.dated, p.words::text as words, p.length, p.job, p.code,
          s.id as s_id, s.kind as s_kind, s.origin as s_origin, s.name as s_name, s.title as s_title, s.changed_at as s_changed_at
        from candidate c join knowledge_passage p on p.id = c.id join knowledge_source s on s.id = p.source_id
        where p.quotable`.execute(kysely),
    );
    return rows;
  }

  return {
    async search(sought, signal) {
      if (sought.limit <= 0) return [];
      signal?.throwIfAborted();
      const { terms, counts, averageLength } = await termsOf(sought);
      const exact: Exact = {
        jobs: sought.jobs.flatMap((each) => jobKeysOf(storable(each))),
        codes: sought.codes.map((each) => codeKey(storable(each))).filter((each) => each !== ""),
      };
      const candidates = pickCandidates(terms, counts);
      if (!candidates && exact.jobs.length + exact.codes.length === 0 && !sought.vector) return [];
      signal?.throwIfAborted();
      let rows = await passagesFor(candidates, exact, []);
      let near: readonly Near[] = [];
      if (sought.vector) {
        near = await meaning.nearest(
          sought.vector,
          rows.map((row) => row.id),
          closelyWeighed,
        );
        signal?.throwIfAborted();
        const found = new Set(rows.map((row) => row.id));
        const more = near.filter((each) => !found.has(each.passageId));
        if (more.length > 0) rows = [...rows, ...(await passagesFor(null, { jobs: [], codes: [] }, more))];
      }
      return ranked(rows, { terms, exact, near, averageLength }).slice(0, sought.limit);
    },
  };
}

interface Ranking {
  readonly terms: readonly Term[];
  readonly exact: Exact;
  readonly near: readonly Near[];
  readonly averageLength: number;
}

function ranked(rows: readonly Row[], { terms, exact, near, averageLength }: Ranking): readonly Hit[] {
  const cosines = new Map(near.map((each) => [each.passageId, each.cosine]));
  const weighed = rows.map((row) => {
    const words = weighPassage(terms, row, averageLength);
    const cosine = cosines.get(row.id) ?? null;
    return { row, words, cosine, exact: exactness(row, exact), relevance: 0 };
  });
  const places = (score: (each: (typeof weighed)[number]) => number | null): ReadonlyMap<string, number> =>
    new Map(
      weighed
        .filter((each) => (score(each) ?? 0) > 0)
        .sort((a, b) => (score(b) ?? 0) - (score(a) ?? 0) || (a.row.id < b.row.id ? -1 : 1))
        .map((each, index) => [each.row.id, index + 1]),
    );
  const byWords = places((each) => each.words.score);
  const byNames = places((each) => (each.words.names > 0 ? each.words.names + each.words.coverage : null));
  const byMeaning = places((each) => each.cosine);
  const fused = ({ row }: (typeof weighed)[number]) =>
    [byWords, byMeaning].reduce((sum, ranks) => sum + 1 / (rankSmoothing + (ranks.get(row.id) ?? 1_000)), 0);
  const judged = weighed.map((each) => ({
    ...each,
    relevance: relevanceOf(each.words, each.cosine, each.exact, terms),
  }));
  if (judged.every((each) => each.relevance < relevantFrom)) return [];
  return judged
    .filter((each) => each.relevance >= besideFrom)
    .sort((a, b) => b.exact - a.exact || fused(b) - fused(a) || b.words.score - a.words.score)
    .map(({ row, relevance, exact: sure }) => ({
      passage: passageOf(row),
      source: {
        id: row.s_id,
        kind: row.s_kind,
        origin: row.s_origin,
        name: row.s_name,
        title: row.s_title,
        changedAt: row.s_changed_at,
      },
      relevance,
      found: {
        exact: sure > 0,
        words: byWords.get(row.id) ?? null,
        names: byNames.get(row.id) ?? null,
        meaning: byMeaning.get(row.id) ?? null,
      },
    }));
}

/** 3: the job and the code asked about; 2: the job for any code; 1: the code for any job; 0: neither for sure. */
function exactness({ job, code }: Row, exact: Exact): number {
  const sameJob = job !== null && exact.jobs.includes(job);
  const sameCode = code !== null && exact.codes.includes(code);
  if (sameJob && sameCode) return 3;
  if (sameJob) return code === null || exact.codes.length === 0 ? 2 : 0;
  return sameCode && (job === null || !isReturnCode(code)) ? 1 : 0;
}

/** What covers the question's weight is relevant; what is exactly asked about is so whatever else was said. */
function relevanceOf(
  { coverage, terms, names }: Weighed,
  cosine: number | null,
  exact: number,
  asked: readonly Term[],
): number {
  // One word of many is a coincidence more often than an answer, unless it is a name.
  const alone = terms === 1 && names === 0 && asked.length >= 2 ? 0.75 : 1;
  const byWords = coverage * alone;
  // Unrelated texts reach 0.2 to 0.4 with the usual models, related ones 0.5 and more.
  const byMeaning = cosine === null ? 0 : Math.min(1, Math.max(0, (cosine - 0.3) / 0.5));
  const sure = exact === 0 ? 0 : 0.55 + 0.1 * exact;
  return Math.min(1, 1 - (1 - Math.max(byWords, sure)) * (1 - 0.8 * byMeaning));
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault("timeout", tooSlow, { retryable: true })), patienceMs);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const tooSlow = {
  en: "The database took too long to search what is known. Try again in a moment.",
  pt: "O banco de dados demorou demais para pesquisar o que se sabe. Tente de novo em instantes.",
};
