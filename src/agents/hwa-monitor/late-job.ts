// "Will CRITICAL_JOB make its deadline?"

import type { Reply } from "#core/reply.ts";
import { judgeLateness, type LateJob } from "#hwa/lateness/late-jobs.ts";
import { type Asked, hwaSource, lines, liveReply } from "./desk.ts";
import { headline } from "./job-words.ts";
import { lateData, lateWords, riskWords } from "./late.ts";
import { locateJob } from "./locate-job.ts";

export async function answerLateJob(asked: Asked, name: string): Promise<Reply> {
  const located = await locateJob(asked, name);
  if (located.kind === "reply") return located.reply;
  const { say, question } = asked;
  const judged = judgeLateness(located.job, null, question.now);
  const { facts, deadline, estimatedEnd, confidence, late, risks } = judged;
  const passed = late.some(({ kind }) => kind === "deadline_passed");
  const ended = facts.endedAt !== null;
  return liveReply(asked, {
    mood: risks.length > 0 || facts.status === "Failed" ? "bad" : late.length > 0 ? "warning" : "good",
    text: lines(
      headline(asked, facts),
      // That it has passed is said below, with the same moment.
      passed
        ? null
        : deadline
          ? say.say({
              en: `Its deadline is ${say.time(deadline)}.`,
              pt: `O prazo dele é ${say.time(deadline)}.`,
            })
          : say.say({
              en: "HWA has no deadline for it, so it can only be compared with its own estimate.",
              pt: "O HWA não tem prazo para ele; só dá para comparar com a própria estimativa.",
            }),
      ...reasonLines(asked, judged),
      !ended &&
        late.length === 0 &&
        risks.length === 0 &&
        (estimatedEnd && deadline
          ? say.say({
              en: `It is expected to end ${say.at(estimatedEnd)}, in time${confidence ? ` (${Math.round(confidence.percent)}% likely, ${basis(asked, confidence.basis)})` : ""}.`,
              pt: `Deve terminar ${say.at(estimatedEnd)}, dentro do prazo${confidence ? ` (${Math.round(confidence.percent)}% de chance, ${basis(asked, confidence.basis)})` : ""}.`,
            })
          : say.say({ en: "Nothing says that it is late.", pt: "Nada indica atraso." })),
    ),
    sources: [hwaSource(asked, `plan/job/${facts.id}`)],
    data: lateData(judged),
  });
}

/** What says that it is late or may be, a sentence each. */
export function reasonLines(
  asked: Asked,
  { late, risks }: Pick<LateJob, "late" | "risks">,
): readonly string[] {
  return [
    ...late.map((reason) => sentence(lateWords(asked, reason))),
    ...risks.filter((risk) => risk.kind !== "late").map((risk) => sentence(riskWords(asked, risk))),
  ];
}

function basis(asked: Asked, from: "hwa" | "estimate"): string {
  return from === "hwa"
    ? asked.say.say({ en: "by HWA", pt: "segundo o HWA" })
    : asked.say.say({ en: "by its estimate", pt: "pela estimativa" });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
