// Which column means what: headers in English and Portuguese, in any order, accents and case ignored.

import { fold } from "#core/text.ts";
import type { RowCells } from "./read-sheet.ts";

export type Field = "job" | "errorCode" | "solution" | "owner" | "procedureUrl";

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
};

const fieldOf = new Map(
  Object.entries(headers).flatMap(([field, names]) => names.map((name) => [name, field as Field] as const)),
);

/**
 * The columns when this row is a header row: a job or an error code, and something known about it.
 * Of two columns with the same meaning the left one counts.
 */
export function columnsOf(cells: RowCells): Columns | null {
  const columns = new Map<Field, number>();
  for (const [column, cell] of [...cells].sort(([a], [b]) => a - b)) {
    if (!("text" in cell)) continue;
    const name = fold(cell.text)
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    const field = fieldOf.get(name);
    if (field && !columns.has(field)) columns.set(field, column);
  }
  const about = columns.has("job") || columns.has("errorCode");
  const known = columns.has("solution") || columns.has("owner") || columns.has("procedureUrl");
  return about && known ? columns : null;
}
