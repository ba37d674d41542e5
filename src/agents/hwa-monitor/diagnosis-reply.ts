// The answer about a job that failed.

import { addressesIn } from "#core/addresses-in.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { redact } from "#core/redact.ts";
import type { Reply, Source } from "#core/reply.ts";
import type { Impact } from "#hwa/dependencies.ts";
import { explainError } from "#hwa/failure/explain-error.ts";
import type { Speech } from "../speech.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { diagnosisData } from "./diagnosis-data.ts";
import {
  confidenceWords,
  findingLines,
  fixLines,
  lastTimeLine,
  ownerLine,
  toldBefore,
  toldCauseLine,
} from "./diagnosis-words.ts";
import { type Broken, causeSentence } from "./failure.ts";
import { headline } from "./job-words.ts";
import { proposalChoices, proposalLine } from "./proposal.ts";
import { quoted, type Reading } from "./read-diagnosis.ts";

type Failed = Extract<Reading, { kind: "failed" }>;

/** `all`: every piece of evidence, each with where it stands. */
export async function failedReply(asked: Asked, reading: Failed, all: boolean): Promise<Reply> {
  const { say } = asked;
  const { broken, diagnosis, impact, names } = reading;
  const { job } = broken;
  const code = broken.errorCode.code;
  const quote = quoted(broken.evidence.length > 0 ? broken.evidence : broken.tail);
  const { proposal } = diagnosis;
  return liveReply(asked, {
    mood: "bad",
    text: lines(
      headline(asked, broken.facts),
      causeParagraph(say, broken, diagnosis),
      say.say({ en: `Error code: ${code}`, pt: `Código de erro: ${code}` }),
      meaningOf(say, broken),
      ...findingLines(diagnosis, say, all),
      ...fixLines(diagnosis, say, all),
      ownerLine(diagnosis, say),
      lastTimeLine(toldBefore(diagnosis, names), { job: job.name, code }, say),
      proposal && proposalLine(proposal, say),
      impact ? impactLine(say, impact) : reading.impactUnread && say.say(reading.impactUnread),
    ),
    quote: quote
      ? { title: say.say({ en: `Log of ${job.name}`, pt: `Log do job ${job.name}` }), text: quote }
      : null,
    sources: sourcesOf(asked, broken, diagnosis),
    links: addressesIn(diagnosis.fixes.flatMap(({ steps, procedureUrl }) => [...steps, procedureUrl])),
    choices: [
      ...(await proposalChoices(asked, proposal)),
      ...questions(say, job.name, proposal === null, (impact?.total ?? 0) > 0, all),
    ],
    data: {
      ...failureData(reading, say),
      ...diagnosisData(diagnosis, say.locale),
    },
  });
}

export function causeParagraph(say: Speech, broken: Broken, diagnosis: Diagnosis): string {
  // That the log could not be read is among what is unknown, with what to do about it.
  const sentence =
    diagnosis.cause === null && broken.log.kind !== "read"
      ? say.say({ en: "unknown.", pt: "desconhecida." })
      : causeSentence(say, broken, diagnosis);
  const sure = confidenceWords(diagnosis, say);
  // What a person says of this failure comes before what was found by rules, and is not mixed with it.
  const told = toldCauseLine(diagnosis, say);
  if (told !== null)
    return say.say({
      en: `${told}\nThe rules found: ${sentence}${sure ? ` ${sure}` : ""}`,
      pt: `${told}\nAs regras encontraram: ${sentence}${sure ? ` ${sure}` : ""}`,
    });
  return say.say({
    en: `Cause: ${sentence}${sure ? ` ${sure}` : ""}`,
    pt: `Causa: ${sentence}${sure ? ` ${sure}` : ""}`,
  });
}

/** What the code means, as the answer about the code itself says it; nothing of one that only its program knows. */
export function meaningOf({ locale }: Pick<Speech, "locale">, { errorCode }: Broken): string | null {
  const explained = explainError(errorCode.code, locale);
  if (!explained || (explained.family === "return_code" && explained.known !== "exact")) return null;
  return [explained.meaning, explained.check].filter(Boolean).join(" ");
}

export function impactLine(say: Speech, impact: Impact): string {
  if (impact.total === 0)
    return say.say({ en: "No other job waits for it.", pt: "Nenhum outro job espera por ele." });
  const names = impact.waiting.slice(0, 6).map((each) => each.name);
  const waits = say.some(names, impact.total);
  return say.say({
    en: `${say.count(impact.total, { en: "waits", pt: "" }, { en: "wait", pt: "" })} because of it: ${waits}.`,
    pt: `${say.count(impact.total, { en: "", pt: "espera" }, { en: "", pt: "esperam" })} por causa dele: ${waits}.`,
  });
}

/** HWA and its log, then whatever is quoted. */
export function sourcesOf(
  asked: Pick<Asked, "hwa">,
  { job }: Pick<Broken, "job">,
  { evidence, fixes, owners, before, told }: Diagnosis,
): readonly Source[] {
  const all = [
    hwaSource(asked, `plan/job/${job.id}`),
    ...(told ? [{ title: "Incident", ref: `incident/${told.incident}` }] : []),
    ...evidence.filter(({ look }) => look === "log").map(({ source }) => source),
    ...fixes.map(({ source }) => source),
    ...owners.map(({ source }) => source),
    ...(before ? [{ title: "Incident", ref: `incident/${before.incident}` }] : []),
  ];
  return [...new Map(all.map((each) => [`${each.title} ${each.ref}`, each])).values()];
}

function questions(
  say: Speech,
  job: string,
  isFirst: boolean,
  hasImpact: boolean,
  all: boolean,
): Reply["choices"] {
  const log = say.say({ en: `Show the log of ${job}`, pt: `Mostre o log do job ${job}` });
  const more = say.say({
    en: `Diagnose ${job} with all evidence`,
    pt: `Diagnosticar ${job} com todas as evidências`,
  });
  const after = say.say({ en: `What depends on ${job}?`, pt: `O que depende do job ${job}?` });
  return [
    { id: log, label: log, style: isFirst ? "primary" : "default" },
    ...(all
      ? []
      : [
          {
            id: more,
            label: say.say({ en: "All evidence", pt: "Todas as evidências" }),
            style: "default" as const,
          },
        ]),
    ...(hasImpact ? [{ id: after, label: after, style: "default" as const }] : []),
  ];
}

/** The documented fields. */
function failureData({ broken, diagnosis, impact }: Failed, say: Speech) {
  const { job, facts } = broken;
  const shown = diagnosis.evidence.find(({ id }) => id === diagnosis.cause?.for[0]);
  const exact = diagnosis.fixes.filter(({ fits, instructions }) => fits !== "similar" && !instructions);
  return {
    job: job.name,
    status: "Failed",
    internal_status: facts.internal,
    return_code: broken.returnCode,
    error_code: broken.errorCode.code,
    end_time: facts.endedAt?.toISOString() ?? null,
    cause: {
      kind: diagnosis.cause?.cause ?? "unknown",
      known: diagnosis.cause !== null,
      text: causeSentence(say, broken, diagnosis),
      from: shown === undefined ? "none" : shown.look === "log" ? "log" : "job",
    },
    log_lines: broken.evidence.map((line) => ({ line: line.number, text: redact(line.text) })),
    aws_codes: broken.awsCodes,
    resolution_steps: exact[0]?.steps ?? [],
    owner: diagnosis.owners[0]?.owner ?? null,
    documentation: exact.find(({ procedureUrl }) => procedureUrl !== null)?.procedureUrl ?? null,
    waiting_because_of_it: impact?.waiting.map((each) => each.name) ?? null,
    waiting_total: impact?.total ?? null,
  };
}
