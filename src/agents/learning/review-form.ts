// The dialogs of a review's buttons: why it is rejected, and how an entry shall read. There is none for what this person may not do:
// the choice is then taken as it is, and its refusal says why.

import type { Field, Form } from "#core/form.ts";
import { may } from "#core/person.ts";
import { oneLine } from "#core/text.ts";
import type { Press } from "#ports/reception.ts";
import { lines } from "../operations/desk.ts";
import { shortId } from "../operations/short-id.ts";
import { type Speech, speech } from "../speech.ts";
import { findReview, type ReviewDesk } from "./review-desk.ts";
import { longestOwner, longestProblem } from "./review-edit.ts";

const choice =
  /^(?:review|revisão) (?<verb>reject|rejeitar|edit|mudar) (?<id>[0-9a-f][0-9a-f-]{3,35})(?: |$)/;
const longestSteps = 3_000;

/** `undefined`: the press is of something else. */
export async function reviewForm(
  desk: Pick<ReviewDesk, "reviews" | "entries" | "timezone"> & { readonly now: () => Date },
  press: Press,
): Promise<Form | null | undefined> {
  const { verb = "", id = "" } = choice.exec(press.choice)?.groups ?? {};
  if (verb === "") return undefined;
  const review = may(press.person, "review_knowledge") ? await findReview(desk, id) : null;
  if (!review || review.decided) return null;
  const say = speech(press.locale, desk.timezone, desk.now());
  if (verb === "reject" || verb === "rejeitar")
    return {
      title: `${say.say({ en: "Reject", pt: "Rejeitar" })} ${shortId(review.id)}`,
      intro: lines(oneLine(review.title, 300)),
      submit: say.say({ en: "Reject", pt: "Rejeitar" }),
      fields: [
        {
          ...text("reason", say.say({ en: "Why?", pt: "Por quê?" }), null, 1_000),
          kind: "long_text",
          hint: say.say({ en: "It is kept in the audit.", pt: "Fica na auditoria." }),
        },
      ],
    };
  const entry = review.kind === "entry" ? await desk.entries.byId(review.subject) : null;
  if (!entry) return null;
  const { fix } = entry;
  return {
    title: `${say.say({ en: "Change", pt: "Mudar" })} ${shortId(review.id)}`,
    intro: say.say({
      en: "What you write is what answers will quote once it is approved. What was drafted is kept beside it.",
      pt: "O que você escrever é o que as respostas vão citar depois da aprovação. O rascunho fica guardado ao lado.",
    }),
    submit: say.say({ en: "Keep it", pt: "Guardar" }),
    fields: [
      text("problem", say.say({ en: "Problem", pt: "Problema" }), fix.problem, longestProblem),
      {
        ...text(
          "steps",
          say.say({ en: "Resolution steps", pt: "Passos da solução" }),
          fix.steps.join("\n").slice(0, longestSteps),
          longestSteps,
        ),
        kind: "long_text",
        hint: say.say({ en: "One on each line.", pt: "Um por linha." }),
      },
      {
        ...text("owner", say.say({ en: "Owner", pt: "Responsável" }), fix.owner, longestOwner),
        required: false,
      },
      yesNo(say),
    ],
  };
}

function text(name: string, label: string, value: string | null, longest: number): Field {
  return { name, label, hint: null, kind: "text", options: [], value, required: true, longest };
}

function yesNo(say: Speech): Field {
  return {
    ...text("approve", say.say({ en: "Approve it like that", pt: "Aprovar assim" }), "true", 10),
    kind: "yes_no",
    required: false,
  };
}
