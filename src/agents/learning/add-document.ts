// "add this": documents that people send where they talk to us. What was read is said with the first of its words, and who has to
// look at it before anything of it is quoted. A document that came without a word about it is asked about.

import type { SentFile } from "#core/chat-event.ts";
import { isFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { may } from "#core/person.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Upload, Uploads } from "#knowledge/upload/uploads.ts";
import type { People } from "#ports/people.ts";
import type { Question } from "../agent.ts";
import { type Speech, speech } from "../speech.ts";
import { fileOfToken, readCommandFor } from "./document-token.ts";
import type { LearningHandler } from "./learning-agent.ts";
import { addingNeeds, cannotHere, howTo, mayNot } from "./no-document.ts";
import { told } from "./told-document.ts";

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

export function createAddDocumentHandler(deps: AddDocumentDeps): LearningHandler {
  return async (question, signal) => {
    const say = speech(question.locale, deps.timezone, question.now);
    const { id, text } = question.intent.slots;
    const asked = id === undefined ? null : fileOfToken(id);
    const files = asked ? [asked] : (question.files ?? []);
    if (files.length === 0) return howTo(deps.uploads, question, say);
    if (!may(question.person, addingNeeds)) return mayNot(say);
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
    return upload.kind === "taken"
      ? await told(deps.people, question, upload, say)
      : refused(upload, file, say);
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
