// The knowledge agent: what the operators have written down about jobs and errors, and what the codes mean.

import type { KnowledgeStore } from "#ports/knowledge-store.ts";
import type { Agent, AgentHealth } from "../agent.ts";
import { speech } from "../speech.ts";
import { explain } from "./error.ts";
import { owner } from "./owner.ts";
import { search } from "./search.ts";

export interface KnowledgeAgentDeps {
  readonly knowledge: KnowledgeStore;
  readonly timezone: string;
  readonly version: string;
}

export function createKnowledgeAgent({ knowledge, timezone, version }: KnowledgeAgentDeps): Agent {
  return {
    name: "knowledge-agent",
    title: "Knowledge Agent",
    version,
    introduction: {
      en: "I'm the knowledge agent. I know what your team wrote down about jobs and errors, and what error codes mean.",
      pt: "Sou o agente de conhecimento. Sei o que sua equipe registrou sobre jobs e erros, e o que significam os códigos de erro.",
    },
    capabilities: {
      en: ["explaining error codes", "finding the owner of a job", "searching the knowledge workbooks"],
      pt: [
        "explicar códigos de erro",
        "encontrar o responsável por um job",
        "pesquisar as planilhas de conhecimento",
      ],
    },
    intents: ["error.explain", "owner.who", "knowledge.search"],
    checkHealth: async () => healthOf(knowledge),
    async answer(question) {
      const asked = { question, knowledge, say: speech(question.locale, timezone, question.now) };
      switch (question.intent.name) {
        case "error.explain":
          return explain(asked);
        case "owner.who":
          return owner(asked);
        default:
          return search(asked);
      }
    },
  };
}

/** Healthy: every workbook is loaded. Degraded: some are not, or an older version is in use. */
function healthOf(knowledge: KnowledgeStore): AgentHealth {
  const files = knowledge.files();
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const loaded = files.filter((file) => file.state === "loaded");
  const problems = files.filter((file) => file.problem !== null);
  const told = problems.map((file) => `${file.file} is ${file.state}: ${file.problem}`).join(" ");
  if (files.length === 0)
    return {
      status: "degraded",
      detail: "There is no knowledge workbook: put .xlsx files in KNOWLEDGE_DIR.",
    };
  if (rows === 0 && loaded.length === 0) return { status: "unhealthy", detail: told };
  if (loaded.length < files.length) return { status: "degraded", detail: `${rows} rows are in use. ${told}` };
  const noun = files.length === 1 ? "workbook" : "workbooks";
  return {
    status: "healthy",
    detail: `${files.length} ${noun} loaded, ${rows} rows.${told === "" ? "" : ` ${told}`}`,
  };
}
