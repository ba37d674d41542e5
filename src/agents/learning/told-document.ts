// What was read of a document that somebody sent: the first of its words, and who has to look at it.

import { may, type Permission } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import { type Choice, type Reply, reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { quotedLines } from "#core/without-quoted.ts";
import type { Upload } from "#knowledge/upload/uploads.ts";
import type { People } from "#ports/people.ts";
import type { Question } from "../agent.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";

const quoted = 600;
const judge: Permission = "review_knowledge";

export async function told(
  people: Pick<People, "rights">,
  question: Question,
  { change, source, passages, review }: Extract<Upload, { kind: "taken" }>,
  say: Speech,
): Promise<Reply> {
  const name = redact(source.name);
  const count = say.count(
    source.passages,
    { en: "passage", pt: "trecho" },
    { en: "passages", pt: "trechos" },
  );
  const lines = [headline(change, name, count, say)];
  if (source.standing === "approved")
    lines.push(say.say({ en: "It is approved and quoted.", pt: "Está aprovado e é citado." }));
  else if (source.standing === "pending") lines.push(await waiting(people, change, say));
  else
    lines.push(
      say.say({
        en: "Somebody rejected or withdrew it, so nothing of it is quoted.",
        pt: "Alguém o rejeitou ou retirou, por isso nada dele é citado.",
      }),
    );
  if (source.notes.length > 0)
    lines.push(
      say.say({ en: "Left out:", pt: "Ficou de fora:" }),
      ...source.notes.slice(0, 5).map((note) => `- ${redact(note)}`),
    );
  const first = passages.map(({ place, text }) => `[${place}] ${oneLine(redact(text), quoted)}`).join("\n");
  const quote =
    first === ""
      ? null
      : {
          title: say.say({ en: `What I read in ${name} first`, pt: `O que li primeiro em ${name}` }),
          text: first,
        };
  return reply({
    locale: say.locale,
    mood: "good",
    text: [...lines, quotedLines(quote)].filter((line) => line !== "").join("\n"),
    quote,
    choices: review && may(question.person, judge) ? verdicts(shortId(review.id), say) : [],
    data: {
      name,
      taken: true,
      change,
      source: source.id,
      standing: source.standing,
      passages: source.passages,
      review: review?.id ?? null,
    },
  });
}

function headline(change: string, name: string, count: string, say: Speech): string {
  switch (change) {
    case "new":
      return say.say({ en: `I read ${name}: ${count}.`, pt: `Li ${name}: ${count}.` });
    case "changed":
      return say.say({
        en: `I read the new version of ${name}: ${count}. The version before stays as it is until this one is approved.`,
        pt: `Li a nova versão de ${name}: ${count}. A versão anterior fica como está até esta ser aprovada.`,
      });
    default:
      return say.say({
        en: `I know ${name} already, and nothing in it has changed: ${count}.`,
        pt: `Já conheço ${name}, e nada nele mudou: ${count}.`,
      });
  }
}

async function waiting(people: Pick<People, "rights">, change: string, say: Speech): Promise<string> {
  const known = await people.rights().catch(() => null);
  const judges = (known?.people ?? []).filter(
    (each) => !each.disabled && may({ id: each.id, name: each.name, roles: each.roles }, judge),
  );
  const names = judges.slice(0, 5).map(({ name }) => oneLine(name, 60));
  const who =
    names.length === 0
      ? say.say({ en: "somebody who may approve knowledge", pt: "alguém que possa aprovar conhecimento" })
      : say.some(names, judges.length);
  const still = change === "unchanged" ? say.say({ en: "still ", pt: "ainda " }) : "";
  return say.say({
    en: `It ${still}waits for a review by ${who}; until then nothing of it is quoted.`,
    pt: `Ele ${still}espera uma revisão de ${who}; até lá nada dele é citado.`,
  });
}

function verdicts(id: string, say: Speech): readonly Choice[] {
  return [
    {
      id: say.say({ en: `review approve ${id}`, pt: `revisão aprovar ${id}` }),
      label: say.say({ en: "Approve", pt: "Aprovar" }),
      style: "primary",
    },
    {
      id: say.say({ en: `review reject ${id}`, pt: `revisão rejeitar ${id}` }),
      label: say.say({ en: "Reject", pt: "Rejeitar" }),
      style: "danger",
    },
  ];
}
