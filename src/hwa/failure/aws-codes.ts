// What HWA's own message codes mean and what to look at first. `AWS`, three letters of the component, three digits,
// and E(rror), W(arning) or I(nformation).

import type { Locale } from "#core/locale.ts";
import { awsMessages } from "./aws-messages.ts";

export interface AwsExplanation {
  readonly code: string;
  readonly severity: "error" | "warning" | "information";
  /** `exact`: this very message. `component`: only the part of HWA it comes from is known. */
  readonly known: "exact" | "component";
  readonly component: string | null;
  readonly meaning: string;
  /** The first thing to check. */
  readonly check: string;
}

const form = /^AWS([A-Z]{3})(\d{3})([EWI])$/;
const inText = /\bAWS[A-Z]{3}\d{3}[EWI]\b/g;

const severities = { E: "error", W: "warning", I: "information" } as const;

const components: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  BAT: { en: "batchman, which works through the plan", pt: "batchman, que executa o plano" },
  BCU: { en: "the common libraries of the engine", pt: "as bibliotecas comuns do motor" },
  BCV: {
    en: "mailman, which carries messages between workstations",
    pt: "mailman, que leva mensagens entre workstations",
  },
  BCW: {
    en: "writer, which receives messages from other workstations",
    pt: "writer, que recebe mensagens de outras workstations",
  },
  BDW: { en: "jobman, which launches jobs", pt: "jobman, que inicia os jobs" },
  BDX: { en: "jobman on Windows", pt: "jobman no Windows" },
  BEH: {
    en: "the command-line client's connection to the server",
    pt: "a conexão do cliente de linha de comando com o servidor",
  },
  BHT: { en: "batchman, which works through the plan", pt: "batchman, que executa o plano" },
  BHU: { en: "conman, the plan's command line", pt: "conman, a linha de comando do plano" },
  BIA: { en: "composer, the definitions' command line", pt: "composer, a linha de comando das definições" },
  BIN: { en: "operations on objects of the plan", pt: "operações sobre objetos do plano" },
  BIO: { en: "the fields of plan requests", pt: "os campos das requisições ao plano" },
  BIS: { en: "JnextPlan and the making of the plan", pt: "JnextPlan e a criação do plano" },
  DEC: { en: "netman's and mailman's message files", pt: "os arquivos de mensagens do netman e do mailman" },
  DEB: { en: "communication between processes", pt: "a comunicação entre processos" },
  EDW: { en: "netman, which accepts connections", pt: "netman, que aceita conexões" },
  ITA: { en: "the dynamic agent", pt: "o agente dinâmico" },
  JCL: { en: "the command line of the connector", pt: "a linha de comando do conector" },
  JCO: { en: "the connector to the engine", pt: "o conector do motor" },
  JCS: { en: "the connector's services", pt: "os serviços do conector" },
  JDB: {
    en: "the database of definitions and the security of objects",
    pt: "o banco de dados de definições e a segurança dos objetos",
  },
  JPL: {
    en: "the planner, which makes and extends the plan",
    pt: "o planejador, que cria e estende o plano",
  },
  JSY: { en: "access to the Symphony plan", pt: "o acesso ao plano Symphony" },
  KRP: { en: "the broker's job processing", pt: "o processamento de jobs do broker" },
  MSL: { en: "the message logger of event rules", pt: "o registrador de mensagens das regras de evento" },
  MSP: { en: "mail sent by event rules", pt: "os e-mails das regras de evento" },
  RES: { en: "the REST services", pt: "os serviços REST" },
  TAP: { en: "actions of event rules on the plan", pt: "as ações das regras de evento sobre o plano" },
};

const notKnown: Readonly<Record<Locale, (component: string | null) => string>> = {
  en: (component) =>
    component
      ? `A message of ${component}; this very code is not in the dictionary.`
      : "A message of HWA whose code is not in the dictionary.",
  pt: (component) =>
    component
      ? `Uma mensagem de ${component}; este código exato não está no dicionário.`
      : "Uma mensagem do HWA cujo código não está no dicionário.",
};

const readTheText: Readonly<Record<Locale, string>> = {
  en: "Read the whole message in the log and look the code up in HCL's Messages guide.",
  pt: "Leia a mensagem inteira no log e procure o código no guia de mensagens da HCL.",
};

/** Null when the text is no HWA message code at all. Case does not matter. */
export function explainCode(text: string, locale: Locale): AwsExplanation | null {
  const code = text.trim().toUpperCase();
  const match = form.exec(code);
  if (!match) return null;
  const [, letters = "", , severity = "E"] = match;
  const component = components[letters]?.[locale] ?? null;
  const message = awsMessages[code];
  return {
    code,
    severity: severities[severity as keyof typeof severities],
    known: message ? "exact" : "component",
    component,
    meaning: message?.[locale].meaning ?? notKnown[locale](component),
    check: message?.[locale].check ?? readTheText[locale],
  };
}

/** The HWA codes in a text, in order, each once. */
export function awsCodesIn(text: string): readonly string[] {
  return [...new Set(text.match(inText) ?? [])];
}
