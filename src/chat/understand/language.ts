// The language of a message, by the words that only one of the two has.

import type { Locale } from "#core/locale.ts";
import { languagesOf } from "./vocabulary.ts";
import type { Message } from "./words.ts";

/** Both vocabularies have them inside phrases ("on hold"), but alone only English does. */
const englishAlone = new Set(["on", "in", "please"]);
const portugueseLetters = /[ãõçáéíóúâêôà]/i;

/** null when the words do not tell, such as a lone job name. */
export function languageOf(message: Message, names: ReadonlySet<number>): Locale | null {
  let balance = 0;
  message.words.forEach((word, index) => {
    if (names.has(index) || word.quoted) return;
    const languages = languagesOf(word.text);
    // "do" is English but before a name or a noun of ours: "status do job X".
    const of =
      index > 0 && word.text === "do" && (names.has(index + 1) || message.words[index + 1]?.text === "job");
    if (of || portugueseLetters.test(word.raw)) balance -= 2;
    else if (englishAlone.has(word.raw.toLowerCase())) balance += 1;
    else if (languages?.size === 1) balance += languages.has("en") ? 1 : -1;
  });
  return balance > 0 ? "en" : balance < 0 ? "pt" : null;
}
