// Accepting a job: the workflow, the inputs, the person and the load are checked before anything is kept.

import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Job } from "#core/job/job.ts";
import { newJob } from "#core/job/new-job.ts";
import { nearest } from "#core/nearest.ts";
import { orList } from "#core/or-list.ts";
import { redact } from "#core/redact.ts";
import { mayStart } from "#core/rights.ts";
import { oneLine } from "#core/text.ts";
import { alike, saidIn, type Wording } from "#core/wording.ts";
import { digestOf } from "#core/workflow/digest.ts";
import { checkInputs } from "#core/workflow/inputs.ts";
import type { Json, Workflow } from "#core/workflow/workflow.ts";
import type { Actions } from "#ports/action.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { People } from "#ports/people.ts";
import type { StartRequest, WorkflowLibrary } from "./engine.ts";
import { checkBeginning } from "./fit-args.ts";
import type { JobDesk } from "./job-desk.ts";

export interface StartDeps {
  readonly desk: JobDesk;
  readonly store: Pick<JobStore, "live" | "load">;
  readonly people: Pick<People, "rights">;
  readonly library: WorkflowLibrary;
  readonly actions: Actions;
  readonly admission: Admission;
  readonly now: () => Date;
}

/** How many jobs may be under way at once; one more is refused with a sentence, never queued in silence. */
export interface Admission {
  readonly all: number;
  readonly perPerson: number;
}

export interface Accepted {
  readonly workflow: Workflow;
  readonly inputs: { readonly [name: string]: Json };
}

/** Faults `not_found`, `invalid_input` (detail.field), `forbidden`: nothing was kept. */
export async function checkRequest(
  deps: Pick<StartDeps, "people" | "library" | "actions">,
  request: StartRequest,
): Promise<Accepted> {
  const { library } = deps;
  const workflow = library.find(request.workflowId);
  if (!workflow) throw unknownWorkflow(library, request.workflowId);
  const priority = request.priority ?? 5;
  if (!Number.isInteger(priority) || priority < 1 || priority > 10)
    throw new Fault(
      "invalid_input",
      {
        en: "The priority is a whole number from 1 to 10; 10 goes first.",
        pt: "A prioridade é um número inteiro de 1 a 10; 10 vai primeiro.",
      },
      { detail: { field: "priority" } },
    );
  const inputs = checkInputs(workflow, request.inputs);
  const allowed = mayStart(workflow.id, inputs, request.by.person, await deps.people.rights());
  if (!allowed.may) throw new Fault("forbidden", allowed.why);
  checkBeginning(deps.actions, workflow, inputs);
  return { workflow, inputs };
}

/** The job as it was accepted; with an idempotency key that was used before, the job it made then. */
export async function startJob(deps: StartDeps, request: StartRequest): Promise<Job> {
  const { workflow, inputs } = await checkRequest(deps, request);
  const { person, surface } = request.by;
  await admit(deps, person.id);
  const job = newJob({
    id: newId(),
    workflow,
    task: oneLine(request.task ?? "", 500) || saidIn(workflow.title, "en"),
    priority: request.priority ?? 5,
    requester: { id: person.id, name: person.name },
    origin: {
      surface,
      thread: request.thread ?? null,
      conversationId: request.conversationId ?? null,
      ticketId: request.ticketId ?? null,
    },
    inputs,
    parent: null,
    now: deps.now(),
  });
  const bodyDigest = digestOf({
    workflow: workflow.id,
    inputs,
    task: request.task ?? null,
    priority: request.priority ?? null,
  });
  const opened = await deps.desk.open(job, workflow, {
    audit: [
      {
        verb: "job.start",
        who: job.requester,
        surface,
        subject: `job:${job.id}`,
        data: {
          workflow: workflow.id,
          version: workflow.version,
          digest: workflow.digest,
          inputs: digestOf(inputs),
          task: redact(job.task),
        },
      },
    ],
    ...(request.idempotencyKey
      ? { idempotency: { key: request.idempotencyKey, personId: person.id, bodyDigest } }
      : {}),
  });
  if (opened.kind === "opened") return opened.accepted;
  if (!opened.sameBody)
    throw new Fault(
      "conflict",
      {
        en: `The Idempotency-Key was used for another request within 24 hours (job ${opened.jobId}). Use a new key for a new request.`,
        pt: `A Idempotency-Key já foi usada para outro pedido nas últimas 24 horas (job ${opened.jobId}). Use uma chave nova para um pedido novo.`,
      },
      { detail: { jobId: opened.jobId } },
    );
  const [known] = await deps.store.load([opened.jobId]);
  if (!known)
    throw new Fault("gone", {
      en: `The job ${opened.jobId} this key made is not kept any more.`,
      pt: `O job ${opened.jobId} que este pedido iniciou não está mais guardado.`,
    });
  return known;
}

/** A workflow that starts others may nest so deep; a circle is refused at its first repetition. */
const deepest = 8;

/** A circle of workflows that start each other would go on for ever, and each job would cost what a job costs. */
async function refuseCircle(deps: StartDeps, parent: Job, workflowId: string): Promise<void> {
  const above = [workflowId];
  for (let at: Job | null | undefined = parent; at; ) {
    above.unshift(at.workflowId);
    if (at.workflowId === workflowId)
      throw new Fault("misconfigured", {
        en: `These workflows start each other in a circle, without end: ${above.join(", ")}. Take one of them out.`,
        pt: `Estes workflows iniciam uns aos outros em círculo, sem fim: ${above.join(", ")}. Tire um deles do círculo.`,
      });
    if (above.length > deepest)
      throw new Fault("misconfigured", {
        en: `${above.join(", ")}: workflows may start each other ${deepest} deep. Let one of them do more itself.`,
        pt: `${above.join(", ")}: um workflow pode iniciar outro até ${deepest} níveis de profundidade. Deixe um deles fazer mais sozinho.`,
      });
    at = at.parent ? (await deps.store.load([at.parent.jobId]))[0] : null;
  }
}

async function admit(deps: StartDeps, personId: string): Promise<void> {
  const { all, mine } = await deps.store.live(personId);
  const { admission } = deps;
  if (all >= admission.all)
    throw new Fault(
      "rate_limited",
      {
        en: `${all} jobs are under way, which is all this Resync takes on. Wait for some to end, or cancel what is not needed.`,
        pt: `Há ${all} jobs em andamento, o máximo que este Resync aceita. Espere alguns terminarem, ou cancele o que não for necessário.`,
      },
      { retryable: true },
    );
  if (mine >= admission.perPerson)
    throw new Fault(
      "rate_limited",
      {
        en: `You have ${mine} jobs under way, and ${admission.perPerson} is the most one person may have. Wait for some to end, or cancel what is not needed.`,
        pt: `Você tem ${mine} jobs em andamento, e uma pessoa pode ter no máximo ${admission.perPerson}. Espere alguns terminarem, ou cancele o que não for necessário.`,
      },
      { retryable: true },
    );
}

/** A job of a job: begun by the engine, in the name of whoever asked for its parent. Nothing happens when it exists. */
export async function startChild(deps: StartDeps, parent: Job, step: string, childId: string): Promise<void> {
  const plan = parent.steps[step]?.plan;
  const workflowId = String(plan?.args.workflow ?? "");
  const workflow = deps.library.find(workflowId);
  if (!workflow) throw unknownWorkflow(deps.library, workflowId);
  await refuseCircle(deps, parent, workflowId);
  const given = plan?.args.inputs;
  const inputs = checkInputs(workflow, isRecord(given) ? given : {});
  const rights = await deps.people.rights();
  const person = rights.people.find((each) => each.id === parent.requester.id);
  const allowed = person
    ? mayStart(workflow.id, inputs, person, rights)
    : {
        may: false as const,
        why: {
          en: `${parent.requester.name} is not known any more.`,
          pt: `O Resync não conhece mais ${parent.requester.name}. Peça a outra pessoa que inicie isto.`,
        },
      };
  if (!allowed.may) throw new Fault("forbidden", allowed.why);
  const child = newJob({
    id: childId,
    workflow,
    task: saidIn(workflow.title, "en"),
    priority: parent.priority,
    requester: parent.requester,
    origin: parent.origin,
    inputs,
    parent: { jobId: parent.id, step },
    now: deps.now(),
  });
  await deps.desk.open(child, workflow, {
    audit: [
      {
        verb: "job.start",
        who: parent.requester,
        surface: "resync",
        subject: `job:${childId}`,
        data: { workflow: workflow.id, parent: parent.id },
      },
    ],
  });
}

function unknownWorkflow(library: WorkflowLibrary, id: string): Fault {
  const names = library.list().map((each) => each.id);
  const near = nearest(id, names);
  const meant = orList(near.map(alike));
  const there = names.slice(0, 12).join(", ");
  const hint: Wording =
    near.length > 0
      ? { en: `Did you mean ${meant.en}?`, pt: `Você quis dizer ${meant.pt}?` }
      : names.length > 0
        ? { en: `There are ${there}.`, pt: `Existem ${there}.` }
        : {
            en: "No workflow is loaded: look at WORKFLOWS_DIR.",
            pt: "Nenhum workflow está carregado: veja WORKFLOWS_DIR.",
          };
  const called = oneLine(id, 80);
  return new Fault(
    "not_found",
    {
      en: `No workflow is called "${called}". ${hint.en}`,
      pt: `Nenhum workflow se chama "${called}". ${hint.pt}`,
    },
    { detail: { field: "jobType" } },
  );
}

function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
