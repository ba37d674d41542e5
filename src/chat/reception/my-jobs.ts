// The jobs this person asked for: those under way, with what each does or waits for, and how the last ones ended.

import { jobName, nowOf, statusWord, subjectOf, tookMs } from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { JobLine } from "#ports/job-reader.ts";
import type { Own } from "./home.ts";

const mostLive = 3;
const mostShown = 4;

export async function myJobs({ deps, person, say }: Own): Promise<Reply> {
  const mine = { requesterId: person.id, offset: 0 };
  const [live, latest] = await Promise.all([
    deps.jobs.list({ ...mine, live: true, limit: mostLive }),
    deps.jobs.list({ ...mine, limit: mostShown }),
  ]);
  const ended = latest.jobs.filter(({ endedAt }) => endedAt !== null);
  const shown = [...live.jobs, ...ended].slice(0, mostShown);
  const lines = await Promise.all(shown.map(lineOf));
  return reply({
    locale: say.locale,
    mood: live.jobs.some(({ status }) => status === "WAITING_APPROVAL") ? "warning" : "neutral",
    text: [headline(), ...lines].join("\n"),
    choices: shown.map((job) => ({
      id: `task status ${shortId(job.id)}`,
      label: jobName(job),
      style: "default" as const,
    })),
  });

  function headline(): string {
    if (shown.length === 0)
      return say.say({ en: "You have asked for no job yet.", pt: "Você ainda não pediu nenhum job." });
    return live.total === 0
      ? say.say({
          en: "None of yours is under way. The last ones:",
          pt: "Nenhum seu em andamento. Os últimos:",
        })
      : say.say({
          en: `${say.count(live.total, { en: "job of yours is", pt: "" }, { en: "jobs of yours are", pt: "" })} under way.`,
          pt: `${say.count(live.total, { en: "", pt: "job seu" }, { en: "", pt: "jobs seus" })} em andamento.`,
        });
  }

  async function lineOf(line: JobLine): Promise<string> {
    const job = line.endedAt === null ? await deps.engine.job(line.id) : null;
    const workflow = await deps.engine.workflows.pinned(line.workflowDigest);
    const when = line.endedAt ? say.ago(line.endedAt) : say.duration(tookMs(line, deps.now()));
    const parts = [jobName(line), subjectOf(line, workflow), statusWord((job ?? line).status, say), when];
    const current = job ? nowOf(job, workflow, say, deps.now()) : null;
    return `• ${parts.filter((part) => part !== "").join(" · ")}${current ? `\n  ${current}` : ""}`;
  }
}
