// Reviews in words.

import { citeIn, entryName } from "#core/knowledge/entry-cite.ts";
import type { Review, ReviewKind } from "#core/knowledge/review.ts";
import { oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import type { NameOf, Reviewed } from "./review-desk.ts";

export const kindWords: Readonly<Record<ReviewKind, Wording>> = {
  entry: { en: "learned entry", pt: "entrada aprendida" },
  answer: { en: "answer", pt: "resposta" },
  source: { en: "source", pt: "fonte" },
};

export function headlineOf({ review }: Reviewed, say: Speech): string {
  const { kind, decided } = review;
  const title = oneLine(review.title, 200);
  const id = shortId(review.id);
  const open = decided === null;
  switch (kind) {
    case "entry":
      return open
        ? say.say({
            en: `I learned something; is it right? ${title} (review ${id})`,
            pt: `Aprendi uma coisa; está certa? ${title} (revisão ${id})`,
          })
        : say.say({ en: `Learned: ${title} (review ${id})`, pt: `Aprendido: ${title} (revisão ${id})` });
    case "answer":
      return say.say({
        en: `An answer of mine is doubtful: ${title} (review ${id})`,
        pt: `Uma resposta minha é duvidosa: ${title} (revisão ${id})`,
      });
    case "source":
      return say.say({
        en: `A source waits for a judgement: ${title} (review ${id})`,
        pt: `Uma fonte espera uma decisão: ${title} (revisão ${id})`,
      });
  }
}

/** `• 3f2a91bc · learned entry · Input file not found · since 03:12`. */
export function lineOf(review: Review, say: Speech): string {
  return `• ${shortId(review.id)} · ${say.say(kindWords[review.kind])} · ${oneLine(review.title, 120)} · ${say.say(
    {
      en: `since ${say.time(review.openedAt)}`,
      pt: `desde ${say.time(review.openedAt)}`,
    },
  )}`;
}

/** null: nobody has decided it. */
export function decidedWords({ decided, kind }: Review, nameOf: NameOf, say: Speech): string | null {
  if (!decided) return null;
  const who = nameOf(decided.by) ?? say.say({ en: "Somebody", pt: "Alguém" });
  const at = say.at(decided.at);
  const done = verdictWords(kind, decided.verdict);
  const why = decided.reason === null ? "" : `: ${oneLine(decided.reason, 500)}`;
  return say.say({ en: `${who} ${done.en} it ${at}${why}`, pt: `${who} ${done.pt} ${at}${why}` });
}

function verdictWords(kind: ReviewKind, verdict: "approved" | "rejected"): Wording {
  if (kind === "answer")
    return verdict === "approved"
      ? { en: "found it right and kept", pt: "achou certa e manteve" }
      : { en: "rejected", pt: "rejeitou" };
  return verdict === "approved" ? { en: "approved", pt: "aprovou" } : { en: "rejected", pt: "rejeitou" };
}

/** What follows from it, said to whoever decided. */
export function followsFrom(
  { kind, subject }: Review,
  verdict: "approved" | "rejected",
  say: Speech,
): string {
  switch (`${kind} ${verdict}` as const) {
    case "entry approved":
      return say.say({
        en: `From the next answer on it is cited as ${entryName(subject)}, with your name.`,
        pt: `A partir da próxima resposta é citada como ${citeIn("pt", entryName(subject))}, com o seu nome.`,
      });
    case "entry rejected":
      return say.say({
        en: "It is not used, and I ask again only when there is twice as much to say for it.",
        pt: "Não é usada, e só pergunto de novo quando houver o dobro de evidência.",
      });
    case "source approved":
      return say.say({
        en: "Answers may quote it from now on.",
        pt: "As respostas podem citá-la a partir de agora.",
      });
    case "source rejected":
      return say.say({ en: "Nothing of it is quoted.", pt: "Nada dela é citado." });
    case "answer approved":
      return say.say({
        en: "It counts as a good answer, also for fine-tuning.",
        pt: "Conta como boa resposta, também para o fine-tuning.",
      });
    case "answer rejected":
      return say.say({
        en: "It is kept out of everything that is learned from answers.",
        pt: "Fica fora de tudo o que se aprende das respostas.",
      });
  }
}

/** Reasons are kept as short codes or as sentences of whoever asked. */
export function reasonWords(reason: string, say: Speech): string {
  const [, times] = /^resolved_alike:(\d+)$/.exec(reason) ?? [];
  if (times !== undefined)
    return say.say({ en: `resolved alike ${times} times`, pt: `resolvido do mesmo jeito ${times} vezes` });
  if (reason === "written_by_a_person")
    return say.say({ en: "written by a person", pt: "escrito por uma pessoa" });
  const [, at, passages, who] =
    /^Version of (\d{4}-[\d-]+T[\d:.]+Z), (\d+) passages?, uploaded by (.*)\.$/s.exec(reason) ?? [];
  if (at !== undefined && passages !== undefined && who !== undefined) {
    const count = say.count(
      Number(passages),
      { en: "passage", pt: "trecho" },
      { en: "passages", pt: "trechos" },
    );
    const when = say.time(new Date(at));
    return say.say({
      en: `version of ${when}, ${count}, uploaded by ${oneLine(who, 120)}`,
      pt: `versão de ${when}, ${count}, enviada por ${oneLine(who, 120)}`,
    });
  }
  const [, why] = /^withdrawn: (.*)$/s.exec(reason) ?? [];
  if (why !== undefined) return say.say({ en: `withdrawn: ${why}`, pt: `retirada: ${why}` });
  return oneLine(reason, 300);
}
