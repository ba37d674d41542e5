// "What does ORA-01653 mean?": the meaning from the code tables, the fix and the owner from what is known.

import { addressesIn } from "#core/addresses-in.ts";
import { causes, isCause } from "#core/diagnosis/causes.ts";
import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import { canonicalCode, type ErrorExplanation, explainError } from "#hwa/failure/explain-error.ts";
import { adviceIn, departureOf, ownersIn } from "#knowledge/claims.ts";
import { fits, ofJob } from "#knowledge/fits.ts";
import { sourceOf } from "#knowledge/known-fix.ts";
import { learnedNearness, noSign } from "#knowledge/learned-from.ts";
import { lookUp } from "#knowledge/look-up.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import { goneLine, otherOwnersLine, otherwiseLines, quotedLine } from "../known-words.ts";
import { type Asked, lines, numbered, whereLooked } from "./looked.ts";

export async function explain(asked: Asked): Promise<Reply> {
  const { slots } = asked.question.intent;
  const jobs = jobsOf(slots);
  if (slots.errorCode === undefined && jobs.length === 0) return askWhich(asked);
  const targets = jobs.length > 0 ? jobs : [undefined];
  const replies = await Promise.all(targets.map((job) => explainOne(asked, job, slots.errorCode)));
  const [only] = replies;
  if (only && replies.length === 1) return only;
  return reply({
    locale: asked.say.locale,
    mood: replies.every((each) => each.mood === "unknown") ? "unknown" : "neutral",
    text: replies.map((each) => each.text).join("\n\n"),
    sources: [...new Map(replies.flatMap((each) => each.sources).map((each) => [each.ref, each])).values()],
    choices: replies.flatMap((each) => each.choices.slice(0, 1)),
    data: replies.map((each) => each.data),
  });
}

function askWhich({ say }: Asked): Reply {
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: say.say({
      en: "Which error? Give its code, such as ORA-01017, AWSBDW009E or RC=127.",
      pt: "Qual erro? Informe o código, como ORA-01017, AWSBDW009E ou RC=127.",
    }),
  });
}

async function explainOne(asked: Asked, job: string | undefined, told: string | undefined): Promise<Reply> {
  const { say } = asked;
  const code = told === undefined ? null : canonicalCode(told);
  const explanation = told === undefined ? null : explainError(told, say.locale);
  const looked = await lookUp(() => rowsAbout(asked, job, told));
  const rows = looked.kind === "read" ? looked.value : [];
  const unread = looked.kind === "unread" ? say.say(looked.why) : null;
  const advice = adviceIn(rows, { job: job ?? null, errorCode: code });
  const best = advice?.first.rows[0];
  const steps = best?.steps ?? [];
  const { named, gone } = ownersIn(rows, job ?? null);
  const owned = named?.first.rows[0] ?? gone[0];
  const departure = named || !owned ? null : departureOf(owned);
  const instructions = rows.filter(({ origin, steps: words }) => origin === "hwa" && words.length > 0);
  const documented = rows.find((row) => row.procedureUrl !== null);
  const others = [...new Set(rows.flatMap((row) => (row.job !== null && row.job !== job ? [row.job] : [])))];
  const used = [
    ...new Set([
      best,
      owned,
      documented,
      ...(advice?.others ?? []).flatMap((claim) => claim.rows),
      ...instructions,
    ]),
  ].filter((row) => row !== undefined);
  const subject = [code, job].filter((each) => each !== null && each !== undefined).join(", ");
  const unnamed = others.filter((each) => each !== best?.job);
  const codes = code === null ? [...new Set(rows.flatMap((row) => row.errorCode ?? []))] : [];

  if (explanation === null && rows.length === 0) return nothingKnown(asked, subject, job, code, unread);
  return reply({
    locale: say.locale,
    text: lines(
      meaningLine(asked, { subject, coded: code !== null, explanation }),
      explanation?.check &&
        say.say({ en: `First: ${explanation.check}`, pt: `Primeiro: ${explanation.check}` }),
      best && fixHeading(asked, best, job),
      ...numbered(steps),
      ...otherwiseLines(say, advice),
      ...instructions.map((row) => quotedLine(say, row)),
      best === undefined &&
        unread === null &&
        say.say({ en: "No fix for this is known.", pt: "Nenhuma solução para isso é conhecida." }),
      owned && say.say({ en: `Owner: ${owned.owner}`, pt: `Responsável: ${owned.owner}` }),
      named && named.others.length > 0 && otherOwnersLine(say, named),
      owned && departure !== null && goneLine(say, owned, departure),
      documented &&
        say.say({
          en: `Procedure: ${documented.procedureUrl}`,
          pt: `Procedimento: ${documented.procedureUrl}`,
        }),
      code !== null &&
        unnamed.length > 0 &&
        say.say({
          en: `It is also known for ${say.list(unnamed.slice(0, 5))}.`,
          pt: `Também é conhecido para ${say.list(unnamed.slice(0, 5))}.`,
        }),
      codes.length > 0 &&
        say.say({
          en: `Codes known for this job: ${say.list(codes.slice(0, 8))}.`,
          pt: `Códigos conhecidos deste job: ${say.list(codes.slice(0, 8))}.`,
        }),
      unread ?? (used.length === 0 && (await whereLooked(asked))),
    ),
    sources: [
      ...(explanation ? [{ title: familyTitle(explanation), ref: explanation.code }] : []),
      ...used.map(sourceOf),
    ],
    links: addressesIn([...steps, documented?.procedureUrl]),
    choices: questionsAbout(asked, job ?? others[0]),
    data: {
      error_code: code,
      meaning: explanation?.meaning ?? null,
      known: explanation?.known ?? (rows.length > 0 ? "workbook" : null),
      check: explanation?.check ?? null,
      resolution_steps: steps,
      owner: owned?.owner ?? null,
      documentation: documented?.procedureUrl ?? null,
      jobs: job === undefined ? others : [job],
    },
  });
}

/** A row may spell the code as the person did, or as the tables do. */
async function rowsAbout(
  { knowledge }: Asked,
  job: string | undefined,
  told: string | undefined,
): Promise<readonly QuotableFix[]> {
  const about = async (errorCode?: string) => {
    const rows = await knowledge.fixes.about({
      ...(job === undefined ? {} : { job }),
      ...(errorCode === undefined ? {} : { errorCode }),
    });
    return rows.filter((row) => fits(row, job ?? null, errorCode ?? null));
  };
  if (told === undefined) return about();
  const rows = (await Promise.all([...new Set([told, canonicalCode(told)])].map(about))).flat();
  return [...new Map(rows.map((row) => [row.passageId, row])).values()];
}

function meaningLine(
  { say }: Asked,
  about: { readonly subject: string; readonly coded: boolean; readonly explanation: ErrorExplanation | null },
): string {
  const { subject, coded, explanation } = about;
  if (!coded)
    return say.say({
      en: `What is known about ${subject}:`,
      pt: `O que se sabe sobre ${subject}:`,
    });
  if (explanation === null)
    return say.say({
      en: `${subject}: not a code of HWA or of a database, so its meaning is the program's own. This is what is known of it.`,
      pt: `${subject}: não é um código do HWA nem de banco de dados; o significado é do próprio programa. Isto é o que se sabe dele.`,
    });
  return explanation.known === "exact"
    ? `${subject}: ${explanation.meaning}`
    : say.say({
        en: `${subject}: I know only what kind of code it is. ${explanation.meaning}`,
        pt: `${subject}: conheço apenas o tipo deste código. ${explanation.meaning}`,
      });
}

function fixHeading({ say }: Asked, row: QuotableFix, job: string | undefined): string {
  // Whoever asks about a return code has not said which failure ended with it.
  if (learnedNearness(row, noSign) !== "same") {
    const cause = row.learnedFrom?.cause ?? null;
    const named = cause !== null && isCause(cause) ? say.say(causes[cause].name) : null;
    return named === null
      ? say.say({
          en: "What mended some failures with this code, which may be others:",
          pt: "O que resolveu algumas falhas com este código, que podem ser outras:",
        })
      : say.say({
          en: `What mended it where the cause was ${named}:`,
          pt: `O que resolveu quando a causa era ${named}:`,
        });
  }
  if (row.job !== null && (job === undefined || !ofJob(row, job)))
    return say.say({ en: `Known fix, for ${row.job}:`, pt: `Solução conhecida, para ${row.job}:` });
  if (row.errorCode !== null) return say.say({ en: "Known fix:", pt: "Solução conhecida:" });
  return say.say({ en: "For any failure of this job:", pt: "Para qualquer falha deste job:" });
}

async function nothingKnown(
  asked: Asked,
  subject: string,
  job: string | undefined,
  code: string | null,
  unread: string | null,
): Promise<Reply> {
  const { say } = asked;
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: lines(
      unread === null
        ? say.say({ en: `Nothing is known about ${subject}.`, pt: `Nada se sabe sobre ${subject}.` })
        : say.say({ en: `${subject}: I cannot say.`, pt: `${subject}: não sei dizer.` }),
      code !== null &&
        say.say({
          en: "It is not in the tables of HWA, database and system codes.",
          pt: "Não está nas tabelas de códigos do HWA, de bancos de dados e do sistema.",
        }),
      unread ?? (await whereLooked(asked)),
    ),
    choices: questionsAbout(asked, job),
    data: {
      error_code: code,
      meaning: null,
      known: null,
      check: null,
      resolution_steps: [],
      owner: null,
      documentation: null,
      jobs: job === undefined ? [] : [job],
    },
  });
}

function questionsAbout({ say }: Asked, job: string | undefined): Reply["choices"] {
  if (job === undefined) return [];
  const text = say.say({ en: `Why did ${job} fail?`, pt: `Por que o job ${job} falhou?` });
  return [{ id: text, label: text, style: "default" }];
}

function familyTitle({ family }: ErrorExplanation): string {
  if (family === "hwa") return "HWA messages";
  return family === "return_code" ? "Return codes" : "Error codes";
}
