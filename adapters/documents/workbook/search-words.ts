// Words as the search sees them: without accents and case, whole names and their parts, near-plurals made equal.

import { fold } from "#core/text.ts";

const ignored = new Set(
  (
    "a an and are as at be by can could do does for from has have how i in is it its me my of on or our show tell " +
    "that the there this to us was we what when where which who why will with you your know about find search " +
    "job jobs error errors " +
    "o os as um uma uns umas e ou de do da dos das no na nos nas em por para com sem que qual quais como onde " +
    "quando se ser foi ha sobre me nos eu isso esse essa este esta sao busque procure mostre erro erros"
  ).split(" "),
);

/** Terms of a text, each once. `FINANCE_PAYROLL` gives the whole name and both parts. */
export function termsOf(text: string): ReadonlySet<string> {
  const terms = new Set<string>();
  for (const token of fold(text).split(/[^\p{L}\p{N}_.#@/-]+/u)) {
    const whole = token.replace(/^[_.#@/-]+|[_.#@/-]+$/g, "");
    if (whole === "") continue;
    const parts = whole.split(/[_.#@/-]+/);
    if (parts.length > 1 && whole.length <= 80) terms.add(whole);
    for (const part of parts) if (part !== "" && !ignored.has(part)) terms.add(stem(part));
  }
  return terms;
}

/** `files` and `file`, `falhas` and `falha`, `conexões` and `conexao` meet. */
function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word.slice(0, 40);
  return word
    .replace(/oes$/, "ao")
    .replace(/([aeou])is$/, "$1l")
    .replace(/([sxz]|ch|sh|r)es$/, "$1")
    .replace(/s$/, "")
    .slice(0, 40);
}
