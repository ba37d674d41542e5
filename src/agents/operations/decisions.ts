// "approve 3f2a91bc looks fine", "reject 3f2a91bc wrong window": a person's decision, through the engine, which alone knows
// whether they may. For a step of unknown outcome `approve ID happened` and `approve ID not-happened` say what they found.

import { toFault } from "#core/fault.ts";
import { may } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";
import type { Decided, Decision } from "#engine/engine.ts";
import { decisionsOf, summaryOf } from "./checkpoint-words.ts";
import { type Asked, jobSource, lines, ownReply } from "./desk.ts";
import { findCheckpoint, type Shown } from "./find-checkpoint.ts";
import { jobName } from "./job-words.ts";
import { isRefusal, refusal, refuseDeed } from "./refusal.ts";
import { shortId } from "./short-id.ts";

export function answerApprove(asked: Asked): Promise<Reply> {
  return decide(asked, "approve");
}

export function answerReject(asked: Asked): Promise<Reply> {
  return decide(asked, "reject");
}

async function decide(asked: Asked, verb: "approve" | "reject"): Promise<Reply> {
  const { question } = asked;
  if (!may(question.person, "decide")) return refuseDeed(asked, { en: "deciding", pt: "decidir" });
  const found = await findCheckpoint(asked, verb);
  if (found.kind === "reply") return found.reply;
  const { checkpoint } = found;
  const meant = decisionOf(asked, checkpoint, verb);
  if ("reply" in meant) return meant.reply;
  try {
    const decided = await asked.engine.decide(checkpoint.id, meant.decision, asked.by);
    return told(asked, decided, checkpoint, meant.decision);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { decidedBy, decidedAt, status } = checkpoint;
    const fault = toFault(error);
    // A job forgets what it no longer needs; a late decision is still told who decided then.
    if (fault.code === "not_found" && decidedBy && decidedAt)
      return ownReply(asked, {
        mood: "warning",
        text: asked.say.say({
          en: `${decidedBy.name} decided this already (${status.toLowerCase()}, ${asked.say.at(decidedAt)}), so nothing was changed.`,
          pt: `${decidedBy.name} já decidiu isto (${status === "REJECTED" ? "rejeitado" : "aprovado"}, ${asked.say.at(decidedAt)}), então nada mudou.`,
        }),
        data: { checkpoint: checkpoint.id, job: checkpoint.jobId, error: { code: "conflict" } },
      });
    const reply = refusal(asked, fault);
    return { ...reply, choices: fault.code === "gone" ? reopening(asked, checkpoint) : [] };
  }
}

function reopening(asked: Asked, checkpoint: Shown) {
  return decisionsOf({ ...checkpoint, status: "EXPIRED" }, asked.say);
}

type Meant = { readonly decision: Decision } | { readonly reply: Reply };

const saysNot =
  /^(?:(?:it |isso )?(?:did ?n[o']?t|has not|hasn't|not|never|nao|nunca)[ -]?(?:happen(?:ed)?|aconteceu|foi feito))\b[\s,:.;-]*/;
const saysSo = /^(?:(?:it |isso |ja )?(?:has )?(?:happened|aconteceu|foi feito))\b[\s,:.;-]*/;

function decisionOf(asked: Asked, checkpoint: Shown, verb: "approve" | "reject"): Meant {
  const { slots } = asked.question.intent;
  const said = slots.reason ?? afterCommand(asked.question.text);
  const planned = /(?:^|\s)plan=([0-9a-f]{8,64})(?=\s|$)/.exec(asked.question.text)?.[1];
  const reason = said.replace(/(?:^|\s)plan=[0-9a-f]{8,64}(?=\s|$)/g, "").trim();
  if (verb === "reject")
    return reason === ""
      ? { reply: askWhy(asked, checkpoint, "approval.reject") }
      : { decision: { kind: "reject", reason } };
  const folded = fold(reason);
  if (checkpoint.purpose === "outcome") {
    const not = saysNot.exec(folded);
    const so = not ? null : saysSo.exec(folded);
    if (!not && !so) return { reply: whatHappened(asked, checkpoint) };
    const how = reason.slice((not ?? so)?.[0].length ?? 0).trim();
    return {
      decision: { kind: "resolve", outcome: not ? "not_happened" : "happened", reason: how || reason },
    };
  }
  if (checkpoint.purpose === "review")
    return reason === ""
      ? { reply: askWhy(asked, checkpoint, "approval.approve") }
      : { decision: { kind: "review", reason } };
  if (/^(?:reopen|reabr\w*)\b/.test(folded)) return { decision: { kind: "reopen" } };
  if (planned !== undefined && !(checkpoint.planDigest ?? "").startsWith(planned))
    return { reply: planChanged(asked, checkpoint) };
  return {
    decision: {
      kind: "approve",
      ...(reason === "" ? {} : { reason }),
      ...(checkpoint.planDigest === null ? {} : { planDigest: checkpoint.planDigest }),
    },
  };
}

const command = /^(?:[/@]?resync\W+)?(?:approve|aprova|aprovar|reject|rejeita|rejeitar)\s+(?<rest>\S.*)$/is;
const pointing =
  /^(?:it|this|that|these|the|all|both|id|please|now|isso|isto|ess[ea]|est[ea]|o|a|os|as|por favor)\b/i;

/** "approve file is back": with no id between, what follows the command is why. */
function afterCommand(text: string): string {
  const rest = command.exec(text.trim())?.groups?.rest ?? "";
  return /\s/.test(rest) && !pointing.test(rest) && !/^[0-9a-f]{8}/.test(rest) ? rest : "";
}

function askWhy(asked: Asked, checkpoint: Shown, intent: "approval.reject" | "approval.approve"): Reply {
  const { say } = asked;
  const id = shortId(checkpoint.id);
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      intent === "approval.reject"
        ? say.say({
            en: `Why do you reject ${id}? Those who asked will read it. Nothing is decided yet.`,
            pt: `Por que você rejeita ${id}? Quem pediu vai ler. Nada foi decidido ainda.`,
          })
        : say.say({
            en: `What did you find in your review of ${id}? Nothing is recorded yet.`,
            pt: `O que você constatou na revisão de ${id}? Nada foi registrado ainda.`,
          }),
      summaryOf(checkpoint),
    ),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, missing: "reason" },
    asks: { intent, slots: { id: checkpoint.id }, missing: "reason", oneOf: [] },
  });
}

function whatHappened(asked: Asked, checkpoint: Shown): Reply {
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      asked.say.say({
        en: "Look at its target, then say what you found: it happened, it did not, or end the step without knowing.",
        pt: "Verifique o alvo e diga o que constatou: aconteceu, não aconteceu, ou encerre o passo sem saber.",
      }),
      summaryOf(checkpoint),
    ),
    choices: decisionsOf(checkpoint, asked.say),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, missing: "outcome" },
  });
}

function planChanged(asked: Asked, checkpoint: Shown): Reply {
  return ownReply(asked, {
    mood: "warning",
    text: lines(
      asked.say.say({
        en: "The plan was changed since you looked at it, so nothing was approved. This is what it is now:",
        pt: "O plano mudou desde que você o viu, então nada foi aprovado. Agora é isto:",
      }),
      summaryOf(checkpoint),
    ),
    choices: decisionsOf(checkpoint, asked.say),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, error: { code: "conflict" } },
  });
}

function told(
  asked: Asked,
  { checkpoint, job, settled, quorum }: Decided,
  before: Shown,
  decision: Decision,
): Reply {
  const { say } = asked;
  const name = jobName({ id: job.id, workflowId: before.workflowId });
  const missing = quorum.need - quorum.have;
  const sentence = {
    approve: settled
      ? say.say({
          en: `Approved for ${name}: ${summaryOf(before)}`,
          pt: `Aprovado para ${name}: ${summaryOf(before)}`,
        })
      : say.say({
          en: `Your approval counts; ${missing === 1 ? "one more person" : `${missing} more people`} must approve before ${name} goes on.`,
          pt: `Sua aprovação conta; ${missing === 1 ? "falta mais uma pessoa" : `faltam mais ${missing} pessoas`} para ${name} seguir.`,
        }),
    reject: say.say({
      en: `Rejected for ${name}, and not done: ${summaryOf(before)}`,
      pt: `Rejeitado para ${name}, e não foi feito: ${summaryOf(before)}`,
    }),
    resolve: say.say({
      en: `Noted; ${name} goes on from what you said.`,
      pt: `Anotado; ${name} segue a partir do que você disse.`,
    }),
    reopen: say.say({ en: `${name} asks again.`, pt: `${name} pede de novo.` }),
    review: say.say({ en: "Your review is recorded.", pt: "Sua revisão foi registrada." }),
    change: "",
    delegate: "",
    break_glass: "",
  }[decision.kind];
  return ownReply(asked, {
    mood: decision.kind === "reject" ? "neutral" : "good",
    text: lines(
      sentence,
      decision.kind === "approve" &&
        quorum.why !== null &&
        say.say({
          en: `${quorum.why} An administrator can add somebody.`,
          pt: `São necessárias ${quorum.need} aprovações, mas não há tantas pessoas que possam aprovar. Um administrador pode incluir alguém.`,
        }),
      checkpoint.soleDecider &&
        say.say({
          en: "You decided what you asked for yourself, since nobody else could; card and audit say so.",
          pt: "Você decidiu o que você mesmo pediu, pois ninguém mais podia; o cartão e a auditoria dizem isso.",
        }),
    ),
    choices: [
      {
        id: `task status ${shortId(job.id)}`,
        label: say.say({ en: "How it goes", pt: "Como vai" }),
        style: "default",
      },
    ],
    sources: [jobSource(job.id)],
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
