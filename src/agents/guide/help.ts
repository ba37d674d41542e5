// "help": what this person may do here, on one screen of a phone. What they may not is not listed, and a visitor is told
// how to become more than one.

import { may, type Permission, type Person } from "#core/person.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";
import type { Speech } from "../speech.ts";
import { firstQuestions } from "./first-questions.ts";

interface Line {
  readonly needs: Permission;
  readonly words: Wording;
}

const lines: readonly Line[] = [
  {
    needs: "ask",
    words: {
      en: "status JOB · why JOB · log JOB · history JOB",
      pt: "status JOB · porque JOB · log JOB · historico JOB",
    },
  },
  {
    needs: "ask",
    words: {
      en: "failed 4h · late · alerts · health · handover",
      pt: "falhas 4h · atrasados · alertas · saude · turno",
    },
  },
  {
    needs: "ask",
    words: {
      en: "explain CODE · owner JOB · related JOB",
      pt: "explicar CODIGO · dono JOB · relacionado JOB",
    },
  },
  {
    needs: "ask",
    words: {
      en: "monitor JOB · incidents of JOB · feedback 4 why",
      pt: "monitorar JOB · incidentes do JOB · feedback 4 motivo",
    },
  },
  {
    needs: "add_knowledge",
    words: { en: "JOB was fixed by … · upload", pt: "JOB foi resolvido com … · enviar arquivo" },
  },
  {
    needs: "review_knowledge",
    words: { en: "reviews · review approve ID", pt: "revisões · revisão aprovar ID" },
  },
  {
    needs: "run_workflows",
    words: {
      en: "jobs · cancel ID · mine ID · snooze ID 2h",
      pt: "tarefas · cancelar ID · meu ID · adiar ID 2h",
    },
  },
  {
    needs: "run_workflows",
    words: { en: "runbooks · run RUNBOOK key=value", pt: "runbooks · executar RUNBOOK chave=valor" },
  },
  {
    needs: "decide",
    words: {
      en: "approvals · approve ID · reject ID why",
      pt: "aprovações · aprovar ID · rejeitar ID motivo",
    },
  },
  {
    needs: "scan_security",
    words: { en: "scan: how safe this installation is", pt: "scan: a segurança desta instalação" },
  },
  { needs: "ask", words: { en: "agents · -talkto AGENT · -leave", pt: "agentes · -talkto AGENTE · -leave" } },
];

const lookOnly: Line = {
  needs: "read_jobs",
  words: {
    en: "runbooks · approvals · jobs: to look at",
    pt: "runbooks · aprovações · tarefas: para consultar",
  },
};

/** How a question is put, where that is not plain. */
const places: Readonly<Record<string, Wording>> = {
  slack: {
    en: "In a channel: /resync and the command, or @Resync and your question. Here in private: just ask.",
    pt: "Em um canal: /resync e o comando, ou @Resync e a pergunta. No privado: é só perguntar.",
  },
  teams: {
    en: "In a channel: @Resync and your question or command. Here in private: just ask.",
    pt: "Em um canal: @Resync e a pergunta ou o comando. No privado: é só perguntar.",
  },
};

export function help(person: Person, platform: string, say: Speech): Reply {
  const mine = lines.filter(({ needs }) => may(person, needs));
  const acts = may(person, "run_workflows");
  const shown = acts ? mine : [...mine.slice(0, -1), lookOnly, ...mine.slice(-1)];
  const place = Object.hasOwn(places, platform) ? places[platform] : undefined;
  const text = [
    say.say({ en: "Ask in your own words, or say:", pt: "Pergunte com suas palavras ou diga:" }),
    ...shown.map(({ words }) => `• ${say.say(words)}`),
    ...(person.visitor ? [] : [`• ${say.say(accounts)}`]),
    ...(acts
      ? [
          say.say({
            en: "Whatever changes something asks first.",
            pt: "Tudo o que muda algo pede aprovação antes.",
          }),
        ]
      : []),
    ...(place ? [say.say(place)] : []),
    ...(person.visitor ? [say.say(howToLink(person.visitor))] : []),
  ].join("\n");
  return reply({ locale: say.locale, text, choices: firstQuestions(person, say.locale) });
}

const accounts: Wording = {
  en: "link: who you are, your accounts · sign in: the web pages",
  pt: "vincular: quem você é, suas contas · entrar: as páginas web",
};

/** What is said to a visitor who may nothing, whatever they asked. */
export const nothingButLink: Wording = {
  en: 'I do not know yet who you are, and strangers may ask nothing here. Say "link" to change that, or ask an administrator to link your account.',
  pt: 'Ainda não sei quem você é, e desconhecidos não podem perguntar nada aqui. Diga "vincular" para mudar isso, ou peça a um administrador que vincule sua conta.',
};

/** What a visitor is told below an answer and in the help. */
export function howToLink(visitor: NonNullable<Person["visitor"]>): Wording {
  return visitor === "member"
    ? {
        en: 'I do not know yet who you are, so you may only look. Say "link" to change that.',
        pt: 'Ainda não sei quem você é, então você só pode consultar. Diga "vincular" para mudar isso.',
      }
    : {
        en: "You are a guest here, so you may only look. An administrator can link your account.",
        pt: "Você é convidado aqui, então só pode consultar. Um administrador pode vincular sua conta.",
      };
}
