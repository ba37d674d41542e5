// The dialogs of a job: what a runbook needs before it starts, and why a job is stopped.

import type { Field, Form } from "#core/form.ts";
import { hasEnded } from "#core/job/job.ts";
import { may, type Person } from "#core/person.ts";
import { oneLine } from "#core/text.ts";
import type { Speech } from "../speech.ts";
import { lines } from "./desk.ts";
import { type FormsDesk, reason, titled } from "./form-parts.ts";
import { inputField } from "./input-field.ts";
import { jobName, subjectOf } from "./job-words.ts";
import { typedPairs } from "./typed-pairs.ts";

/** Its confirmation. */
export async function stopForm(
  desk: FormsDesk,
  person: Person,
  say: Speech,
  typed: string,
): Promise<Form | null> {
  const id = await desk.jobs.findJob(typed);
  const job = id === null ? null : await desk.engine.job(id);
  if (!job || hasEnded(job.status)) return null;
  if (job.requester.id !== person.id && !may(person, "steer_any_job")) return null;
  const subject = subjectOf(job, null);
  return {
    title: titled({ en: "Stop", pt: "Parar" }, job.id, say),
    intro: lines(
      `${jobName(job)}${subject ? ` (${subject})` : ""}`,
      say.say({
        en: "What runs is stopped, and what has been done stays done.",
        pt: "O que executa é parado, e o que já foi feito continua feito.",
      }),
    ),
    submit: say.say({ en: "Stop it", pt: "Parar" }),
    fields: [
      reason(
        { en: "Why?", pt: "Por quê?" },
        { en: "Those who follow it will read it.", pt: "Quem acompanha vai ler." },
        false,
        say,
      ),
    ],
  };
}

export function runForm(
  desk: FormsDesk,
  person: Person,
  say: Speech,
  id: string,
  given: string,
): Form | null {
  const workflow = desk.engine.workflows.find(id.toLowerCase());
  if (!workflow || !may(person, "run_workflows")) return null;
  const { pairs } = typedPairs(given);
  const fields = Object.entries(workflow.inputs).map(([name, spec]): Field => {
    const preset = spec.default === undefined || spec.default === null ? null : textOf(spec.default);
    return {
      ...inputField(name, spec, say),
      value: pairs[name] ?? preset,
      required: spec.required && spec.default === undefined,
    };
  });
  if (fields.length === 0) return null;
  return {
    title: oneLine(say.say({ en: `Run ${workflow.id}`, pt: `Executar ${workflow.id}` }), 24),
    intro: lines(
      `${workflow.id}: ${say.say(workflow.title)}.`,
      workflow.description && say.say(workflow.description),
    ),
    submit: say.say({ en: "Run", pt: "Executar" }),
    fields,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
