// "Monitor job X" and "stop monitoring": a live view in this thread, where the place can show one.

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { headline } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";

export async function answerMonitor(asked: Asked): Promise<Reply> {
  const names = jobsOf(asked.question.intent.slots);
  if (names.length === 0) return whichJob(asked);
  const replies = await Promise.all(names.map((name) => monitorOne(asked, name)));
  const [only] = replies;
  if (only && replies.length === 1) return only;
  return liveReply(asked, {
    text: replies.map((each) => each.text).join("\n"),
    sources: replies.flatMap((each) => each.sources),
    data: replies.map((each) => each.data),
  });
}

async function monitorOne(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { say, question } = asked;
  const facts = jobFacts(located.job, question.now);
  const place = { platform: question.platform, thread: question.thread };
  const outcome = asked.subscriptions.watch(place, facts.name, say.locale);
  const ended = facts.status === "Completed" || facts.status === "Failed";
  const promise = {
    watching: say.say({
      en: `I am watching ${facts.name} and will tell you here when it changes.`,
      pt: `Estou acompanhando ${facts.name} e aviso aqui quando mudar.`,
    }),
    already_watching: say.say({
      en: `I am already watching ${facts.name} here.`,
      pt: `Já estou acompanhando ${facts.name} aqui.`,
    }),
    cannot_show: say.say({
      en: `This place takes single answers only; live changes of ${facts.name} come on WS /ws/monitor?job=${encodeURIComponent(facts.name)}.`,
      pt: `Aqui só chegam respostas únicas; as mudanças de ${facts.name} chegam em WS /ws/monitor?job=${encodeURIComponent(facts.name)}.`,
    }),
  }[outcome];
  return liveReply(asked, {
    text: lines(
      headline(asked, facts),
      promise,
      ended &&
        outcome !== "cannot_show" &&
        say.say({
          en: "It has ended; a rerun would be told.",
          pt: "Ele já terminou; uma reexecução será avisada.",
        }),
    ),
    sources: [hwaSource(asked, `plan/job/${facts.id}`)],
    choices:
      outcome === "cannot_show"
        ? []
        : [
            {
              id: say.say({ en: `Stop monitoring ${facts.name}`, pt: `Pare de monitorar ${facts.name}` }),
              label: say.say({ en: "Stop watching", pt: "Parar" }),
              style: "default",
            },
          ],
    data: {
      job: facts.name,
      status: facts.status,
      progress: facts.progress === null ? null : `${facts.progress}%`,
      monitoring: outcome !== "cannot_show",
      stream: `/ws/monitor?job=${encodeURIComponent(facts.name)}`,
    },
  });
}

export function answerUnmonitor(asked: Asked): Reply {
  const { say, question } = asked;
  const place = { platform: question.platform, thread: question.thread };
  const [job] = jobsOf(question.intent.slots);
  const stopped = asked.subscriptions.unwatch(place, job);
  const text =
    stopped.length > 0
      ? say.say({
          en: `I stopped watching ${say.list(stopped)}.`,
          pt: `Parei de acompanhar ${say.list(stopped)}.`,
        })
      : say.say({ en: "I was not watching that here.", pt: "Eu não estava acompanhando isso aqui." });
  return liveReply(asked, {
    text,
    asOf: null,
    data: { stopped, watching: asked.subscriptions.watched(place) },
  });
}
