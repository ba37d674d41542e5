// "approve 3f2a91bc looks fine", "reject 3f2a91bc wrong window": a person's decision, through the engine, which alone knows
// whether they may. For a step of unknown outcome `approve ID happened` and `approve ID not-happened` say what they found.

import { may } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { fold } from "#core/text.ts";
import type { Decision } from "#engine/engine.ts";
import { summaryOf, verdictsOf } from "./checkpoint-words.ts";
import { type Asked, filledIn, lines, ownReply } from "./desk.ts";
import { findCheckpoint, type Shown } from "./find-checkpoint.ts";
import { refuseDeed } from "./refusal.ts";
import { seenBy, seenToApprove } from "./seen-by.ts";
import { shortId } from "./short-id.ts";
import { planMark, refusedAtOnce, takeDecision } from "./take-decision.ts";

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
  const seen = verb === "approve" ? await seenToApprove(asked, checkpoint) : seenBy(asked, checkpoint);
  const meant = decisionOf(asked, checkpoint, verb);
  if ("decision" in meant) return takeDecision(asked, checkpoint, meant.decision, seen);
  return (await refusedAtOnce(asked, checkpoint, meant.lacks, seen)) ?? meant.reply;
}

/** `lacks`: what is not decided yet, since something is asked back first. */
type Meant = { readonly decision: Decision } | { readonly reply: Reply; readonly lacks: Decision["kind"] };

const saysNot =
  /^(?:(?:it |isso )?(?:did ?n[o']?t|has not|hasn't|not|never|nao|nunca)[ -]?(?:happen(?:ed)?|aconteceu|foi feito))\b[\s,:.;-]*/;
const saysSo = /^(?:(?:it |isso |ja )?(?:has )?(?:happened|aconteceu|foi feito))\b[\s,:.;-]*/;

function decisionOf(asked: Asked, checkpoint: Shown, verb: "approve" | "reject"): Meant {
  const { slots } = asked.question.intent;
  const said = (slots.reason ?? afterCommand(asked.question.text)).replace(planMark, "").trim();
  const reason = [said, filledIn(asked).reason ?? ""].filter((part) => part !== "").join(" ");
  if (verb === "reject")
    return reason === ""
      ? { reply: askWhy(asked, checkpoint, "approval.reject"), lacks: "reject" }
      : { decision: { kind: "reject", reason } };
  const folded = fold(reason);
  if (checkpoint.purpose === "outcome") {
    const not = saysNot.exec(folded);
    const so = not ? null : saysSo.exec(folded);
    if (!not && !so) return { reply: whatHappened(asked, checkpoint), lacks: "resolve" };
    const how = reason.slice((not ?? so)?.[0].length ?? 0).trim();
    return {
      decision: { kind: "resolve", outcome: not ? "not_happened" : "happened", reason: how || reason },
    };
  }
  if (checkpoint.purpose === "review")
    return reason === ""
      ? { reply: askWhy(asked, checkpoint, "approval.approve"), lacks: "review" }
      : { decision: { kind: "review", reason } };
  if (/^(?:reopen|reabr\w*)\b/.test(folded)) return { decision: { kind: "reopen" } };
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
      summaryOf(checkpoint, say.locale),
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
      summaryOf(checkpoint, asked.say.locale),
    ),
    choices: verdictsOf(checkpoint, asked.say),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, missing: "outcome" },
  });
}
