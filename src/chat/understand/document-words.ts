// What is said to a document: `add document …`, as its button says, and "add this", "upload", with the file beside the words.
// Nothing but these words is ever taken for it.

import type { Intent } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { Message } from "./words.ts";

export interface DocumentWords {
  readonly intent: Intent;
  /** null: the words tell nothing of the language. */
  readonly locale: Locale | null;
}

const token = /^add\s+document\s+([A-Za-z0-9_-]{8,6000})$/i;
const english =
  /^(?:please\s+)?(?:upload|(?:add|learn|read|take|upload)(?:\s+(?:this|it|these|them|the))?(?:\s+(?:file|files|document|documents|runbook|runbooks))?(?:\s+(?:as|to|into)\s+(?:the\s+|our\s+|your\s+)?knowledge(?:\s+base)?)?)(?:\s+please)?$/;
const portuguese =
  /^(?:por\s+favor\s+)?(?:enviar|(?:adicion[ae]r?|aprend[ae]r?|l(?:er|eia)|envi[ae]r?|guard[ae]r?)(?:\s+(?:isto|isso|este|esse|estes|esses|o|os))?(?:\s+(?:arquivo|arquivos|documento|documentos|runbook))?(?:\s+(?:como|ao?|no)\s+(?:o\s+)?conhecimento)?)(?:\s+por\s+favor)?$/;
/** As the prompt takes it; where a document must be sent, saying its name asks how. */
const named = /^(upload|enviar)\s+(?:\S+\.(?:xlsx|md|txt|csv|json|pdf|docx)|file|arquivo)$/;
/** Verbs that alone are said of much else. */
const bare = /^(?:please\s+)?(?:add|learn|read|take|ler|leia|aprend[ae]r?|guard[ae]r?|envia|envie)$/;

/** null: it is said of no document. `withFiles`: something was sent with it. */
export function readDocumentWords({ text, words }: Message, withFiles: boolean): DocumentWords | null {
  const said = text.slice(words[0]?.start ?? 0).trim();
  const button = token.exec(said);
  if (button?.[1]) return { intent: certain({ id: button[1] }), locale: null };
  if (said.length > 100) return null;
  const plain = fold(said).replace(/[.!]+$/, "");
  if (!withFiles && bare.test(plain)) return null;
  const of = named.exec(plain)?.[1];
  if (of) return { intent: certain({}), locale: of === "enviar" ? "pt" : null };
  // The prompt's own command, which people of every language type.
  if (plain === "upload") return { intent: certain({}), locale: null };
  if (english.test(plain)) return { intent: certain({}), locale: "en" };
  return portuguese.test(plain) ? { intent: certain({}), locale: "pt" } : null;
}

function certain(slots: Intent["slots"]): Intent {
  return { name: "knowledge.add", slots, confidence: 0.98 };
}
