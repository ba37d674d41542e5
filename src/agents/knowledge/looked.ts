// What every answer of the knowledge agent works with, and the honest word on where it looked.

import type { KnowledgeStore } from "#ports/knowledge-store.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";

export interface Asked {
  readonly question: Question;
  readonly knowledge: KnowledgeStore;
  readonly say: Speech;
}

/** One sentence: the workbooks that were searched, and those that could not be read. */
export function whereLooked({ knowledge, say }: Asked): string {
  const files = knowledge.files();
  const read = files.filter((file) => file.loadedAt !== null);
  const unread = files.filter((file) => file.loadedAt === null);
  const searched = read.map((file) => `${file.file} (${say.count(file.rows, one, many)})`);
  const failed = unread.map((file) => `${file.file}: ${file.problem ?? file.state}`).join(" ");
  const looked =
    searched.length === 0
      ? say.say({
          en: "No knowledge workbook is loaded.",
          pt: "Nenhuma planilha de conhecimento está carregada.",
        })
      : say.say({ en: `I looked in ${say.list(searched)}.`, pt: `Procurei em ${say.list(searched)}.` });
  return failed === ""
    ? looked
    : `${looked} ${say.say({ en: "Not readable:", pt: "Sem leitura:" })} ${failed}`;
}

const one = { en: "row", pt: "linha" };
const many = { en: "rows", pt: "linhas" };

/** Lines of an answer; empty ones are left out. */
export function lines(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === "string" && part !== "").join("\n");
}

export function numbered(steps: readonly string[]): readonly string[] {
  return steps.map((step, at) => `${at + 1}. ${step}`);
}
