// "fixed by …" and "the real cause was …": what people tell of an incident is kept with it in their words, and who said so.

import { causes, isCause } from "#core/diagnosis/causes.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { toldSteps, toldText } from "#core/knowledge/told-steps.ts";
import { may } from "#core/person.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { AskedOfIncidents, IncidentDesk } from "./incidents-desk.ts";
import { askedOf, meantIncidents } from "./incidents-desk.ts";
import { incidentSource, sayAgainChoice, whichOne } from "./incidents-words.ts";
import type { LearningHandler } from "./learning-agent.ts";

type Deed = "incident.fix" | "incident.cause";

export function createFixHandler(desk: IncidentDesk): LearningHandler {
  return (question) => tell(askedOf(desk, question), "incident.fix");
}

export function createCauseHandler(desk: IncidentDesk): LearningHandler {
  return (question) => tell(askedOf(desk, question), "incident.cause");
}

async function tell(asked: AskedOfIncidents, deed: Deed): Promise<Reply> {
  const { question } = asked;
  if (!may(question.person, "add_knowledge")) return await refuse(asked, deed);
  const text = question.intent.slots.text ?? "";
  const told = deed === "incident.fix" ? toldSteps(text) : [toldText(text)].filter((line) => line !== "");
  if (told.length === 0) return nothingTold(asked, deed);
  const meant = await meantIncidents(asked);
  if (meant.kind === "none") return noneMeant(asked, meant.name);
  if (meant.kind === "which") return which(asked, deed, text, meant.incidents);
  if (deed === "incident.fix") return await keepFix(asked, told, meant.incidents);
  return await keepCause(asked, told.join(" "), meant.incidents);
}

async function keepFix(
  asked: AskedOfIncidents,
  steps: readonly string[],
  incidents: readonly Incident[],
): Promise<Reply> {
  const { question, say } = asked;
  const by = question.person.id;
  for (const incident of incidents) {
    // What people did comes before the end of it, in the order in which they tell it.
    const end = (incident.resolution?.at ?? question.now).getTime();
    for (const [place, text] of steps.entries()) {
      // Said twice is done once.
      if (incident.acts.some((act) => act.from === "told" && act.by === by && act.text === text)) continue;
      const at = new Date(end - (steps.length - place));
      await asked.incidents.act(incident.id, { text, from: "told", by, at });
    }
    await asked.questions.answered(incident.id, {
      by: { id: by, name: question.person.name },
      at: question.now,
      steps,
    });
  }
  await note(asked, "knowledge.fix", incidents, { steps: [...steps] });
  const list =
    steps.length === 1 ? (steps[0] ?? "") : steps.map((step, at) => `${at + 1}. ${step}`).join(" ");
  return kept(asked, incidents, {
    text: say.say({
      en: `Noted for ${these(asked, incidents)}. Fixed by: ${list}\nI tell it when this failure comes again.`,
      pt: `Anotado para ${these(asked, incidents)}. Resolvido com: ${list}\nEu conto isso quando essa falha voltar.`,
    }),
    data: { ...dataOf(incidents), steps },
  });
}

async function keepCause(
  asked: AskedOfIncidents,
  text: string,
  incidents: readonly Incident[],
): Promise<Reply> {
  const { question, say } = asked;
  for (const { id } of incidents) await asked.incidents.tellCause(id, text, question.person.id);
  await note(asked, "knowledge.cause", incidents, {
    cause: text,
    before: incidents[0]?.realCause?.text ?? null,
  });
  const named = [...new Set(incidents.map(({ cause }) => cause))].flatMap((cause) =>
    cause !== null && isCause(cause) ? [say.say(causes[cause].name)] : [],
  );
  return kept(asked, incidents, {
    text: [
      say.say({
        en: `Noted for ${these(asked, incidents)}. The real cause: ${text}`,
        pt: `Anotado para ${these(asked, incidents)}. A causa real: ${text}`,
      }),
      named.length > 0 &&
        say.say({
          en: `I had given ${say.list(named)} as its cause, as "Confirmed" or "Likely". From now on I say your word first, and that only as what the rules found.`,
          pt: `Eu tinha dado ${say.list(named)} como causa, como "Confirmado" ou "Provável". De agora em diante digo primeiro a sua palavra, e isso só como o que as regras encontraram.`,
        }),
    ]
      .filter((line) => line !== false)
      .join("\n"),
    data: { ...dataOf(incidents), cause: text },
  });
}

async function note(
  { audit, question }: AskedOfIncidents,
  verb: "knowledge.fix" | "knowledge.cause",
  incidents: readonly Incident[],
  data: { readonly [key: string]: string | string[] | null },
): Promise<void> {
  const { person, platform } = question;
  await audit.append(
    incidents.map(({ id, job }) => ({
      verb,
      who: { id: person.id, name: person.name },
      surface: platform,
      subject: `incident:${id}`,
      data: { job, ...data },
    })),
  );
}

function these({ say }: AskedOfIncidents, incidents: readonly Incident[]): string {
  const [first] = incidents;
  if (first && incidents.length === 1) return whichOne(first, say);
  return say.some(
    incidents.slice(0, 5).map(({ job }) => job),
    incidents.length,
  );
}

function dataOf(incidents: readonly Incident[]) {
  const [first] = incidents;
  return {
    kept: true,
    incidents: incidents.map(({ id }) => id),
    ...(first && incidents.length === 1 ? { job: first.job } : {}),
  };
}

function kept(
  { say }: AskedOfIncidents,
  incidents: readonly Incident[],
  parts: Pick<Reply, "text" | "data">,
): Reply {
  return reply({
    locale: say.locale,
    mood: "good",
    sources: incidents.slice(0, 5).map((each) => incidentSource(each, say)),
    ...parts,
  });
}

async function refuse({ audit, question, say }: AskedOfIncidents, deed: Deed): Promise<Reply> {
  const { person, platform } = question;
  await audit.append([
    {
      verb: "access.refused",
      who: { id: person.id, name: person.name },
      surface: platform,
      subject: deed,
      data: { permission: "add_knowledge" },
    },
  ]);
  const message = say.say({
    en: "Telling what broke or fixed a job needs the role operator. Nothing was noted. Ask an administrator for it, or somebody who has it to say so.",
    pt: "Contar o que quebrou ou resolveu um job exige o papel operator. Nada foi anotado. Peça a um administrador, ou que alguém com esse papel conte.",
  });
  return reply({
    locale: say.locale,
    mood: "warning",
    text: message,
    data: { error: { code: "forbidden", message } },
  });
}

function nothingTold({ say }: AskedOfIncidents, deed: Deed): Reply {
  return reply({
    locale: say.locale,
    mood: "unknown",
    text:
      deed === "incident.fix"
        ? say.say({
            en: 'What fixed it? Say for example "fixed by asking EDI for the file, then rerunning the job".',
            pt: 'O que resolveu? Diga por exemplo "resolvido com o pedido do arquivo ao EDI e a reexecução do job".',
          })
        : say.say({
            en: 'What was the cause? Say for example "the real cause was a full disk on INV_WS".',
            pt: 'Qual foi a causa? Diga por exemplo "a causa real foi o disco cheio na INV_WS".',
          }),
    data: { kept: false },
  });
}

function noneMeant({ say }: AskedOfIncidents, name: string | null): Reply {
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: name
      ? say.say({
          en: `I know of no failure of ${name}, so nothing was noted.`,
          pt: `Não conheço nenhuma falha de ${name}, então nada foi anotado.`,
        })
      : say.say({
          en: "I have seen no failure yet that this could be about. Nothing was noted.",
          pt: "Ainda não vi nenhuma falha a que isso possa se referir. Nada foi anotado.",
        }),
    data: { kept: false },
  });
}

function which(asked: AskedOfIncidents, deed: Deed, text: string, incidents: readonly Incident[]): Reply {
  const { say } = asked;
  return reply({
    locale: say.locale,
    mood: "unknown",
    text: [
      say.say({
        en: "Which failure is that about? Nothing was noted yet.",
        pt: "A qual falha isso se refere? Nada foi anotado ainda.",
      }),
      ...incidents.map((each) => `• ${whichOne(each, say)}`),
    ].join("\n"),
    choices: incidents.flatMap((each) => sayAgainChoice(deed, text, each, say) ?? []),
    data: { kept: false, which: incidents.map(({ id }) => id) },
  });
}
