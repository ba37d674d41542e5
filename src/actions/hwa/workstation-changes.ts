// What may be done to a workstation. Each of these sets a state, so that again is harmless and the same state counts as done.

import { z } from "zod";
import { takesJobs, workstationFacts } from "#hwa/workstations.ts";
import type { Action } from "#ports/action.ts";
import type { HwaWorkstation } from "#ports/hwa.ts";
import { type Change, changingAction, type Evidence, ticket } from "./change.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { findWorkstation, workstationReference } from "./find-plan-object.ts";
import { whyDown } from "./notation.ts";
import { type WorkstationOutput, workstationOutput, workstationOutputSchema } from "./plan-outputs.ts";

interface Input {
  readonly workstation: string;
  readonly ticket?: string | null | undefined;
}
type WorkstationChange<I extends Input> = Change<I, HwaWorkstation, WorkstationOutput>;
type Particulars<I extends Input> = Omit<
  WorkstationChange<I>,
  "effect" | "refusal" | "state" | "find" | "id" | "target" | "evidence" | "look" | "tell"
>;

const reference = { workstation: workstationReference, ...ticket };

export function workstationChanges(desk: HwaActionDeps): readonly Action[] {
  return [
    changeOfWorkstation(desk, {
      name: "hwa.set-limit",
      title: "Set a workstation's limit",
      docs: "Sets how many jobs may run at once on a workstation, 0 to 1024; 0 stops all but jobs of priority HI and GO. Jobs that run are left alone. Idempotent: setting the same value again changes nothing, and a workstation that has it already counts as done.",
      input: z.strictObject({ ...reference, limit: z.number().int().min(0).max(1_024) }),
      example: { workstation: "WEB_AGT1", limit: 10 },
      already: (it, { limit }) =>
        it.limit === limit
          ? { en: `${it.name} has limit ${limit} already.`, pt: `${it.name} já tem limite ${limit}.` }
          : null,
      summary: (it, { limit }) => ({
        en: `Sets the limit of ${it.name} from ${it.limit ?? "unknown"} to ${limit}.`,
        pt: `Muda o limite de ${it.name} de ${it.limit ?? "desconhecido"} para ${limit}.`,
      }),
      undo: (it) =>
        it.limit === null
          ? null
          : {
              en: `Set it back: hwa.set-limit on ${it.name} to ${it.limit}.`,
              pt: `Volte ao valor anterior: hwa.set-limit em ${it.name} para ${it.limit}.`,
            },
      risk: (_it, { limit }) => (limit === 0 ? "high" : "low"),
      async act(changer, it, { limit }, why) {
        await changer.setLimit(it.id, limit, why);
        return undefined;
      },
      happened: (_before, now, { limit }) => (now?.limit === limit ? "yes" : "not_yet"),
    }),
    changeOfWorkstation(desk, {
      name: "hwa.set-fence",
      title: "Set a workstation's fence",
      docs: "Sets the fence of a workstation, 0 to 101: jobs of a priority at or below it are not launched there. Idempotent: setting the same value again changes nothing, and a workstation that has it already counts as done.",
      input: z.strictObject({ ...reference, fence: z.number().int().min(0).max(101) }),
      example: { workstation: "HR_WS", fence: 0 },
      already: (it, { fence }) =>
        it.fence === fence
          ? { en: `${it.name} has fence ${fence} already.`, pt: `${it.name} já tem fence ${fence}.` }
          : null,
      summary: (it, { fence }) => ({
        en: `Sets the fence of ${it.name} from ${it.fence ?? "unknown"} to ${fence}.`,
        pt: `Muda o fence de ${it.name} de ${it.fence ?? "desconhecido"} para ${fence}.`,
      }),
      undo: (it) =>
        it.fence === null
          ? null
          : {
              en: `Set it back: hwa.set-fence on ${it.name} to ${it.fence}.`,
              pt: `Volte ao valor anterior: hwa.set-fence em ${it.name} para ${it.fence}.`,
            },
      risk: (it, { fence }) => (fence > (it.fence ?? 0) ? "medium" : "low"),
      async act(changer, it, { fence }, why) {
        await changer.setFence(it.id, fence, why);
        return undefined;
      },
      happened: (_before, now, { fence }) => (now?.fence === fence ? "yes" : "not_yet"),
    }),
    changeOfWorkstation(desk, {
      name: "hwa.link",
      title: "Link a workstation",
      docs: "Opens the link to a workstation, so that HWA can send it jobs. Idempotent: a linked workstation is left alone and counts as done. A machine that cannot be reached is accepted by HWA and stays unlinked: then `seen` is false.",
      input: z.strictObject(reference),
      example: { workstation: "BRANCH_SP03" },
      already: (it) =>
        it.linked ? { en: `${it.name} is linked already.`, pt: `${it.name} já tem o link aberto.` } : null,
      summary: (it) => ({ en: `Opens the link to ${it.name}.`, pt: `Abre o link com ${it.name}.` }),
      undo: (it) => ({
        en: `Unlink it with conman: unlink ${it.name}.`,
        pt: `Desfaça o link com o conman: unlink ${it.name}.`,
      }),
      risk: () => "low",
      async act(changer, it, _input, why) {
        await changer.link(it.id, why);
        return undefined;
      },
      happened: (_before, now) => (now?.linked ? "yes" : "not_yet"),
    }),
    changeOfWorkstation(desk, {
      name: "hwa.start-workstation",
      title: "Start a workstation's agent",
      docs: "Starts the production processes (jobman) of a workstation. Idempotent: a workstation whose agent is up is left alone and counts as done. When its machine cannot be reached HWA accepts it and nothing starts: then `seen` is false.",
      input: z.strictObject(reference),
      example: { workstation: "LEGACY_AIX" },
      already: (it) =>
        it.agentUp
          ? { en: `The agent of ${it.name} is up already.`, pt: `O agente de ${it.name} já está ativo.` }
          : null,
      summary: (it) => ({ en: `Starts the agent of ${it.name}.`, pt: `Inicia o agente de ${it.name}.` }),
      undo: (it) => ({
        en: `Stop it with conman: stop ${it.name}.`,
        pt: `Pare-o com o conman: stop ${it.name}.`,
      }),
      risk: () => "low",
      async act(changer, it, _input, why) {
        await changer.startWorkstation(it.id, why);
        return undefined;
      },
      happened: (_before, now) => (now?.agentUp ? "yes" : "not_yet"),
    }),
  ];
}

function changeOfWorkstation<I extends Input>(desk: HwaActionDeps, particulars: Particulars<I>): Action {
  const change: WorkstationChange<I> = {
    ...particulars,
    effect: "idempotent",
    refusal: () => null,
    state: workstationOutputSchema,
    find: (asked, input) => findWorkstation(asked, input.workstation),
    id: (workstation) => workstation.id,
    target: (workstation) => workstation.name,
    evidence: (workstation, _input, asked) => workstationEvidence(workstation, asked),
    async look(asked, workstation) {
      const all = await asked.desk.hwa.workstations(asked.read);
      return all.find((each) => each.id === workstation.id) ?? null;
    },
    tell: workstationOutput,
  };
  return changingAction(desk, change);
}

async function workstationEvidence(workstation: HwaWorkstation, asked: Asked): Promise<Evidence> {
  const { available, why, limit, fence } = workstationOutput(workstation);
  const found = await workstationFacts(asked.desk.hwa, workstation.name, asked.read);
  const jobs = found.kind === "found" ? found.workstation : null;
  const waiting = jobs?.waitingJobs.slice(0, 6).map((job) => job.name) ?? [];
  return [
    {
      label: { en: "Status now", pt: "Estado agora" },
      value: available
        ? { en: `${workstation.name} is available`, pt: `${workstation.name} está disponível` }
        : {
            en: `${workstation.name} is not available (${whyDown(why).en})`,
            pt: `${workstation.name} não está disponível (${whyDown(why).pt})`,
          },
    },
    {
      label: { en: "Limit and fence", pt: "Limite e fence" },
      value: {
        en: `limit ${limit ?? "unknown"}, fence ${fence ?? "unknown"}`,
        pt: `limite ${limit ?? "desconhecido"}, fence ${fence ?? "desconhecido"}`,
      },
    },
    ...(jobs
      ? [
          {
            label: "Jobs",
            value: {
              en: `${jobs.running} run, ${jobs.waiting} wait, ${jobs.failed} failed`,
              pt: `${jobs.running} em execução, ${jobs.waiting} à espera, ${jobs.failed} com falha`,
            },
          },
        ]
      : []),
    ...(waiting.length > 0
      ? [{ label: { en: "Waiting there", pt: "À espera ali" }, value: waiting.join(", ") }]
      : []),
    ...(takesJobs(workstation, null)
      ? []
      : [
          {
            label: { en: "Closed", pt: "Fechada" },
            value: {
              en: "limit 0: only HI and GO jobs start",
              pt: "limite 0: só jobs HI e GO iniciam",
            },
          },
        ]),
  ];
}
