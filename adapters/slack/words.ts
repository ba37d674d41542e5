import type { Locale } from "#core/locale.ts";

/** What Slack's way in says itself. */
export interface Words {
  readonly thinking: string;
  /** The request may be lost: it never comes again by itself. */
  readonly notKept: string;
  readonly stranger: string;
  readonly notAButton: string;
  readonly oldDialog: string;
  readonly nothingToExplain: string;
  readonly dialogLate: string;
  readonly loading: string;
  readonly taken: string;
  readonly homeStranger: { readonly title: string; readonly text: string };
  readonly suggestions: string;
  readonly ask: {
    readonly title: string;
    readonly intro: string;
    readonly submit: string;
    readonly field: string;
  };
  readonly explain: string;
  readonly notEmpty: string;
  readonly notANumber: string;
  readonly tooLong: (most: number) => string;
}

export const words: Readonly<Record<Locale, Words>> = {
  en: {
    thinking: "is looking…",
    notKept:
      "Resync could not keep this in time. If no answer appears within a minute, nothing was done: please try again.",
    stranger:
      "Resync does not know you and may not answer you here. Ask an administrator of Resync to give you access.",
    notAButton: "This button is none that Resync understands any more. Ask again to get a new one.",
    oldDialog: "This dialog is not yours or no longer valid. Close it and press the button again.",
    nothingToExplain: "There is no text in this message that could be explained.",
    dialogLate: "The dialog could not be opened in time. Nothing was done: please press the button again.",
    loading: "Looking…",
    taken: "There is nothing to fill in any more; the button was taken as it is. You can close this.",
    homeStranger: {
      title: "Resync does not know you yet",
      text: "Ask an administrator of Resync to give you access, or write /resync link to connect this account with yours.",
    },
    suggestions: "Try one of these",
    ask: {
      title: "Ask Resync",
      intro: "The answer comes as a direct message.",
      submit: "Ask",
      field: "Your question or command",
    },
    explain: "explain",
    notEmpty: "Please write something here.",
    notANumber: "Please write a number.",
    tooLong: (most) => `Please use at most ${most} characters.`,
  },
  pt: {
    thinking: "está procurando…",
    notKept:
      "O Resync não conseguiu guardar isto a tempo. Se nenhuma resposta aparecer em um minuto, nada foi feito: tente de novo.",
    stranger:
      "O Resync não conhece você e não pode responder aqui. Peça acesso a um administrador do Resync.",
    notAButton: "O Resync não entende mais este botão. Pergunte de novo para receber um novo.",
    oldDialog: "Este diálogo não é seu ou não vale mais. Feche-o e pressione o botão de novo.",
    nothingToExplain: "Não há texto nesta mensagem que possa ser explicado.",
    dialogLate: "O diálogo não pôde ser aberto a tempo. Nada foi feito: pressione o botão de novo.",
    loading: "Procurando…",
    taken: "Não há mais nada a preencher; o botão valeu como está. Você pode fechar isto.",
    homeStranger: {
      title: "O Resync ainda não conhece você",
      text: "Peça acesso a um administrador do Resync, ou escreva /resync link para ligar esta conta à sua.",
    },
    suggestions: "Experimente uma destas",
    ask: {
      title: "Perguntar ao Resync",
      intro: "A resposta chega como mensagem direta.",
      submit: "Perguntar",
      field: "Sua pergunta ou comando",
    },
    explain: "explique",
    notEmpty: "Escreva algo aqui.",
    notANumber: "Escreva um número.",
    tooLong: (most) => `Use no máximo ${most} caracteres.`,
  },
};
