// Why nothing was read: there is no document, it cannot be had from here, or this person may not send one.

import type { Permission } from "#core/person.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Uploads } from "#knowledge/upload/uploads.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";

export const addingNeeds: Permission = "add_knowledge";

export function cannotHere(name: string, say: Speech): Reply {
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: say.say({
      en: `I cannot take ${name} from here: send it in Slack, in a personal chat in Teams, or to POST /api/knowledge/sources.`,
      pt: `Não consigo receber ${name} por aqui: envie-o no Slack, numa conversa pessoal no Teams ou para POST /api/knowledge/sources.`,
    }),
  });
}

export function mayNot(say: Speech): Reply {
  return reply({
    locale: say.locale,
    mood: "bad",
    privately: true,
    text: say.say({
      en: `You may not add documents: it needs the permission "${addingNeeds}", which operators have. Ask an administrator.`,
      pt: `Você não pode adicionar documentos: é preciso a permissão "${addingNeeds}", que operadores têm. Fale com um administrador.`,
    }),
  });
}

export function howTo(uploads: Pick<Uploads, "endings">, { platform, intent }: Question, say: Speech): Reply {
  const endings = say.list(uploads.endings);
  if (intent.slots.id !== undefined)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: say.say({
        en: "I do not know this file any more: send it again.",
        pt: "Não conheço mais este arquivo: envie-o de novo.",
      }),
    });
  const how: Readonly<Record<string, { en: string; pt: string }>> = {
    terminal: {
      en: "Say upload and the path of a document on this machine: upload ./runbook.docx.",
      pt: "Diga enviar e o caminho de um documento desta máquina: enviar ./runbook.docx.",
    },
    slack: {
      en: "Send me a document here, or mention me in the message that you share it with.",
      pt: "Envie-me um documento aqui, ou mencione-me na mensagem com que o compartilha.",
    },
    teams: {
      en: "Send me a document in our personal chat: Teams gives me the files of no other place.",
      pt: "Envie-me um documento na nossa conversa pessoal: o Teams não me dá os arquivos de outro lugar.",
    },
  };
  const here = how[platform] ?? {
    en: "Documents cannot be sent here: use POST /api/knowledge/sources, Slack, or a personal chat in Teams.",
    pt: "Não é possível enviar documentos por aqui: use POST /api/knowledge/sources, o Slack ou uma conversa pessoal no Teams.",
  };
  return reply({
    locale: say.locale,
    text: `${say.say(here)} ${say.say({ en: `I read ${endings}, up to 10 MB.`, pt: `Leio ${endings}, até 10 MB.` })}`,
  });
}
