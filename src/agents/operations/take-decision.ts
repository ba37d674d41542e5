// A decision on its way through the engine, which alone knows whether this person may, and what it led to in words. Every
// refusal is in the audit: the engine writes its own, and what is refused here before the engine is asked is written here.

import { Fault, toFault } from "#core/fault.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { Decided, Decision } from "#engine/engine.ts";
import { decisionsOf, summaryOf } from "./checkpoint-words.ts";
import { type Asked, isPress, jobSource, lines, ownReply } from "./desk.ts";
import type { Shown } from "./find-checkpoint.ts";
import { jobName } from "./job-words.ts";
import { isRefusal, refusal } from "./refusal.ts";
import { shortId } from "./short-id.ts";

/** `seen`: the beginning of the digest of the plan that was looked at, as a button carries it. */
export async function takeDecision(
  asked: Asked,
  checkpoint: Shown,
  decision: Decision,
  seen?: string,
): Promise<Reply> {
  const old = isOldPlan(checkpoint, seen);
  try {
    const decided = await asked.engine.decide(
      checkpoint.id,
      old ? withPlan(decision, seen) : decision,
      asked.by,
    );
    return told(asked, decided, checkpoint, decision);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const fault = toFault(error);
    if (fault.code === "not_found" && checkpoint.decidedBy) return tooLate(asked, checkpoint, decision.kind);
    // Told as an old copy only when that alone was wrong: the wrong person learns that they may not.
    if (
      old &&
      fault.code === "conflict" &&
      (await asked.engine.mayDecide(checkpoint, asked.question.person)).may
    )
      return planChanged(asked, checkpoint);
    const reply = refusal(asked, fault);
    return { ...reply, choices: fault.code === "gone" ? reopening(asked, checkpoint) : [] };
  }
}

/** What a button carries of the plan it was shown with. */
export const planMark = /(?:^|\s)plan=([0-9a-f]{8,64})(?=\s|$)/g;

/** The beginning of the digest of the plan that was looked at. */
export function seenPlan(text: string): string | undefined {
  return [...text.matchAll(planMark)][0]?.[1];
}

export function isOldPlan({ planDigest }: Checkpoint, seen: string | undefined): boolean {
  return seen !== undefined && !(planDigest ?? "").startsWith(seen);
}

/** The engine compares whole digests, so the beginning of another one is refused by it, and in its audit. */
function withPlan(decision: Decision, planDigest: string | undefined): Decision {
  return planDigest !== undefined && (decision.kind === "approve" || decision.kind === "change")
    ? { ...decision, planDigest }
    : decision;
}

/** What the engine would refuse anyway is refused before anything is asked for; null: they may. */
export async function refusedAtOnce(
  asked: Asked,
  checkpoint: Shown,
  tried: Decision["kind"],
  seen?: string,
): Promise<Reply | null> {
  const verdict = await asked.engine.mayDecide(checkpoint, asked.question.person);
  if (!verdict.may) {
    const { why } = verdict;
    await auditRefusal(asked, checkpoint.id, tried, why.en);
    const code = {
      PENDING: "forbidden",
      EXPIRED: "gone",
      APPROVED: "conflict",
      REJECTED: "conflict",
    } as const;
    const reply = refusal(asked, new Fault(code[checkpoint.status], why));
    return { ...reply, choices: checkpoint.status === "EXPIRED" ? reopening(asked, checkpoint) : [] };
  }
  if (!isOldPlan(checkpoint, seen)) return null;
  await auditRefusal(asked, checkpoint.id, tried, "The plan was changed since they looked at it.");
  return planChanged(asked, checkpoint);
}

export async function auditRefusal(
  asked: Asked,
  checkpointId: string,
  tried: string,
  why: string,
): Promise<void> {
  const { id, name } = asked.by.person;
  await asked.audit.append([
    {
      verb: "checkpoint.refused",
      who: { id, name },
      surface: asked.by.surface,
      subject: `checkpoint:${oneLine(checkpointId, 80)}`,
      data: { tried, why },
    },
  ]);
}

/** A job forgets what it no longer needs; a late decision is still told who decided then. */
async function tooLate(asked: Asked, checkpoint: Shown, tried: string): Promise<Reply> {
  const { decidedBy, decidedAt, status } = checkpoint;
  const name = decidedBy?.name ?? "";
  await auditRefusal(asked, checkpoint.id, tried, `${name} decided this already.`);
  return ownReply(asked, {
    mood: "warning",
    text: asked.say.say({
      en: `${name} decided this already (${status.toLowerCase()}, ${asked.say.at(decidedAt)}), so nothing was changed.`,
      pt: `${name} já decidiu isto (${status === "REJECTED" ? "rejeitado" : "aprovado"}, ${asked.say.at(decidedAt)}), então nada mudou.`,
    }),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, error: { code: "conflict" } },
  });
}

function reopening(asked: Asked, checkpoint: Shown) {
  return decisionsOf({ ...checkpoint, status: "EXPIRED" }, asked.say);
}

function planChanged(asked: Asked, checkpoint: Shown): Reply {
  return ownReply(asked, {
    mood: "warning",
    text: lines(
      asked.say.say({
        en: "The plan was changed since you looked at it, so nothing was decided. This is what it is now:",
        pt: "O plano mudou desde que você o viu, então nada foi decidido. Agora é isto:",
      }),
      summaryOf(checkpoint, asked.say.locale),
    ),
    choices: decisionsOf(checkpoint, asked.say),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, error: { code: "conflict" } },
  });
}

function told(asked: Asked, decided: Decided, before: Shown, decision: Decision): Reply {
  const { checkpoint, job, settled, quorum } = decided;
  const { say } = asked;
  return ownReply(asked, {
    mood: decision.kind === "reject" ? "neutral" : "good",
    text: lines(
      sentenceOf(asked, decided, before, decision),
      decision.kind === "approve" &&
        quorum.why !== null &&
        say.say({
          en: `${quorum.why.en} An administrator can add somebody.`,
          pt: `${quorum.why.pt} Um administrador pode incluir alguém.`,
        }),
      checkpoint.soleDecider &&
        say.say({
          en: "You decided what you asked for yourself, since nobody else could; card and audit say so.",
          pt: "Você decidiu o que você mesmo pediu, pois ninguém mais podia; o cartão e a auditoria dizem isso.",
        }),
    ),
    choices: isPress(asked)
      ? []
      : [
          {
            id: `task status ${shortId(job.id)}`,
            label: say.say({ en: "How it goes", pt: "Como vai" }),
            style: "default",
          },
        ],
    sources: isPress(asked) ? [] : [jobSource(job.id)],
    data: {
      checkpoint: checkpoint.id,
      job: job.id,
      decision: decision.kind,
      status: checkpoint.status,
      settled,
      job_status: job.status,
    },
  });
}

function sentenceOf(
  asked: Asked,
  { job, settled, quorum, checkpoint }: Decided,
  before: Shown,
  decision: Decision,
): string {
  const { say } = asked;
  const name = jobName({ id: job.id, workflowId: before.workflowId });
  // The card beside a button says what it was about.
  const what = isPress(asked) ? "." : `: ${summaryOf(before, say.locale)}`;
  const missing = quorum.need - quorum.have;
  switch (decision.kind) {
    case "approve":
      return settled
        ? say.say({ en: `Approved for ${name}${what}`, pt: `Aprovado para ${name}${what}` })
        : say.say({
            en: `Your approval counts; ${missing === 1 ? "one more person" : `${missing} more people`} must approve before ${name} goes on.`,
            pt: `Sua aprovação conta; ${missing === 1 ? "falta mais uma pessoa" : `faltam mais ${missing} pessoas`} para ${name} seguir.`,
          });
    case "reject":
      return say.say({
        en: `Rejected for ${name}, and not done${what}`,
        pt: `Rejeitado para ${name}, e não foi feito${what}`,
      });
    case "resolve":
      return say.say({
        en: `Noted; ${name} goes on from what you said.`,
        pt: `Anotado; ${name} segue a partir do que você disse.`,
      });
    case "reopen":
      return say.say({ en: `${name} asks again.`, pt: `${name} pede de novo.` });
    case "review":
      return say.say({ en: "Your review is recorded.", pt: "Sua revisão foi registrada." });
    case "change":
      return say.say({
        en: `The plan of ${name} is changed, and is asked about anew${isPress(asked) ? "." : `: ${summaryOf(checkpoint, say.locale)}`}`,
        pt: `O plano de ${name} mudou, e é perguntado de novo${isPress(asked) ? "." : `: ${summaryOf(checkpoint, say.locale)}`}`,
      });
    case "delegate": {
      const named = checkpoint.delegates.find((each) => each.to.id === decision.to);
      const to = (named ?? checkpoint.delegates.at(-1))?.to.name ?? decision.to;
      return say.say({
        en: `${to} may decide for ${name} as well now.`,
        pt: `${to} agora também pode decidir por ${name}.`,
      });
    }
    case "break_glass":
      return settled
        ? say.say({
            en: `The glass is broken: ${name} goes on, and an administrator must review it.`,
            pt: `A aprovação foi forçada: ${name} segue, e um administrador precisa revisar.`,
          })
        : say.say({
            en: `Your word to break the glass counts; a second approver must say the same before ${name} goes on.`,
            pt: `Seu pedido para forçar conta; um segundo aprovador precisa dizer o mesmo para ${name} seguir.`,
          });
  }
}
