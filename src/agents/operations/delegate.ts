// "delegate 3f2a91bc to Bruno": somebody else may decide as well. And the glass: in an emergency two approvers together let
// it run, and an administrator must review it.

import { may } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { rankOf } from "#core/rights.ts";
import { summaryOf } from "./checkpoint-words.ts";
import { type Asked, filledIn, lines, ownReply } from "./desk.ts";
import { findCheckpoint } from "./find-checkpoint.ts";
import { lacksRole, refuseDeed } from "./refusal.ts";
import { shortId } from "./short-id.ts";
import { auditRefusal, refusedAtOnce, takeDecision } from "./take-decision.ts";

export async function answerDelegate(asked: Asked): Promise<Reply> {
  const { question, say } = asked;
  if (!may(question.person, "decide")) return refuseDeed(asked, { en: "delegating", pt: "delegar" });
  const found = await findCheckpoint(asked, "delegate");
  if (found.kind === "reply") return found.reply;
  const { checkpoint } = found;
  const { slots } = question.intent;
  const to = (filledIn(asked).to ?? slots.inputs?.to ?? slots.text ?? "").trim();
  if (to !== "") return takeDecision(asked, checkpoint, { kind: "delegate", to });
  const refused = await refusedAtOnce(asked, checkpoint, "delegate");
  if (refused) return refused;
  const id = shortId(checkpoint.id);
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      say.say({
        en: `Who shall be able to decide ${id} as well? Say a name or an e-mail address; nothing is changed yet.`,
        pt: `Quem mais deve poder decidir ${id}? Diga um nome ou endereço de e-mail; nada mudou ainda.`,
      }),
      summaryOf(checkpoint, say.locale),
    ),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, missing: "to" },
    asks: { intent: "approval.delegate", slots: { id: checkpoint.id }, missing: "to", oneOf: [] },
  });
}

export async function answerBreakGlass(asked: Asked): Promise<Reply> {
  const { question, say } = asked;
  if (!may(question.person, "decide"))
    return refuseDeed(asked, { en: "breaking the glass", pt: "forçar uma aprovação" });
  const found = await findCheckpoint(asked, "break-glass");
  if (found.kind === "reply") return found.reply;
  const { checkpoint } = found;
  const reason = [question.intent.slots.reason, filledIn(asked).reason]
    .filter((part) => part?.trim())
    .join(" ");
  if (reason !== "") return takeDecision(asked, checkpoint, { kind: "break_glass", reason });
  if (rankOf(question.person.roles) < rankOf(["approver"])) {
    await auditRefusal(asked, checkpoint.id, "break_glass", "Breaking the glass needs the role approver.");
    return lacksRole(asked, "approver", { en: "breaking the glass", pt: "forçar uma aprovação" });
  }
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      say.say({
        en: `What is the emergency? Two approvers together let ${shortId(checkpoint.id)} run, and an administrator reviews it afterwards. Nothing is decided yet.`,
        pt: `Qual é a emergência? Dois aprovadores juntos deixam ${shortId(checkpoint.id)} executar, e um administrador revisa depois. Nada foi decidido ainda.`,
      }),
      summaryOf(checkpoint, say.locale),
    ),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, missing: "reason" },
    asks: { intent: "approval.break_glass", slots: { id: checkpoint.id }, missing: "reason", oneOf: [] },
  });
}
