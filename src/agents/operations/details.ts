// "details 3f2a91bc": everything there is to see of a checkpoint, uncut, and what else may be done with it.

import { may } from "#core/person.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { rankOf } from "#core/rights.ts";
import { shownPlan } from "#core/shown-plan.ts";
import { decidedLine, voteLines } from "./checkpoint-history.ts";
import { decisionsOf, detailOf, factsOf, questionOf, summaryOf } from "./checkpoint-words.ts";
import { type Asked, jobSource, lines, ownReply } from "./desk.ts";
import { findCheckpoint, type Shown } from "./find-checkpoint.ts";
import { jobName, stepLines } from "./job-words.ts";
import { lacksRole } from "./refusal.ts";
import { shortId } from "./short-id.ts";

/** Longer arguments and details than this are read in a file: no message shows more of one of them uncut. */
const longestInMessage = 1_000;

export async function answerDetails(asked: Asked): Promise<Reply> {
  const { question, say, engine } = asked;
  if (!may(question.person, "read_jobs"))
    return lacksRole(asked, "operator", { en: "seeing approvals", pt: "ver aprovações" });
  const found = await findCheckpoint(asked, "details");
  if (found.kind === "reply") return found.reply;
  const { checkpoint } = found;
  const job = await engine.job(checkpoint.jobId);
  const workflow = job && (await engine.workflows.pinned(job.workflowDigest));
  const verdict = await engine.mayDecide(checkpoint, question.person);
  const open = checkpoint.status === "PENDING";
  const detail = detailOf(checkpoint, say.locale);
  const whole = wholeText(checkpoint, detail);
  const long = whole.length > longestInMessage;
  return ownReply(asked, {
    mood: open && verdict.may ? "warning" : "neutral",
    text: lines(
      `${shortId(checkpoint.id)} · ${jobName({ id: checkpoint.jobId, workflowId: checkpoint.workflowId })} · ${checkpoint.step}`,
      open ? questionOf(checkpoint, say) : summaryOf(checkpoint, say.locale),
      decidedLine(checkpoint, say),
      ...voteLines(checkpoint, say),
      ...(job && workflow ? stepLines(job, workflow, say, question.now) : []),
      open &&
        !verdict.may &&
        `${say.say({ en: "Not yours to decide", pt: "A decisão não é sua" })}: ${say.say(verdict.why)}`,
    ),
    facts: factsOf(checkpoint, say),
    quote: detail,
    ...(long ? { file: { name: `${shortId(checkpoint.id)}.txt`, text: whole } } : {}),
    choices: verdict.may || !open ? withGlass(asked, checkpoint) : glass(asked, checkpoint),
    sources: [jobSource(checkpoint.jobId)],
    data: {
      checkpoint: checkpoint.id,
      job: checkpoint.jobId,
      status: checkpoint.status,
      plan: checkpoint.plan && { uses: checkpoint.plan.uses, args: shownPlan(checkpoint.plan.args) },
      planDigest: checkpoint.planDigest,
      mayDecide: verdict.may,
      whyNot: verdict.may ? null : say.say(verdict.why),
    },
  });
}

/** Arguments and detail as they are, for a file. */
function wholeText({ plan, planDigest }: Shown, detail: Reply["quote"]): string {
  return lines(
    plan && `${plan.uses} ${JSON.stringify(shownPlan(plan.args), null, 2)}`,
    planDigest && `sha256 ${planDigest}`,
    detail && `\n${detail.title}\n${detail.text}`,
  );
}

function withGlass(asked: Asked, checkpoint: Shown): readonly Choice[] {
  const decisions = decisionsOf(checkpoint, asked.say).filter(({ id }) => !id.startsWith("details "));
  return [...decisions, ...glass(asked, checkpoint)];
}

/** For an emergency only, so it stands here and not on the card. */
function glass({ question, say }: Asked, checkpoint: Shown): readonly Choice[] {
  const { purpose, status, requester, id } = checkpoint;
  const could = rankOf(question.person.roles) >= rankOf(["approver"]) && requester.id !== question.person.id;
  if (!could || purpose !== "approval" || status !== "PENDING") return [];
  return [
    {
      id: `break-glass ${shortId(id)}`,
      label: say.say({ en: "Break the glass", pt: "Forçar aprovação" }),
      style: "danger",
      form: true,
    },
  ];
}
