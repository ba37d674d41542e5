// How doubtful an answer is, by rules alone: each reason weighs by itself, and they add up as independent doubts do, so that two
// halves are more than a half and never more than certainty. An answer people found good is left alone.

import { doubtful, type Interaction, veryDoubtful } from "#core/knowledge/interaction.ts";
import { fold, oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";

/** What is known besides the answer itself. */
export interface Evidence {
  /** What the same person said next in the same conversation, soon after; null: nothing. */
  readonly next: Pick<Interaction, "question" | "intent" | "slots"> | null;
  /** Where there is something about what was answered with "unknown": a passage's cite; null: nothing is known. */
  readonly known: string | null;
  /** What a person said the cause of the incident was; null: nobody did. */
  readonly realCause: string | null;
  /** Who said so; absent or null: it is not known. */
  readonly realCauseBy?: string | null;
}

export interface Reason {
  /** 0–1: how doubtful the answer is if this were all. */
  readonly weight: number;
  readonly why: Wording;
}

export interface Verdict {
  readonly doubt: number;
  readonly reasons: readonly Reason[];
}

/** Answers that claim something of why, what and who, and so need a source. */
const claiming: ReadonlySet<string> = new Set([
  "job.diagnose",
  "job.why_waiting",
  "error.explain",
  "knowledge.search",
  "owner.who",
]);
/** What somebody says next and is no other try at the same question. */
const aside =
  /^(?:feedback|alert|approval|account|review|runbook|incident|task|agent|knowledge)\.|^(?:greeting|help)$/;
const goodEnough = 3;
const unsure = 0.6;

export function judgeByRules(interaction: Interaction, evidence: Evidence): Verdict {
  if (isLeftAlone(interaction)) return { doubt: 0, reasons: [] };
  const said = [ratedBadly(interaction), otherCause(interaction, evidence)].filter((each) => each !== null);
  const found = [
    knownAfterAll(interaction, evidence),
    unsourced(interaction),
    askedAgain(interaction, evidence),
    failedToLook(interaction),
    fellBack(interaction),
    understoodPoorly(interaction),
  ].filter((each) => each !== null);
  const reasons = [...said, ...found];
  const doubt = together(reasons);
  const most = isOnePersons(interaction, evidence) ? Math.max(together(found), veryDoubtful) : 1;
  return { doubt: Math.min(doubt, most), reasons };
}

/** Whoever found it good is believed before any rule. */
export function isLeftAlone({ feedback }: Pick<Interaction, "feedback">): boolean {
  const rating = averageOf(feedback);
  return rating !== null && rating >= goodEnough;
}

/** Whoever rates an answer badly and also says what the cause was is one person, and nobody alone takes away what others approved. */
function isOnePersons({ feedback }: Interaction, { realCause, realCauseBy }: Evidence): boolean {
  const bad = new Set(
    feedback.flatMap(({ rating, by }) => (rating !== null && rating < goodEnough ? [by] : [])),
  );
  if (realCause === null) return bad.size === 1;
  return realCauseBy ? bad.add(realCauseBy).size === 1 : false;
}

/** As independent doubts: 1 − Π(1 − weight). */
export function together(reasons: readonly Pick<Reason, "weight">[]): number {
  const sure = reasons.reduce((left, { weight }) => left * (1 - Math.min(1, Math.max(0, weight))), 1);
  return Math.round((1 - sure) * 1_000) / 1_000;
}

export type Consequence = "nothing" | "review" | "withdraw";

export function consequenceOf(doubt: number): Consequence {
  if (doubt > veryDoubtful) return "withdraw";
  return doubt > doubtful ? "review" : "nothing";
}

function averageOf(feedback: Interaction["feedback"]): number | null {
  const ratings = feedback.flatMap(({ rating }) => (rating === null ? [] : [rating]));
  return ratings.length === 0 ? null : ratings.reduce((sum, each) => sum + each, 0) / ratings.length;
}

/** One person's word is enough to have it looked at; two who agree outweigh the source. */
function ratedBadly({ feedback }: Interaction): Reason | null {
  const bad = feedback.filter(({ rating }) => rating !== null && rating < goodEnough);
  const [first] = bad;
  if (!first) return null;
  const said = bad.find(({ comment }) => comment !== null)?.comment ?? null;
  const quoted = said === null ? "" : `: “${oneLine(said, 160)}”`;
  const worst = Math.min(...bad.map(({ rating }) => rating ?? goodEnough));
  return {
    weight: bad.length > 1 ? 0.87 : worst === 1 ? 0.65 : 0.5,
    why:
      bad.length === 1
        ? {
            en: `It was rated ${first.rating} of 5${quoted}.`,
            pt: `Foi avaliada com ${first.rating} de 5${quoted}.`,
          }
        : {
            en: `${bad.length} people rated it badly, the worst with ${worst} of 5${quoted}.`,
            pt: `${bad.length} pessoas a avaliaram mal, a pior nota foi ${worst} de 5${quoted}.`,
          },
  };
}

/** What a person says the cause was, and the answer does not speak of. */
function otherCause({ answer, intent }: Interaction, { realCause }: Evidence): Reason | null {
  if (realCause === null || intent !== "job.diagnose") return null;
  const told = wordsOf(realCause);
  if (told.size === 0 || shareOf(told, wordsOf(answer)) >= 0.5) return null;
  const cause = oneLine(realCause, 160);
  return {
    weight: 0.7,
    why: {
      en: `Afterwards a person said the real cause was another one: “${cause}”.`,
      pt: `Depois uma pessoa disse que a causa real foi outra: “${cause}”.`,
    },
  };
}

/** What documents could have answered: that a job had no incident is no ignorance of what is written about it. */
function knownAfterAll({ mood, intent, sources }: Interaction, { known }: Evidence): Reason | null {
  if (known === null || (mood !== "unknown" && intent !== "unknown")) return null;
  if (intent !== "unknown" && !claiming.has(intent)) return null;
  if (sources.some(({ ref }) => ref === known)) return null;
  return {
    weight: 0.62,
    why: {
      en: `It said that nothing is known, although ${known} speaks of it.`,
      pt: `Disse que nada se sabe, embora ${known} fale disso.`,
    },
  };
}

function unsourced({ intent, sources, mood, model }: Interaction): Reason | null {
  if (sources.length > 0 || mood === "unknown") return null;
  if (model !== null)
    return {
      weight: 0.62,
      why: {
        en: "A language model worded it, and no source stands under it.",
        pt: "Um modelo de linguagem a redigiu, e não há fonte embaixo.",
      },
    };
  if (!claiming.has(intent)) return null;
  return {
    weight: 0.4,
    why: { en: "It claims something and names no source.", pt: "Ela afirma algo e não cita fonte." },
  };
}

function askedAgain({ question, intent, slots }: Interaction, { next }: Evidence): Reason | null {
  if (next === null || intent === "feedback.give" || aside.test(intent) || aside.test(next.intent))
    return null;
  const said = fold(question.trim());
  const again = fold(next.question.trim());
  const same = said === again;
  const subject = typeof slots.job === "string" ? slots.job : null;
  const alike = shareOf(wordsOf(question), wordsOf(next.question)) >= 0.6;
  const sameThing = next.intent === intent && subject !== null && next.slots.job === subject;
  if (!same && !alike && !sameThing) return null;
  const words = oneLine(next.question, 100);
  return {
    weight: 0.35,
    why: {
      en: `The same was asked again at once: “${words}”.`,
      pt: `O mesmo foi perguntado de novo em seguida: “${words}”.`,
    },
  };
}

function failedToLook({ tools }: Interaction): Reason | null {
  const failed = tools.filter(({ outcome }) => outcome === "failed");
  const [first] = failed;
  if (!first) return null;
  return {
    weight: 0.3,
    why: {
      en: `${first.tool} failed while it was made, so it may lack something.`,
      pt: `${first.tool} falhou enquanto ela era feita, então pode faltar algo.`,
    },
  };
}

function fellBack({ intent, model }: Interaction): Reason | null {
  if (intent !== "unknown" || model !== null) return null;
  return {
    weight: 0.3,
    why: { en: "The question was not understood.", pt: "A pergunta não foi entendida." },
  };
}

function understoodPoorly({ intent, confidence }: Interaction): Reason | null {
  if (intent === "unknown" || confidence >= unsure) return null;
  const percent = Math.round(confidence * 100);
  return {
    weight: 0.25,
    why: {
      en: `What was asked was understood with ${percent} % confidence only.`,
      pt: `O que foi perguntado foi entendido com apenas ${percent} % de confiança.`,
    },
  };
}

/** Words that carry something: three letters or more, folded. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    fold(text.slice(0, 4_000))
      .split(/[^\p{L}\p{N}_]+/u)
      .filter((word) => word.length > 2 && !common.has(word)),
  );
}

const common: ReadonlySet<string> = new Set(
  "the and for was not are were has had that this with from what why how who when did does job que por para com uma foi nao dos das como esta isso qual quem quando job".split(
    " ",
  ),
);

/** How much of the first is in the second, 0–1. */
function shareOf(words: ReadonlySet<string>, inside: ReadonlySet<string>): number {
  return words.size === 0 ? 0 : words.intersection(inside).size / words.size;
}
