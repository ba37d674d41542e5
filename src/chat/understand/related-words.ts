// What is asked of the graph: "what usually breaks together with X?", "who fixed X before?", "what is connected to X?", "who knows
// about ORA-01653?", and `related X`. As with other commands the words begin the message, name one thing and end with it. Who
// knows a job is asked of its owner; who knows an error, of those who resolved it.

import type { Intent, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import type { Lexicon } from "../understanding.ts";
import { isErrorCode, returnCodeOf } from "./codes.ts";
import type { Message } from "./words.ts";

/** What is asked of a thing; kept as the slot `text`. */
export type Aspect = "together" | "resolved" | "connected" | "knows";

export interface RelatedWords {
  readonly intent: Intent;
  readonly locale: Locale;
}

const labelEn = "(?:(?:the\\s+)?(?:hwa\\s+)?(?:job|error|code|job\\s*stream|stream|workstation)\\s+)?";
const labelPt = "(?:(?:[oa]\\s+)?(?:(?:job|erro|c[óo]digo|fluxo|esta[çc][ãa]o)\\s+)?)?";
const thing = "[\"'“”`«»]?(?<thing>[\\p{L}\\d_@#$.=\\/-]{2,100})[\"'“”`«»]?";
const often = "(?:usually|often|normally|typically|also|always|else|generally)";
const oftenPt = "(?:costuma|costumam|geralmente|normalmente|sempre|tamb[ée]m|mais)";

const forms: readonly (readonly [Aspect, Locale, RegExp])[] = [
  [
    "together",
    "en",
    `(?:what|which\\s+jobs?)(?:\\s+${often})*\\s+(?:breaks?|fails?|abends?|goes\\s+down)(?:\\s+${often})?(?:\\s+together)?\\s+(?:with|along\\s+with|when)\\s+${labelEn}${thing}(?:\\s+(?:breaks?|fails?|abends?|does|too))?`,
  ],
  [
    "together",
    "pt",
    `(?:o\\s+)?(?:que|quais\\s+jobs?)(?:\\s+${oftenPt})*\\s+(?:quebra[rm]?|falha[rm]?|abenda[rm]?|cai|caem|cair)(?:\\s+${oftenPt})?(?:\\s+junto)?\\s+(?:com|quando)\\s+${labelPt}${thing}(?:\\s+(?:quebra|falha|abenda|cai))?`,
  ],
  [
    "resolved",
    "en",
    `who(?:\\s+(?:has|had|have|usually|already|last))*\\s+(?:fixed|fixes|resolved|resolves|solved|solves|repaired)\\s+${labelEn}${thing}(?:\\s+(?:before|already|last\\s+time|the\\s+last\\s+time|in\\s+the\\s+past|previously|earlier|the\\s+most))?`,
  ],
  [
    "resolved",
    "pt",
    `quem(?:\\s+(?:j[áa]|[ée]\\s+que|costuma|geralmente|mais))*\\s+(?:resolveu|corrigiu|consertou|solucionou|resolve|corrige|resolver|corrigir|consertar)(?:\\s+(?:antes|mais))?\\s+${labelPt}${thing}(?:\\s+(?:antes|da\\s+[úu]ltima\\s+vez|na\\s+[úu]ltima\\s+vez|no\\s+passado|anteriormente))?`,
  ],
  [
    "connected",
    "en",
    `what(?:\\s+(?:is|are|all|else|things?))*\\s+(?:connected|related|linked|tied)\\s+(?:to|with)\\s+${labelEn}${thing}`,
  ],
  [
    "connected",
    "en",
    `(?:related|connections|graph|neighbou?rhood)(?:\\s+(?:to|of|for|around))?\\s+${labelEn}${thing}`,
  ],
  [
    "connected",
    "pt",
    `(?:o\\s+)?que(?:\\s+(?:est[áa]|tem|mais|h[áa]|se))*\\s+(?:ligad[oa]|conectad[oa]|relacionad[oa]|vinculad[oa]|rela[çc][ãa]o)\\s+(?:a|ao|à|com|com\\s+[oa]|aos?)\\s+${labelPt}${thing}`,
  ],
  [
    "connected",
    "pt",
    `(?:relacionad[oa]s?|conex[õo]es|grafo|vizinhan[çc]a)(?:\\s+(?:a|ao|à|d[oea]|com))?\\s+${labelPt}${thing}`,
  ],
  [
    "knows",
    "en",
    `who\\s+(?:knows|understands|can\\s+help\\s+with|has\\s+seen|saw)(?:\\s+(?:about|of|how\\s+to\\s+fix|something\\s+about|anything\\s+about|most\\s+about))?\\s+${labelEn}${thing}(?:\\s+before)?`,
  ],
  [
    "knows",
    "pt",
    `quem\\s+(?:sabe|entende|conhece|j[áa]\\s+viu|pode\\s+ajudar\\s+com)(?:\\s+(?:alguma\\s+coisa|algo|mais))?(?:\\s+(?:sobre|de|d[oa]|como\\s+resolver))?\\s+${labelPt}${thing}`,
  ],
].map(
  ([aspect, locale, pattern]) =>
    [aspect as Aspect, locale as Locale, new RegExp(`^${pattern}$`, "iu")] as const,
);

/** How a follow-up begins: "and who fixed it before?". */
const goesOn = /^(?:e|and|mas|but|so|ent[ãa]o|ok|a[íi])[,\s]+/iu;

/** null: it asks nothing of the graph. */
export function readRelatedWords(
  { text, words }: Message,
  lexicon: Pick<Lexicon, "job" | "jobStream" | "workstation">,
  context: ConversationContext | null,
): RelatedWords | null {
  const said = text
    .slice(words[0]?.start ?? 0)
    .trim()
    .replace(/^[/-]+/, "")
    .replace(goesOn, "")
    .replace(/[?!.\s]+$/u, "")
    .replace(/\s+/g, " ");
  if (said.length > 300) return null;
  for (const [aspect, locale, form] of forms) {
    const named = form.exec(said)?.groups?.thing;
    const slots = named === undefined ? null : slotsOf(named, lexicon, context);
    if (slots === null || (aspect === "knows" && slots.errorCode === undefined)) continue;
    return {
      intent: { name: "knowledge.related", slots: { ...slots, text: aspect }, confidence: 0.98 },
      locale,
    };
  }
  return null;
}

const leaning = /^(?:it|that|this|ele|ela|isso|isto)$/iu;
/** As HWA's names look: not a word of a sentence. */
const looksLikeAName = /^(?=.*[A-Z])[A-Z0-9_@#$./-]{3,}$|[_#]|^(?=.*\d)(?=.*[A-Z])[\w-]{3,}$/;

function slotsOf(
  named: string,
  lexicon: Pick<Lexicon, "job" | "jobStream" | "workstation">,
  context: ConversationContext | null,
): Slots | null {
  if (leaning.test(named)) {
    const { job, errorCode } = context?.lastSlots ?? {};
    if (typeof job === "string") return { job };
    return typeof errorCode === "string" ? { errorCode } : null;
  }
  const job = lexicon.job(named);
  if (job !== null) return { job };
  const jobStream = lexicon.jobStream(named);
  if (jobStream !== null) return { jobStream };
  const workstation = lexicon.workstation(named);
  if (workstation !== null) return { workstation };
  if (isErrorCode(named) || returnCodeOf(named) !== null) return { errorCode: named.toUpperCase() };
  // The graph may know a job that today's plan does not have.
  return looksLikeAName.test(named) ? { job: named } : null;
}
