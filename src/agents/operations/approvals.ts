// "What's waiting for my approval?": what this person may decide first, then the rest with why not, and how much of what was
// learned waits for their judgement.

import type { MayDecide } from "#core/job/decide-refusals.ts";
import { may } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { saidIn } from "#core/wording.ts";
import {
  decisionsOf,
  detailOf,
  factsOf,
  questionOf,
  riskWord,
  summaryOf,
  verdictsOf,
} from "./checkpoint-words.ts";
import { type Asked, jobSource, lines, ownReply } from "./desk.ts";
import { pendingCheckpoints, type Shown } from "./find-checkpoint.ts";
import { jobName } from "./job-words.ts";
import { lacksRole } from "./refusal.ts";
import { shortId } from "./short-id.ts";

type Judged = MayDecide & { readonly checkpoint: Shown };

const mostShown = 10;

export async function answerApprovals(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  if (!may(question.person, "read_jobs"))
    return lacksRole(asked, "operator", { en: "seeing approvals", pt: "ver aprovações" });
  const [approvals, waiting] = await Promise.all([approvalsOf(asked), reviewsWaiting(asked)]);
  if (waiting === 0) return approvals;
  return {
    ...approvals,
    text: lines(
      approvals.text,
      say.say({
        en: `${say.count(waiting, { en: "review waits", pt: "" }, { en: "reviews wait", pt: "" })} for a judgement: say "reviews".`,
        pt: `${say.count(waiting, { en: "", pt: "revisão espera" }, { en: "", pt: "revisões esperam" })} uma decisão: diga "revisões".`,
      }),
    ),
    choices: [
      ...approvals.choices,
      {
        id: say.say({ en: "reviews", pt: "revisões" }),
        label: say.say({ en: "Reviews", pt: "Revisões" }),
        style: "default",
      },
    ],
  };
}

/** Only whoever may judge them is told; that they cannot be counted keeps nobody from what waits for an approval. */
async function reviewsWaiting({ reviews, question }: Asked): Promise<number> {
  if (!reviews || !may(question.person, "review_knowledge")) return 0;
  const counts = await reviews.counts().catch(() => null);
  return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
}

async function approvalsOf(asked: Asked): Promise<Reply> {
  const { say, question, engine } = asked;
  const judged: Judged[] = [];
  for (const checkpoint of await pendingCheckpoints(asked))
    judged.push({ checkpoint, ...(await engine.mayDecide(checkpoint, question.person)) });
  const mine = judged.filter((each) => each.may);
  const others = judged.filter((each) => !each.may);
  const [only] = judged;
  if (only && judged.length === 1) return inFull(asked, only);
  const shown = [...mine, ...others].slice(0, mostShown);
  return ownReply(asked, {
    mood: mine.length > 0 ? "warning" : "neutral",
    text: lines(
      judged.length === 0
        ? say.say({ en: "Nothing waits for an approval.", pt: "Nada espera aprovação." })
        : mine.length === 0
          ? say.say({
              en: `Nothing waits for you; ${judged.length} wait for others.`,
              pt: `Nada espera você; ${judged.length} esperam outras pessoas.`,
            })
          : say.say({
              en: `${say.count(mine.length, { en: "waits", pt: "" }, { en: "wait", pt: "" })} for your decision${others.length > 0 ? `, ${others.length} for others` : ""}.`,
              pt: `${mine.length} à espera da sua decisão${others.length > 0 ? `, ${others.length} de outras pessoas` : ""}.`,
            }),
      ...shown.map((each) => line(asked, each)),
      judged.length > shown.length &&
        say.say({
          en: `And ${judged.length - shown.length} more.`,
          pt: `E mais ${judged.length - shown.length}.`,
        }),
    ),
    choices: mine.slice(0, 4).flatMap(({ checkpoint }) =>
      verdictsOf(checkpoint, say).map((choice) => ({
        ...choice,
        label: `${choice.label} ${shortId(checkpoint.id)}`,
      })),
    ),
    data: shown.map((each) => ({
      ...facts(each.checkpoint),
      mayDecide: each.may,
      whyNot: each.may ? null : say.say(each.why),
    })),
  });
}

function line(asked: Asked, judged: Judged): string {
  const { say } = asked;
  const { checkpoint } = judged;
  const job = jobName({ id: checkpoint.jobId, workflowId: checkpoint.workflowId });
  const { preview, expiresAt, createdAt, requester } = checkpoint;
  const parts = [
    say.say({
      en: `asked by ${requester.name} ${say.ago(createdAt)}`,
      pt: `pedido por ${requester.name} ${say.ago(createdAt)}`,
    }),
    preview?.target ?? null,
    preview && say.say({ en: `risk ${preview.risk}`, pt: `risco ${riskWord(preview.risk, say)}` }),
    expiresAt && say.say({ en: `until ${say.time(expiresAt)}`, pt: `até ${say.time(expiresAt)}` }),
  ].filter((part) => part !== null);
  const not = judged.may
    ? ""
    : `\n  ${say.say({ en: "Not yours", pt: "Não é sua" })}: ${say.say(judged.why)}`;
  return `• ${shortId(checkpoint.id)} · ${job} · ${checkpoint.step}: ${summaryOf(checkpoint, say.locale)}\n  ${parts.join(" · ")}${not}`;
}

/** One alone is shown with all there is to see before deciding. */
function inFull(asked: Asked, judged: Judged): Reply {
  const { say } = asked;
  const { checkpoint } = judged;
  const job = jobName({ id: checkpoint.jobId, workflowId: checkpoint.workflowId });
  const all = factsOf(checkpoint, say);
  const detail = detailOf(checkpoint, say.locale);
  return ownReply(asked, {
    mood: judged.may ? "warning" : "neutral",
    text: lines(
      `${shortId(checkpoint.id)} · ${job} · ${checkpoint.step}`,
      questionOf(checkpoint, say),
      ...all.map(({ label, value }) => `${label}: ${value}`),
      detail && `${detail.title}:\n${detail.text}`,
      judged.may
        ? say.say({
            en: `To decide: approve ${shortId(checkpoint.id)}, or reject ${shortId(checkpoint.id)} and why.`,
            pt: `Para decidir: aprovar ${shortId(checkpoint.id)}, ou rejeitar ${shortId(checkpoint.id)} e o motivo.`,
          })
        : `${say.say({ en: "Not yours to decide", pt: "A decisão não é sua" })}: ${say.say(judged.why)}`,
    ),
    choices: judged.may ? decisionsOf(checkpoint, say) : [],
    sources: [jobSource(checkpoint.jobId)],
    data: [{ ...facts(checkpoint), mayDecide: judged.may, whyNot: judged.may ? null : say.say(judged.why) }],
  });
}

function facts(checkpoint: Shown) {
  return {
    checkpoint: checkpoint.id,
    job: checkpoint.jobId,
    workflow: checkpoint.workflowId,
    step: checkpoint.step,
    purpose: checkpoint.purpose,
    summary: summaryOf(checkpoint, "en"),
    target: checkpoint.preview?.target ?? null,
    risk: checkpoint.preview?.risk ?? null,
    undo: checkpoint.preview?.undo ? saidIn(checkpoint.preview.undo, "en") : null,
    requested_by: checkpoint.requester.name,
    since: checkpoint.createdAt.toISOString(),
    until: checkpoint.expiresAt?.toISOString() ?? null,
  };
}
