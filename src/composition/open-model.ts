// The configured language model and everything around it: its budget, what it may not see, how it is watched and counted. Without
// one there is nothing here, and nothing of it anywhere.

import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { createEmbedder } from "#adapters/openai/create-embedder.ts";
import { createModel } from "#adapters/openai/create-model.ts";
import { createModelBudget } from "#adapters/postgres/knowledge/create-model-budget.ts";
import { createPassageVectors } from "#adapters/postgres/knowledge/create-passage-vectors.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Agent } from "#agents/agent.ts";
import { type ThinkLimits, usualLimits } from "#agents/think/budget.ts";
import { createThinker, type Thinker } from "#agents/think/create-thinker.ts";
import { createMask, type MaskOptions } from "#agents/think/mask.ts";
import { createModelAgent } from "#agents/think/model-agent.ts";
import type { ThinkDesk } from "#agents/think/tools/desk.ts";
import { readingTools } from "#agents/think/tools/reading-tools.ts";
import { type ModelState, watchModel } from "#agents/think/watched-model.ts";
import type { Config } from "#config";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { ModelJudge } from "#knowledge/learn/audit-model.ts";
import { createRounds, type Rounds } from "#knowledge/rounds.ts";
import { createEmbedding } from "#knowledge/vectors/embed-passages.ts";
import { withMeaning } from "#knowledge/vectors/with-meaning.ts";
import type { Conversations } from "#ports/conversations.ts";
import type { People } from "#ports/people.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import { addModelMetrics } from "../model-metrics.ts";
import { packageVersion as version } from "../project.ts";
import { secretsOf } from "./secrets-of.ts";

export interface ModelParts {
  readonly db: Database;
  readonly people: Pick<People, "rights">;
  readonly names: Pick<NameIndex, "startingWith">;
  /** HWA's host, as it is now. */
  readonly hwaHost: () => string;
  readonly registry: Registry;
  /** Keys made at the start that no configuration holds. */
  readonly secrets: readonly string[];
  readonly log: Logger;
  readonly now: () => Date;
}

export interface OpenModel {
  readonly agent: Agent;
  readonly state: () => ModelState;
  /** What the auditor asks, within the same budget and behind the same mask. */
  readonly judge: ModelJudge;
  /** `desk`: what its tools read. */
  thinker(desk: Omit<ThinkDesk, "nameOf">, conversations: Pick<Conversations, "saidBy">): Thinker;
  /** Search that knows meaning as well; the same one where no model makes vectors. */
  withMeaning(retrieval: Retrieval): Retrieval;
  /** Makes vectors of passages in the one process that may; null: no model for it. */
  vectorRounds(leads: () => boolean): Rounds | null;
}

const vectorsEveryMs = 20_000;
/** More names in one pattern make every text slow to read. */
const mostHosts = 5_000;
const namesFreshMs = 30_000;

/** null: none is configured. */
export function openModel(config: Config, parts: ModelParts): OpenModel | null {
  const { model: settings, timezone } = config;
  if (!settings) return null;
  const { db, people, names, now } = parts;
  const log = parts.log.child({ part: "model" });
  const { baseUrl, apiKey, model: name, embeddingModel, budget: tokens, price } = settings;
  const silenceMs = settings.deadlineSeconds * 1_000;
  const watched = watchModel(createModel({ baseUrl, apiKey, model: name, silenceMs }), now);
  const embedder =
    embeddingModel === null ? null : createEmbedder({ baseUrl, apiKey, model: embeddingModel, silenceMs });
  const budget = createModelBudget(db);
  const metrics = addModelMetrics(parts.registry, { budget, tokensPerDay: tokens.day, price });
  const failed = (error: unknown) =>
    log.warn({ err: error }, "The language model's part failed; the rules stand.");
  const limits: ThinkLimits = {
    ...usualLimits,
    tokens: tokens.question,
    seconds: settings.deadlineSeconds,
    personDay: tokens.person,
    day: tokens.day,
  };
  const secrets = [...secretsOf(config), ...parts.secrets];
  let known: { readonly at: number; readonly people: ReadonlyMap<string, string> } = {
    at: Number.NEGATIVE_INFINITY,
    people: new Map(),
  };

  /** Who is who; what is known stands while the database is away. */
  async function refreshPeople(): Promise<void> {
    const at = now().getTime();
    if (at - known.at < namesFreshMs) return;
    try {
      const rights = await people.rights();
      known = { at, people: new Map(rights.people.map((each) => [each.id, each.name])) };
    } catch (error) {
      failed(error);
    }
  }

  const { hosts, people: persons } = settings.mask;
  const mask = (): MaskOptions => ({
    hosts,
    people: persons,
    known: {
      hosts: hosts ? [parts.hwaHost(), ...names.startingWith("", mostHosts, "workstation")] : [],
      people: persons ? [...known.people.values()] : [],
    },
    secrets,
  });

  /** The same word for every name: vectors of the same passage must be the same tomorrow. */
  function plainMask(): (text: string) => string {
    const options = mask();
    return (text) =>
      createMask(options, "x")
        .hide(text)
        .replace(/\b(HOST|PERSON|SECRET)_x_\d+\b/g, (_, kind: string) => kind.toLowerCase());
  }

  log.info(
    { model: name, host: watched.host, embeddings: embeddingModel },
    "A language model is configured: questions no rule understands may be answered with it.",
  );

  return {
    agent: createModelAgent({
      model: watched,
      budget,
      limits: { day: tokens.day, person: tokens.person },
      timezone,
      version,
    }),
    state: watched.state,
    judge: {
      model: watched,
      prepare: refreshPeople,
      hide: (text) => plainMask()(text),
      take: (most) =>
        budget.take(most, { day: tokens.day, person: { id: "resync:auditor", day: tokens.person } }),
    },

    thinker(desk, conversations) {
      const thinker = createThinker({
        model: watched,
        tools: readingTools({ ...desk, nameOf: (id) => known.people.get(id) ?? null }),
        budget,
        limits,
        mask,
        timezone,
        failed,
        saidBy: conversations.saidBy,
        onThought: metrics.onThought,
      });
      return {
        async answer(question, signal) {
          await refreshPeople();
          return thinker.answer(question, signal);
        },
        async word(found, rules, question, signal) {
          await refreshPeople();
          return thinker.word(found, rules, question, signal);
        },
      };
    },

    withMeaning: (retrieval) =>
      embedder === null
        ? retrieval
        : withMeaning(retrieval, {
            embedder,
            budget,
            limits: { day: tokens.day, person: tokens.person },
            mask: plainMask,
            onEmbedded: metrics.onEmbedded,
            now,
            failed,
          }),

    vectorRounds(leads) {
      if (embedder === null) return null;
      const embed = createEmbedding({
        vectors: createPassageVectors(db),
        embedder,
        budget,
        tokensPerDay: tokens.day,
        mask: plainMask,
        onEmbedded: metrics.onEmbedded,
      });
      return createRounds({
        name: "Making vectors of passages",
        everyMs: vectorsEveryMs,
        mayWork: leads,
        async work(signal) {
          await refreshPeople();
          await embed(signal);
        },
        log,
      });
    },
  };
}
