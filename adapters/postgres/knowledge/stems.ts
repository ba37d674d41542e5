// Words cut to what their forms have in common, lightly, in English and in Portuguese without accents. A word of a passage is kept
// with both, because a row may mix the languages and nobody says which one it is in.

const known = new Map<string, readonly string[]>();
const mostKnown = 20_000;

/** One or two stems of a folded word. A document says the same words over and over, so the last ones are kept. */
export function stemsOf(word: string): readonly string[] {
  const kept = known.get(word);
  if (kept) return kept;
  if (known.size >= mostKnown) known.clear();
  const stems = cut(word);
  known.set(word, stems);
  return stems;
}

function cut(word: string): readonly string[] {
  if (/\d/.test(word) || word.length < 4) return [word];
  const english = englishStem(word);
  const portuguese = portugueseStem(word);
  return english === portuguese ? [english] : [english, portuguese];
}

function englishStem(word: string): string {
  let stem = word;
  if (stem.endsWith("sses")) stem = stem.slice(0, -2);
  else if (/[^ae]ies$/.test(stem)) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:s|x|z|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^sui]s$/.test(stem)) stem = stem.slice(0, -1);
  const verb = /^(.*[aeiouy].*?)(?:ing|ed|ion|ly|er)$/.exec(stem)?.[1];
  if (verb !== undefined && verb.length >= 3) stem = verb.replace(/([bdfgkmnprt])\1$/, "$1");
  return stem.length > 3 ? stem.replace(/e$/, "").replace(/y$/, "i") : stem;
}

function portugueseStem(word: string): string {
  let stem = word
    .replace(/(?:oes|aes|aos)$/, "ao")
    .replace(/ais$/, "al")
    .replace(/eis$/, "el")
    .replace(/ns$/, "m")
    .replace(/([rz])es$/, "$1")
    .replace(/([^s])s$/, "$1");
  const verb =
    /^(.{3,}?)(?:acao|icao|mente|amento|imento|ando|endo|indo|aram|eram|iram|ados?|adas?|idos?|idas?|ava|ou|eu|iu|ar|er|ir|am|em)$/.exec(
      stem,
    )?.[1];
  if (verb !== undefined) stem = verb;
  return stem.length > 3 ? stem.replace(/[aeo]$/, "") : stem;
}
