// A checkpoint as people read it before they decide: what will happen to what, exactly, how it is undone, and the words
// that decide it. Used by answers and by cards.

import {
  type Checkpoint,
  type CheckpointPurpose,
  type Preview,
  previewIn,
  titleIn,
} from "#core/job/checkpoint.ts";
import type { Locale } from "#core/locale.ts";
import type { Choice, Fact, Reply } from "#core/reply.ts";
import { shownPlan, shownText } from "#core/shown-plan.ts";
import { oneLine } from "#core/text.ts";
import { saidIn, type Wording } from "#core/wording.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Speech } from "../speech.ts";
import { deciderNames } from "./job-words.ts";
import { changeableArgs } from "./plan-fields.ts";
import { shortId } from "./short-id.ts";

const risks: Readonly<Record<Preview["risk"], Wording>> = {
  low: { en: "low", pt: "baixo" },
  medium: { en: "medium", pt: "médio" },
  high: { en: "high", pt: "alto" },
};

export function riskWord(risk: Preview["risk"], say: Speech): string {
  return say.say(risks[risk]);
}

/** One sentence: what would happen, or what is asked. */
export function summaryOf(checkpoint: Checkpoint, locale: Locale): string {
  const { preview } = checkpoint;
  return oneLine(shownText(preview ? saidIn(preview.summary, locale) : titleIn(checkpoint, locale)), 400);
}

/** What is asked, of whom, in whose name. */
export function questionOf(checkpoint: Checkpoint, say: Speech): string {
  const who = deciderNames(checkpoint.purpose === "review" ? ["admins"] : checkpoint.policy.from, say);
  const summary = summaryOf(checkpoint, say.locale);
  const { name } = checkpoint.requester;
  const asked: Readonly<Record<CheckpointPurpose, Wording>> = {
    approval: {
      en: `Approval needed from ${who}: ${summary} ${name} asked for it.`,
      pt: `Precisa da aprovação de ${who}: ${summary} Pedido por ${name}.`,
    },
    outcome: {
      en: `Nobody knows whether this happened, and ${who} must say: ${summary}`,
      pt: `Ninguém sabe se isto aconteceu, e ${who} precisam dizer: ${summary}`,
    },
    review: {
      en: `The glass was broken for this, and ${who} must review it: ${summary}`,
      pt: `A aprovação foi forçada para isto, e ${who} precisam revisar: ${summary}`,
    },
    note: { en: summary, pt: summary },
  };
  return say.say(asked[checkpoint.purpose]);
}

/** How many more people must approve; null where one is enough. */
export function votesOf(checkpoint: Checkpoint, say: Speech): string | null {
  const { count } = checkpoint.policy;
  if (count <= 1) return null;
  const have = new Set(
    checkpoint.votes
      .filter((vote) => vote.round === checkpoint.round && vote.verdict === "approve")
      .map((vote) => vote.by.id),
  ).size;
  return say.say({ en: `${have} of ${count} have approved`, pt: `${have} de ${count} aprovaram` });
}

/** Everything an approver has to see: exact arguments, target, undo, risk, evidence, since when and until when. */
export function factsOf(checkpoint: Checkpoint, say: Speech): readonly Fact[] {
  const { plan, data, purpose } = checkpoint;
  const preview = checkpoint.preview && previewIn(checkpoint.preview, say.locale);
  const fact = (label: Wording, value: string | null | undefined): readonly Fact[] =>
    value ? [{ label: say.say(label), value: shownText(value) }] : [];
  const args = plan ? Object.entries(shownPlan(plan.args)) : [];
  return [
    ...fact({ en: "Target", pt: "Alvo" }, preview?.target),
    ...fact({ en: "Action", pt: "Ação" }, plan?.uses),
    ...args
      .filter(([, value]) => value !== null)
      .map(([name, value]) => ({ label: `  ${name}`, value: exact(value, checkpoint.id, say) })),
    ...(purpose === "approval"
      ? fact(
          { en: "Undo", pt: "Desfazer" },
          preview && (preview.undo ?? say.say({ en: "it cannot be undone", pt: "não pode ser desfeito" })),
        )
      : []),
    ...fact({ en: "Risk", pt: "Risco" }, preview && say.say(risks[preview.risk])),
    ...(preview?.evidence ?? []).map(({ label, value }) => ({
      label: oneLine(shownText(label), 60),
      value: shownText(value),
    })),
    ...fact({ en: "Why", pt: "Por quê" }, purpose === "outcome" ? whyIn(data, say) : null),
    ...fact({ en: "Approvals", pt: "Aprovações" }, votesOf(checkpoint, say)),
    ...fact({ en: "Asked", pt: "Pedido" }, say.time(checkpoint.createdAt)),
    ...fact({ en: "Until", pt: "Até" }, checkpoint.expiresAt && say.time(checkpoint.expiresAt)),
  ];
}

const longestShown = 1_200;

/** As it will run. What is longer than a screen is in the details, and said to be cut. */
function exact(value: Json, checkpoint: string, say: Speech): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= longestShown) return text;
  const id = shortId(checkpoint);
  return `${text.slice(0, longestShown)}… ${say.say({
    en: `(${text.length} characters; all of it: details ${id})`,
    pt: `(${text.length} caracteres; tudo em: detalhes ${id})`,
  })}`;
}

function whyIn(data: Json, say: Speech): string | null {
  if (data === null || typeof data !== "object" || !("why" in data)) return null;
  const { why, why_pt: inPortuguese } = data;
  if (say.locale === "pt" && typeof inPortuguese === "string") return inPortuguese;
  return typeof why === "string" ? why : null;
}

export function detailOf({ preview }: Pick<Checkpoint, "preview">, locale: Locale): Reply["quote"] {
  const detail = preview?.detail;
  return detail
    ? { title: oneLine(shownText(saidIn(detail.title, locale)), 120), text: shownText(detail.text) }
    : null;
}

/**
 * The commands that decide it, and what else may be done with it. An approval carries the beginning of the plan's digest:
 * a button pressed after the plan was changed approves nothing.
 */
export function decisionsOf(checkpoint: Checkpoint, say: Speech): readonly Choice[] {
  const id = shortId(checkpoint.id);
  const choice = (command: string, label: Wording, style: Choice["style"], form = false): Choice => ({
    id: command,
    label: say.say(label),
    style,
    ...(form ? { form } : {}),
  });
  const plan = planMarkOf(checkpoint);
  const delegate = choice(`delegate ${id}`, { en: "Delegate", pt: "Delegar" }, "default", true);
  const details = choice(`details ${id}`, { en: "Details", pt: "Detalhes" }, "default");
  if (checkpoint.status === "EXPIRED" && checkpoint.purpose === "approval")
    return [choice(`approve ${id} reopen`, { en: "Ask again", pt: "Pedir de novo" }, "default")];
  if (checkpoint.status !== "PENDING") return [];
  switch (checkpoint.purpose) {
    case "approval":
      return [
        choice(approvalOf(checkpoint), { en: "Approve", pt: "Aprovar" }, "primary"),
        choice(`reject ${id}`, { en: "Reject", pt: "Rejeitar" }, "danger", true),
        ...(checkpoint.plan && changeableArgs(checkpoint.plan).length > 0
          ? [choice(`change ${id}${plan}`, { en: "Change", pt: "Mudar" }, "default", true)]
          : []),
        delegate,
        details,
      ];
    case "outcome":
      return [
        choice(`approve ${id} happened`, { en: "It happened", pt: "Aconteceu" }, "default", true),
        choice(
          `approve ${id} not-happened`,
          { en: "It did not happen", pt: "Não aconteceu" },
          "default",
          true,
        ),
        choice(`reject ${id}`, { en: "Abort", pt: "Encerrar" }, "danger", true),
        delegate,
        details,
      ];
    case "review":
      return [choice(`approve ${id}`, { en: "Reviewed", pt: "Revisado" }, "default", true), details];
    case "note":
      return [];
  }
}

/** The button that approves the plan as it is now. */
export function approvalOf(checkpoint: Pick<Checkpoint, "id" | "planDigest">): string {
  return `approve ${shortId(checkpoint.id)}${planMarkOf(checkpoint)}`;
}

function planMarkOf({ planDigest }: Pick<Checkpoint, "planDigest">): string {
  return planDigest ? ` plan=${planDigest.slice(0, 8)}` : "";
}

/** Of those, what decides it: for places where only that fits. */
export function verdictsOf(checkpoint: Checkpoint, say: Speech): readonly Choice[] {
  return decisionsOf(checkpoint, say).filter(({ id }) => /^(?:approve|reject) /.test(id));
}
