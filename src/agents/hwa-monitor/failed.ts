// "Show me failed jobs in the last 4 hours"

import type { Reply, Source } from "#core/reply.ts";
import { type FailedJob, failedJobs } from "#hwa/failed-jobs.ts";
import { type KnownFix, knownFix } from "#knowledge/known-fix.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { type Failure, failureOf } from "./failure.ts";
import { spanOf } from "./span.ts";

const defaultHours = 24;
/** Logs are read for this many, newest first; HWA answers a log in a fraction of a second, but not in none. */
const explained = 20;

interface Told {
  readonly failed: FailedJob;
  readonly failure: Failure | null;
  readonly known: KnownFix;
}

export async function answerFailed(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  const span = spanOf(question.intent.slots, question.now, say, defaultHours);
  const { jobs, total, exact } = await failedJobs(asked.hwa, span, question.now, {
    ...asked.read,
    limit: 200,
  });
  const sources = [hwaSource(asked, "plan/job, commonStatus ERROR")];
  if (jobs.length === 0) {
    return liveReply(asked, {
      mood: "good",
      text: say.say({ en: `No job failed ${span.words}.`, pt: `Nenhum job falhou ${span.words}.` }),
      sources,
      data: [],
    });
  }
  const told = await Promise.all(jobs.map((failed, index) => tell(asked, failed, index < explained)));
  const shown = told.slice(0, 12);
  const newest = told[0]?.failed.facts.name ?? "";
  return liveReply(asked, {
    mood: "bad",
    text: lines(
      say.say({
        en: `${exact ? "" : "About "}${say.count(total, { en: "job", pt: "" }, { en: "jobs", pt: "" })} failed ${span.words}.`,
        pt: `${exact ? "" : "Cerca de "}${say.count(total, { en: "", pt: "job falhou" }, { en: "", pt: "jobs falharam" })} ${span.words}.`,
      }),
      ...shown.map((each) => entry(asked, each)),
      total > shown.length &&
        say.say({
          en: `… and ${say.number(total - shown.length)} more, in the data.`,
          pt: `… e mais ${say.number(total - shown.length)}, nos dados.`,
        }),
      unreadOf(asked, told),
    ),
    table: {
      columns: [
        "Job",
        say.say({ en: "Ended", pt: "Fim" }),
        say.say({ en: "Error", pt: "Erro" }),
        say.say({ en: "Owner", pt: "Responsável" }),
      ],
      rows: shown.map(({ failed, failure, known }) => [
        failed.facts.name,
        say.time(failed.failedAt),
        failure?.errorCode ?? failed.facts.internal,
        known.owner ?? "—",
      ]),
    },
    sources: [...sources, ...uniqueByRef(told.flatMap((each) => each.known.sources))],
    choices: newest
      ? [
          {
            id: say.say({ en: `Why did ${newest} fail?`, pt: `Por que o job ${newest} falhou?` }),
            label: say.say({ en: `Why did ${newest} fail?`, pt: `Por que o job ${newest} falhou?` }),
            style: "primary",
          },
        ]
      : [],
    data: told.map(dataOf),
  });
}

async function tell(asked: Asked, failed: FailedJob, withLog: boolean): Promise<Told> {
  const failure = withLog ? await failureOf(asked, failed.job) : null;
  const known = await knownFix(
    asked.knowledge.fixes,
    failed.job.name,
    failure?.errorCode ?? null,
    failure?.sign,
  );
  return { failed, failure, known };
}

/** Said once, however many could not be looked up. */
function unreadOf({ say }: Asked, told: readonly Told[]): string | null {
  const unread = told.find(({ known }) => known.unread !== null)?.known.unread;
  return unread ? say.say(unread) : null;
}

function entry(asked: Asked, { failed, failure, known }: Told): string {
  const { say } = asked;
  const { facts } = failed;
  const error =
    failure?.errorCode ?? `${facts.internal}${facts.returnCode === null ? "" : ` RC=${facts.returnCode}`}`;
  const fix = known.steps[0] ? ` → ${known.steps[0]}` : "";
  const owner = known.owner ? ` (${known.owner})` : "";
  return `• ${facts.name}, ${say.time(failed.failedAt)}, ${facts.workstation}: ${error}${owner}${fix}`;
}

/** Exactly the documented shape of `job.failed`, with the machine-readable rest beside it. */
function dataOf({ failed, failure, known }: Told) {
  const { facts } = failed;
  return {
    job: facts.name,
    status: "Failed",
    end_time: (facts.endedAt ?? failed.failedAt)?.toISOString() ?? null,
    error_code: failure?.errorCode ?? (facts.returnCode === null ? facts.internal : `RC=${facts.returnCode}`),
    resolution_steps: known.steps,
    owner: known.owner,
    documentation: known.documentation,
    job_stream: facts.stream,
    workstation: facts.workstation,
    internal_status: facts.internal,
    return_code: facts.returnCode,
  };
}

function uniqueByRef(sources: readonly Source[]): readonly Source[] {
  return [...new Map(sources.map((source) => [source.ref, source])).values()];
}
