// A job in words: the headline of every answer about it, its mood, its facts, and what the workbook adds.

import type { Fact, Mood, Source } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { JobFacts } from "#hwa/job-facts.ts";
import { type KnownFix, sourceOf } from "#knowledge/known-fix.ts";
import { placeOf, quotedLine } from "../known-words.ts";
import type { Asked } from "./desk.ts";

/** The point of the answer in one sentence. */
export function headline(asked: Asked, facts: JobFacts): string {
  const { say } = asked;
  const name = facts.name;
  const on = say.say({ en: `on ${facts.workstation}`, pt: `na ${facts.workstation}` });
  switch (facts.status) {
    case "Completed":
      return say.say({
        en: `${name} completed ${say.at(facts.endedAt)}, after ${say.duration(facts.elapsedMs)} ${on}.`,
        pt: `${name} terminou com sucesso ${say.at(facts.endedAt)}, após ${say.duration(facts.elapsedMs)}, ${on}.`,
      });
    case "Failed":
      return say.say({
        en: `${name} failed${facts.endedAt ? ` ${say.at(facts.endedAt)}` : ""}: ${facts.internal}${code(facts)} ${on}.`,
        pt: `${name} falhou${facts.endedAt ? ` ${say.at(facts.endedAt)}` : ""}: ${facts.internal}${code(facts)} ${on}.`,
      });
    case "Running": {
      const share = facts.progress === null ? "" : `, ${facts.progress}%`;
      const end = facts.estimatedEnd
        ? say.say({
            en: `, expected to end ${say.at(facts.estimatedEnd)}`,
            pt: `, término previsto ${say.at(facts.estimatedEnd)}`,
          })
        : "";
      const long =
        facts.ofEstimate !== null && facts.ofEstimate > 1
          ? say.say({
              en: `, longer than its usual ${say.duration(facts.estimatedMs)}`,
              pt: `, acima do habitual de ${say.duration(facts.estimatedMs)}`,
            })
          : end;
      return say.say({
        en: `${name} has been running for ${say.duration(facts.elapsedMs)} ${on}${share}${long}.`,
        pt: `${name} está em execução há ${say.duration(facts.elapsedMs)} ${on}${share}${long}.`,
      });
    }
    case "Unknown":
      return say.say({
        en: `HWA does not know how ${name} stands: it reports ${facts.internal}.`,
        pt: `O HWA não sabe como está o ${name}: ele informa ${facts.internal}.`,
      });
    default:
      return say.say({
        en: `${name} is ${say.status(facts.status)} (${facts.internal}${facts.substatus ? `, ${facts.substatus}` : ""}) ${on}.`,
        pt: `${name} está ${say.status(facts.status)} (${facts.internal}${facts.substatus ? `, ${facts.substatus}` : ""}) ${on}.`,
      });
  }
}

function code(facts: JobFacts): string {
  return facts.returnCode === null ? "" : ` RC=${facts.returnCode}`;
}

export function moodOf(facts: JobFacts): Mood {
  if (facts.status === "Failed") return "bad";
  if (facts.status === "Unknown") return "unknown";
  if (facts.late || facts.deadlinePassed || facts.status === "Blocked" || facts.status === "Held")
    return "warning";
  return facts.status === "Completed" ? "good" : "neutral";
}

export function knownLines(asked: Asked, known: KnownFix, failed: boolean): readonly (string | null)[] {
  const { say } = asked;
  if (known.unread) return [say.say(known.unread)];
  const steps =
    failed && known.steps.length > 0
      ? [
          say.say({ en: "Known fix:", pt: "Solução conhecida:" }),
          ...known.steps.map((step, i) => `${i + 1}. ${step}`),
          ...otherwise(say, known),
        ]
      : [];
  const instructions = failed ? known.instructions.slice(0, 2).map((row) => quotedLine(say, row)) : [];
  return [
    ...steps,
    ...instructions,
    known.owner && say.say({ en: `Owner: ${known.owner}`, pt: `Responsável: ${known.owner}` }),
    known.documentation &&
      say.say({ en: `Procedure: ${known.documentation}`, pt: `Procedimento: ${known.documentation}` }),
    failed && known.steps.length === 0
      ? say.say({
          en: "No fix for this is known.",
          pt: "Nenhuma solução conhecida para isso.",
        })
      : null,
  ];
}

/** Where other rows say otherwise, which and when. */
function otherwise(say: Asked["say"], { otherwise: others }: KnownFix): readonly string[] {
  if (others.length === 0) return [];
  return [
    say.say({ en: "Other sources say otherwise:", pt: "Outras fontes dizem diferente:" }),
    ...others
      .slice(0, 3)
      .map((claim) => `• ${oneLine(claim.text.replaceAll("\n", "; "), 300)} (${placeOf(claim, say)})`),
  ];
}

/** Of what `knownLines` quotes beside the fix. */
export function quotedSources({ otherwise, instructions }: KnownFix): readonly Source[] {
  return [...otherwise.flatMap(({ rows }) => rows.slice(0, 1)), ...instructions].map(sourceOf);
}

export function factRows(asked: Asked, facts: JobFacts): readonly Fact[] {
  const { say } = asked;
  const row = (en: string, pt: string, value: string | null) =>
    value === null || value === "—" ? [] : [{ label: say.say({ en, pt }), value }];
  return [
    ...row(
      "Status",
      "Status",
      `${say.say({ en: facts.status, pt: say.status(facts.status) })} (${facts.internal})`,
    ),
    ...row("Stream", "Stream", facts.stream),
    ...row("Workstation", "Workstation", facts.workstation),
    ...row("Started", "Início", facts.startedAt && say.time(facts.startedAt)),
    ...row("Ended", "Fim", facts.endedAt && say.time(facts.endedAt)),
    ...row(
      "Scheduled",
      "Previsto",
      facts.startedAt ? null : facts.scheduledAt && say.time(facts.scheduledAt),
    ),
    ...row("Deadline", "Prazo", facts.deadline && say.time(facts.deadline)),
  ];
}

export function shortLine(asked: Asked, facts: JobFacts): string {
  const { say } = asked;
  const where = `${facts.workstation}, ${facts.stream}`;
  if (facts.status === "Running") {
    const share = facts.progress === null ? "" : `, ${facts.progress}%`;
    return say.say({
      en: `${facts.name}: running for ${say.duration(facts.elapsedMs)}${share} (${where})`,
      pt: `${facts.name}: em execução há ${say.duration(facts.elapsedMs)}${share} (${where})`,
    });
  }
  const when = facts.endedAt ?? facts.scheduledAt;
  return `${facts.name}: ${say.status(facts.status)}${when ? ` ${say.time(when)}` : ""} (${where})`;
}
