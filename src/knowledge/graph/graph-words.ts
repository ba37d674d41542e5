// The graph in words: what a thing is, and what an edge says, read from left to right.

import type { EdgeKind, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import { alike, type Wording } from "#core/wording.ts";

export const kindWords: Readonly<Record<NodeKind, Wording>> = {
  job: alike("job"),
  stream: { en: "job stream", pt: "fluxo" },
  workstation: { en: "workstation", pt: "estação" },
  resource: { en: "resource", pt: "recurso" },
  error: { en: "error", pt: "erro" },
  cause: { en: "cause", pt: "causa" },
  fix: { en: "fix", pt: "solução" },
  owner: { en: "owner", pt: "responsável" },
  document: { en: "document", pt: "documento" },
  incident: { en: "incident", pt: "incidente" },
  person: { en: "person", pt: "pessoa" },
  conversation: { en: "conversation", pt: "conversa" },
};

export const manyWords: Readonly<Record<NodeKind, Wording>> = {
  job: alike("jobs"),
  stream: { en: "job streams", pt: "fluxos" },
  workstation: { en: "workstations", pt: "estações" },
  resource: { en: "resources", pt: "recursos" },
  error: { en: "errors", pt: "erros" },
  cause: { en: "causes", pt: "causas" },
  fix: { en: "fixes", pt: "soluções" },
  owner: { en: "owners", pt: "responsáveis" },
  document: { en: "documents", pt: "documentos" },
  incident: { en: "incidents", pt: "incidentes" },
  person: { en: "people", pt: "pessoas" },
  conversation: { en: "conversations", pt: "conversas" },
};

export const edgeWords: Readonly<Record<EdgeKind, Wording>> = {
  runs_in: { en: "runs in", pt: "faz parte de" },
  runs_on: { en: "runs on", pt: "roda em" },
  follows: { en: "follows", pt: "vem depois de" },
  needs: { en: "needs", pt: "precisa de" },
  failed_with: { en: "failed with", pt: "falhou com" },
  caused_by: { en: "caused by", pt: "causado por" },
  cures: { en: "cures", pt: "resolve" },
  owns: { en: "owns", pt: "responde por" },
  mentions: { en: "mentions", pt: "menciona" },
  broke: { en: "broke", pt: "atingiu" },
  resolved: { en: "resolved", pt: "resolveu" },
  asked_about: { en: "asked about", pt: "perguntou sobre" },
  broke_with: { en: "broke with", pt: "quebrou junto com" },
};

/** A thing as people call it. `named`: people's names by their ids. */
export function labelOf({ kind, name }: NodeRef, named: ReadonlyMap<string, string>): string {
  if (kind === "person") return named.get(name) ?? name.slice(0, 8);
  if (kind === "incident" || kind === "conversation") return name.slice(0, 8);
  return kind === "cause" ? name.replaceAll("_", " ") : name;
}

/** Whoever told it, in a word or two. `document`: names of sources by their ids. */
export function sourceWords(source: string, documents: ReadonlyMap<string, string>): Wording {
  const [about = "", ...rest] = source.split(":");
  const id = rest.join(":");
  if (about === "plan") return { en: "the plan", pt: "o plano" };
  if (about === "incident") return { en: `incident ${id.slice(0, 8)}`, pt: `incidente ${id.slice(0, 8)}` };
  if (about === "conversations") return { en: "questions asked", pt: "perguntas feitas" };
  return alike(documents.get(id) ?? (id || source));
}
