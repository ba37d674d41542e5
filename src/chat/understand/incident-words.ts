// What people say of incidents: "fixed by …", "the real cause was …", "incidents of X", and the same in Portuguese. As with other
// commands the words begin the message; a sentence that has them somewhere, or asks with them, is what it was.

import type { Intent, IntentName, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import type { Lexicon } from "../understanding.ts";
import { findTime } from "./times.ts";
import type { Message } from "./words.ts";

type Deed = Extract<IntentName, `incident.${string}`>;

export interface IncidentWords {
  readonly intent: Intent;
  readonly locale: Locale;
}

export interface SaidWhen {
  readonly lexicon: Pick<Lexicon, "job">;
  readonly context: ConversationContext | null;
  readonly now: Date;
  readonly timezone: string;
}

/** The beginning of an incident's or an alert's id: figures and letters, or eight and more. */
const id = "(?:#?(?<id>[0-9a-f]{8}-[0-9a-f-]{4,27}|(?=[0-9a-f]*\\d)(?=[0-9a-f]*[a-f])[0-9a-f]{4,8})\\s+)?";
const name = "(?<job>[\\p{L}\\d_@#$.\\/-]{2,200})";
const wasEn = "(?:was|were|is|has been|got)";
const doneEn = "(?:fixed|solved|resolved|cured)";
const donePt = "(?:resolvid[oa]s?|corrigid[oa]s?|solucionad[oa]s?|consertad[oa]s?)";
const told = "\\s*[:,]?\\s+(?<text>[^]+)$";
/** What was done, after a mark: "X is fixed: asked EDI for the file"; a comma is mark enough only after "I fixed X". */
const marked = "\\s*(?:[:;]|\\s[-–—])\\s+(?<text>[^]+)$";
const paused = "\\s*(?:[:;,]|\\s[-–—])\\s+(?<text>[^]+)$";
/** How it was done, as a Portuguese verb says it: "resolvido pedindo o arquivo". */
const doing = "\\s+(?<text>(?:\\p{L}+ndo)\\s+[^]+)$";
const didPt =
  "(?:resolvi|resolvemos|corrigi|corrigimos|consertei|consertamos|solucionei|solucionamos|arrumei|arrumamos)";
const jobPt = `(?:isso|(?:o\\s+)?(?:job\\s+|rotina\\s+)?${name})`;

const forms: readonly (readonly [Deed, Locale, RegExp])[] = [
  [
    "incident.fix",
    "en",
    new RegExp(`^(?:(?:it|that|this)\\s+)?(?:${wasEn}\\s+)?${doneEn}\\s+${id}(?:by|with|via)${told}`, "iu"),
  ],
  [
    "incident.fix",
    "en",
    new RegExp(`^(?:(?:i|we)\\s+)?${doneEn}\\s+${name}\\s+(?:by|with|via)${told}`, "iu"),
  ],
  ["incident.fix", "en", new RegExp(`^${name}\\s+${wasEn}\\s+${doneEn}\\s+(?:by|with|via)${told}`, "iu")],
  ["incident.fix", "en", new RegExp(`^what\\s+${doneEn}\\s+(?:it|that|this|${name})\\s+was${told}`, "iu")],
  [
    "incident.fix",
    "en",
    new RegExp(`^(?:the\\s+)?fix(?:\\s+(?:for|of)\\s+${name})?(?:\\s+was|\\s*:)${told}`, "iu"),
  ],
  [
    "incident.fix",
    "pt",
    new RegExp(
      `^(?:(?:isso|isto|ele|ela|j[áa])\\s+)?(?:foi\\s+)?${donePt}\\s+${id}(?:com|por|via)${told}`,
      "iu",
    ),
  ],
  ["incident.fix", "en", new RegExp(`^${name}\\s+${wasEn}\\s+${doneEn}${marked}`, "iu")],
  ["incident.fix", "en", new RegExp(`^(?:(?:i|we)\\s+)?${doneEn}\\s+${name}${marked}`, "iu")],
  ...[`\\s+(?:com|por|via)${told}`, marked, doing].flatMap((how): readonly [Deed, Locale, RegExp][] => [
    [
      "incident.fix",
      "pt",
      new RegExp(`^(?:o\\s+)?(?:job\\s+)?${name}\\s+(?:j[áa]\\s+)?(?:foi|est[áa])\\s+${donePt}${how}`, "iu"),
    ],
    ["incident.fix", "pt", new RegExp(`^${donePt}\\s+${jobPt}${how}`, "iu")],
    [
      "incident.fix",
      "pt",
      new RegExp(
        `^(?:(?:eu|j[áa]|a\\s+gente|n[óo]s)\\s+)*${didPt}\\s+(?:${jobPt})${how === marked ? paused : how}`,
        "iu",
      ),
    ],
  ]),
  [
    "incident.fix",
    "pt",
    new RegExp(`^(?:eu\\s+)?(?:resolvi|resolvemos|corrigi|corrigimos)\\s+com${told}`, "iu"),
  ],
  [
    "incident.fix",
    "pt",
    new RegExp(`^o\\s+que\\s+(?:resolveu|corrigiu)\\s+(?:isso\\s+|o\\s+${name}\\s+)?foi${told}`, "iu"),
  ],
  [
    "incident.fix",
    "pt",
    new RegExp(`^(?:a\\s+)?solu[çc][ãa]o(?:\\s+d[oea]\\s+${name})?(?:\\s+foi|\\s*:)${told}`, "iu"),
  ],
  [
    "incident.cause",
    "en",
    new RegExp(
      `^(?:no,?\\s+)?(?:the\\s+)?(?:real|actual|true|root)\\s+cause\\s+${id}(?:(?:of|for|with)\\s+(?:it|that|this|${name})\\s+)?(?:was|is)${told}`,
      "iu",
    ),
  ],
  [
    "incident.cause",
    "en",
    new RegExp(
      `^(?:the\\s+)?(?:real|actual|true|root)\\s+cause(?:\\s+(?:of|for)\\s+${name})?\\s*:\\s*(?<text>[^]+)$`,
      "iu",
    ),
  ],
  [
    "incident.cause",
    "pt",
    new RegExp(
      `^(?:n[ãa]o,?\\s+)?(?:a\\s+)?(?:verdadeira\\s+causa|causa\\s+(?:real|verdadeira|raiz))\\s+${id}(?:(?:d[oea]|n[oa])\\s+(?:isso|job\\s+${name.replace("<job>", "<job2>")}|${name})\\s+)?(?:foi|era|[ée])${told}`,
      "iu",
    ),
  ],
  [
    "incident.cause",
    "en",
    new RegExp(
      `^(?:actually|in\\s+fact),?\\s+${name}\\s+(?:failed|abended|broke|crashed)\\s+because(?:\\s+of)?${told}`,
      "iu",
    ),
  ],
  [
    "incident.cause",
    "pt",
    new RegExp(
      `^na\\s+verdade,?\\s+(?:o\\s+)?(?:job\\s+)?${name}\\s+(?:caiu|falhou|abendou|quebrou)\\s+(?:porque|por\\s+causa\\s+d[oea]s?)${told}`,
      "iu",
    ),
  ],
  [
    "incident.cause",
    "pt",
    new RegExp(
      `^(?:a\\s+)?causa\\s+(?:real|verdadeira|raiz)(?:\\s+d[oea]\\s+${name})?\\s*:\\s*(?<text>[^]+)$`,
      "iu",
    ),
  ],
];

const lists: readonly (readonly [Locale, RegExp])[] = [
  [
    "en",
    new RegExp(
      `^(?:(?:show|list|give)\\s+(?:me\\s+)?)?(?:(?:the|all|past|previous|last|recent|open)\\s+)*incidents?\\s+(?:of|for|on)\\s+(?:job\\s+)?${name}(?<rest>.*)$`,
      "iu",
    ),
  ],
  [
    "en",
    /^(?:(?:show|list|give)\s+(?:me\s+)?)?(?:the\s+)?(?:past|previous|recent)\s+incidents(?<rest>.*)$/iu,
  ],
  [
    "pt",
    new RegExp(
      `^(?:(?:mostr[ae]r?|list[ae]r?)\\s+(?:me\\s+)?)?(?:(?:os|todos|[úu]ltimos)\\s+)*incidentes?\\s+(?:(?:passados|anteriores|recentes|abertos)\\s+)?(?:d[oea]|n[oa])\\s+(?:job\\s+)?${name}(?<rest>.*)$`,
      "iu",
    ),
  ],
  [
    "pt",
    /^(?:(?:mostr[ae]r?|list[ae]r?)\s+(?:me\s+)?)?(?:os\s+)?(?:incidentes\s+(?:passados|anteriores|recentes)|[úu]ltimos\s+incidentes)(?<rest>.*)$/iu,
  ],
];

/** "I fixed X, thanks" tells that, and not how. */
const courtesy =
  /^(?:thanks?|thank you|thx|obrigad[oa]s?|valeu|pode(?:m)? (?:fechar|seguir)|(?:pode|please) close)\b/iu;

/** Words that may stand where a job's name does and are none. */
const noName =
  /^(?:it|that|this|the|them|everything|all|us|isso|isto|ele|ela|tudo|eles|o|a|last|today|yesterday|hoje|ontem|semana|week)$/iu;
/** As HWA's names look: not a word of a sentence. */
const looksLikeAName = /^(?=.*[A-Z])[A-Z0-9_@#$./-]{3,}$|[_#]|\d/;

/** null: it is said of no incident. */
export function readIncidentWords(message: Message, when: SaidWhen): IncidentWords | null {
  const { text, words } = message;
  const said = text.slice(words[0]?.start ?? 0).trim();
  for (const [locale, form] of lists) {
    const groups = form.exec(said.replace(/[?!.]+$/, ""))?.groups;
    if (!groups) continue;
    const job = groups.job === undefined ? null : nameOf(groups.job, when);
    if (groups.job !== undefined && job === null) continue;
    const span = spanIn(groups.rest ?? "", message, when);
    if (span === null) continue;
    return { intent: certain("incident.list", { ...(job ? { job } : {}), ...span }), locale };
  }
  // Whoever asks with these words tells nothing.
  if (/\?\W*$/.test(said)) return null;
  for (const [deed, locale, form] of forms) {
    const groups = form.exec(said)?.groups;
    const told = groups?.text?.trim() ?? "";
    if (!groups || !/[\p{L}\d]/u.test(told) || courtesy.test(told)) continue;
    const written = groups.job ?? groups.job2;
    const job = written === undefined || noName.test(written) ? null : nameOf(written, when);
    if (written !== undefined && !noName.test(written) && job === null) continue;
    return {
      intent: certain(deed, {
        ...(groups.id ? { id: groups.id.toLowerCase() } : {}),
        ...(job ? { job } : leanedOn(groups.id, when)),
        text: told,
      }),
      locale,
    };
  }
  return null;
}

/**
 * Under a card that asks what fixed it: anything that tells something is the answer, whoever it is said to. null: it is a
 * question, an order, a courtesy.
 */
export function answerToWhatFixed(text: string, read: Intent): Intent | null {
  const said = text.trim();
  const words = said.split(/\s+/).length;
  if (said === "" || words < 2 || /\?\W*$/.test(said) || notTold.test(said)) return null;
  // What was said as a command is that command.
  if (ofItsOwn.test(read.name) || (read.confidence >= asACommand && commanded.test(read.name))) return null;
  return certain("incident.fix", { text: said });
}

const ofItsOwn = /^(?:incident|alert|account|approval)\./;
const commanded = /^(?:feedback|agent|review|knowledge|task|runbook)\./;
const asACommand = 0.98;

/** A thank-you, a promise, an order to us, something said to one person. */
const notTold =
  /^(?:(?:@|\/|-)|(?:thanks?|thank you|thx|great|good|nice|ok|okay|cool|well done|perfect|obrigad[oa]|valeu|boa|beleza|show|perfeito|[óo]timo|parab[ée]ns)\b|(?:show|list|run|rerun|approve|reject|cancel|stop|mine|snooze|note|alerts?|why|what|who|when|where|how|status|log|logs|help|mostr[ae]r?|list[ae]r?|execut[ae]r?|rod[ae]r?|aprov[ae]r?|rejeit[ae]r?|cancel[ae]r?|por ?que|quem|quando|onde|como|qual|ajuda|meu|adiar|nota)\b|(?:i|we|eu|n[óo]s)(?:'ll|\s+will|\s+am|\s+are|\s+think|\s+guess|\s+don'?t|\s+do not|\s+vou|\s+vamos|\s+acho|\s+n[ãa]o)\b|(?:vou|vamos|acho|n[ãa]o sei|no idea|maybe|talvez|let me|let's|deixa)\b)/iu;

/** In the thread of a question about a job its job is meant; under a card the card says it. */
function leanedOn(id: string | undefined, { context }: SaidWhen): Slots {
  const job = context?.lastSlots.job;
  if (id !== undefined || context?.about || job === undefined || typeof job !== "string") return {};
  return { job };
}

function nameOf(written: string, { lexicon }: SaidWhen): string | null {
  const bare = written.replace(/[.,:;]+$/, "");
  if (noName.test(bare)) return null;
  return lexicon.job(bare) ?? (looksLikeAName.test(bare) ? bare : null);
}

/** null: what follows is no time. */
function spanIn(rest: string, { words }: Message, { now, timezone }: SaidWhen): Slots | null {
  if (!/[\p{L}\d]/u.test(rest)) return {};
  const time = findTime(words, now, timezone);
  return time ? time.span : null;
}

function certain(name: Deed, slots: Slots): Intent {
  return { name, slots, confidence: 0.98 };
}
