// "Who owns FINANCE_PAYROLL?": the owner in the workbooks, with the cell, or plainly unknown.

import { addressesIn } from "#core/addresses-in.ts";
import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import { canonicalCode } from "#hwa/failure/explain-error.ts";
import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import { sourceOf } from "../hwa-monitor/known-fix.ts";
import { type Asked, lines, whereLooked } from "./looked.ts";

interface Owned {
  readonly subject: string;
  readonly job: string | null;
  readonly errorCode: string | null;
  readonly owner: KnowledgeRow | null;
  readonly documentation: KnowledgeRow | null;
}

export function owner(asked: Asked): Reply {
  const { say, question } = asked;
  const found = ownersOf(asked);
  if (found.length === 0)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: say.say({
        en: "The owner of what? Name a job, such as FINANCE_PAYROLL.",
        pt: "O responsável pelo quê? Cite um job, como FINANCE_PAYROLL.",
      }),
    });
  const unknown = found.filter((each) => each.owner === null);
  const used = found.flatMap((each) => [each.owner, each.documentation]).filter((row) => row !== null);
  const data = found.map((each) => ({
    job: each.job,
    owner: each.owner?.owner ?? null,
    documentation: each.documentation?.procedureUrl ?? null,
    ...(each.errorCode === null ? {} : { error_code: each.errorCode }),
  }));
  return reply({
    locale: say.locale,
    mood: unknown.length === found.length ? "unknown" : "neutral",
    text: lines(...found.map((each) => sentence(asked, each)), unknown.length > 0 && whereLooked(asked)),
    sources: [...new Set(used)].map(sourceOf),
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

function ownersOf({ knowledge, question }: Asked): readonly Owned[] {
  const { slots } = question.intent;
  const jobs = jobsOf(slots);
  const code = slots.errorCode === undefined ? null : canonicalCode(slots.errorCode);
  const of = (job: string | null): Owned => {
    const rows = knowledge.about({
      ...(job === null ? {} : { job }),
      ...(code === null ? {} : { errorCode: code }),
    });
    return {
      subject: [code, job].filter((each) => each !== null).join(", "),
      job,
      errorCode: code,
      owner: rows.find((row) => row.owner !== null) ?? null,
      documentation: rows.find((row) => row.procedureUrl !== null) ?? null,
    };
  };
  if (jobs.length > 0) return jobs.map(of);
  return code === null ? [] : [of(null)];
}

function sentence({ say }: Asked, { subject, owner, documentation }: Owned): string {
  const who = owner
    ? say.say({
        en: `Owner of ${subject}: ${owner.owner}.`,
        pt: `Responsável por ${subject}: ${owner.owner}.`,
      })
    : say.say({
        en: `${subject}: the owner is unknown, no workbook names one.`,
        pt: `${subject}: responsável desconhecido, nenhuma planilha o informa.`,
      });
  return documentation
    ? `${who} ${say.say({ en: "Procedure:", pt: "Procedimento:" })} ${documentation.procedureUrl}`
    : who;
}
