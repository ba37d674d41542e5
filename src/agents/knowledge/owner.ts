// "Who owns FINANCE_PAYROLL?": the owner as it stands somewhere, with the place, or plainly unknown. A name that no source has an
// owner for may be no job at all: what is written about it is quoted before that is said.

import { addressesIn } from "#core/addresses-in.ts";
import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { canonicalCode } from "#hwa/failure/explain-error.ts";
import { departureOf, type Owners, ownersIn } from "#knowledge/claims.ts";
import { ofJob } from "#knowledge/fits.ts";
import { sourceOf } from "#knowledge/known-fix.ts";
import { lookUp } from "#knowledge/look-up.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import type { Hit } from "#ports/retrieval.ts";
import { datedCite, goneLine, otherOwnersLine } from "../known-words.ts";
import { type Asked, lines, whereLooked } from "./looked.ts";
import { hitLine } from "./search.ts";

interface Owned extends Owners {
  readonly subject: string;
  readonly job: string | null;
  readonly errorCode: string | null;
  readonly documentation: QuotableFix | null;
  /** Why it could not be looked up; null: it was. */
  readonly unread: Wording | null;
}

export async function owner(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  const found = await ownersOf(asked);
  if (found.length === 0)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: say.say({
        en: "The owner of what? Name a job, such as FINANCE_PAYROLL.",
        pt: "O responsável pelo quê? Cite um job, como FINANCE_PAYROLL.",
      }),
    });
  const unknown = found.filter((each) => ownerIn(each) === null);
  const written = unknown.length === found.length ? await writtenAbout(asked, found) : [];
  const used = found.flatMap(({ named, gone, documentation }) => [
    ...(named ? [named.first, ...named.others].flatMap(({ rows }) => rows.slice(0, 1)) : []),
    ...gone.slice(0, mostGone),
    ...(documentation ? [documentation] : []),
  ]);
  const data = found.map((each) => ({
    job: each.job,
    owner: ownerIn(each),
    documentation: each.documentation?.procedureUrl ?? null,
    ...(each.errorCode === null ? {} : { error_code: each.errorCode }),
    ...(each.named && each.named.others.length > 0
      ? {
          others: each.named.others.map(({ text, rows, dated }) => ({
            owner: text,
            source: rows[0]?.cite,
            dated: dated?.toISOString() ?? null,
          })),
        }
      : {}),
  }));
  return reply({
    locale: say.locale,
    mood: unknown.length === found.length && written.length === 0 ? "unknown" : "neutral",
    text: lines(
      ...found.map((each) => sentence(asked, each)),
      written.length > 0 && say.say({ en: "But this is written:", pt: "Mas isto está escrito:" }),
      ...written.map((hit) => hitLine(asked, hit)),
      unknown.length > 0 && (await whereLooked(asked)),
    ),
    sources: [
      ...new Map(
        [...new Set(used), ...written.map(({ passage }) => passage)].map((each) => [
          each.cite,
          sourceOf(each),
        ]),
      ).values(),
    ],
    links: addressesIn(used.map(({ procedureUrl }) => procedureUrl)),
    choices: jobsOf(question.intent.slots)
      .slice(0, 3)
      .map((job) => {
        const text = say.say({ en: `What is the status of ${job}?`, pt: `Qual o status do job ${job}?` });
        return { id: text, label: text, style: "default" };
      }),
    data: data.length === 1 ? data[0] : data,
  });
}

async function ownersOf({ knowledge, question }: Asked): Promise<readonly Owned[]> {
  const { slots } = question.intent;
  const jobs = jobsOf(slots);
  const code = slots.errorCode === undefined ? null : canonicalCode(slots.errorCode);
  const of = async (job: string | null): Promise<Owned> => {
    const looked = await lookUp(() =>
      knowledge.fixes.about({
        ...(job === null ? {} : { job }),
        ...(code === null ? {} : { errorCode: code }),
      }),
    );
    const known = looked.kind === "read" ? looked.value : [];
    // That another job fails in the same way says nothing of who owns this one.
    const rows = known.filter((row) => job === null || row.job === null || ofJob(row, job));
    return {
      subject: [code, job].filter((each) => each !== null).join(", "),
      job,
      errorCode: code,
      ...ownersIn(rows, job),
      documentation: rows.find((row) => row.procedureUrl !== null) ?? null,
      unread: looked.kind === "unread" ? looked.why : null,
    };
  };
  if (jobs.length > 0) return Promise.all(jobs.map(of));
  return code === null ? [] : [await of(null)];
}

const mostWritten = 3;
const mostLookedThrough = 10;

/** The passages that have the name in them; what is only alike says nothing of it. */
async function writtenAbout(
  { knowledge, question, signal }: Asked,
  found: readonly Owned[],
): Promise<readonly Hit[]> {
  const names = found.flatMap(({ job, unread }) => (job === null || unread ? [] : [job]));
  if (names.length === 0) return [];
  const looked = await lookUp(() =>
    knowledge.retrieval.search(
      {
        ...{ text: `${names.join(" ")} ${question.text}`.slice(0, 500), jobs: names, codes: [] },
        ...{ vector: null, limit: mostLookedThrough, by: question.person },
      },
      signal,
    ),
  );
  if (looked.kind === "unread") return [];
  const named = names.map(fold);
  return looked.value
    .filter(({ passage }) => {
      const words = fold(`${passage.heading ?? ""} ${passage.text}`).split(/[^\p{L}\p{N}_#@.-]+/u);
      return named.some((name) => words.some((word) => word.replace(/[.-]+$/, "") === name));
    })
    .slice(0, mostWritten);
}

const mostGone = 2;

/** Whoever is named; somebody who has left is better than nobody. */
function ownerIn({ named, gone }: Owned): string | null {
  return named?.first.text ?? gone[0]?.owner ?? null;
}

function sentence({ say }: Asked, owned: Owned): string {
  const { subject, named, gone, documentation, unread } = owned;
  if (unread) return `${subject}: ${say.say(unread)}`;
  const name = ownerIn(owned);
  return lines(
    name === null
      ? say.say({
          en: `${subject}: the owner is unknown, no source names one.`,
          pt: `${subject}: responsável desconhecido, nenhuma fonte o informa.`,
        })
      : say.say({ en: `Owner of ${subject}: ${name}.`, pt: `Responsável por ${subject}: ${name}.` }),
    named && named.others.length > 0 && otherOwnersLine(say, named),
    ...gone
      .slice(0, mostGone)
      .map((row) => (named ? beforeLine(say, row) : goneLine(say, row, departureOf(row) ?? ""))),
    documentation && `${say.say({ en: "Procedure:", pt: "Procedimento:" })} ${documentation.procedureUrl}`,
  );
}

/** An owner before this one, in the words that say so. */
function beforeLine(say: Asked["say"], row: QuotableFix): string {
  const where = datedCite(row, say);
  const words = `${row.owner}: "${departureOf(row)}" (${where})`;
  return say.say({ en: `No longer: ${words}.`, pt: `Não mais: ${words}.` });
}
