// "change 3f2a91bc limit=20": other arguments for a plan that waits for approval. It is asked about anew, also of those who
// had approved. A dialog brings all of them at once; without one, what is wanted is asked back.

import { may } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { verdictsOf } from "./checkpoint-words.ts";
import { type Asked, filledIn, lines, ownReply } from "./desk.ts";
import { findCheckpoint, type Shown } from "./find-checkpoint.ts";
import { type ArgumentProblem, argsFilledIn, argsTyped, changeableArgs, keptArgs } from "./plan-fields.ts";
import { refuseDeed } from "./refusal.ts";
import { seenBy } from "./seen-by.ts";
import { shortId } from "./short-id.ts";
import { refusedAtOnce, seenPlan, takeDecision } from "./take-decision.ts";
import { typedPairs } from "./typed-pairs.ts";

/** What is asked back when several arguments could be meant. */
const several = "change";

export async function answerChange(asked: Asked): Promise<Reply> {
  const { question, say, engine } = asked;
  if (!may(question.person, "decide"))
    return refuseDeed(asked, { en: "changing a plan", pt: "mudar um plano" });
  const found = await findCheckpoint(asked, "change");
  if (found.kind === "reply") return found.reply;
  const { checkpoint } = found;
  const seen = seenBy(asked, checkpoint);
  const refused = await refusedAtOnce(asked, checkpoint, "change", seen);
  if (refused) return refused;
  const { plan, purpose } = checkpoint;
  if (purpose !== "approval" || !plan || changeableArgs(plan).length === 0)
    return nothingToChange(asked, checkpoint);
  const filled = question.pressed?.filled ?? null;
  const typed = filled === null ? pairsOf(asked) : {};
  if (filled === null && Object.keys(typed).length === 0) return askWhat(asked, checkpoint);
  const job = await engine.job(checkpoint.jobId);
  const workflow = job && (await engine.workflows.pinned(job.workflowDigest));
  const read =
    filled === null
      ? argsTyped(typed, plan, checkpoint.step, workflow, say)
      : argsFilledIn(filled, plan, checkpoint.step, workflow, say);
  if (read.kind === "wrong") return badArguments(asked, checkpoint, read.problems);
  const own = Object.hasOwn(plan.args, "reason");
  const reason = own ? undefined : filledIn(asked).reason;
  return takeDecision(asked, checkpoint, {
    kind: "change",
    args: read.args,
    ...(reason === undefined ? {} : { reason }),
    ...(checkpoint.planDigest === null ? {} : { planDigest: checkpoint.planDigest }),
  });
}

/** The arguments as typed, without the mark of the plan that a button carries. */
function pairsOf({ question }: Asked): Readonly<Record<string, string>> {
  const pairs = { ...question.intent.slots.inputs, ...typedPairs(question.text).pairs };
  const seen = seenPlan(question.text);
  return Object.fromEntries(
    Object.entries(pairs).filter(([name, value]) => name !== several && !(name === "plan" && value === seen)),
  );
}

function askWhat(asked: Asked, checkpoint: Shown): Reply {
  const { say } = asked;
  const { plan } = checkpoint;
  const open = plan ? changeableArgs(plan) : [];
  const [only] = open;
  const kept = plan ? keptArgs(plan) : [];
  const id = shortId(checkpoint.id);
  const first = only?.[0] ?? "";
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      open.length === 1
        ? say.say({
            en: `What shall ${first} be instead? Nothing is changed yet.`,
            pt: `Qual deve ser ${first}? Nada mudou ainda.`,
          })
        : say.say({
            en: `What shall be different? Say it as name=value; nothing is changed yet.`,
            pt: `O que deve mudar? Diga como nome=valor; nada mudou ainda.`,
          }),
      ...open.map(
        ([name, value]) =>
          `• ${name}=${oneLine(typeof value === "string" ? value : JSON.stringify(value), 200)}`,
      ),
      kept.length > 0 &&
        say.say({ en: `As they are stay ${say.list(kept)}.`, pt: `Ficam como estão: ${say.list(kept)}.` }),
      say.say({ en: `Such as: change ${id} ${first}=…`, pt: `Por exemplo: mudar ${id} ${first}=…` }),
    ),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, missing: open.length === 1 ? first : several },
    asks: {
      intent: "approval.change",
      slots: { id: checkpoint.id },
      missing: open.length === 1 ? first : several,
      oneOf: [],
    },
  });
}

function badArguments(asked: Asked, checkpoint: Shown, problems: readonly ArgumentProblem[]): Reply {
  const [first] = problems;
  return ownReply(asked, {
    mood: "warning",
    text: lines(
      asked.say.say({ en: "Nothing was changed:", pt: "Nada mudou:" }),
      ...problems.map(({ field, message }) => `• ${field}: ${message}`),
    ),
    choices: changeAgain(asked, checkpoint),
    data: {
      checkpoint: checkpoint.id,
      job: checkpoint.jobId,
      error: { code: "invalid_input", field: first?.field ?? null, problems },
    },
  });
}

function changeAgain({ say }: Asked, checkpoint: Shown): Reply["choices"] {
  const digest = checkpoint.planDigest ? ` plan=${checkpoint.planDigest.slice(0, 8)}` : "";
  return [
    {
      id: `change ${shortId(checkpoint.id)}${digest}`,
      label: say.say({ en: "Change", pt: "Mudar" }),
      style: "default",
      form: true,
    },
  ];
}

function nothingToChange(asked: Asked, checkpoint: Shown): Reply {
  return ownReply(asked, {
    mood: "neutral",
    text: asked.say.say({
      en: `${shortId(checkpoint.id)} has nothing that could be changed here: approve it, or reject it and say why.`,
      pt: `${shortId(checkpoint.id)} não tem nada que se possa mudar aqui: aprove, ou rejeite e diga o motivo.`,
    }),
    choices: verdictsOf(checkpoint, asked.say),
    data: { checkpoint: checkpoint.id, job: checkpoint.jobId, error: { code: "conflict" } },
  });
}
