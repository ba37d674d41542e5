// "Show me the log of job X"

import { jobsOf } from "#core/intent.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { readLogTail } from "#hwa/failure/log-tail.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { headline } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";

const shownLines = 25;

export async function answerLog(asked: Asked): Promise<Reply> {
  const [name] = jobsOf(asked.question.intent.slots);
  if (!name) return whichJob(asked);
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { say, question } = asked;
  const facts = jobFacts(located.job, question.now);
  if (!facts.runId || !facts.startedAt) {
    return liveReply(asked, {
      text: lines(
        headline(asked, facts),
        say.say({
          en: "It has not started, so it has no log yet.",
          pt: "Ainda não iniciou, então não há log.",
        }),
      ),
      sources: [hwaSource(asked, `plan/job/${facts.id}`)],
      data: { job: facts.name, status: facts.status, run_id: facts.runId, lines: 0, log: "" },
    });
  }
  const { log, tail, whole } = await readLogTail(asked.hwa, facts.runId, shownLines, asked.read);
  const text = redact(tail.map((line) => line.text).join("\n"));
  return liveReply(asked, {
    mood: facts.status === "Failed" ? "bad" : "neutral",
    text: lines(
      say.say({
        en: `${whole && log.content.length <= tail.length ? "The log" : `The last ${tail.length} lines of the log`} of ${facts.name} (run #${facts.jobNumber ?? "?"}, ${facts.workstation}):`,
        pt: `${whole && log.content.length <= tail.length ? "O log" : `As últimas ${tail.length} linhas do log`} de ${facts.name} (execução #${facts.jobNumber ?? "?"}, ${facts.workstation}):`,
      }),
      tail.length === 0
        ? say.say({ en: "(the job printed nothing)", pt: "(o job não escreveu nada)" })
        : text,
      log.footer.exitStatus !== null &&
        say.say({
          en: `Exit status ${log.footer.exitStatus}.`,
          pt: `Código de saída ${log.footer.exitStatus}.`,
        }),
      !log.ended &&
        facts.status === "Running" &&
        say.say({ en: "The job is still writing.", pt: "O job ainda está escrevendo." }),
    ),
    quote: { title: `${facts.name} #${facts.jobNumber ?? ""}`, text },
    sources: [hwaSource(asked, `plan/job/run/${facts.runId}/joblog`)],
    choices:
      facts.status === "Failed"
        ? [
            {
              id: say.say({ en: `Why did ${facts.name} fail?`, pt: `Por que o job ${facts.name} falhou?` }),
              label: say.say({ en: "Explain", pt: "Explicar" }),
              style: "primary",
            },
          ]
        : [],
    data: {
      job: facts.name,
      status: facts.status,
      run_id: facts.runId,
      lines: log.lines,
      from_line: tail[0]?.number ?? null,
      exit_status: log.footer.exitStatus,
      log: text,
    },
  });
}
