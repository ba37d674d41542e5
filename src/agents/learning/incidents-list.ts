// "incidents of X": when it failed, why, what fixed it and who, each with its incident as the source.

import type { Incident } from "#core/knowledge/incident.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { AskedOfIncidents, IncidentDesk } from "./incidents-desk.ts";
import { askedOf, namesOf } from "./incidents-desk.ts";
import { actorsOf, causeWords, fixWords, incidentSource, tookWords } from "./incidents-words.ts";
import type { LearningHandler } from "./learning-agent.ts";

const mostShown = 10;
/** Read when they are narrowed further. */
const mostRead = 200;
const hourMs = 3_600_000;

export function createIncidentListHandler(desk: IncidentDesk): LearningHandler {
  return async (question) => {
    const asked = askedOf(desk, question);
    const { slots } = question.intent;
    const job = typeof slots.job === "string" ? slots.job : undefined;
    const since =
      slots.since !== undefined
        ? new Date(slots.since)
        : slots.windowHours !== undefined
          ? new Date(question.now.getTime() - slots.windowHours * hourMs)
          : undefined;
    const until = slots.until === undefined ? null : new Date(slots.until);
    const page = await desk.incidents.page({
      ...(job === undefined ? {} : { job }),
      ...(since === undefined ? {} : { since }),
      limit: until ? mostRead : mostShown,
      offset: 0,
    });
    const found = until ? page.incidents.filter(({ brokeAt }) => brokeAt <= until) : page.incidents;
    // Of a span that ended in the past what was read is counted; more than that nobody reads.
    const total = until ? found.length : page.total;
    return await tellThem(asked, { job, since, found: found.slice(0, mostShown), total });
  };
}

interface Listed {
  readonly job: string | undefined;
  readonly since: Date | undefined;
  readonly found: readonly Incident[];
  readonly total: number;
}

async function tellThem(asked: AskedOfIncidents, { job, since, found, total }: Listed): Promise<Reply> {
  const { say, question } = asked;
  const of = job === undefined ? "" : say.say({ en: ` of ${job}`, pt: ` de ${job}` });
  const when =
    since === undefined ? "" : say.say({ en: ` since ${say.time(since)}`, pt: ` desde ${say.time(since)}` });
  if (found.length === 0)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: say.say({
        en: `I know of no incident${of}${when}. I know of failures only since I began to watch.`,
        pt: `Não conheço nenhum incidente${of}${when}. Só conheço falhas desde que comecei a acompanhar.`,
      }),
      data: { job: job ?? null, total: 0, incidents: [] },
    });
  const rows = await Promise.all(
    found.map(async (each) => ({ each, by: await namesOf(asked, actorsOf(each)) })),
  );
  const count = say.count(total, { en: "incident", pt: "incidente" }, { en: "incidents", pt: "incidentes" });
  const table = rows.map(({ each, by }) => [
    say.time(each.brokeAt),
    ...(job === undefined ? [each.job] : []),
    causeWords(each, say),
    fixWords(each, say),
    by.length === 0 ? "—" : say.list(by),
    tookWords(each, say),
  ]);
  return reply({
    locale: say.locale,
    text: [
      total > found.length
        ? say.say({
            en: `${count}${of}${when}; the last ${found.length}:`,
            pt: `${count}${of}${when}; os últimos ${found.length}:`,
          })
        : `${count}${of}${when}:`,
      ...rows.map(({ each, by }) => line(asked, each, by, job === undefined)),
    ].join("\n"),
    table: {
      columns: [
        say.say({ en: "Failed", pt: "Falhou" }),
        ...(job === undefined ? ["Job"] : []),
        say.say({ en: "Cause", pt: "Causa" }),
        say.say({ en: "What fixed it", pt: "O que resolveu" }),
        say.say({ en: "By", pt: "Por" }),
        say.say({ en: "Took", pt: "Levou" }),
      ],
      rows: table,
    },
    sources: found.map((each) => incidentSource(each, say)),
    data: {
      job: job ?? null,
      total,
      incidents: rows.map(({ each, by }) => ({
        id: each.id,
        job: each.job,
        broke_at: each.brokeAt.toISOString(),
        well_at: each.resolution?.at.toISOString() ?? null,
        how: each.resolution?.how ?? null,
        cause: each.cause,
        real_cause: each.realCause?.text ?? null,
        error_code: each.errorCode,
        acts: each.acts,
        by,
      })),
      now: question.now.toISOString(),
    },
  });
}

function line({ say }: AskedOfIncidents, each: Incident, by: readonly string[], withJob: boolean): string {
  const who = by.length === 0 ? "" : ` (${say.list(by)})`;
  const head = `• ${say.time(each.brokeAt)}${withJob ? ` ${each.job}` : ""}: ${causeWords(each, say)}.`;
  if (each.resolution === null)
    return `${head} ${say.say({ en: "Not well yet.", pt: "Ainda não resolvido." })}`;
  const took = tookWords(each, say);
  return `${head} ${say.say({
    en: `Well again after ${took}: ${fixWords(each, say)}${who}.`,
    pt: `Resolvido após ${took}: ${fixWords(each, say)}${who}.`,
  })}`;
}
