// "Which jobs are running?", "what ran today?", "what waits on FIN_WS?"

import type { StatusWord } from "#core/hwa-status.ts";
import type { Reply } from "#core/reply.ts";
import { jobsByStatus } from "#hwa/jobs-by-status.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { shortLine } from "./job-words.ts";
import { spanOf } from "./span.ts";

export async function answerStatusList(asked: Asked, status: StatusWord): Promise<Reply> {
  const { say, question } = asked;
  const { slots } = question.intent;
  const named = slots.since || slots.until || slots.windowHours !== undefined;
  const span = named ? spanOf(slots, question.now, say, 24) : null;
  const { jobs, total } = await jobsByStatus(asked.hwa, status, question.now, {
    ...asked.read,
    limit: 50,
    window: span,
    ...(slots.workstation ? { workstation: slots.workstation } : {}),
  });
  const where = [
    slots.workstation && say.say({ en: `on ${slots.workstation}`, pt: `em ${slots.workstation}` }),
    span?.words,
  ].filter(Boolean);
  const beside = where.length > 0 ? ` ${where.join(" ")}` : "";
  const shown = jobs.slice(0, 15);
  const head =
    total === 0
      ? say.say({
          en: `No job is ${say.status(status)}${beside || " now"}.`,
          pt: `Nenhum job está ${say.status(status)}${beside || " agora"}.`,
        })
      : say.say({
          en: `${say.count(total, { en: "job is", pt: "" }, { en: "jobs are", pt: "" })} ${say.status(status)}${beside}.`,
          pt: `${say.count(total, { en: "", pt: "job" }, { en: "", pt: "jobs" })}: ${say.status(status)}${beside}.`,
        });
  return liveReply(asked, {
    mood: status === "Failed" && total > 0 ? "bad" : "neutral",
    text: lines(
      head,
      ...shown.map((facts) => `• ${shortLine(asked, facts)}`),
      total > shown.length &&
        say.say({ en: `… and ${total - shown.length} more.`, pt: `… e mais ${total - shown.length}.` }),
    ),
    sources: [hwaSource(asked, `plan/job, ${status}`)],
    data: jobs.map((facts) => ({
      job: facts.name,
      status: facts.status,
      start_time: facts.startedAt?.toISOString() ?? null,
      end_time: facts.endedAt?.toISOString() ?? null,
      workstation: facts.workstation,
      job_stream: facts.stream,
    })),
  });
}
