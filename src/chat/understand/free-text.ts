// Free text out of a sentence: the reason of a decision, the topic of a search.

import { fold } from "#core/text.ts";
import type { Entity } from "./entities.ts";
import { findPhrases, type Hit } from "./vocabulary.ts";
import type { Message } from "./words.ts";

const because =
  /^(?:because|cause|cuz|since|as|porque|por que|pq|pois|ja que|reason|motivo|comment|razao|por conta de|por causa de|due to)\b[\s:,-]*/;
const edges = /^[\s,;:.\-–—!?"'“”`]+|[\s,;:.!?"'“”`]+$/g;

function tidy(text: string): string {
  return text.replace(edges, "");
}

/** The words after the decision: what follows the id, or follows "because". Null when nothing but the decision is said. */
export function reasonOf(message: Message, entities: readonly Entity[]): string | null {
  const id = entities.find((entity) => entity.kind === "id");
  const { words } = message;
  let from = id
    ? id.to
    : words.findIndex((word) => /^(?:because|porque|pq|pois|motivo|reason)$/.test(fold(word.raw)));
  if (from < 0) return null;
  while (from < words.length && isDecision(message, from)) from += 1;
  const first = words[from];
  if (!first) return null;
  const rest = words.slice(from);
  if (rest.every((_, offset) => isDecision(message, from + offset))) return null;
  const text = tidy(message.text.slice(first.start));
  const opener = because.exec(fold(text));
  const reason = opener ? tidy(text.slice(opener[0].length)) : text;
  return reason === "" ? null : reason;
}

const decisions = new Set(
  `please now thanks thank you thx pls plz por favor pfv agora obrigado obrigada valeu then it for me para mim`.split(
    " ",
  ),
);

function isDecision(message: Message, index: number): boolean {
  const word = message.words[index];
  if (!word) return true;
  const before = message.words[index - 1];
  // After a comma one may say the decision again: "don't approve 19, decline it".
  const gap = before ? message.text.slice(before.end, word.start) : "";
  if (decisions.has(word.text)) return true;
  const after = message.words.slice(index).map(({ text }) => text);
  const hits = findPhrases(after);
  const whole = hits.reduce(
    (sum, hit) =>
      sum +
      (hit.cues.has("decision") ||
      hit.cues.has("reject") ||
      hit.cues.has("approve") ||
      hit.cues.has("pronoun")
        ? hit.to - hit.from
        : 0),
    0,
  );
  return whole === after.length && (gap !== "" || after.length > 0);
}

const scaffold = new Set(
  `a an the any some of on for to about in when with is are was it there that this my our do does how what if we i you have got me please regarding related
  o os as um uma uns umas de do da dos das no na nos nas em para pra pro com por sobre como que quando se qual quais tem ha existe algum alguma e um eu a la ai
  find search look show give need want mostra procura busca pesquisa quero preciso me up resync article articles doc docs steps procedure`.split(
    /\s+/,
  ),
);
const trailing = new Set(
  "please pls plz thanks obrigado obrigada pfv now agora resync procedure documented somewhere favor por gentileza ai here doc docs".split(
    " ",
  ),
);

/** The topic of a search: what stands in quotes, after a colon, or after the words that ask for it. */
export function topicOf(message: Message, entities: readonly Entity[], hits: readonly Hit[]): string | null {
  const quote = entities.find((entity) => entity.kind === "quote");
  if (quote) return quote.value;
  const colon = /:\s+(\S[\s\S]{2,})$/.exec(message.text);
  if (colon?.[1]) return tidy(colon[1]);
  const asks = hits.filter(
    (hit) => hit.cues.has("knowledge") || hit.cues.has("knowledgeBase") || hit.cues.has("diagnose"),
  );
  const { words } = message;
  let from = asks.find((hit) => hit.to < words.length)?.to ?? 0;
  for (const hit of asks) if (hit.from <= from + 3 && hit.to < words.length) from = Math.max(from, hit.to);
  while (from < words.length && scaffold.has(words[from]?.text ?? "")) from += 1;
  let to = words.length;
  const lastAsk = asks.at(-1);
  if (asks.length > 0 && lastAsk && lastAsk.to === words.length && lastAsk.from > from) to = lastAsk.from;
  while (to > from && trailing.has(words[to - 1]?.text ?? "")) to -= 1;
  const first = words[from];
  const last = words[to - 1];
  if (!first || !last || to <= from) return null;
  return tidy(message.text.slice(first.start, last.end)) || null;
}
