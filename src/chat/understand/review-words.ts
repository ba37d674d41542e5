// What is said to the queue of reviews: `reviews`, `review 3f2a91bc`, `review approve 3f2a91bc`, `review reject 3f2a91bc the owner
// is wrong`, `aprovar revisão 3f2a91bc`. These are commands: nothing but their words, an id and what belongs to it is taken for one.
// Right after a review was shown, "approve it" and "rejeita, o dono é outro" are said of that review.

import type { Intent, IntentName, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import type { Message } from "./words.ts";

type Deed = Extract<IntentName, `review.${string}`>;

const verbs: readonly (readonly [Deed, string])[] = [
  ["review.approve", "approve|accept|aprovar|aprova|aprovo|aceitar"],
  ["review.reject", "reject|decline|rejeitar|rejeita|rejeito|recusar"],
  ["review.edit", "edit|change|reword|mudar|muda|editar|alterar|altera|corrigir"],
  ["review.show", "show|see|open|ver|mostrar|mostra|mostre|abrir|detalhes|details"],
];
const heads: readonly (readonly [Locale, string])[] = [
  ["en", "reviews?"],
  ["pt", "revis(?:ões|oes|ão|ao)"],
];
const kinds: readonly (readonly [kind: string, words: string])[] = [
  ["entry", "entry|entries|learned entries|entradas?|aprendid[ao]s?"],
  ["answer", "answers?|respostas?"],
  ["source", "sources?|documents?|uploads?|fontes?|documentos?"],
];

const forms = heads.flatMap(([locale, head]) =>
  verbs.flatMap(([deed, words]) => [
    [deed, locale, new RegExp(`^(?:${head})\\s+(?:${words})(?=[\\s:,]|$)[\\s:,]*`, "iu")] as const,
    [
      deed,
      locale,
      new RegExp(`^(?:${words})\\s+(?:(?:the|a|an|as)\\s+)?(?:${head})(?=[\\s:,]|$)[\\s:,]*`, "iu"),
    ] as const,
  ]),
);
const bare = heads.map(
  ([locale, head]) => [locale, new RegExp(`^(?:${head})(?=[\\s:,.?!]|$)[\\s:,]*`, "iu")] as const,
);
const lists: readonly (readonly [Locale, RegExp])[] = [
  [
    "en",
    /^(?:(?:list|show)(?: me)?(?: the| all| open)* reviews|reviews? (?:list|queue)|what(?:'s| is)? (?:wait(?:s|ing)|there) (?:for|to) (?:a )?(?:review|judge?ment)|open reviews|pending reviews)\W*$/i,
  ],
  [
    "pt",
    /^(?:(?:listar|lista|liste|mostrar|mostre|ver)(?: as| todas as)? revis(?:ões|oes)(?: abertas| pendentes)?|revis(?:ões|oes) (?:abertas|pendentes)|revis(?:ão|ao) lista(?:r)?|o que (?:espera|aguarda)(?: por)? (?:uma )?revis(?:ão|ao))\W*$/iu,
  ],
];

/** All that waits for whoever asks: approvals, with a word on the reviews. */
const forMe: readonly (readonly [Locale, RegExp])[] = [
  ["en", /^what(?:'s| is| else is)? (?:waits?|waiting|pending) (?:for|on) me\W*$/i],
  [
    "pt",
    /^o que (?:mais )?(?:me |est[áa] )?(?:espera(?:ndo)?|aguarda(?:ndo)?)(?: por mim)?(?: agora)?\W*$/iu,
  ],
];

/** The beginning of an id, as `learned entry 3f2a91bc` and `review 3f2a` have it. */
const idThen =
  /^(?:(?:(?:learned\s+)?entry|entrada(?:\s+aprendida)?)\s+)?#?((?=[0-9a-f-]*\d)[0-9a-f]{4,8}(?:-[0-9a-f-]{0,27})?|[0-9a-f]{8}(?:-[0-9a-f-]{0,27})?)(?=[\s.,:!?]|$)[\s,:]*/i;

export interface ReviewWords {
  readonly intent: Intent;
  readonly locale: Locale;
}

/** null: it is something else; a sentence about a review, or a job that is called REVIEW. */
export function readReviewWords({ text, words }: Message): ReviewWords | null {
  const said = text.slice(words[0]?.start ?? 0).trim();
  for (const [deed, locale, form] of forms) {
    const head = form.exec(said);
    if (!head) continue;
    const rest = said.slice(head[0].length);
    const id = idThen.exec(rest);
    if (id?.[1])
      return { intent: certain(deed, { id: id[1].toLowerCase(), ...after(deed, rest, id[0]) }), locale };
    if (/^\W*$/.test(rest)) return { intent: certain("review.list", {}), locale };
  }
  for (const [locale, form] of lists)
    if (form.test(said)) return { intent: certain("review.list", {}), locale };
  for (const [locale, form] of forMe)
    if (form.test(said)) return { intent: certain("approval.list", {}), locale };
  for (const [locale, form] of bare) {
    const head = form.exec(said);
    if (!head) continue;
    const rest = said.slice(head[0].length).replace(/[.!?]+$/, "");
    if (rest === "") return { intent: certain("review.list", {}), locale };
    const kind = kinds.find(([, names]) => new RegExp(`^(?:of |de |das? )?(?:${names})$`, "iu").test(rest));
    if (kind) return { intent: certain("review.list", { text: kind[0] }), locale };
    const id = idThen.exec(rest);
    if (id?.[1] && rest.slice(id[0].length).trim() === "")
      return { intent: certain("review.show", { id: id[1].toLowerCase() }), locale };
  }
  return null;
}

const shown = new Set(["review.show", "review.edit"]);
/** A command's words alone, with at most a word that points and a reason for no; anything else may name another thing. */
const verdicts: readonly (readonly [Deed, Locale, RegExp])[] = [
  [
    "review.approve",
    "en",
    /^(?:approved?|accept)(?:\s+(?:it|this|that|the draft))?(?:,?\s+please)?[\s.!]*$/iu,
  ],
  [
    "review.approve",
    "pt",
    /^(?:pode\s+)?(?:aprov(?:a|e|ar|o|ado)|aceit(?:a|e|ar|o))(?:\s+(?:el[ae]|iss[oa]|ess[ae]|est[ae]|isto|o rascunho))?(?:,?\s+por favor)?[\s.!]*$/iu,
  ],
  [
    "review.reject",
    "en",
    /^(?:reject|decline)(?:\s+(?:it|this|that|the draft))?(?:\s*[,:;.-]\s*(?:because\s+)?|\s+because\s+|\s*$)(?<why>.*)$/isu,
  ],
  [
    "review.reject",
    "pt",
    /^(?:pode\s+)?(?:rejeit(?:a|e|ar|o)|recus(?:a|e|ar|o))(?:\s+(?:el[ae]|iss[oa]|ess[ae]|est[ae]|isto|o rascunho))?(?:\s*[,:;.-]\s*(?:porque\s+)?|\s+porque\s+|\s*$)(?<why>.*)$/isu,
  ],
];

/** null: no review was shown to this person just now, or something else is said. */
export function readVerdictOnShown(
  { text, words }: Message,
  context: ConversationContext | null | undefined,
): ReviewWords | null {
  const id = context?.lastSlots.id;
  if (!context || id === undefined || context.about || context.awaiting) return null;
  if (!shown.has(context.lastIntent ?? "")) return null;
  const said = text.slice(words[0]?.start ?? 0).trim();
  for (const [deed, locale, form] of verdicts) {
    const found = form.exec(said);
    if (!found) continue;
    const why = found.groups?.why?.trim() ?? "";
    return { intent: certain(deed, { id, ...(why === "" ? {} : { reason: why }) }), locale };
  }
  return null;
}

function after(deed: Deed, rest: string, id: string): Slots {
  const more = rest.slice(id.length).trim();
  if (more === "") return {};
  return deed === "review.edit" ? { text: more } : { reason: more };
}

function certain(name: Deed | "approval.list", slots: Slots): Intent {
  return { name, slots, confidence: 0.98 };
}
