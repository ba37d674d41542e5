// The guide: says who is here, who you are and what can be asked, and asks back when a question was not clear.

import type { IntentName } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { Agent, Question } from "./agent.ts";
import { answerLink, answerUnlink } from "./guide/account.ts";
import type { AccountDesk } from "./guide/account-desk.ts";
import { firstQuestions } from "./guide/first-questions.ts";
import { help } from "./guide/help.ts";
import { answerSignIn, type SignInDesk } from "./guide/sign-in.ts";
import type { AgentRegistry, AgentView } from "./registry.ts";
import { type Speech, speech } from "./speech.ts";
import { noModel } from "./think/model-agent.ts";

export interface GuideDeps {
  /** Read when asked, since the guide itself is one of the agents. */
  readonly registry: () => AgentRegistry;
  /** People and the codes that link their accounts. */
  readonly accounts: AccountDesk;
  /** One-time links into the web pages. */
  readonly signIn: SignInDesk;
  readonly timezone: string;
  readonly version: string;
  /** A language model is configured and answers for itself; absent: there is none, and the guide says so to who asks. */
  readonly model?: boolean;
}

/** Understood, but nobody here can do it in this version; said plainly rather than taken for something else. */
const notHereYet: readonly IntentName[] = ["ticket.list", "ticket.show"];

export function createGuide(deps: GuideDeps): Agent {
  const guide: Agent = {
    name: "guide",
    title: "Resync Guide",
    version: deps.version,
    introduction: {
      en: "I'm the guide: I know who is here and what you can ask.",
      pt: "Sou o guia: sei quem está aqui e o que você pode perguntar.",
    },
    capabilities: {
      en: [
        "say what can be asked",
        "introduce the other agents",
        "bind a conversation to one of them",
        "say who you are and link your accounts",
      ],
      pt: [
        "dizer o que pode ser perguntado",
        "apresentar os outros agentes",
        "ligar a conversa a um deles",
        "dizer quem você é e vincular suas contas",
      ],
    },
    intents: [
      "help",
      "greeting",
      "unknown",
      "agent.list",
      "agent.describe",
      "agent.talk_to",
      "agent.leave",
      "account.link",
      "account.unlink",
      "account.sign_in",
      ...(deps.model ? [] : (["model.usage"] as const)),
      ...notHereYet,
    ],
    checkHealth: async () => {
      const count = deps.registry().agents.length;
      return count > 1
        ? { status: "healthy", detail: `Knows ${count} agents.` }
        : { status: "degraded", detail: "No other agent is here to introduce." };
    },
    async answer(question, signal) {
      const say = speech(question.locale, deps.timezone, question.now);
      switch (question.intent.name) {
        case "greeting":
          return isThanks(question.text) ? welcome(say) : greeting(question, say);
        case "agent.list":
          return listAgents(await deps.registry().check(signal), say);
        case "agent.describe":
        case "agent.talk_to":
          return introduce(question, await deps.registry().check(signal), deps.registry(), say);
        case "agent.leave":
          return left(say);
        case "help":
          return help(question.person, question.platform, say);
        case "account.link":
          return answerLink(deps.accounts, question);
        case "account.unlink":
          return answerUnlink(deps.accounts, question);
        case "account.sign_in":
          return answerSignIn(deps.signIn, question);
        case "unknown":
          return lost(question, say);
        case "model.usage":
          return noModel(question, deps.timezone);
        default:
          return notYet(question, say);
      }
    },
  };
  return guide;
}

/** Thanks and goodbyes come with the greetings. */
function isThanks(text: string): boolean {
  return /\b(thanks?|thx|ty|cheers|bye|obrigad[oa]|obg|valeu|vlw|brigad[oa]|tchau|ate mais|ate logo)\b/.test(
    fold(text),
  );
}

function welcome(say: Speech): Reply {
  return reply({
    locale: say.locale,
    text: say.say({
      en: "You're welcome. I'm here when you need me.",
      pt: "Por nada. Estou aqui quando precisar.",
    }),
  });
}

function greeting({ person }: Question, say: Speech): Reply {
  return reply({
    locale: say.locale,
    text: say.say({
      en: "Hello. Ask me about a job, the last failures or the health of the plan.",
      pt: "Olá. Pergunte sobre um job, as últimas falhas ou a saúde do plano.",
    }),
    choices: firstQuestions(person, say.locale).slice(0, 3),
  });
}

function lost(question: Question, say: Speech): Reply {
  const shown = question.text.trim() !== "";
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: say.say(
      shown
        ? {
            en: "I did not understand that as a question about HWA, so I will not guess. Name a job, or try one of these.",
            pt: "Não entendi isso como uma pergunta sobre o HWA, então não vou adivinhar. Cite um job ou tente uma destas.",
          }
        : {
            en: "There was no readable text in that message. Try one of these.",
            pt: "Não havia texto legível nessa mensagem. Tente uma destas.",
          },
    ),
    choices: firstQuestions(question.person, say.locale),
  });
}

function notYet({ person }: Question, say: Speech): Reply {
  return reply({
    locale: say.locale,
    mood: "warning",
    text: say.say({
      en: "I understood that, but tickets are not part of this version of Resync. Nothing was started or changed.",
      pt: "Entendi, mas tickets não fazem parte desta versão do Resync. Nada foi iniciado nem alterado.",
    }),
    choices: firstQuestions(person, say.locale).slice(0, 3),
    data: { available: false },
  });
}

const healthWords: Readonly<Record<AgentView["status"], Wording>> = {
  healthy: { en: "healthy", pt: "saudável" },
  degraded: { en: "degraded", pt: "degradado" },
  unhealthy: { en: "not working", pt: "com falha" },
  unknown: { en: "unknown", pt: "desconhecido" },
};

function listAgents(views: readonly AgentView[], say: Speech): Reply {
  const well = views.filter((view) => view.status === "healthy").length;
  const head = say.say({
    en: `${well} of ${views.length} agents are healthy.`,
    pt: `${well} de ${views.length} agentes estão saudáveis.`,
  });
  const lines = views.map(
    (view) =>
      `• ${view.agent.title} ${view.agent.version}: ${say.say(healthWords[view.status])}. ${view.detail}`,
  );
  return reply({
    locale: say.locale,
    mood: well === views.length ? "good" : "warning",
    text: [head, ...lines].join("\n"),
    table: {
      columns: [say.say({ en: "Agent", pt: "Agente" }), say.say({ en: "Version", pt: "Versão" }), "Status"],
      rows: views.map((view) => [view.agent.title, view.agent.version, say.say(healthWords[view.status])]),
    },
    choices: views
      .filter((view) => view.agent.name !== "guide")
      .map((view) => ({
        id: `-talkto ${view.agent.name}`,
        label: view.agent.title,
        style: "default" as const,
      })),
    data: views.map((view) => ({
      name: view.agent.title,
      version: view.agent.version,
      status: view.status,
      last_check: view.lastCheck.toISOString(),
    })),
  });
}

function introduce(
  question: Question,
  views: readonly AgentView[],
  registry: AgentRegistry,
  say: Speech,
): Reply {
  const wanted = question.intent.slots.agent ?? "";
  const agent = registry.find(wanted);
  const view = views.find((each) => each.agent === agent);
  if (!agent || !view) {
    const names = registry.agents.map((each) => each.name);
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: wanted
        ? say.say({
            en: `No agent is called "${wanted}". Here are ${say.list(names)}.`,
            pt: `Nenhum agente se chama "${wanted}". Aqui estão ${say.list(names)}.`,
          })
        : say.say({
            en: `Which agent? Here are ${say.list(names)}.`,
            pt: `Qual agente? Aqui estão ${say.list(names)}.`,
          }),
      choices: names.map((name) => ({ id: `-talkto ${name}`, label: name, style: "default" })),
    });
  }
  const abilities = agent.capabilities[say.locale];
  const talking = question.intent.name === "agent.talk_to";
  const lines = [
    agent.introduction[say.locale],
    say.say({ en: `I can help with ${say.list(abilities)}.`, pt: `Posso ajudar a ${say.list(abilities)}.` }),
    `${say.say({ en: "Version", pt: "Versão" })} ${agent.version}, ${say.say(healthWords[view.status])}: ${view.detail}`,
    talking
      ? say.say({
          en: "This conversation is with me now; -leave ends it.",
          pt: "Esta conversa agora é comigo; -leave encerra.",
        })
      : say.say({
          en: `To talk to me: -talkto ${agent.name}`,
          pt: `Para falar comigo: -talkto ${agent.name}`,
        }),
  ];
  return reply({
    locale: say.locale,
    text: lines.join("\n"),
    choices: talking
      ? [{ id: "-leave", label: say.say({ en: "Leave", pt: "Sair" }), style: "default" }]
      : [{ id: `-talkto ${agent.name}`, label: say.say({ en: "Talk", pt: "Conversar" }), style: "primary" }],
    data: {
      name: agent.name,
      title: agent.title,
      version: agent.version,
      status: view.status,
      last_check: view.lastCheck.toISOString(),
      capabilities: abilities,
    },
  });
}

function left(say: Speech): Reply {
  return reply({
    locale: say.locale,
    text: say.say({
      en: "Done: this conversation is with all of Resync again.",
      pt: "Pronto: esta conversa voltou a ser com todo o Resync.",
    }),
  });
}
