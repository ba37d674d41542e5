// "What fixed it?", as it stands in the thread of an alert, and what becomes of it once somebody has said so.

import type { Incident } from "#core/knowledge/incident.ts";
import { type Choice, type Mention, type Reply, reply } from "#core/reply.ts";
import type { ToldFix } from "#ports/incident-questions.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";
import { endingWords, incidentSource } from "./incidents-words.ts";

export interface AskedAbout {
  readonly alertId: string;
  readonly incidents: readonly Incident[];
  readonly answer: ToldFix | null;
  /** What the people are called who had Resync do it. */
  readonly actors: readonly string[];
}

export function questionMessage(about: AskedAbout, mentions: readonly Mention[], say: Speech): Reply {
  const { incidents, answer, alertId } = about;
  const well = wellAgain(about, say);
  const base = {
    locale: say.locale,
    mood: "good" as const,
    sources: incidents.slice(0, 3).map((each) => incidentSource(each, say)),
    data: {
      question: "what_fixed_it",
      alert: alertId,
      incidents: incidents.map(({ id }) => id),
      answered: answer !== null,
    },
  };
  if (answer) return reply({ ...base, text: `${well} ${answered(answer, say)}` });
  const what =
    incidents.length === 1
      ? say.say({ en: "What fixed it?", pt: "O que resolveu?" })
      : say.say({ en: "What fixed them?", pt: "O que os resolveu?" });
  return reply({
    ...base,
    text: [
      `${well} ${what}`,
      say.say({
        en: 'Just answer here, or say "fixed by …": I tell it when this failure comes again.',
        pt: 'Basta responder aqui, ou dizer "resolvido com …": eu conto isso quando essa falha voltar.',
      }),
    ].join("\n"),
    choices: choicesOf(about, say),
    ...(mentions.length > 0 ? { mentions } : {}),
  });
}

/** Many at once: one message that is edited while more come, each answered with its name. */
export function digestQuestion(all: readonly AskedAbout[], say: Speech): Reply {
  const shown = all.slice(0, 30);
  return reply({
    locale: say.locale,
    mood: "good",
    text: [
      say.say({
        en: 'These are well again, too. What fixed them? Say "JOB was fixed by …".',
        pt: 'Estes também estão resolvidos. O que os resolveu? Diga "JOB foi resolvido com …".',
      }),
      ...shown.map((about) => {
        const told = about.answer ? ` ${answered(about.answer, say)}` : "";
        return `• ${wellAgain(about, say)}${told}`;
      }),
      ...(all.length > shown.length
        ? [
            say.say({
              en: `And ${all.length - shown.length} more.`,
              pt: `E mais ${all.length - shown.length}.`,
            }),
          ]
        : []),
    ].join("\n"),
    data: { question: "what_fixed_them", alerts: shown.map(({ alertId }) => alertId) },
  });
}

/** `INVOICE_PROCESSING is well again after 12m (rerun in HWA).` */
function wellAgain({ incidents, actors }: AskedAbout, say: Speech): string {
  const [first] = incidents;
  if (!first?.resolution) return "";
  const { how, at, runbook } = first.resolution;
  if (incidents.length > 1) {
    const names = say.some(
      incidents.slice(0, 3).map(({ job }) => job),
      incidents.length,
    );
    return say.say({ en: `${names} are well again.`, pt: `${names} estão resolvidos.` });
  }
  const took = say.duration(Math.max(0, at.getTime() - first.brokeAt.getTime()));
  const ended =
    how === "runbook" && actors.length > 0
      ? say.say({
          en: `${runbook ?? "a runbook"}, asked for by ${say.list(actors)}`,
          pt: `${runbook ?? "um runbook"}, pedido por ${say.list(actors)}`,
        })
      : endingWords(how, say);
  return say.say({
    en: `${first.job} is well again after ${took} (${ended}).`,
    pt: `${first.job} está resolvido após ${took} (${ended}).`,
  });
}

function answered({ by, steps }: ToldFix, say: Speech): string {
  if (steps.length === 0)
    return say.say({
      en: "Somebody said what fixed it; that was erased.",
      pt: "Alguém contou o que resolveu; isso foi apagado.",
    });
  const list =
    steps.length === 1 ? (steps[0] ?? "") : steps.map((step, at) => `${at + 1}. ${step}`).join(" ");
  return say.say({
    en: `Fixed by, as ${by.name} told: ${list}`,
    pt: `Resolvido com, segundo ${by.name}: ${list}`,
  });
}

/** The acts that were seen, as answers. */
function choicesOf({ alertId, incidents }: AskedAbout, say: Speech): readonly Choice[] {
  const acts = new Set(
    incidents.flatMap(({ acts: all }) =>
      all.flatMap(({ text, from }) => (from === "seen" ? [text.split(" ")[0]] : [])),
    ),
  );
  const by = (en: string, pt: string): Choice => ({
    id: say.say({ en: `fixed ${shortId(alertId)} by ${en}`, pt: `resolvido ${shortId(alertId)} com ${pt}` }),
    label: say.say({ en, pt }),
    style: "default",
  });
  return [
    ...(acts.has("hwa.rerun") ? [by("the rerun alone", "a reexecução apenas")] : []),
    ...(acts.has("hwa.confirm") ? [by("nothing, it had ended well", "nada, já tinha terminado bem")] : []),
    ...(acts.size === 0 ? [by("nothing, it recovered by itself", "nada, voltou sozinho")] : []),
  ];
}
