// What somebody thinks of an answer, out of their words: `feedback 4 good but slow`, `👍`, `nota 8`, `isso resolveu`, `não foi
// isso`. A figure or a thumb counts before the words around it; what remains is the comment.

import { cleanText, fold } from "../text.ts";
import type { Feedback } from "./interaction.ts";

export interface ReadFeedback {
  /** The answer it names; null: the last one. */
  readonly answer: string | null;
  /** null: the words do not tell. */
  readonly rating: Feedback["rating"];
  readonly comment: string | null;
}

export const longestComment = 1_000;

const prefix =
  /^\s*(?:[/@]?resync\b[\s:,]*)?(?:(?:feedback|rate|avaliar|avalia[cç][aã]o|avalio|avalia)\b[\s:,]*)?/iu;
const named = /(?:^|\s)answer=([\da-z-]{1,64})(?=\s|$)/i;
const thumb =
  /^(?:(?<up>👍|:\+1:|:thumbsup:|\+1(?=\s|[.,!;:]|$)|thumbs?[ -]up\b|joinha\b(?! para baixo))|(?<down>👎|:-1:|:thumbsdown:|-1(?=\s|[.,!;:]|$)|thumbs?[ -]down\b|joinha para baixo\b))(?:\p{Emoji_Modifier}|\ufe0f|:skin-tone-\d:)*/iu;
const figure =
  /^(?:(?:nota|note|score|rating)\s*[:=]?\s*)?(?<n>\d{1,2}|zero|one|two|three|four|five|ten|um|dois|tr[eê]s|quatro|cinco|dez)(?:\s*(?:\/|out of|of|de)\s*(?<of>5|10|cinco|dez|five|ten))?(?:\s*(?:stars?|estrelas?))?(?=\s|[.,!;:–—-]|$)/iu;
/** Figures that stand alone among other words are part of what is said: "took 4 minutes". */
const figureInside =
  /(?:\b(?:nota|rating|score)\s*[:=]?\s*(?<n>\d{1,2}|zero|cinco|dez)|(?<m>\d{1,2})\s*(?:\/|out of|de)\s*(?<of>5|10)|(?<s>[1-5])\s*(?:stars?|estrelas?))(?!\S*\d)/iu;

const spelled: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  um: 1,
  two: 2,
  dois: 2,
  three: 3,
  tres: 3,
  four: 4,
  quatro: 4,
  five: 5,
  cinco: 5,
  ten: 10,
  dez: 10,
};

const bad =
  /\b(?:not?|nao|never|nunca|isnt|wasnt|didnt|doesnt|isn.t|wasn.t|didn.t|doesn.t)\b(?:\s+\w+){0,2}?\s+(?:help\w*|useful|right|correct|good|great|solve\w*|fix\w*|work\w*|it|that|this|what|true|sense|isso|isto|resolve\w*|ajud\w*|util|serv\w*|cert\w*|bo[am]|bem|gost\w*|procede|verdade|funcion\w*)\b|\b(?:nope|wrong|useless|unhelpful|terrible|awful|bad|poor|incorrect|nonsense|misleading|way off|errad[oa]|errou|inutil|ruim|pessim[oa]|horrivel|nada a ver|viajou|incorret[oa]|ma resposta)\b|\bme+h\b/;
const good =
  /\b(?:solved|fixed|helpful|helped|helps|useful|worked|works|right|correct|great|good|perfect|nice|excellent|spot.on|nailed|saved|exactly|did the trick|thanks|thank you|resolveu|resolvido|ajudou|util|bo[am]|otim[oa]|perfeit[oa]|excelente|cert[oa]|corret[oa]|acertou|isso mesmo|era isso|exatamente|gostei|parabens|mandou bem|show|obrigad[oa]|valeu|serviu|funcionou|bela resposta)\b/;
const reserved = /\b(?:but|mas|porem|however|though|embora)\b/;

/** The rating's scale: thumbs are 1 and 5; up to ten is halved. */
function ofScale(n: number, of: number): Feedback["rating"] {
  const top = of > 5 || n > 5 ? 10 : 5;
  if (n > top) return null;
  return Math.max(1, Math.min(5, top === 10 ? Math.round(n / 2) : n)) as 1 | 2 | 3 | 4 | 5;
}

function numberOf(word: string | undefined): number | null {
  if (word === undefined) return null;
  return /^\d+$/.test(word) ? Number(word) : (spelled[fold(word)] ?? null);
}

/** Reads any text, however strange; never fails. */
export function readFeedback(text: string): ReadFeedback {
  const clean = cleanText(text.slice(0, 8 * longestComment));
  const answer = named.exec(clean)?.[1]?.toLowerCase() ?? null;
  const said = clean.replace(named, " ").replace(prefix, "").trim();
  const pressed = thumb.exec(said);
  if (pressed)
    return { answer, rating: pressed.groups?.up ? 5 : 1, comment: commentOf(said.slice(pressed[0].length)) };
  const first = figure.exec(said);
  const n = numberOf(first?.groups?.n);
  const rating = n === null ? null : ofScale(n, numberOf(first?.groups?.of) ?? 5);
  if (first && rating !== null) return { answer, rating, comment: commentOf(said.slice(first[0].length)) };
  return { answer, rating: ratingInside(said), comment: wordsOf(said) };
}

function ratingInside(said: string): Feedback["rating"] {
  const { groups } = figureInside.exec(said) ?? {};
  const n = numberOf(groups?.n ?? groups?.m ?? groups?.s);
  if (n !== null) return ofScale(n, numberOf(groups?.of) ?? 5);
  if (/👎/u.test(said)) return 1;
  if (/👍/u.test(said)) return 5;
  const folded = fold(said);
  if (bad.test(folded)) return 1;
  if (good.test(folded)) return reserved.test(folded) ? 4 : 5;
  return null;
}

function commentOf(rest: string): string | null {
  const comment = rest
    .replace(/^[\s.,:;!–—-]+/u, "")
    .slice(0, longestComment)
    .trim();
  return comment === "" ? null : comment;
}

/** A verdict of a few words says nothing beyond itself. */
function wordsOf(said: string): string | null {
  const bare = said.split(/\s+/).length <= 4 && (bad.test(fold(said)) || good.test(fold(said)));
  return bare ? null : commentOf(said);
}
