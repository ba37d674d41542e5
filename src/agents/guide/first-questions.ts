// What to offer somebody who has not asked yet: questions that have an answer on every plan and for this person, each
// understood as it stands.

import type { Locale } from "#core/locale.ts";
import { may, type Person } from "#core/person.ts";
import type { Choice } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";

const health: Wording = { en: "What's the system health?", pt: "Resuma a saúde do ambiente" };
const failed: Wording = { en: "Which jobs failed today?", pt: "Quais jobs falharam hoje?" };
const late: Wording = { en: "Is anything late?", pt: "Tem algum job atrasado?" };
const approvals: Wording = { en: "What waits for my approval?", pt: "O que espera minha aprovação?" };
const link: Wording = { en: "Link my account", pt: "Vincular minha conta" };
const runbooks: Wording = { en: "Which runbooks are there?", pt: "Quais runbooks existem?" };

/** At most four, the most useful first. */
export function firstQuestions(person: Person, locale: Locale): readonly Choice[] {
  // To whom strangers may nothing, one thing is left to say.
  if (!may(person, "ask")) return person.visitor === "member" ? [choice(link, locale)] : [];
  const fourth = may(person, "decide") ? approvals : person.visitor === "member" ? link : runbooks;
  return [failed, health, late, fourth].map((wording) => choice(wording, locale));
}

function choice(wording: Wording, locale: Locale): Choice {
  return { id: wording[locale], label: wording[locale], style: "default" };
}
