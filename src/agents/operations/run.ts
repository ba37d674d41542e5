// "Run recover-abend for INVOICE_PROCESSING": checked, asked back where something is missing, started, and shown here.

import { toFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { jobsOf } from "#core/intent.ts";
import type { Job } from "#core/job/job.ts";
import { may } from "#core/person.ts";
import type { Choice, Reply } from "#core/reply.ts";
import { fold, oneLine } from "#core/text.ts";
import type { JsonObject } from "#core/workflow/scope.ts";
import type { InputSpec, Workflow } from "#core/workflow/workflow.ts";
import { type Asked, isPress, jobSource, lines, ownReply } from "./desk.ts";
import { answerDryRun } from "./dry-run.ts";
import { findWorkflow } from "./find-workflow.ts";
import { asTyped, firstMissing, givenInputs, oneOf } from "./given-inputs.ts";
import { isHypothetical } from "./hypothetical.ts";
import { deciderNames, subjectOf, titleOf, workflowTitle } from "./job-words.ts";
import { isRefusal, refusal, refuseDeed } from "./refusal.ts";
import { shortId } from "./short-id.ts";

/** Answering amiss costs a line; acting amiss costs a night. Below this it is confirmed first. */
const sureEnoughToAct = 0.8;

export async function answerRun(asked: Asked): Promise<Reply> {
  const { question } = asked;
  if (isHypothetical(question.text)) return answerDryRun(asked);
  if (!may(question.person, "run_workflows"))
    return refuseDeed(asked, { en: "starting a runbook", pt: "iniciar um runbook" });
  const again = question.intent.slots.runbook === undefined ? rerunMeant(asked) : null;
  if (again) return again;
  const found = findWorkflow(asked, "run");
  if (found.kind === "reply") return found.reply;
  const { workflow } = found;
  const given = givenInputs(asked, workflow);
  const missing = firstMissing(workflow, given);
  if (missing) return askFor(asked, workflow, given, missing.name, missing.spec, null);
  // A button is pressed on purpose, whatever its words sound like.
  if (!isPress(asked) && question.intent.confidence < sureEnoughToAct) return confirm(asked, workflow, given);
  try {
    return await started(asked, workflow, await start(asked, workflow, given));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { field } = toFault(error).detail;
    const spec = typeof field === "string" ? workflow.inputs[field] : undefined;
    return toFault(error).code === "invalid_input" && typeof field === "string" && spec
      ? askFor(asked, workflow, given, field, spec, faultSentence(toFault(error), asked.say.locale))
      : refusal(asked, toFault(error));
  }
}

function start(asked: Asked, workflow: Workflow, inputs: JsonObject): Promise<Job> {
  const { question, by } = asked;
  return asked.engine.start({
    workflowId: workflow.id,
    inputs,
    task: wordsOf(asked),
    by,
    thread: question.thread,
    conversationId: question.conversationId,
    // A message that is answered a second time, after a crash, starts nothing a second time.
    ...(question.eventId === undefined ? {} : { idempotencyKey: `chat:${question.eventId}` }),
  });
}

/** What the person said when they first asked, also when they were asked back since. */
function wordsOf({ question }: Asked): string {
  return oneLine(question.intent.slots.text ?? question.text, 500);
}

async function started(asked: Asked, workflow: Workflow, job: Job): Promise<Reply> {
  const { say, question } = asked;
  const place = { platform: question.platform, thread: question.thread };
  const shown = await asked.cards.follow(place, job.id, say.locale);
  const id = shortId(job.id);
  const subject = subjectOf(job, workflow);
  const asks = workflow.steps
    .filter((step) => step.approval !== null)
    .map((step) => `${titleOf(step, say)} (${deciderNames(step.approval?.from ?? [], say)})`);
  return ownReply(asked, {
    text: lines(
      say.say({
        en: `Started ${workflow.id}${subject ? ` (${subject})` : ""} as job ${id}.`,
        pt: `Iniciei ${workflow.id}${subject ? ` (${subject})` : ""} como job ${id}.`,
      }),
      asks.length > 0
        ? say.say({
            en: `It asks before it does this: ${say.list(asks)}.`,
            pt: `Ele pede aprovação antes de: ${say.list(asks)}.`,
          })
        : say.say({ en: "It asks nobody.", pt: "Ele não pede aprovação a ninguém." }),
      shown === "following" && say.say({ en: "I tell you here how it goes.", pt: "Aviso aqui como vai." }),
      shown === "cannot_show" &&
        say.say({
          en: `How it goes: "task status ${id}", or live on WS /ws/jobs/${job.id}.`,
          pt: `Para acompanhar: "status da tarefa ${id}", ou ao vivo em WS /ws/jobs/${job.id}.`,
        }),
    ),
    // Its card shows how it stands, and stops it.
    choices:
      shown === "card"
        ? []
        : [
            { id: `task status ${id}`, label: say.say({ en: "Status", pt: "Situação" }), style: "default" },
            { id: `cancel ${id}`, label: say.say({ en: "Stop", pt: "Parar" }), style: "danger", form: true },
          ],
    sources:
      shown === "card" ? [] : [{ title: `${workflow.id} v${workflow.version}`, ref: jobSource(job.id).ref }],
    data: { job: job.id, workflow: workflow.id, status: job.status, inputs: job.inputs },
  });
}

/** "How many jobs may run there." inside a sentence; HWA's own words keep their capitals. */
function asPart(sentence: string): string {
  return sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
}

const dialogs: ReadonlySet<string> = new Set(["slack", "teams"]);

/** One question for the one thing that comes first; the next message may be just the answer. */
function askFor(
  asked: Asked,
  workflow: Workflow,
  given: JsonObject,
  name: string,
  spec: InputSpec,
  wrong: string | null,
): Reply {
  const { say } = asked;
  const known = Object.fromEntries(Object.entries(given).filter(([input]) => input !== name));
  const values = oneOf(spec);
  const pairs = asTyped(known);
  const choices = values.slice(0, 8).map(
    (value): Choice => ({
      id: `run ${workflow.id} ${pairs ? `${pairs} ` : ""}${asTyped({ [name]: value })}`,
      label: value,
      style: "default",
    }),
  );
  // Where there are dialogs, all that is missing is filled in at once; elsewhere the next message is the answer.
  const form = values.length === 0 && dialogs.has(asked.question.platform);
  const fill: Choice = {
    id: `run ${workflow.id} ${pairs ?? ""}`.trim(),
    label: say.say({ en: "Fill in…", pt: "Preencher…" }),
    style: "primary",
    form: true,
  };
  const what = spec.description ? ` (${asPart(say.say(spec.description))})` : "";
  return ownReply(asked, {
    mood: "unknown",
    text: lines(
      wrong,
      say.say({
        en: `${workflow.id} needs ${name}${what}. Which is it? Nothing is started yet.`,
        pt: `${workflow.id} precisa de ${name}${what}. Qual é? Nada foi iniciado ainda.`,
      }),
      values.length > 0 && say.say({ en: `One of ${values.join(", ")}.`, pt: `Um de ${values.join(", ")}.` }),
    ),
    choices: form ? [fill] : choices,
    data: { workflow: workflow.id, missing: name, inputs: known },
    asks: {
      intent: "runbook.run",
      slots: {
        runbook: workflow.id,
        inputs: Object.fromEntries(
          Object.entries(known).map(([input, value]) => [
            input,
            typeof value === "string" ? value : JSON.stringify(value),
          ]),
        ),
        text: wordsOf(asked),
      },
      missing: name,
      oneOf: values,
    },
  });
}

function confirm(asked: Asked, workflow: Workflow, given: JsonObject): Reply {
  const { say } = asked;
  const command = `run ${workflow.id} ${asTyped(given)}`.trim();
  return ownReply(asked, {
    mood: "unknown",
    text: say.say({
      en: `Shall I start it? I am not sure you asked me to, so nothing is started yet: ${command}`,
      pt: `Devo iniciar? Não tenho certeza de que você pediu isso, então nada foi iniciado: ${command}`,
    }),
    choices: [
      { id: command, label: say.say({ en: "Start", pt: "Iniciar" }), style: "primary" },
      {
        id: say
          .say({
            en: `what would ${workflow.id} do ${asTyped(given)}`,
            pt: `o que o ${workflow.id} faria ${asTyped(given)}`,
          })
          .trim(),
        label: say.say({ en: "What would it do?", pt: "O que faria?" }),
        style: "default",
      },
    ],
    data: { workflow: workflow.id, inputs: given, confirm: true },
  });
}

/** "Rerun INVOICE_PROCESSING" names no runbook, but there are some for it. */
function rerunMeant(asked: Asked): Reply | null {
  const [job] = jobsOf(asked.question.intent.slots);
  const verb = /\b(?:re-?run|restart|resubmit|rerod\w*|reexecut\w*|reinici\w*|de novo|again)\b/;
  if (job === undefined || !verb.test(fold(asked.question.text))) return null;
  const { workflows } = asked.engine;
  const fitting = ["rerun-job", "recover-abend"].filter((id) => workflows.find(id)?.inputs.job);
  if (fitting.length === 0) return null;
  return ownReply(asked, {
    mood: "unknown",
    text: asked.say.say({
      en: `With which runbook? Nothing is started yet.\n${fitting.map((id) => `• ${id}: ${workflowTitle(workflows.find(id), "", asked.say)}`).join("\n")}`,
      pt: `Com qual runbook? Nada foi iniciado ainda.\n${fitting.map((id) => `• ${id}: ${workflowTitle(workflows.find(id), "", asked.say)}`).join("\n")}`,
    }),
    choices: fitting.map((id) => ({ id: `run ${id} job=${job}`, label: id, style: "default" })),
    data: { runbook: null, job, runbooks: fitting },
  });
}
