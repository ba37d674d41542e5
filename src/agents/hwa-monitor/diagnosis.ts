// "Why did job X fail?": what is confirmed, what HWA's codes mean, the known fix, who owns it and what is late because of it.

import { jobsOf } from "#core/intent.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { explainCode } from "#hwa/failure/aws-codes.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { kindWords } from "./failure.ts";
import { headline, knownLines } from "./job-words.ts";
import { locateJob, whichJob } from "./locate-job.ts";
import { quoted, readDiagnosis } from "./read-diagnosis.ts";

export async function answerDiagnosis(asked: Asked): Promise<Reply> {
  const names = jobsOf(asked.question.intent.slots);
  if (names.length === 0) return whichJob(asked);
  const replies = await Promise.all(names.map((name) => diagnose(asked, name)));
  const [only] = replies;
  if (only && replies.length === 1) return only;
  return liveReply(asked, {
    mood: replies.some((each) => each.mood === "bad") ? "bad" : "neutral",
    text: replies.map((each) => each.text).join("\n\n"),
    sources: replies.flatMap((each) => each.sources),
    data: replies.map((each) => each.data),
  });
}

async function diagnose(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { say } = asked;
  const { job } = located;
  const read = await readDiagnosis(asked, job);
  if (!read) return notBroken(asked, job);
  const { failure, impact, known } = read;
  const { breakage } = failure;
  const explained = explainCode(failure.errorCode, say.locale);
  const quote = quoted(breakage.evidence);
  const waits = asked.say.some(
    impact.waiting.slice(0, 6).map((each) => each.name),
    impact.total,
  );
  const logChoice = say.say({ en: `Show the log of ${job.name}`, pt: `Mostre o log do job ${job.name}` });
  return liveReply(asked, {
    mood: "bad",
    text: lines(
      headline(asked, breakage.facts),
      say.say({ en: `Cause: ${failure.sentence}`, pt: `Causa: ${failure.sentence}` }),
      say.say({ en: `Error code: ${failure.errorCode}`, pt: `Código de erro: ${failure.errorCode}` }),
      explained && `${explained.meaning} ${explained.check}`,
      breakage.returnCodeMeaning &&
        breakage.cause.kind !== "return_code" &&
        `RC=${breakage.returnCodeMeaning.code}: ${breakage.returnCodeMeaning.meaning[say.locale]}`,
      breakage.besides.length > 0 &&
        say.say({
          en: `In the same log: ${say.list(breakage.besides.map((each) => kindWords(say, each.kind).toLowerCase()))}.`,
          pt: `No mesmo log: ${say.list(breakage.besides.map((each) => kindWords(say, each.kind).toLowerCase()))}.`,
        }),
      ...knownLines(asked, known, true),
      impact.total === 0
        ? say.say({ en: "No other job waits for it.", pt: "Nenhum outro job espera por ele." })
        : say.say({
            en: `${say.count(impact.total, { en: "waits", pt: "" }, { en: "wait", pt: "" })} because of it: ${waits}.`,
            pt: `${say.count(impact.total, { en: "", pt: "espera" }, { en: "", pt: "esperam" })} por causa dele: ${waits}.`,
          }),
    ),
    quote: quote
      ? { title: say.say({ en: `Log of ${job.name}`, pt: `Log do job ${job.name}` }), text: quote }
      : null,
    sources: [hwaSource(asked, `plan/job/${job.id}`), ...failure.sources, ...known.sources],
    links: known.links,
    choices: [
      { id: logChoice, label: logChoice, style: "primary" },
      ...(impact.total > 0
        ? [
            {
              id: say.say({ en: `What depends on ${job.name}?`, pt: `O que depende do job ${job.name}?` }),
              label: say.say({ en: `What depends on ${job.name}?`, pt: `O que depende do job ${job.name}?` }),
              style: "default" as const,
            },
          ]
        : []),
    ],
    data: {
      job: job.name,
      status: "Failed",
      internal_status: breakage.facts.internal,
      return_code: breakage.returnCode,
      error_code: failure.errorCode,
      end_time: breakage.facts.endedAt?.toISOString() ?? null,
      cause: {
        kind: breakage.cause.kind,
        known: breakage.cause.kind !== "unknown",
        text: failure.sentence,
        from: breakage.cause.from,
      },
      evidence: breakage.evidence.map((line) => ({ line: line.number, text: redact(line.text) })),
      aws_codes: breakage.awsCodes,
      resolution_steps: known.steps,
      owner: known.owner,
      documentation: known.documentation,
      waiting_because_of_it: impact.waiting.map((each) => each.name),
      waiting_total: impact.total,
    },
  });
}

function notBroken(asked: Asked, job: Parameters<typeof jobFacts>[0]): Reply {
  const facts = jobFacts(job, asked.question.now);
  const { say } = asked;
  const earlier = facts.lastFailure;
  return liveReply(asked, {
    text: lines(
      headline(asked, facts),
      earlier
        ? say.say({
            en: `It failed before, ${say.time(earlier.endedAt)} (${earlier.internal}${earlier.returnCode === null ? "" : ` RC=${earlier.returnCode}`}), and was run again since.`,
            pt: `Falhou antes, ${say.time(earlier.endedAt)} (${earlier.internal}${earlier.returnCode === null ? "" : ` RC=${earlier.returnCode}`}), e já foi executado de novo.`,
          })
        : say.say({ en: "It has not failed in the current plan.", pt: "Não falhou no plano atual." }),
    ),
    sources: [hwaSource(asked, `plan/job/${job.id}`)],
    data: {
      job: job.name,
      status: facts.status,
      internal_status: facts.internal,
      last_failure: earlier?.endedAt?.toISOString() ?? null,
    },
  });
}
