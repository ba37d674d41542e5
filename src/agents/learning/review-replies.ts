// What is answered to those who judge, beside the card itself: what came of it, what is missing, and why not.

import type { Entry } from "#core/knowledge/entry.ts";
import type { Review } from "#core/knowledge/review.ts";
import { type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { By } from "#ports/audit.ts";
import type { Question } from "../agent.ts";
import { lines } from "../operations/desk.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import type { ReviewDesk } from "./review-desk.ts";
import { decidedWords, followsFrom } from "./review-words.ts";

/** One word about reviews on the desk. */
export interface Asked extends ReviewDesk {
  readonly question: Question;
  readonly say: Speech;
  readonly by: By;
}

export function howToEdit(
  asked: Asked,
  review: Review,
  { fix }: Entry,
  edited: { readonly missing: "problem" | "steps" } | null,
): Reply {
  const { say } = asked;
  const id = shortId(review.id);
  const lacks: Record<"problem" | "steps", string> = {
    problem: say.say({ en: "An entry needs a problem.", pt: "Uma entrada precisa de um problema." }),
    steps: say.say({
      en: "An entry needs at least one step.",
      pt: "Uma entrada precisa de ao menos um passo.",
    }),
  };
  return own(asked, {
    mood: "unknown",
    text: lines(
      edited && lacks[edited.missing],
      say.say({
        en: `Nothing was changed. Say what shall read otherwise: review edit ${id} problem: …; steps: one > two; owner: …`,
        pt: `Nada mudou. Diga o que deve ficar diferente: revisão mudar ${id} problema: …; passos: um > dois; responsável: …`,
      }),
      `problem: ${fix.problem}`,
      `steps: ${fix.steps.join(" > ")}`,
      `owner: ${fix.owner ?? "—"}`,
    ),
    data: { review: review.id, missing: edited?.missing ?? "text" },
  });
}

export function done(asked: Asked, review: Review, verdict: "approved" | "rejected"): Reply {
  const { say } = asked;
  const title = oneLine(review.title, 200);
  return own(asked, {
    mood: verdict === "approved" ? "good" : "neutral",
    text: lines(
      verdict === "approved"
        ? say.say({ en: `Approved: ${title}`, pt: `Aprovado: ${title}` })
        : say.say({ en: `Rejected: ${title}`, pt: `Rejeitado: ${title}` }),
      followsFrom(review, verdict, say),
    ),
    data: { review: review.id, kind: review.kind, subject: review.subject, verdict },
  });
}

export async function tooLate(asked: Asked, review: Review): Promise<Reply> {
  const { say } = asked;
  const { people } = await asked.people.rights();
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? null;
  return own(asked, {
    mood: "warning",
    text: lines(
      say.say({
        en: `Review ${shortId(review.id)} is decided already, so nothing was changed.`,
        pt: `A revisão ${shortId(review.id)} já foi decidida, então nada mudou.`,
      }),
      decidedWords(review, nameOf, say),
    ),
    data: {
      review: review.id,
      error: { code: "conflict" },
      verdict: review.decided?.verdict ?? null,
      decided_by: review.decided?.by ?? null,
    },
  });
}

export function askWhy(asked: Asked, review: Review): Reply {
  const { say } = asked;
  const id = shortId(review.id);
  return own(asked, {
    mood: "unknown",
    text: lines(
      say.say({
        en: `Why do you reject ${id}? It is kept, so that nobody asks again for the same. Nothing is decided yet.`,
        pt: `Por que você rejeita ${id}? Fica guardado, para que não se pergunte o mesmo de novo. Nada foi decidido ainda.`,
      }),
      oneLine(review.title, 200),
    ),
    data: { review: review.id, missing: "reason" },
    asks: { intent: "review.reject", slots: { id: review.id }, missing: "reason", oneOf: [] },
  });
}

export async function refuse(asked: Asked): Promise<Reply> {
  const { question, say, audit, by } = asked;
  const { name, slots } = question.intent;
  if (name !== "review.list" && name !== "review.show")
    await audit.append([
      { verb: "access.refused", ...by, subject: `intent:${name}`, data: { review: slots.id ?? null } },
    ]);
  const message = say.say({
    en: "You may look, but judging what is learned needs the role approver. Ask an administrator for it, or somebody who has it.",
    pt: "Você pode consultar, mas julgar o que se aprende exige o papel approver. Peça a um administrador ou a quem já o tem.",
  });
  return own(asked, { mood: "warning", text: message, data: { error: { code: "forbidden", message } } });
}

export function unknownId(asked: Asked, id: string): Reply {
  const { say } = asked;
  return own(asked, {
    mood: "unknown",
    text: say.say({
      en: `No review has an id that begins with ${oneLine(id, 40) || "that"}, so nothing was decided. "reviews" lists what waits.`,
      pt: `Nenhuma revisão tem id que começa com ${oneLine(id, 40) || "isso"}, então nada foi decidido. "revisões" lista o que espera.`,
    }),
    choices: [
      {
        id: say.say({ en: "reviews", pt: "revisões" }),
        label: say.say({ en: "What waits", pt: "O que espera" }),
        style: "default",
      },
    ],
    data: { review: null, id, found: false },
  });
}

export function own(asked: Asked, parts: Omit<Partial<Reply>, "locale"> & { readonly text: string }): Reply {
  return reply({ locale: asked.say.locale, ...parts });
}
