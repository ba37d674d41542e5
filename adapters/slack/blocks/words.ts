import type { Locale } from "#core/locale.ts";

/** What the messages themselves say, beside what they were given to show. */
export interface Words {
  readonly nothing: string;
  readonly linesLeftOut: (lines: number) => string;
  readonly rowsLeftOut: (rows: number, all: number) => string;
  readonly columnsLeftOut: (names: readonly string[]) => string;
  readonly factsLeftOut: (facts: number) => string;
  readonly source: string;
  readonly open: string;
  readonly readAt: string;
  readonly ageThen: (age: string) => string;
  readonly forThem: string;
  readonly moreToFind: (names: number) => string;
  readonly confirm: string;
  readonly goBack: string;
  readonly close: string;
  readonly yes: string;
  readonly no: string;
  readonly tooLongToShow: (characters: number) => string;
  readonly oneOf: (options: string) => string;
  readonly sectionsLeftOut: (sections: number) => string;
}

export const words: Readonly<Record<Locale, Words>> = {
  en: {
    nothing: "There is nothing to show.",
    linesLeftOut: (lines) => `[… ${lines} ${lines === 1 ? "line" : "lines"} left out: too long for Slack …]`,
    rowsLeftOut: (rows, all) => `${rows} of ${all} rows are not shown: Slack takes no more.`,
    columnsLeftOut: (names) => `Not shown, as Slack takes no more columns: ${names.join(", ")}.`,
    factsLeftOut: (facts) =>
      `${facts} more ${facts === 1 ? "fact is" : "facts are"} not shown: Slack takes no more.`,
    source: "Source:",
    open: "open",
    readAt: "Read from HWA",
    ageThen: (age) => `${age} old when it was sent`,
    forThem: "For",
    moreToFind: (names) => `and ${names} more`,
    confirm: "This is done at once.",
    goBack: "Go back",
    close: "Cancel",
    yes: "Yes",
    no: "No",
    tooLongToShow: (characters) => `Its value now has ${characters} characters and does not fit in here.`,
    oneOf: (options) => `One of: ${options}`,
    sectionsLeftOut: (sections) =>
      `${sections} more ${sections === 1 ? "part does" : "parts do"} not fit on this page.`,
  },
  pt: {
    nothing: "Não há nada para mostrar.",
    linesLeftOut: (lines) =>
      `[… ${lines} ${lines === 1 ? "linha omitida" : "linhas omitidas"}: longo demais para o Slack …]`,
    rowsLeftOut: (rows, all) => `${rows} de ${all} linhas não são mostradas: o Slack não aceita mais.`,
    columnsLeftOut: (names) => `Não mostradas, pois o Slack não aceita mais colunas: ${names.join(", ")}.`,
    factsLeftOut: (facts) =>
      `${facts === 1 ? "Mais 1 dado não é mostrado" : `Mais ${facts} dados não são mostrados`}: o Slack não aceita mais.`,
    source: "Fonte:",
    open: "abrir",
    readAt: "Lido do HWA",
    ageThen: (age) => `já com ${age} ao ser enviado`,
    forThem: "Para",
    moreToFind: (names) => `e mais ${names}`,
    confirm: "Isto é feito na hora.",
    goBack: "Voltar",
    close: "Cancelar",
    yes: "Sim",
    no: "Não",
    tooLongToShow: (characters) => `O valor atual tem ${characters} caracteres e não cabe aqui.`,
    oneOf: (options) => `Um de: ${options}`,
    sectionsLeftOut: (sections) =>
      `${sections === 1 ? "Mais 1 parte não cabe" : `Mais ${sections} partes não cabem`} nesta página.`,
  },
};
