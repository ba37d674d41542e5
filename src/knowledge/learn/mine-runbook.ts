// The steps of a pattern as a draft of a runbook: what Resync can do it does, behind an approval, and what only people can do it
// asks people for, in the order in which they did it. A draft is for a person to read and to put into workflows/runbooks.

import { stringify } from "yaml";
import { oneLine } from "#core/text.ts";
import type { Mined } from "./mine.ts";

/** What needs nothing but the job. */
const ofJob: ReadonlySet<string> = new Set([
  "hwa.rerun",
  "hwa.kill",
  "hwa.cancel",
  "hwa.release",
  "hwa.hold",
]);

/** A template: what is looked up when the step begins. */
function at(path: string): string {
  return `\${{ ${path} }}`;
}

/** null: there is nothing in it that Resync could do. */
export function runbookOf({ steps, fix, pattern, evidence, portuguese }: Mined): string | null {
  if (!steps.some(({ action, negated }) => action !== null && ofJob.has(action) && !negated)) return null;
  const problem = literal(fix.problem, 150);
  const made: object[] = [
    {
      id: "look",
      title: { en: "Look at the job", pt: "Ver o job" },
      phase: "pre",
      uses: "hwa.job",
      with: { job: at("inputs.job") },
    },
  ];
  let reruns = false;
  for (const [index, step] of steps.entries()) {
    const number = index + 1;
    const text = literal(fix.steps[index] ?? step.text, 190);
    if (step.action === null || step.negated || !ofJob.has(step.action)) {
      made.push({
        id: `ask_${number}`,
        title: text,
        uses: "checkpoint.review",
        with: {
          message: {
            en: `Do this, then approve: ${text}`,
            pt: `Faça isto e depois aprove: ${text}`,
          },
        },
        approval: { from: ["operators"] },
      });
      continue;
    }
    // Once is what people did: a job that is rerun twice here would be a defect of the draft.
    if (step.action === "hwa.rerun" && reruns) continue;
    reruns ||= step.action === "hwa.rerun";
    made.push({
      id: `${step.action.slice("hwa.".length).replaceAll("-", "_")}_${number}`,
      title: text,
      uses: step.action,
      with: {
        job_id: at("steps.look.output.job_id"),
        ...(step.action === "hwa.rerun" ? { run_id: at("steps.look.output.run_id") } : {}),
        ticket: at("job.ticket"),
      },
      approval: { from: ["operators"] },
      timeout: "2m",
    });
  }
  if (reruns) made.push(...theEnd);
  const job = pattern.jobs.includes("*") ? {} : { default: pattern.jobs };
  const file = {
    id: idOf(pattern.jobs, pattern.errorCode ?? pattern.cause),
    kind: "runbook",
    title: problem,
    description: portuguese
      ? `Rascunho: o que pessoas fizeram ${evidence.length} vezes quando isto falhou.`
      : `A draft: what people did ${evidence.length} times when this failed.`,
    version: 1,
    ...(fix.owner === null ? {} : { owner: literal(fix.owner, 150) }),
    inputs: {
      job: {
        type: "string",
        ...("default" in job ? job : { required: true }),
        min_length: 1,
        max_length: 400,
        description: {
          en: "The HWA job, by name or as WS#STREAM.JOB",
          pt: "O job do HWA, pelo nome ou como WS#STREAM.JOB",
        },
      },
    },
    steps: made,
    ...(reruns ? { outputs: { result: at("steps.ended.output.status") } } : {}),
  };
  return `# Drafted by Resync from ${evidence.length} incidents. Read it before you put it into workflows/runbooks.\n${stringify(file, { lineWidth: 120 })}`;
}

const theEnd: readonly object[] = [
  {
    id: "ended",
    title: { en: "Wait for the end of the new run", pt: "Esperar o fim da nova execução" },
    phase: "verify",
    uses: "wait.until",
    with: {
      uses: "hwa.job",
      args: { job_id: at("steps.look.output.job_id"), later_than: at("steps.look.output.run_id") },
      condition:
        "output.status in ['Completed', 'Failed', 'Cancelled', 'Suppressed'] || output.confirmation_needed",
      every: "5s",
      within: "4h",
    },
  },
  {
    id: "tell",
    title: { en: "Tell the thread", pt: "Avisar na conversa" },
    phase: "verify",
    uses: "chat.say",
    with: { text: { en: at("steps.ended.output.text"), pt: at("steps.ended.output.texto") } },
  },
];

/** People's words stay words: nothing in them is looked up. */
function literal(text: string, longest: number): string {
  return oneLine(text.replace(/\$\{\{/g, "$ {{"), longest) || "—";
}

function idOf(jobs: string, what: string | null): string {
  const words = `learned ${jobs} ${what ?? ""}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 60).replace(/-+$/, "");
}
