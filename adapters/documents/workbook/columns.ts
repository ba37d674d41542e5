// Which column means what: headers in English and Portuguese, in any order, accents and case ignored.

import { fold } from "#core/text.ts";
import type { RowCells } from "./read-sheet.ts";

export const fields = [
  "job",
  "errorCode",
  "problem",
  "solution",
  "owner",
  "procedureUrl",
  "updated",
] as const;
export type Field = (typeof fields)[number];

/** Names of headers that operators use beyond ours, as `headerKey` writes them. */
export type HeaderNames = ReadonlyMap<string, Field>;

/** Column numbers by field, from one header row. */
export type Columns = ReadonlyMap<Field, number>;

const headers: Readonly<Record<Field, readonly string[]>> = {
  job: [
    "job name",
    "job",
    "jobname",
    "job names",
    "jobs",
    "hwa job",
    "tws job",
    "nome do job",
    "nome job",
    "nome da rotina",
    "rotina",
  ],
  errorCode: [
    "error code",
    "errorcode",
    "error",
    "error codes",
    "abend code",
    "return code",
    "rc",
    "code",
    "codigo de erro",
    "codigo do erro",
    "codigo erro",
    "codigo de abend",
    "codigo de retorno",
    "codigo",
    "erro",
  ],
  problem: [
    "problem",
    "problem description",
    "symptom",
    "symptoms",
    "description",
    "message",
    "problema",
    "sintoma",
    "descricao",
    "mensagem",
  ],
  solution: [
    "solution",
    "solutions",
    "resolution",
    "resolution steps",
    "steps",
    "fix",
    "action",
    "solucao",
    "resolucao",
    "passos",
    "acao",
    "correcao",
    "recovery",
    "recovery steps",
    "how to fix",
    "recuperacao",
    "como resolver",
  ],
  owner: [
    "owner",
    "owners",
    "contact",
    "responsible",
    "team",
    "responsavel",
    "responsaveis",
    "dono",
    "contato",
    "equipe",
    "time responsavel",
  ],
  procedureUrl: [
    "procedure url",
    "procedure",
    "procedure link",
    "documentation",
    "documentation url",
    "docs",
    "link",
    "url",
    "runbook url",
    "procedimento",
    "url do procedimento",
    "link do procedimento",
    "documentacao",
    "url da documentacao",
  ],
  updated: [
    "updated",
    "updated at",
    "last updated",
    "last checked",
    "date",
    "atualizado",
    "atualizado em",
    "ultima atualizacao",
    "revisado em",
    "data",
  ],
};

const fieldOf = new Map(
  Object.entries(headers).flatMap(([field, names]) => names.map((name) => [name, field as Field] as const)),
);

/** A header as it is compared: words without accents, case, punctuation; `errorCode` and `error_code` are `error code`. */
export function headerKey(header: string): string {
  return fold(header.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2"))
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** What a header means; null: nothing we know. */
export function fieldNamed(header: string, more?: HeaderNames): Field | null {
  if (header.length > 200) return null;
  const key = headerKey(header);
  return more?.get(key) ?? fieldOf.get(key) ?? null;
}

/**
 * The columns when this row is a header row: a job or an error code, and something known about it.
 * Of two columns with the same meaning the left one counts.
 */
export function columnsOf(cells: RowCells, more?: HeaderNames): Columns | null {
  const columns = new Map<Field, number>();
  for (const [column, cell] of [...cells].sort(([a], [b]) => a - b)) {
    if (!("text" in cell)) continue;
    const field = fieldNamed(cell.text, more);
    if (field && !columns.has(field)) columns.set(field, column);
  }
  return usable(columns) ? columns : null;
}

/** Enough to be a piece of advice: what it is about, and something that helps. */
export function usable(known: { has(field: Field): boolean }): boolean {
  const about = known.has("job") || known.has("errorCode");
  return about && (known.has("solution") || known.has("owner") || known.has("procedureUrl"));
}
