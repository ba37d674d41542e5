// "What would recover-abend do for X?": the graph walked with reads done and changes shown, not done.

import { toFault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import { may } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { sentenceOf, type Wording } from "#core/wording.ts";
import type { DryRun } from "#engine/engine.ts";
import { type Asked, lines, ownReply } from "./desk.ts";
import { findWorkflow } from "./find-workflow.ts";
import { asTyped, firstMissing, givenInputs } from "./given-inputs.ts";
import { deciderNames, titleOfStep } from "./job-words.ts";
import { isRefusal, lacksRole, refusal } from "./refusal.ts";

type Seen = DryRun["steps"][number];

const verdicts: Readonly<Record<Seen["verdict"], Wording>> = {
  read: { en: "looked", pt: "consultado" },
  would_do: { en: "would do", pt: "faria" },
  skipped: { en: "would leave out", pt: "deixaria de fora" },
  failed: { en: "would fail", pt: "falharia" },
  depends: { en: "depends", pt: "depende" },
};

const marks: Readonly<Record<Seen["verdict"], string>> = {
  read: "✓",
  would_do: "○",
  skipped: "–",
  failed: "✗",
  depends: "?",
};

export async function answerDryRun(asked: Asked): Promise<Reply> {
  const { say, question } = asked;
  if (!may(question.person, "run_workflows"))
    return lacksRole(asked, "operator", { en: "trying a runbook out", pt: "simular um runbook" });
  const found = findWorkflow(asked, "describe");
  if (found.kind === "reply") return found.reply;
  const { workflow } = found;
  const inputs = givenInputs(asked, workflow);
  const missing = firstMissing(workflow, inputs);
  if (missing) {
    const example = `${asTyped(inputs)} ${missing.name}=…`.trim();
    return ownReply(asked, {
      mood: "unknown",
      text: say.say({
        en: `What ${workflow.id} would do depends on ${missing.name}. Ask with it: what would ${workflow.id} do ${example}`,
        pt: `O que ${workflow.id} faria depende de ${missing.name}. Pergunte com ele: o que o ${workflow.id} faria ${example}`,
      }),
      data: { workflow: workflow.id, missing: missing.name },
    });
  }
  try {
    const dry = await asked.engine.dryRun({ workflowId: workflow.id, inputs, by: asked.by }, asked.signal);
    const acting = dry.steps.filter((step) => step.verdict === "would_do").length;
    const failing = dry.steps.some((step) => step.verdict === "failed");
    return ownReply(asked, {
      mood: failing ? "warning" : "neutral",
      text: lines(
        say.say({
          en: `${workflow.id} ${asTyped(inputs)} would do this as things are now; nothing was done.`,
          pt: `${workflow.id} ${asTyped(inputs)} faria isto como as coisas estão agora; nada foi feito.`,
        }),
        ...dry.steps.map((step) => stepLine(step, titleOfStep(workflow, step.step, say), asked)),
      ),
      choices:
        acting > 0 && !failing
          ? [
              {
                id: `run ${workflow.id} ${asTyped(inputs)}`.trim(),
                label: say.say({ en: "Run it", pt: "Executar" }),
                style: "primary",
              },
            ]
          : [],
      sources: [{ title: `${workflow.id} v${workflow.version}`, ref: `workflow ${workflow.id}` }],
      asOf: question.now.toISOString(),
      data: { dryRun: true, workflow: workflow.id, inputs: dry.inputs, steps: dry.steps },
    });
  } catch (error) {
    if (isRefusal(error)) return refusal(asked, toFault(error));
    throw error;
  }
}

function stepLine(step: Seen, title: string, { say }: Asked): string {
  const asks =
    step.asks.length > 0 && step.verdict !== "skipped"
      ? say.say({
          en: ` Asks ${deciderNames(step.asks, say)} first.`,
          pt: ` Antes pede a ${deciderNames(step.asks, say)}.`,
        })
      : "";
  const text =
    step.verdict === "read" ? readText(step, say.locale) : ` ${say.say({ en: step.text, pt: step.pt })}`;
  return `${marks[step.verdict]} ${title} · ${say.say(verdicts[step.verdict])}${text ? `:${text}` : "."}${asks}`;
}

/** What reading gave, where the action says it in words. */
function readText({ output }: Seen, locale: Locale): string {
  const said = output === null ? null : sentenceOf(output);
  return said ? ` ${oneLine(redact(said[locale]), 300)}` : "";
}
