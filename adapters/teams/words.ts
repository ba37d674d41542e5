import type { Locale } from "#core/locale.ts";

/** What the adapter itself says in Teams. */
export interface Words {
  readonly greeting: string;
  readonly greetingInChannel: string;
  readonly greetingOfStranger: string;
  readonly noAccess: string;
  readonly looking: string;
  /** A button was pressed, and what it led to is shown where it belongs. */
  readonly taken: string;
  readonly notTaken: string;
  readonly notForThis: string;
  /** Below an answer that was asked for among others. */
  readonly direct: string;
  readonly cannotWrite: string;
  readonly cut: string;
}

export const words: Readonly<Record<Locale, Words>> = {
  en: {
    greeting:
      "I am Resync: I know what HCL Workload Automation is doing, and I run the runbooks.\nAsk me in your own words, for instance “what failed last night?” or “why is PAYROLL waiting?”. Nothing is changed without an approval. “help” shows all you may do here.",
    greetingInChannel:
      "I am Resync: I know what HCL Workload Automation is doing, and I run the runbooks.\nMention me with a question, for instance “what failed last night?”; I answer in the thread, and your colleagues may ask on there. Nothing is changed without an approval.",
    greetingOfStranger:
      "I am Resync: I know what HCL Workload Automation is doing.\nI do not know your account, so I may tell you nothing. Ask an administrator of Resync to add you.",
    noAccess:
      "I do not know your account, so I may tell you nothing. Ask an administrator of Resync to add you.",
    looking: "Looking…",
    taken: "Taken; what comes of it is shown in this conversation.",
    notTaken: "This could not be taken just now. Nothing was done; press again in a moment.",
    notForThis: "This button is not one of Resync's, or of an older version of it. Ask for it again.",
    direct: "You asked this among others; only you read the answer.",
    cannotWrite:
      "I have an answer for you alone and cannot write to you: add the app Resync to your personal apps in Teams, then ask again.",
    cut: "… (the rest does not fit into a message)",
  },
  pt: {
    greeting:
      "Eu sou o Resync: sei o que o HCL Workload Automation está fazendo e executo os runbooks.\nPergunte com as suas palavras, por exemplo “o que falhou esta noite?” ou “por que PAYROLL está esperando?”. Nada é alterado sem aprovação. “ajuda” mostra tudo o que você pode fazer aqui.",
    greetingInChannel:
      "Eu sou o Resync: sei o que o HCL Workload Automation está fazendo e executo os runbooks.\nMencione-me com uma pergunta, por exemplo “o que falhou esta noite?”; respondo na conversa, e seus colegas podem continuar perguntando ali. Nada é alterado sem aprovação.",
    greetingOfStranger:
      "Eu sou o Resync: sei o que o HCL Workload Automation está fazendo.\nNão conheço a sua conta, por isso não posso contar nada a você. Peça a um administrador do Resync que inclua você.",
    noAccess:
      "Não conheço a sua conta, por isso não posso contar nada a você. Peça a um administrador do Resync que inclua você.",
    looking: "Procurando…",
    taken: "Recebido; o resultado aparece nesta conversa.",
    notTaken: "Isto não pôde ser recebido agora. Nada foi feito; pressione de novo em instantes.",
    notForThis: "Este botão não é do Resync, ou é de uma versão antiga dele. Peça de novo.",
    direct: "Você perguntou diante de outras pessoas; só você lê a resposta.",
    cannotWrite:
      "Tenho uma resposta só para você e não consigo lhe escrever: adicione o aplicativo Resync aos seus aplicativos pessoais no Teams e pergunte de novo.",
    cut: "… (o restante não cabe em uma mensagem)",
  },
};
