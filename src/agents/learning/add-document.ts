// "add this": documents that people send where they talk to us. What was read is said with the first of its words, and who has to
// look at it before anything of it is quoted. A document that came without a word about it is asked about.

import type { SentFile } from "#core/chat-event.ts";
import { isFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { may, type Permission } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { quotedLines } from "#core/without-quoted.ts";
import type { Upload, Uploads } from "#knowledge/upload/uploads.ts";
import type { People } from "#ports/people.ts";
import type { Question } from "../agent.ts";
import { type Speech, speech } from "../speech.ts";
import { fileOfToken, readCommandFor } from "./document-token.ts";
import type { LearningHandler } from "./learning-agent.ts";

export interface AddDocumentDeps {
  readonly uploads: Uploads;
  /** The bytes of a file sent in a thread; null: nothing can be fetched from that platform. */
  readonly fetchFile: (
    platform: string,
    thread: string,
    file: SentFile,
    signal: AbortSignal,
  ) => Promise<Uint8Array | null>;
  readonly people: Pick<People, "rights">;
  readonly timezone: string;
}

/** In the slot `text`: nobody said what the files are for. */
export const onlySent = "sent";
const mostFiles = 5;
const quoted = 600;
const add: Permission = "add_knowledge";
const judge: Permission = "review_knowledge";

export function createAddDocumentHandler(deps: AddDocumentDeps): LearningHandler {
  return async (question, signal) => {
    const say = speech(question.locale, deps.timezone, question.now);
    const { id, text } = question.intent.slots;
    const asked = id === undefined ? null : fileOfToken(id);
    const files = asked ? [asked] : (question.files ?? []);
    if (files.length === 0) return howTo(deps, question, say);
    if (!may(question.person, add)) return mayNot(say);
    if (text === onlySent) return askAbout(files, say);
    const answers: Reply[] = [];
    // One after the other: each is a process and some megabytes.
    for (const file of files.slice(0, mostFiles))
      answers.push(await taken(deps, question, file, say, signal));
    const [only] = answers;
    return only && answers.length === 1 && files.length === 1 ? only : together(answers, files, say);
  };
}

/** Beside the answer to a question that came with files. */
export function offersFor(files: readonly SentFile[], say: Speech): readonly Choice[] {
  return files.slice(0, mostFiles).map((file) => {
    const name = oneLine(file.name, 50);
    const label = say.say({ en: `Read ${name} as knowledge`, pt: `Ler ${name} como conhecimento` });
    return { id: readCommandFor(file), label, style: "default" };
  });
}

function askAbout(files: readonly SentFile[], say: Speech): Reply {
  const names = say.list(files.slice(0, mostFiles).map((file) => oneLine(file.name, 100)));
  const text =
    files.length === 1
      ? say.say({
          en: `Shall I read ${names} as knowledge? Nothing of it is quoted before somebody has approved it.`,
          pt: `Devo ler ${names} como conhecimento? Nada dele é citado antes de alguém aprovar.`,
        })
      : say.say({
          en: `Shall I read ${names} as knowledge? Nothing of them is quoted before somebody has approved it.`,
          pt: `Devo ler ${names} como conhecimento? Nada deles é citado antes de alguém aprovar.`,
        });
  return reply({
    locale: say.locale,
    text: [text, overflow(files, say)].filter(Boolean).join("\n"),
    choices: offersFor(files, say),
    data: { asked: files.map((file) => oneLine(file.name, 150)) },
  });
}

async function taken(
  deps: AddDocumentDeps,
  question: Question,
  file: SentFile,
  say: Speech,
  signal: AbortSignal,
): Promise<Reply> {
  const { person, platform, thread } = question;
  const name = oneLine(file.name, 100);
  try {
    using _place = deps.uploads.pace.enter(person.id);
    const bytes = await deps.fetchFile(platform, thread, file, signal);
    if (bytes === null) return cannotHere(name, say);
    const by = { who: { id: person.id, name: person.name }, surface: platform };
    const upload = await deps.uploads.take({ name: file.name, bytes }, by, signal);
    return upload.kind === "taken" ? await told(deps, question, upload, say) : refused(upload, file, say);
  } catch (error) {
    if (!isFault(error) || signal.aborted) throw error;
    const sentence = faultSentence(error, say.locale);
    return reply({
      locale: say.locale,
      mood: "bad",
      text: say.say({ en: `${name} was not read. ${sentence}`, pt: `${name} não foi lido. ${sentence}` }),
      choices: error.retryable ? [again(file, say)] : [],
      data: { name, taken: false, retryable: error.retryable },
    });
  }
}

async function told(
  deps: AddDocumentDeps,
  question: Question,
  { change, source, passages, review }: Extract<Upload, { kind: "taken" }>,
  say: Speech,
): Promise<Reply> {
  const name = redact(source.name);
  const count = say.count(
    source.passages,
    { en: "passage", pt: "trecho" },
    { en: "passages", pt: "trechos" },
  );
  const lines = [headline(change, name, count, say)];
  if (source.standing === "approved")
    lines.push(say.say({ en: "It is approved and quoted.", pt: "Está aprovado e é citado." }));
  else if (source.standing === "pending") lines.push(await waiting(deps, change, say));
  else
    lines.push(
      say.say({
        en: "Somebody rejected or withdrew it, so nothing of it is quoted.",
        pt: "Alguém o rejeitou ou retirou, por isso nada dele é citado.",
      }),
    );
  if (source.notes.length > 0)
    lines.push(
      say.say({ en: "Left out:", pt: "Ficou de fora:" }),
      ...source.notes.slice(0, 5).map((note) => `- ${redact(note)}`),
    );
  const first = passages.map(({ place, text }) => `[${place}] ${oneLine(redact(text), quoted)}`).join("\n");
  const quote =
    first === ""
      ? null
      : {
          title: say.say({ en: `What I read in ${name} first`, pt: `O que li primeiro em ${name}` }),
          text: first,
        };
  return reply({
    locale: say.locale,
    mood: "good",
    text: [...lines, quotedLines(quote)].filter((line) => line !== "").join("\n"),
    quote,
    choices: review && may(question.person, judge) ? verdicts(review.id.slice(0, 8), say) : [],
    data: {
      name,
      taken: true,
      change,
      source: source.id,
      standing: source.standing,
      passages: source.passages,
      review: review?.id ?? null,
    },
  });
}

function headline(change: string, name: string, count: string, say: Speech): string {
  switch (change) {
    case "new":
      return say.say({ en: `I read ${name}: ${count}.`, pt: `Li ${name}: ${count}.` });
    case "changed":
      return say.say({
        en: `I read the new version of ${name}: ${count}. The version before stays as it is until this one is approved.`,
        pt: `Li a nova versão de ${name}: ${count}. A versão anterior fica como está até esta ser aprovada.`,
      });
    default:
      return say.say({
        en: `I know ${name} already, and nothing in it has changed: ${count}.`,
        pt: `Já conheço ${name}, e nada nele mudou: ${count}.`,
      });
  }
}

async function waiting({ people }: AddDocumentDeps, change: string, say: Speech): Promise<string> {
  const known = await people.rights().catch(() => null);
  const judges = (known?.people ?? []).filter(
    (each) => !each.disabled && may({ id: each.id, name: each.name, roles: each.roles }, judge),
  );
  const names = judges.slice(0, 5).map(({ name }) => oneLine(name, 60));
  const who =
    names.length === 0
      ? say.say({ en: "somebody who may approve knowledge", pt: "alguém que possa aprovar conhecimento" })
      : say.some(names, judges.length);
  const still = change === "unchanged" ? say.say({ en: "still ", pt: "ainda " }) : "";
  return say.say({
    en: `It ${still}waits for a review by ${who}; until then nothing of it is quoted.`,
    pt: `Ele ${still}espera uma revisão de ${who}; até lá nada dele é citado.`,
  });
}

function verdicts(id: string, say: Speech): readonly Choice[] {
  return [
    {
      id: say.say({ en: `review approve ${id}`, pt: `revisão aprovar ${id}` }),
      label: say.say({ en: "Approve", pt: "Aprovar" }),
      style: "primary",
    },
    {
      id: say.say({ en: `review reject ${id}`, pt: `revisão rejeitar ${id}` }),
      label: say.say({ en: "Reject", pt: "Rejeitar" }),
      style: "danger",
    },
  ];
}

function refused(
  { reason, again: mayWork }: Extract<Upload, { kind: "refused" }>,
  file: SentFile,
  say: Speech,
): Reply {
  return reply({
    locale: say.locale,
    mood: "bad",
    text: say.say(reason),
    choices: mayWork ? [again(file, say)] : [],
    data: { name: oneLine(file.name, 150), taken: false, retryable: mayWork },
  });
}

function again(file: SentFile, say: Speech): Choice {
  return {
    id: readCommandFor(file),
    label: say.say({ en: "Try again", pt: "Tentar de novo" }),
    style: "default",
  };
}

function together(answers: readonly Reply[], files: readonly SentFile[], say: Speech): Reply {
  const bad = answers.filter(({ mood }) => mood === "bad").length;
  return reply({
    locale: say.locale,
    mood: bad === 0 ? "good" : bad === answers.length ? "bad" : "warning",
    text: [...answers.map(({ text }) => text), overflow(files, say)].filter(Boolean).join("\n\n"),
    quote: answers.find((each) => each.quote !== null)?.quote ?? null,
    data: answers.map(({ data }) => data),
  });
}

function overflow(files: readonly SentFile[], say: Speech): string {
  if (files.length <= mostFiles) return "";
  return say.say({
    en: `I take ${mostFiles} files at a time: send the other ${files.length - mostFiles} again.`,
    pt: `Aceito ${mostFiles} arquivos por vez: envie os outros ${files.length - mostFiles} de novo.`,
  });
}

function cannotHere(name: string, say: Speech): Reply {
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: say.say({
      en: `I cannot take ${name} from here: send it in Slack, in a personal chat in Teams, or to POST /api/knowledge/sources.`,
      pt: `Não consigo receber ${name} por aqui: envie-o no Slack, numa conversa pessoal no Teams ou para POST /api/knowledge/sources.`,
    }),
  });
}

function mayNot(say: Speech): Reply {
  return reply({
    locale: say.locale,
    mood: "bad",
    privately: true,
    text: say.say({
      en: `You may not add documents: it needs the permission "${add}", which operators have. Ask an administrator.`,
      pt: `Você não pode adicionar documentos: é preciso a permissão "${add}", que operadores têm. Fale com um administrador.`,
    }),
  });
}

function howTo({ uploads }: AddDocumentDeps, { platform, intent }: Question, say: Speech): Reply {
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
