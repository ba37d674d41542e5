// Free text out of a sentence: the reason of a decision, what a verdict says beyond itself.

import { fold } from "#core/text.ts";
import type { Entity } from "./entities.ts";
import { findPhrases } from "./vocabulary.ts";
import type { Message } from "./words.ts";

const because =
  /^(?:because|cause|cuz|since|as|porque|por que|pq|pois|ja que|reason|motivo|comment|razao|por conta de|por causa de|due to)\b[\s:,-]*/;
const edges = /^[\s,;:.\-–—!?"'“”`]+|[\s,;:.!?"'“”`]+$/g;

export function tidy(text: string): string {
  return text.replace(edges, "");
}

/** The words after the decision: what follows the id, or follows "because". Null when nothing but the decision is said. */
export function reasonOf(message: Message, entities: readonly Entity[]): string | null {
  const id = entities.find((entity) => entity.kind === "id");
  const { words } = message;
  const stated = words.findIndex((word) => /^(?:because|porque|pq|pois|motivo|reason)$/.test(fold(word.raw)));
  let from = id ? id.to : stated >= 0 ? stated : afterDecision(message);
  if (from < 0) return null;
  while (from < words.length && isDecision(message, from)) from += 1;
  const first = words[from];
  if (!first) return null;
  const rest = words.slice(from);
  if (rest.every(({ raw, text }) => asides.has(fold(raw)) || decisions.has(text))) return null;
  if (rest.every((_, offset) => isDecision(message, from + offset))) return null;
  const text = tidy(message.text.slice(first.start));
  const opener = because.exec(fold(text));
  const reason = opener ? tidy(text.slice(opener[0].length)) : text;
  return reason === "" ? null : reason;
}

/** Whom it is given to: what follows the id, as it was written. */
export function personAfter({ text, words }: Message, entities: readonly Entity[]): string | null {
  const id = entities.find((entity) => entity.kind === "id");
  const first = id ? words[id.to] : undefined;
  if (!first) return null;
  const named = tidy(text.slice(first.start)).replace(/^(?:to|(?:para|pra)(?:\s+[oa])?|ao?|à)\s+/i, "");
  return tidy(named.replace(/\s+(?:please|pls|por favor)$/i, "")) || null;
}

const decisions = new Set(
  `approved aprovado aprovada rejected rejeitado rejeitada denied negado please now thanks thank you thx pls plz por favor pfv agora obrigado obrigada valeu then it for me para mim`.split(
    " ",
  ),
);

/** The word after a decision that names no id: "reject it, wrong window". -1 when the decision is all. */
function afterDecision({ text, words }: Message): number {
  for (let at = 1; at < words.length; at += 1) {
    if (!/[,:;–—]|\s-\s/.test(text.slice(words[at - 1]?.end, words[at]?.start))) continue;
    const rest = words.slice(at).map((word) => word.text);
    if (findPhrases(rest).every(({ cues }) => !cues.has("approve") && !cues.has("reject"))) return at;
  }
  return -1;
}

/** Nothing but these is the decision again: "…, podem avançar", "… to go through, refuse it please". */
const asides = new Set(
  "to go ahead through refuse decline deny reject approve proceed right away asap podem pode avancar avance seguir siga prosseguir prossiga rodar ja ok yes sim nao no kindly quick".split(
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

const named = /^[^:]{0,60}\b(?:feedback|avalia[cç][aã]o|rating)\b[^:]{0,20}:\s*(\S[\s\S]*)$/i;
const turns = /^(?:because|cause|cuz|since|but|mas|porque|pois|porem|only)$/;

/** The verdict said again: "…, that was the right cause", "…, era isso mesmo". */
const verdictOnly =
  /^(?:(?:that|it|this) was (?:it|the (?:right|wrong|real|correct|same) (?:\w+|cause|answer))|(?:a causa|a resposta|o motivo|era|foi) (?:era|foi|isso|essa|esse|mesmo)(?: (?:isso|essa|esse|mesmo|mesma))?)$/;

/** What a verdict says beyond itself: "wrong, the owner moved" says "the owner moved". Null for a verdict alone. */
export function remarkOf({ text, words }: Message): string | null {
  const said = named.exec(text)?.[1];
  if (said !== undefined) return tidy(said);
  for (let from = 1; from < words.length; from += 1) {
    const word = words[from];
    const before = words[from - 1];
    if (!word || !before) continue;
    const opens = turns.test(word.text);
    if (!opens && !/[,;.!:—–]|\s-\s/.test(text.slice(before.end, word.start))) continue;
    const start = opens ? from + 1 : from;
    const rest = words.slice(start).map((after) => after.text);
    const first = words[start];
    if (rest.length < 2 || !first) continue;
    const verdict =
      verdictOnly.test(rest.join(" ")) ||
      findPhrases(rest).some(({ cues }) => cues.has("feedback") || cues.has("thanks") || cues.has("bye"));
    if (!verdict) return tidy(text.slice(first.start)) || null;
  }
  return null;
}
