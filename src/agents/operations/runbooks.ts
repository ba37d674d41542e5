// "Which runbooks are there?" and "what does recover-abend do?"

import { may } from "#core/person.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { asData, type Said } from "#core/wording.ts";
import type { InputSpec, Workflow } from "#core/workflow/workflow.ts";
import type { Speech } from "../speech.ts";
import { type Asked, lines, ownReply } from "./desk.ts";
import { answerDryRun } from "./dry-run.ts";
import { findWorkflow } from "./find-workflow.ts";
import { firstMissing, givenInputs, oneOf } from "./given-inputs.ts";
import { isHypothetical } from "./hypothetical.ts";
import { deciderNames, titleOf } from "./job-words.ts";

export function answerRunbooks(asked: Asked): Reply {
  const { say, question } = asked;
  const all = asked.engine.workflows.list();
  const problems = asked.engine.workflows.problems();
  const listed = [...all].sort((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1));
  const runs = may(question.person, "run_workflows");
  return ownReply(asked, {
    mood: problems.length > 0 || all.length === 0 ? "warning" : "neutral",
    text: lines(
      all.length === 0
        ? say.say({ en: "No runbook is loaded here.", pt: "Nenhum runbook está carregado aqui." })
        : say.say({
            en: `${all.length} can be run here:`,
            pt: `${all.length} podem ser executados aqui:`,
          }),
      ...listed.map((workflow) => `• ${workflow.id}${needs(workflow)}: ${say.say(workflow.title)}`),
      problems.length > 0 &&
        say.say({
          en: `${say.count(problems.length, { en: "fault", pt: "" }, { en: "faults", pt: "" })} in the files, the first in ${problems[0]?.file}: ${problems[0]?.message} (npm run workflows:check shows all.)`,
          pt: `Falhas nos arquivos: ${problems.length}, a primeira em ${problems[0]?.file}: ${problems[0]?.message} (npm run workflows:check mostra todas.)`,
        }),
      !runs &&
        say.say({
          en: "You may look at them; starting one needs the role operator.",
          pt: "Você pode consultá-los; iniciar um exige o papel operator.",
        }),
    ),
    choices: listed
      .slice(0, 8)
      .map(({ id }): Choice => ({ id: `describe ${id}`, label: id, style: "default" })),
    data: listed.map(({ id, kind, title, version, inputs }) => ({
      id,
      kind,
      ...asData("title", title),
      version,
      inputs: Object.entries(inputs).map(([name, { required, description }]) => ({
        name,
        required,
        ...described(description),
      })),
    })),
  });
}

/** Runbooks are what people run; jobs are rather started by programs. */
function order({ kind }: Workflow): number {
  return ["runbook", "orchestration", "job"].indexOf(kind);
}

function needs({ inputs }: Workflow): string {
  const names = Object.entries(inputs).map(([name, { required }]) => (required ? name : `[${name}]`));
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}

export function answerDescribe(asked: Asked): Reply | Promise<Reply> {
  const { say, question } = asked;
  const found = findWorkflow(asked, "describe");
  if (found.kind === "reply") return found.reply;
  const { workflow } = found;
  // Asked what it would do with something, the plain answer is a dry run; without that, its steps are.
  const given = givenInputs(asked, workflow);
  if (isHypothetical(question.text) && firstMissing(workflow, given) === null) return answerDryRun(asked);
  const asks = workflow.steps.filter((step) => step.approval !== null);
  const inputs = Object.entries(workflow.inputs);
  return ownReply(asked, {
    text: lines(
      `${workflow.id}: ${say.say(workflow.title)}.`,
      workflow.description && say.say(workflow.description),
      inputs.length === 0
        ? say.say({ en: "It needs nothing.", pt: "Não precisa de nada." })
        : say.say({ en: "It needs:", pt: "Precisa de:" }),
      ...inputs.map(([name, spec]) => `• ${inputLine(name, spec, say)}`),
      say.say({ en: "Steps:", pt: "Passos:" }),
      ...workflow.steps.map((step, index) => {
        const who = step.approval
          ? say.say({
              en: `, after approval by ${deciderNames(step.approval.from, say)}`,
              pt: `, após aprovação de ${deciderNames(step.approval.from, say)}`,
            })
          : "";
        const when = step.if === null ? "" : say.say({ en: `, if ${step.if}`, pt: `, se ${step.if}` });
        return `${index + 1}. ${titleOf(step, say)} (${step.uses})${when}${who}`;
      }),
      asks.length === 0 &&
        say.say({ en: "It asks nobody for approval.", pt: "Não pede aprovação a ninguém." }),
      workflow.owner !== null &&
        say.say({ en: `Owner: ${workflow.owner}`, pt: `Responsável: ${workflow.owner}` }),
    ),
    choices: may(question.person, "run_workflows")
      ? [
          {
            id: `run ${workflow.id}`,
            label: say.say({ en: "Run it", pt: "Executar" }),
            style: "primary",
            ...(inputs.length > 0 ? { form: true } : {}),
          },
        ]
      : [],
    sources: [
      { title: `${workflow.id} v${workflow.version}`, ref: `sha256 ${workflow.digest.slice(0, 12)}` },
    ],
    data: {
      id: workflow.id,
      kind: workflow.kind,
      ...asData("title", workflow.title),
      ...described(workflow.description),
      version: workflow.version,
      owner: workflow.owner,
      inputs: inputs.map(([name, { required, description, schema }]) => ({
        name,
        required,
        ...described(description),
        schema,
      })),
      steps: workflow.steps.map(({ id, title, uses, needs, approval }) => ({
        id,
        ...(title === null ? { title } : asData("title", title)),
        uses,
        needs,
        asks: approval?.from ?? [],
      })),
    },
  });
}

function described(description: Said | null) {
  return description === null ? { description } : asData("description", description);
}

function inputLine(name: string, spec: InputSpec, say: Speech): string {
  const values = oneOf(spec);
  const optional = spec.required ? "" : say.say({ en: ", optional", pt: ", opcional" });
  const preset = spec.default === undefined ? "" : `, ${JSON.stringify(spec.default)}`;
  const choice = values.length > 0 ? ` [${values.join(" | ")}]` : "";
  return `${name}${choice}${optional}${preset}${spec.description ? `: ${say.say(spec.description)}` : ""}`;
}
