// Measures finding: `npm run eval:retrieval`. The committed passages are searched with the committed questions, by Resync's retrieval
// on a Postgres of its own and by MiniSearch and Orama in this process: recall@5, MRR and nDCG@10 of the questions that have an
// answer, and how many of those that have none are answered all the same. Then the latency among more and more passages.
// Of the held-out questions only the figures are printed, so that nobody tunes on them.
//
//   --dev    the development questions alone, with those that went wrong
//   --quick  without the latencies

import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { distractors } from "./retrieval/distractors.ts";
import { openMiniSearch, openOrama } from "./retrieval/peers.ts";
import {
  type Asked,
  type EvalPassage,
  readAsked,
  readPassages,
  type Searcher,
} from "./retrieval/questions.ts";

const log = pino({ level: "silent" });
const devOnly = process.argv.includes("--dev");
const quick = devOnly || process.argv.includes("--quick");

interface Quality {
  readonly recallAt5: number;
  readonly mrr: number;
  readonly ndcgAt10: number;
  /** The share of the questions without an answer that got one. */
  readonly falseAnswers: number;
  /** The share of the questions with an answer that got none at all. */
  readonly silent: number;
  readonly wrong: readonly string[];
}

async function qualityOf(searcher: Searcher, questions: readonly Asked[]): Promise<Quality> {
  const wrong: string[] = [];
  let [recall, mrr, ndcg, falseAnswers, silent] = [0, 0, 0, 0, 0];
  const answerable = questions.filter((each) => Object.keys(each.relevant).length > 0);
  for (const { text, relevant } of questions) {
    const found = await searcher.search(text, 10);
    if (Object.keys(relevant).length === 0) {
      if (found.length === 0) continue;
      falseAnswers += 1;
      wrong.push(`answered: ${text} → ${found.slice(0, 3).join(" ")}`);
      continue;
    }
    const wanted = Object.keys(relevant);
    const got = wanted.filter((id) => found.slice(0, 5).includes(id)).length / Math.min(5, wanted.length);
    const first = found.findIndex((id) => relevant[id] !== undefined);
    const gain = (grades: readonly number[]) =>
      grades.slice(0, 10).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
    const best = gain(Object.values(relevant).toSorted((a, b) => b - a));
    recall += got;
    mrr += first < 0 ? 0 : 1 / (first + 1);
    ndcg += gain(found.map((id) => relevant[id] ?? 0)) / best;
    if (found.length === 0) silent += 1;
    if (got < 1 || first !== 0)
      wrong.push(`missed: ${text} wants ${wanted.join(" ")} → ${found.slice(0, 6).join(" ")}`);
  }
  const none = Math.max(1, questions.length - answerable.length);
  return {
    recallAt5: recall / answerable.length,
    mrr: mrr / answerable.length,
    ndcgAt10: ndcg / answerable.length,
    falseAnswers: falseAnswers / none,
    silent: silent / answerable.length,
    wrong,
  };
}

async function latencyOf(
  searcher: Searcher,
  questions: readonly Asked[],
): Promise<{ p50: number; p95: number; p99: number; cpu: number }> {
  const times: number[] = [];
  let used = process.cpuUsage();
  for (let round = 0; round < 4; round += 1) {
    if (round === 1) used = process.cpuUsage();
    for (const { text } of questions) {
      const from = performance.now();
      await searcher.search(text, 10);
      if (round > 0) times.push(performance.now() - from);
    }
  }
  const { user, system } = process.cpuUsage(used);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), cpu: (user + system) / 1_000 / times.length };
}

async function openResync(db: Database, passages: readonly EvalPassage[]): Promise<Searcher> {
  const sources = createKnowledgeSources(db);
  const ids = new Map<string, string>();
  for (const [name, pieces] of Map.groupBy(passages, (each) => each.source)) {
    await sources.put({
      id: name,
      kind: name === "HWA" ? "hwa" : name.endsWith("xlsx") ? "workbook" : "markdown",
      origin: name === "HWA" ? "hwa" : "folder",
      name,
      title: name,
      addedBy: null,
      digest: String(pieces.length),
      standing: "approved",
      pieces: pieces.map((each) => ({ ...each, dated: null })),
    });
    for (const { id, place } of pieces) ids.set(`${name} ${place}`, id);
  }
  await db.pool.query("vacuum analyze");
  const retrieval = createRetrieval(db);
  return {
    name: "Resync",
    async search(text, limit) {
      const hits = await retrieval.search({ text, jobs: [], codes: [], vector: null, limit });
      return hits.map(({ source, passage }) => ids.get(`${source.name} ${passage.place}`) ?? "");
    },
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);

async function measureQuality(searchers: readonly Searcher[]): Promise<void> {
  for (const file of devOnly ? (["dev"] as const) : (["dev", "held-out"] as const)) {
    const questions = readAsked(file);
    console.log(`\n${file}: ${questions.length} questions`);
    console.log("              recall@5      MRR   nDCG@10   false answers   no answer though there is one");
    for (const searcher of searchers) {
      const { recallAt5, mrr, ndcgAt10, falseAnswers, silent, wrong } = await qualityOf(searcher, questions);
      console.log(
        `  ${searcher.name.padEnd(11)}${percent(recallAt5)} ${mrr.toFixed(3).padStart(8)} ${ndcgAt10.toFixed(3).padStart(9)} ${percent(falseAnswers).padStart(15)} ${percent(silent).padStart(12)}`,
      );
      if (devOnly && searcher.name === "Resync") console.log(wrong.map((each) => `    ${each}`).join("\n"));
    }
  }
}

await using undo = new AsyncDisposableStack();
const dataDir = await mkdtemp(join(tmpdir(), "resync-retrieval-"));
undo.defer(() => rm(dataDir, { recursive: true, force: true }));
const postgres = undo.use(await startEmbeddedPostgres({ dataDir, log }));
await migrate({ url: postgres.migrationUrl, log });
const db = undo.use(openDatabase({ url: postgres.url, log, statementMs: 120_000 }));
const passages = readPassages();
const questions = [...readAsked("dev"), ...readAsked("held-out")];

console.log(`${passages.length} passages`);
await measureQuality([
  await openResync(db, passages),
  ...(devOnly ? [] : [await openMiniSearch(passages), await openOrama(passages)]),
]);

if (!quick)
  for (const size of [1_000, 100_000]) {
    const all = [...passages, ...distractors(passages, size - passages.length)];
    console.log(
      `\nAmong ${all.length} passages, ${questions.length} questions three times, one after the other; ${loadavg()[0]?.toFixed(1)} processes want to run on ${cpus().length} cores`,
    );
    for (const open of [(more: readonly EvalPassage[]) => openResync(db, more), openMiniSearch, openOrama]) {
      const from = performance.now();
      const searcher = await open(all);
      const builtMs = performance.now() - from;
      const { p50, p95, p99, cpu } = await latencyOf(searcher, questions);
      const { recallAt5, ndcgAt10 } = await qualityOf(searcher, questions);
      console.log(
        `  ${searcher.name.padEnd(11)} p50 ${p50.toFixed(1).padStart(6)} ms   p95 ${p95.toFixed(1).padStart(6)} ms   p99 ${p99.toFixed(1).padStart(7)} ms   of this process ${cpu.toFixed(1)} ms   recall@5 ${percent(recallAt5)}   nDCG@10 ${ndcgAt10.toFixed(3)}   built in ${(builtMs / 1000).toFixed(1)} s`,
      );
    }
  }
