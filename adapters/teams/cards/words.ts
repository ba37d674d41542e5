import type { Locale } from "#core/locale.ts";

/** What the cards themselves say, around what the house says. */
export interface Words {
  /** The language of the card, for screen readers. */
  readonly lang: string;
  readonly source: string;
  /** `at` is a time that the reader's client puts into its own zone; null in a text, which has none. `age`: null when it is fresh. */
  readonly readFrom: (age: string | null, at: string | null) => string;
  readonly moreLines: (count: number) => string;
  readonly moreCharacters: (count: number) => string;
  readonly moreRows: (count: number) => string;
  readonly moreFacts: (count: number) => string;
  readonly moreSources: (count: number) => string;
  readonly moreChoices: (count: number) => string;
  readonly file: (name: string, lines: number) => string;
  readonly forPeople: (names: string) => string;
  readonly onlyDeciders: string;
  readonly refresh: string;
  readonly choose: string;
  readonly pick: string;
  readonly pickFirst: string;
  readonly go: string;
  readonly required: (label: string) => string;
  readonly yes: string;
  readonly no: string;
}

export const words: Readonly<Record<Locale, Words>> = {
  en: {
    lang: "en",
    source: "Source",
    readFrom: (age, at) =>
      ["Read from HWA", at ? `at ${at}` : !age && "just now", age && `${age} before this message`]
        .filter(Boolean)
        .join(" "),
    moreLines: (count) => `… ${count} ${count === 1 ? "line" : "lines"} left out here …`,
    moreCharacters: (count) => `… (${count} more characters)`,
    moreRows: (count) => `… and ${count} more ${count === 1 ? "row" : "rows"} that do not fit here.`,
    moreFacts: (count) => `… and ${count} more ${count === 1 ? "detail" : "details"} that do not fit here.`,
    moreSources: (count) => `… and ${count} more`,
    moreChoices: (count) =>
      `${count} more ${count === 1 ? "choice does" : "choices do"} not fit here; type what you want.`,
    file: (name, lines) => `${name} has ${lines} lines, too many for a message.`,
    forPeople: (names) => `For ${names}`,
    onlyDeciders:
      "Only those who may decide see the buttons. Yours are missing? They are also in the details.",
    refresh: "Show my buttons",
    choose: "More choices",
    pick: "Pick one…",
    pickFirst: "Pick one first.",
    go: "Go",
    required: (label) => `${label} is needed.`,
    yes: "Yes",
    no: "No",
  },
  pt: {
    lang: "pt-BR",
    source: "Fonte",
    readFrom: (age, at) =>
      ["Lido do HWA", at ? `às ${at}` : !age && "agora há pouco", age && `${age} antes desta mensagem`]
        .filter(Boolean)
        .join(" "),
    moreLines: (count) => (count === 1 ? "… 1 linha omitida aqui …" : `… ${count} linhas omitidas aqui …`),
    moreCharacters: (count) => `… (mais ${count} caracteres)`,
    moreRows: (count) =>
      `… e mais ${count} ${count === 1 ? "linha que não cabe" : "linhas que não cabem"} aqui.`,
    moreFacts: (count) =>
      `… e mais ${count} ${count === 1 ? "detalhe que não cabe" : "detalhes que não cabem"} aqui.`,
    moreSources: (count) => `… e mais ${count}`,
    moreChoices: (count) =>
      `Mais ${count} ${count === 1 ? "opção não cabe" : "opções não cabem"} aqui; digite o que deseja.`,
    file: (name, lines) => `${name} tem ${lines} linhas, demais para uma mensagem.`,
    forPeople: (names) => `Para ${names}`,
    onlyDeciders: "Os botões aparecem só para quem pode decidir. Faltam os seus? Estão também nos detalhes.",
    refresh: "Mostrar meus botões",
    choose: "Mais opções",
    pick: "Escolha uma…",
    pickFirst: "Escolha uma primeiro.",
    go: "Ir",
    required: (label) => `${label} é obrigatório.`,
    yes: "Sim",
    no: "Não",
  },
};
