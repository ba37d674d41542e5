// "sign in": a link into the web pages, asked for in words that are nothing else. More than these words is a question.

import type { Intent } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { Lexicon } from "../understanding.ts";
import type { Address } from "./commands.ts";

const english =
  /^(?:please\s+)?(?:(?:let|get)\s+me\s+in|(?:sign|log)(?:\s+me)?[\s-]?in)(?:\s+(?:link|page|to\s+resync|to\s+the\s+(?:web|page|pages)))?(?:\s+please)?$/;
const portuguese =
  /^(?:por\s+favor\s+)?(?:quero\s+)?(?:(?:fazer\s+|link\s+de\s+)?(?:login|logon)|entrar)(?:\s+(?:no\s+resync|na\s+(?:web|pagina)|nas\s+paginas))?(?:\s+por\s+favor)?$/;

export interface SignInCommand {
  readonly intent: Intent;
  /** What the words tell of the language; null: nothing. */
  readonly locale: Locale | null;
}

/** null when it is something else: a job may be called LOGIN. */
export function readSignIn({ message }: Pick<Address, "message">, lexicon: Lexicon): SignInCommand | null {
  const [first] = message.words;
  if (!first || (message.words.length === 1 && lexicon.job(first.raw) !== null)) return null;
  const said = fold(message.words.map(({ raw }) => raw).join(" "))
    .replace(/^[/-]+/, "")
    .replace(/[.!?]+$/, "");
  const intent: Intent = { name: "account.sign_in", slots: {}, confidence: 0.98 };
  if (said === "login") return { intent, locale: null };
  if (english.test(said)) return { intent, locale: "en" };
  return portuguese.test(said) ? { intent, locale: "pt" } : null;
}
