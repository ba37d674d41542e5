// "How much did the model use today?": asked in words that are nothing else.

import type { Intent } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { fold } from "#core/text.ts";
import type { Message } from "./words.ts";

const model = "(?:(?:language )?model|llm|ai)";
const english = new RegExp(
  `^(?:${model} (?:usage|budget|use|cost|tokens)(?: today)?|how (?:much|many tokens) (?:did|has|does|is) (?:the |our )?${model}(?:'s)? (?:use|used|spend|spent|cost|consume|consumed)(?: so far)?(?: today)?|(?:what is|what's) (?:left of )?the ${model}(?:'s)? (?:budget|usage)(?: today)?|tokens(?: used)? today)$`,
);
const modelo = "(?:modelo(?: de linguagem)?|llm|ia)";
const portuguese = new RegExp(
  `^(?:(?:uso|orcamento|custo|consumo|tokens) d[oa] ${modelo}(?: (?:de )?hoje)?|(?:quanto|quantos tokens) (?:[oa] )?${modelo} (?:ja )?(?:usou|gastou|custou|consumiu)(?: hoje)?|tokens(?: usados)?(?: de)? hoje)$`,
);

/** null: it is something else. */
export function readModelWords({
  text,
  words,
}: Message): { readonly intent: Intent; readonly locale: Locale } | null {
  const said = fold(text.slice(words[0]?.start ?? 0))
    .replace(/[’`]/g, "'")
    .replace(/[?.!\s]+$/, "")
    .replace(/\s+/g, " ");
  const locale = english.test(said) ? "en" : portuguese.test(said) ? "pt" : null;
  return locale && { intent: { name: "model.usage", slots: {}, confidence: 0.98 }, locale };
}
