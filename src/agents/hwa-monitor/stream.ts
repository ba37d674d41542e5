// "How is the stream PAYROLL_DAILY?"

import type { Reply } from "#core/reply.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { type StreamFacts, streamFacts } from "#hwa/streams.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { shortLine } from "./job-words.ts";
import { causeWords } from "./wait-words.ts";

const shown = 8;

export async function answerStream(asked: Asked, name: string): Promise<Reply> {
  const { say, question } = asked;
  const found = await streamFacts(asked.hwa, name, question.now, {
    ...asked.read,
    canonical: (typed) => asked.names.canonical("stream", typed),
  });
  if (found.kind === "unknown") return unknownStream(asked, name);
  const { facts, total } = found;
  const { stream, jobs } = facts;
  const failed = jobs.byStatus.Failed;
  return liveReply(asked, {
    mood:
      failed > 0
        ? "bad"
        : facts.heldBy.length > 0
          ? "warning"
          : facts.status === "Completed"
            ? "good"
            : "neutral",
    text: lines(
      say.say({
        en: `Stream ${stream.name} is ${say.status(facts.status)} (${stream.status.internal})${progressOf(facts)}, scheduled ${say.time(stream.scheduledAt)} on ${stream.workstation}.`,
        pt: `O stream ${stream.name} está ${say.status(facts.status)} (${stream.status.internal})${progressOf(facts)}, previsto ${say.time(stream.scheduledAt)} em ${stream.workstation}.`,
      }),
      say.say({
        en: `Jobs: ${jobs.total}, ${jobs.byStatus.Completed} completed, ${jobs.byStatus.Running} running, ${failed} failed, ${jobs.byStatus.Waiting + jobs.byStatus.Ready} waiting.`,
        pt: `Jobs: ${jobs.total}, ${jobs.byStatus.Completed} concluídos, ${jobs.byStatus.Running} em execução, ${failed} com falha, ${jobs.byStatus.Waiting + jobs.byStatus.Ready} aguardando.`,
      }),
      facts.heldBy.length > 0 &&
        say.say({
          en: `Held: ${facts.heldBy.map((cause) => causeWords(say, cause)).join("; ")}.`,
          pt: `Retido: ${facts.heldBy.map((cause) => causeWords(say, cause)).join("; ")}.`,
        }),
      facts.waitsFor.length > 0 &&
        say.say({
          en: `It waits for ${say.list(facts.waitsFor.map((edge) => edge.name))}.`,
          pt: `Aguarda ${say.list(facts.waitsFor.map((edge) => edge.name))}.`,
        }),
      ...jobs.items.slice(0, shown).map((job) => `• ${shortLine(asked, jobFacts(job, question.now))}`),
      jobs.total > shown &&
        say.say({ en: `… and ${jobs.total - shown} more.`, pt: `… e mais ${jobs.total - shown}.` }),
      total > 1 &&
        say.say({
          en: `The plan has ${total} instances of this stream; this is the most relevant.`,
          pt: `O plano tem ${total} instâncias deste stream; esta é a mais relevante.`,
        }),
    ),
    sources: [hwaSource(asked, `plan/jobstream/${stream.id}`)],
    data: {
      job_stream: stream.name,
      status: facts.status,
      internal_status: stream.status.internal,
      progress: facts.progress === null ? null : `${facts.progress}%`,
      scheduled_time: stream.scheduledAt?.toISOString() ?? null,
      start_time: stream.startedAt?.toISOString() ?? null,
      end_time: stream.endedAt?.toISOString() ?? null,
      workstation: stream.workstation,
      limit: stream.limit,
      jobs: { total: jobs.total, by_status: jobs.byStatus },
    },
  });
}

function progressOf({ progress, status }: StreamFacts): string {
  return progress === null || status === "Completed" ? "" : `, ${progress}%`;
}

function unknownStream(asked: Asked, name: string): Reply {
  const { say } = asked;
  const near = asked.names.nearest("stream", name, 4).map((each) => each.name);
  return liveReply(asked, {
    mood: "unknown",
    text: lines(
      say.say({
        en: `No job stream is called "${name}" in the current plan.`,
        pt: `Nenhum stream se chama "${name}" no plano atual.`,
      }),
      near.length > 0 &&
        say.say({ en: `Did you mean ${near.join(", ")}?`, pt: `Você quis dizer ${near.join(", ")}?` }),
    ),
    choices: near.map((each) => ({ id: `status stream ${each}`, label: each, style: "default" })),
    sources: [hwaSource(asked, `plan/jobstream?oql=name = '${name}'`)],
    data: { job_stream: name, status: "Unknown", found: false, nearest: near },
  });
}
