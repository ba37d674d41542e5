// The knowledge agent: what the operators have written down about jobs and errors, and what the codes mean.

import type { KnowledgeDesk } from "#knowledge/knowledge-desk.ts";
import { lookUp } from "#knowledge/look-up.ts";
import type { Agent, AgentHealth } from "../agent.ts";
import type { ReadFailureNow } from "../hwa-monitor/failure-now.ts";
import { speech } from "../speech.ts";
import { explain } from "./error.ts";
import { withFailureNow } from "./failed-now.ts";
import { inUse } from "./looked.ts";
import { owner } from "./owner.ts";
import { related as answerRelated, type RelatedDesk } from "./related.ts";
import { search } from "./search.ts";

export interface KnowledgeAgentDeps {
  readonly knowledge: KnowledgeDesk;
  /** How a job failed that a code is asked about; absent: the plan is not read. */
  readonly failureNow?: ReadFailureNow;
  /** Absent: there is no graph to ask. */
  readonly related?: RelatedDesk;
  readonly timezone: string;
  readonly version: string;
}

export function createKnowledgeAgent({
  knowledge,
  failureNow,
  related,
  timezone,
  version,
}: KnowledgeAgentDeps): Agent {
  return {
    name: "knowledge-agent",
    title: "Knowledge Agent",
    version,
    introduction: {
      en: "I'm the knowledge agent. I know what your team wrote down about jobs and errors, and what error codes mean.",
      pt: "Sou o agente de conhecimento. Sei o que sua equipe registrou sobre jobs e erros, e o que significam os códigos de erro.",
    },
    capabilities: {
      en: ["explaining error codes", "finding the owner of a job", "searching what your team wrote down"],
      pt: [
        "explicar códigos de erro",
        "encontrar o responsável por um job",
        "pesquisar o que sua equipe registrou",
      ],
    },
    intents: [
      "error.explain",
      "owner.who",
      "knowledge.search",
      ...(related ? (["knowledge.related"] as const) : []),
    ],
    checkHealth: async () => healthOf(knowledge),
    async answer(question, signal) {
      const asked = { question, knowledge, signal, say: speech(question.locale, timezone, question.now) };
      switch (question.intent.name) {
        case "error.explain":
          return failureNow
            ? withFailureNow(await explain(asked), question, failureNow, signal)
            : explain(asked);
        case "owner.who":
          return owner(asked);
        case "knowledge.related":
          return related ? answerRelated(asked, related) : search(asked);
        default:
          return search(asked);
      }
    },
  };
}

/** Healthy: every source is as it was read last. Degraded: newer versions of some were not taken. */
async function healthOf(knowledge: KnowledgeDesk): Promise<AgentHealth> {
  const looked = await lookUp(() => knowledge.sources.page({ limit: mostSources, offset: 0 }));
  if (looked.kind === "unread") return { status: "unhealthy", detail: looked.why.en };
  const { sources, total } = looked.value;
  const used = sources.filter(inUse);
  const passages = used.reduce((sum, source) => sum + source.passages, 0);
  const problems = sources.filter((source) => source.problem !== null);
  const notes = used.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`));
  const gone = sources.filter((source) => source.missing);
  const told = [
    ...problems.slice(0, mostProblems).map((source) => `${source.name}: ${source.problem}`),
    ...(problems.length > mostProblems ? [`${problems.length - mostProblems} more have problems.`] : []),
    ...notes.slice(0, mostProblems),
    ...(notes.length > mostProblems ? [`${notes.length - mostProblems} more notes of this kind.`] : []),
    ...(gone.length > 0
      ? [
          `Gone, and not quoted: ${gone
            .slice(0, mostProblems)
            .map((source) => source.name)
            .join(", ")}.`,
        ]
      : []),
  ].join(" ");
  if (used.length === 0)
    return problems.length + gone.length > 0
      ? { status: "unhealthy", detail: told }
      : { status: "degraded", detail: "Nothing is known: put documents in KNOWLEDGE_DIR." };
  const count = total > sources.length ? `More than ${used.length}` : String(used.length);
  const inUseNow = `${count} ${used.length === 1 ? "source" : "sources"} in use, ${passages} passages.`;
  return {
    status: problems.length > 0 ? "degraded" : "healthy",
    detail: told === "" ? inUseNow : `${inUseNow} ${told}`,
  };
}

const mostSources = 1_000;
const mostProblems = 5;
