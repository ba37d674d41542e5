// From the name in a question to the job in the plan, or an honest "I know no such job".

import type { Choice, Reply } from "#core/reply.ts";
import { findJob } from "#hwa/find-job.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Asked, hwaSource, liveReply } from "./desk.ts";

export type Located =
  | { readonly kind: "job"; readonly job: HwaJob; readonly others: readonly HwaJob[]; readonly total: number }
  | { readonly kind: "reply"; readonly reply: Reply };

/** The job a name means now. An unknown name brings a reply that offers the nearest names, as the same question again. */
export async function locateJob(asked: Asked, name: string): Promise<Located> {
  const found = await findJob(asked.hwa, name, {
    ...asked.read,
    timezone: asked.timezone,
    canonical: (typed) => asked.names.canonical("job", typed),
  });
  if (found.kind === "found") {
    return { kind: "job", job: found.job, others: found.instances.slice(1), total: found.total };
  }
  return { kind: "reply", reply: unknownJob(asked, name) };
}

export function unknownJob(asked: Asked, name: string): Reply {
  const { say } = asked;
  const near = asked.names.nearest("job", name, 4).map((each) => each.name);
  const head = say.say({
    en: `No HWA job is called "${name}" in the current plan.`,
    pt: `Nenhum job do HWA se chama "${name}" no plano atual.`,
  });
  const offer =
    near.length > 0
      ? say.say({ en: `Did you mean ${orList(near, "or")}?`, pt: `Você quis dizer ${orList(near, "ou")}?` })
      : asked.names.size("job") === 0
        ? say.say({
            en: "I am still reading the names of the plan, so I cannot suggest one yet.",
            pt: "Ainda estou lendo os nomes do plano, então não posso sugerir um.",
          })
        : say.say({
            en: "No name in the plan comes near it. It may be scheduled for another day, or be spelled differently.",
            pt: "Nenhum nome do plano se parece com ele. Pode estar previsto para outro dia ou escrito de outra forma.",
          });
  return liveReply(asked, {
    mood: "unknown",
    text: `${head}\n${offer}`,
    choices: near.map((candidate) => again(asked, name, candidate)),
    sources: [hwaSource(asked, `plan/job?oql=name = '${name}'`)],
    data: { job: name, status: "Unknown", found: false, nearest: near },
  });
}

/** The same question with the other name in it. */
function again(asked: Asked, typed: string, candidate: string): Choice {
  const at = asked.question.text.toUpperCase().indexOf(typed.toUpperCase());
  const text = asked.question.text;
  const id =
    at < 0 ? `status ${candidate}` : `${text.slice(0, at)}${candidate}${text.slice(at + typed.length)}`;
  return { id, label: candidate, style: "default" };
}

function orList(names: readonly string[], or: string): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} ${or} ${names.at(-1)}`;
}

/** Asks which job is meant when a question names none. */
export function whichJob(asked: Asked): Reply {
  return liveReply(asked, {
    asOf: null,
    mood: "unknown",
    text: asked.say.say({
      en: "Which job? Name it, for example FINANCE_PAYROLL.",
      pt: "Qual job? Diga o nome, por exemplo FINANCE_PAYROLL.",
    }),
  });
}
