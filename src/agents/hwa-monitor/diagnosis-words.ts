// A diagnosis in words: the cause and how sure it is, what is confirmed, ruled out and unknown, what mended it before.

import { causes } from "#core/diagnosis/causes.ts";
import type { Claim, Diagnosis, KnownFix, PastIncident } from "#core/diagnosis/diagnosis.ts";
import type { Blank, Evidence } from "#core/diagnosis/evidence.ts";
import { citeIn } from "#core/knowledge/entry-cite.ts";
import type { RecoveryHow } from "#core/knowledge/incident.ts";
import type { Wording } from "#core/wording.ts";
import type { Speech } from "../speech.ts";

export type Lines = readonly (string | null | false)[];

/** What is shown of a list before "all evidence" is asked for. */
const mostShown = 2;
const longestClaim = 180;
const worthGuessing = 0.1;

/** How sure it is, in words and in per cent; of an unknown one what is likeliest then. */
export function confidenceWords({ cause, hypotheses, verdict }: Diagnosis, say: Speech): string | null {
  if (cause) return sureWords(verdict === "confirmed", cause.probability, say);
  const guesses = hypotheses
    .filter(({ probability }) => probability >= worthGuessing)
    .slice(0, 2)
    .map((each) => `${say.say(causes[each.cause].name)} (${percent(each.probability)})`);
  if (guesses.length === 0) return null;
  return say.say({ en: `Perhaps ${guesses.join(" or ")}.`, pt: `Talvez ${guesses.join(" ou ")}.` });
}

export function sureWords(confirmed: boolean, probability: number, say: Speech): string {
  const sure = percent(probability);
  return confirmed
    ? say.say({ en: `Confirmed, ${sure} sure.`, pt: `Confirmado, ${sure} de certeza.` })
    : say.say({ en: `Likely, ${sure} sure.`, pt: `Provável, ${sure} de certeza.` });
}

/** `The cause, as Ana said on 4 Mar 03:12: "the disk was full".` null: nobody said it of this failure. */
export function toldCauseLine({ told }: Diagnosis, say: Speech): string | null {
  if (!told) return null;
  const at = say.time(told.at);
  return say.say({
    en: `Real cause, as ${told.by ?? "somebody"} said (${at}): "${told.text}"`,
    pt: `Causa real, segundo ${told.by ?? "alguém"} (${at}): "${told.text}"`,
  });
}

function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}

const confirmedTitle: Wording = { en: "Confirmed", pt: "Confirmado" };
const alsoConfirmed: Wording = { en: "Also confirmed", pt: "Também confirmado" };

/** Confirmed, ruled out and unknown, a line each; with `all` everything, a line for each piece and where it stands. */
export function findingLines(diagnosis: Diagnosis, say: Speech, all: boolean): Lines {
  const { confirmed, ruledOut, unknown, evidence } = diagnosis;
  if (all)
    return [
      ...listOf(confirmedTitle, confirmed, evidence, say),
      ...listOf({ en: "Ruled out", pt: "Descartado" }, ruledOut.map(bare), evidence, say),
      ...unknown.map((each) => unknownLine(each, say)),
    ];
  const blind = unknown.length - mostShown;
  return [
    withItLine(diagnosis, say),
    lineOf(diagnosis.cause ? alsoConfirmed : confirmedTitle, tellingOf(diagnosis), say),
    lineOf({ en: "Ruled out", pt: "Descartado" }, ruledOut.map(bare), say),
    ...unknown.slice(0, mostShown).map((each) => unknownLine(each, say)),
    blind > 0 &&
      say.say({
        en: `Unknown: ${blind} more, in all evidence.`,
        pt: `Desconhecido: mais ${blind}, em todas as evidências.`,
      }),
  ];
}

/** What speaks for the cause beyond the line that names it, then what is known of its history; without a cause everything. */
function tellingOf({ cause, confirmed, evidence, before }: Diagnosis): readonly Claim[] {
  if (!cause) return confirmed;
  const [named, ...others] = cause.for;
  return confirmed.filter(({ evidence: [id = ""] }) => {
    const look = evidence.find((each) => each.id === id)?.look;
    // The others that failed and the last time have lines of their own.
    if (id === named || look === "elsewhere" || id === `incident:${before?.incident}`) return false;
    return others.includes(id) || look === "changes" || look === "last_good_run" || look === "incidents";
  });
}

/** Others that failed with it, where that speaks for the cause. Nobody has looked into theirs, so it is not said to be the same. */
function withItLine({ cause, evidence }: Diagnosis, say: Speech): string | null {
  const found = evidence.find(({ id, look }) => look === "elsewhere" && cause?.for.includes(id));
  return (
    (found?.text &&
      say.say({
        en: `Perhaps related: ${cut(found.text.en)}.`,
        pt: `Talvez relacionado: ${cut(found.text.pt)}.`,
      })) ??
    null
  );
}

function lineOf(title: Wording, claims: readonly Claim[], say: Speech): string | null {
  if (claims.length === 0) return null;
  // What several sources say in the same words is said once.
  const said = [...new Set(claims.map((each) => cut(say.say(each.text)).replace(/\.$/, "")))];
  const shown = said.slice(0, mostShown);
  const more = said.length - shown.length;
  const rest = more > 0 ? say.say({ en: ` (and ${more} more)`, pt: ` (e mais ${more})` }) : "";
  return `${say.say(title)}: ${shown.join("; ")}${rest}.`;
}

function listOf(title: Wording, claims: readonly Claim[], evidence: readonly Evidence[], say: Speech): Lines {
  if (claims.length === 0) return [];
  return [
    `${say.say(title)}:`,
    ...claims.map((each) => `• ${cut(say.say(each.text), 400)}${sourceOf(each, evidence, say)}`),
  ];
}

function sourceOf({ evidence: ids }: Claim, evidence: readonly Evidence[], { locale }: Speech): string {
  const source = evidence.find((each) => ids.includes(each.id))?.source;
  return source ? ` [${citeIn(locale, source.ref)}]` : "";
}

/** "Ruled out" says the "not" already. */
function bare({ text, evidence }: Claim): Claim {
  return { text: { en: text.en.replace(/^not /, ""), pt: text.pt.replace(/^não é /, "") }, evidence };
}

function unknownLine({ text, findOut }: Blank, say: Speech): string {
  const both = (locale: "en" | "pt") =>
    [text[locale], findOut?.[locale]].filter((part) => part !== undefined).join(" ");
  return say.say({ en: `Unknown: ${both("en")}`, pt: `Desconhecido: ${both("pt")}` });
}

/** The best fix with where it stands; of sources that are as near and say otherwise each, with its date. */
export function fixLines({ fixes }: Diagnosis, say: Speech, all: boolean): Lines {
  const advice = fixes.filter(({ instructions }) => !instructions);
  const [best] = advice;
  const shown = advice.filter(
    (fix) =>
      fix === best || all || (fix.fits === best?.fits && fix.steps.length > 0 && best.fits !== "similar"),
  );
  const quoted = fixes.filter(({ instructions }) => instructions);
  return [
    // A link to a procedure is worth showing, and is no fix.
    !shown.some(({ steps }) => steps.length > 0) &&
      say.say({ en: "No fix for this is known.", pt: "Nenhuma solução conhecida para isso." }),
    ...shown.slice(0, all ? shown.length : mostShown).flatMap((fix, index): Lines => {
      const dated = shown.length > 1 && fix.dated ? `, ${fix.dated.toISOString().slice(0, 10)}` : "";
      const cite = `(${citeIn(say.locale, fix.source.ref)}${dated})`;
      if (fix.steps.length === 0) return [procedureLine(fix, cite, say)];
      return [
        `${say.say(fixTitle(fix, index))} ${cite}:`,
        ...fix.steps.map((step, at) => `${at + 1}. ${step}`),
        procedureOf(fix) &&
          say.say({ en: `Procedure: ${procedureOf(fix)}`, pt: `Procedimento: ${procedureOf(fix)}` }),
      ];
    }),
    ...quoted.slice(0, all ? quoted.length : 1).map(({ steps, source }) =>
      say.say({
        en: `HWA tells its operators: "${cut(steps.join("; "), 300)}" (${source.ref})`,
        pt: `O HWA diz aos operadores dele: "${cut(steps.join("; "), 300)}" (${source.ref})`,
      }),
    ),
  ];
}

function procedureLine({ fits, procedureUrl }: KnownFix, cite: string, say: Speech): string {
  return fits === "similar"
    ? say.say({
        en: `Procedure for a similar failure ${cite}: ${procedureUrl}`,
        pt: `Procedimento para uma falha parecida ${cite}: ${procedureUrl}`,
      })
    : say.say({ en: `Procedure ${cite}: ${procedureUrl}`, pt: `Procedimento ${cite}: ${procedureUrl}` });
}

/** null: a step names it already. */
function procedureOf({ steps, procedureUrl }: KnownFix): string | null {
  return procedureUrl !== null && steps.some((step) => step.includes(procedureUrl)) ? null : procedureUrl;
}

function fixTitle({ fits }: KnownFix, index: number): Wording {
  if (fits === "similar") return { en: "Fix of a similar failure", pt: "Solução de uma falha parecida" };
  return index === 0
    ? { en: "Known fix", pt: "Solução conhecida" }
    : { en: "Another source says", pt: "Outra fonte diz" };
}

export function ownerLine({ owners, fixes }: Diagnosis, say: Speech): string {
  if (owners.length === 0) return say.say({ en: "Owner: unknown.", pt: "Responsável: desconhecido." });
  const cited = new Set(fixes.slice(0, 1).map(({ source }) => source.ref));
  const told = owners.slice(0, mostShown).map(({ owner, source, gone }) => {
    const left = gone ? say.say({ en: ", who may have left", pt: ", que pode já ter saído" }) : "";
    return `${owner}${cited.has(source.ref) ? "" : ` (${citeIn(say.locale, source.ref)})`}${left}`;
  });
  return say.say({
    en: `Owner: ${told.join(" or ")}`,
    pt: `Responsável: ${told.join(" ou ")}`,
  });
}

const recovered: Readonly<Record<RecoveryHow, Wording>> = {
  rerun: { en: "rerun", pt: "reexecutado" },
  runbook: { en: "mended by a runbook", pt: "resolvido por um runbook" },
  confirmed: { en: "confirmed by hand", pt: "confirmado à mão" },
  cancelled: { en: "cancelled", pt: "cancelado" },
  by_itself: { en: "well again by itself", pt: "voltou sozinho" },
  gone: { en: "gone from the plan", pt: "saiu do plano" },
};

/** As a diagnosis has it, with names for ids, or as an alert keeps it. */
export interface ToldBefore extends Omit<PastIncident, "incident" | "at"> {
  readonly at: Date | number;
}

export function toldBefore(
  { before }: Pick<Diagnosis, "before">,
  names: ReadonlyMap<string, string>,
): ToldBefore | null {
  return before && { ...before, by: before.by.flatMap((id) => names.get(id) ?? []) };
}

/** When it happened last, what mended it and who did; its code where it is not `code`, which is undefined where nothing failed now. */
export function lastTimeLine(
  before: ToldBefore | null,
  { job, code }: { readonly job: string; readonly code: string | null | undefined },
  say: Speech,
): string | null {
  if (!before) return null;
  const whose = before.job === job ? "" : `${before.job} `;
  const isOther = code !== null && before.errorCode !== null && before.errorCode !== code;
  const another = !isOther && before.same === false;
  const steps = before.steps.slice(0, 4);
  const took = before.tookMs === null ? null : say.duration(before.tookMs);
  const how = [
    before.how && say.say(recovered[before.how]),
    took && say.say({ en: `after ${took}`, pt: `após ${took}` }),
  ];
  const what = [
    before.realCause &&
      say.say({ en: `the cause was "${before.realCause}"`, pt: `a causa foi "${before.realCause}"` }),
    steps.join("; "),
    how.filter(Boolean).join(" "),
  ].filter(Boolean);
  const by =
    before.by.length > 0
      ? say.say({ en: `, by ${say.list(before.by)}`, pt: `, por ${say.list(before.by)}` })
      : "";
  const when = `${whose}${say.time(new Date(before.at))}${isOther ? ` (${before.errorCode})` : another ? say.say({ en: " (another failure)", pt: " (outra falha)" }) : ""}`;
  const told = what.join("; ");
  return say.say({
    en: `Last time: ${when}: ${told || "nobody said what mended it"}${by}.`,
    pt: `Última vez: ${when}: ${told || "ninguém disse o que resolveu"}${by}.`,
  });
}

function cut(text: string, longest = longestClaim): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= longest ? flat : `${flat.slice(0, longest - 1).trimEnd()}…`;
}
