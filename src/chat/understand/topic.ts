// The topic of a search: what is left of a question when the asking is taken off it.

import type { Entity } from "./entities.ts";
import { tidy } from "./free-text.ts";
import { type Hit, isFiller, isKnownWord } from "./vocabulary.ts";
import type { Message, Word } from "./words.ts";

const set = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Taken off the front, one by one. */
const scaffold = set(
  `a an the any some of on for to about in when with is are was it there that this my our do does how what if we i you have got me please regarding related say says r u one should would works work
  o os as um uma uns umas de do da dos das no na nos nas em para pra pro com por sobre como que quando se qual quais tem ha existe algum alguma e um eu a la ai nossa nosso algo base
  find search look show give need want books rules rule regra regras writeup remind mostra procura busca pesquisa quero preciso me up resync article articles doc docs steps procedure
  funciona funcionam usa usam uso faz fazem where can could means mean meaning definition concerning kb wiki instrucao instrucoes caso casos temos gostaria podes pode podia`,
);
/** Behind these comes the topic, whatever was said before. */
const about = set("about concerning regarding sobre acerca referente");
/** "The rule for …", "algum caso de …". */
const sources = set(
  "rule rules regra regras caso casos instructions instrucoes information informacao informacoes article articles artigo artigos guide guia guidance writeup",
);
const links = set("for on of to para pra de do da dos das");
/** An aside asks again: "…, do we have such", "…, where is the procedure". */
const asking = set(
  "where how what who do does have any if is can may could please onde como qual quem tem temos ha existe voce pode posso sabe",
);
const askers = set("understand wonder wondering entender aprender aprendendo consultar");
const trailing = set(
  "please pls plz thanks obrigado obrigada pfv now agora resync procedure documented somewhere favor por gentileza ai here doc docs existe guardada guardado na no em base is tem have ha existir escrito escrita",
);

interface Range {
  readonly from: number;
  readonly to: number;
}

/** What stands in quotes, after a colon, or after the words that ask for it. */
export function topicOf(message: Message, entities: readonly Entity[], hits: readonly Hit[]): string | null {
  const { text, words } = message;
  const quote = entities.find((entity) => entity.kind === "quote");
  if (quote) return quote.value;
  const quoted = words.filter((word) => word.quoted);
  if (quoted.length === 1 && quoted[0]) return quoted[0].raw;
  const colon = /:\s+(\S[\s\S]{2,})$/.exec(text);
  if (colon?.[1]) return tidy(colon[1]);
  const asks = hits.filter(
    (hit) => hit.cues.has("knowledge") || hit.cues.has("knowledgeBase") || hit.cues.has("diagnose"),
  );
  let best: Range | null = null;
  for (const sentence of sentencesOf(message)) {
    const inside = asks.filter((hit) => hit.from >= sentence.from && hit.to <= sentence.to);
    const range = topicIn(message, sentence, inside);
    if (range.to <= range.from || (best && inside.length === 0)) continue;
    if (!best || isThin(words, best)) best = range;
  }
  const first = words[best?.from ?? -1];
  const last = words[(best?.to ?? 0) - 1];
  return first && last ? tidy(text.slice(first.start, last.end)) || null : null;
}

/** One word that everybody uses is no topic. */
function isThin(words: readonly Word[], { from, to }: Range): boolean {
  return words.slice(from, to).every(({ text }) => isFiller(text) || scaffold.has(text));
}

function sentencesOf({ text, words }: Message): Range[] {
  const ranges: Range[] = [];
  let from = 0;
  for (let at = 1; at <= words.length; at += 1) {
    const gap = text.slice(words[at - 1]?.end, words[at]?.start ?? text.length);
    if (at < words.length && !/[.?!]\s/.test(gap)) continue;
    ranges.push({ from, to: at });
    from = at;
  }
  return ranges;
}

function topicIn(message: Message, sentence: Range, asks: readonly Hit[]): Range {
  const { words } = message;
  const text = (at: number): string => words[at]?.text ?? "";
  let { from, to } = sentence;
  const lead = words.findIndex(
    (word, at) =>
      at >= from &&
      at < Math.min(to - 1, from + 14) &&
      (about.has(word.text) || (links.has(word.text) && sources.has(text(at - 1)))),
  );
  const asker = words.findIndex((word, at) => at >= from && at < to - 2 && askers.has(word.text));
  if (lead >= 0) from = lead + 1;
  else {
    const start = asks.find((hit) => hit.to < to)?.to ?? from;
    from = asker >= start ? asker + 1 : start;
    for (const hit of asks) if (hit.from <= from + 3 && hit.to < to) from = Math.max(from, hit.to);
  }
  while (from < to && scaffold.has(text(from))) from += 1;
  const lastAsk = asks.at(-1);
  if (lastAsk && lastAsk.to === to && lastAsk.from > from) to = lastAsk.from;
  to = withoutAside(message, from, to);
  while (to > from && trailing.has(text(to - 1))) to -= 1;
  return { from, to };
}

/** Without a last clause of common words only: "…, do we have such", "…, where is the procedure". */
function withoutAside({ text, words }: Message, from: number, to: number): number {
  for (let at = to - 1; at > from; at -= 1) {
    const word = words[at]?.text ?? "";
    if (!isFiller(word) && !isKnownWord(word) && word !== "such") return to;
    if (text.slice(words[at - 1]?.end, words[at]?.start).includes(","))
      return at - from >= 2 && asking.has(word) ? at : to;
  }
  return to;
}
