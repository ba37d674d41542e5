// The dialogs of a checkpoint: what is asked for before it is rejected, changed, given to somebody else, broken open, or told how
// it ended. An approval is a click.

import type { Form } from "#core/form.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { mayBreakGlass } from "#core/job/decide-rules.ts";
import { deciders } from "#core/job/deciders.ts";
import { may, type Person } from "#core/person.ts";
import { oneLine } from "#core/text.ts";
import type { Rights } from "#ports/people.ts";
import type { Speech } from "../speech.ts";
import { questionOf, summaryOf } from "./checkpoint-words.ts";
import { lines } from "./desk.ts";
import { type FormsDesk, reason, titled } from "./form-parts.ts";
import { keptArgs, planFields } from "./plan-fields.ts";
import { isOldPlan, seenPlan } from "./take-decision.ts";

/** null: it is not open any more, or not for this person to decide. */
export async function checkpointForm(
  desk: FormsDesk,
  person: Person,
  say: Speech,
  verb: string,
  typed: string,
  rest: string,
): Promise<Form | null> {
  const id = await desk.jobs.findCheckpoint(typed);
  const checkpoint = id === null ? null : await desk.jobs.checkpoint(id);
  if (checkpoint?.status !== "PENDING") return null;
  const rights = await desk.people.rights();
  if (verb === "break-glass")
    return mayBreakGlass(checkpoint, person, rights, desk.now()).may ? glassForm(checkpoint, say) : null;
  if (!may(person, "decide") || !(await desk.engine.mayDecide(checkpoint, person)).may) return null;
  switch (verb) {
    case "reject":
      return rejectForm(checkpoint, say);
    case "change":
      return isOldPlan(checkpoint, seenPlan(rest)) ? null : changeForm(desk, checkpoint, say);
    case "delegate":
      return delegateForm(checkpoint, person, rights, say);
    default:
      return approveForm(checkpoint, rest, say);
  }
}

function rejectForm(checkpoint: Checkpoint, say: Speech): Form {
  const outcome = checkpoint.purpose === "outcome";
  return {
    title: outcome
      ? titled({ en: "Abort", pt: "Encerrar" }, checkpoint.id, say)
      : titled({ en: "Reject", pt: "Rejeitar" }, checkpoint.id, say),
    intro: lines(
      summaryOf(checkpoint, say.locale),
      outcome
        ? say.say({
            en: "The step ends as failed, without anybody having said whether it happened.",
            pt: "O passo termina como falha, sem que ninguém tenha dito se aconteceu.",
          })
        : say.say({ en: "It will not be done.", pt: "Não será feito." }),
    ),
    submit: outcome ? say.say({ en: "Abort", pt: "Encerrar" }) : say.say({ en: "Reject", pt: "Rejeitar" }),
    fields: [
      reason(
        { en: "Why?", pt: "Por quê?" },
        { en: "Those who asked will read it.", pt: "Quem pediu vai ler." },
        true,
        say,
      ),
    ],
  };
}

/** An approval is a click; what was seen is asked for of an outcome and of a review. */
function approveForm(checkpoint: Checkpoint, rest: string, say: Speech): Form | null {
  if (checkpoint.purpose === "review")
    return {
      title: titled({ en: "Review", pt: "Revisar" }, checkpoint.id, say),
      intro: questionOf(checkpoint, say),
      submit: say.say({ en: "Record it", pt: "Registrar" }),
      fields: [
        reason(
          { en: "What did you find?", pt: "O que você constatou?" },
          { en: "It is kept in the audit.", pt: "Fica na auditoria." },
          true,
          say,
        ),
      ],
    };
  if (checkpoint.purpose !== "outcome") return null;
  const happened = /^happened\b/.test(rest);
  if (!happened && !/^not-happened\b/.test(rest)) return null;
  return {
    title: titled({ en: "Outcome of", pt: "Desfecho de" }, checkpoint.id, say),
    intro: lines(
      summaryOf(checkpoint, say.locale),
      happened
        ? say.say({
            en: "It happened: the job goes on from there and does not do it again.",
            pt: "Aconteceu: o job segue a partir daí e não repete.",
          })
        : say.say({
            en: "It did not happen: the job does it now.",
            pt: "Não aconteceu: o job faz agora.",
          }),
    ),
    submit: happened
      ? say.say({ en: "It happened", pt: "Aconteceu" })
      : say.say({ en: "It did not happen", pt: "Não aconteceu" }),
    fields: [
      reason(
        { en: "What did you see, and where?", pt: "O que você viu, e onde?" },
        {
          en: "Look at its target first: the job goes on from what you say.",
          pt: "Verifique o alvo antes: o job segue a partir do que você disser.",
        },
        true,
        say,
      ),
    ],
  };
}

async function changeForm(desk: FormsDesk, checkpoint: Checkpoint, say: Speech): Promise<Form | null> {
  const { plan, id, step } = checkpoint;
  if (checkpoint.purpose !== "approval" || !plan) return null;
  const job = await desk.engine.job(checkpoint.jobId);
  const workflow = job && (await desk.engine.workflows.pinned(job.workflowDigest));
  const fields = planFields(plan, step, workflow, say);
  if (fields.length === 0) return null;
  const kept = keptArgs(plan);
  const own = Object.hasOwn(plan.args, "reason");
  return {
    title: titled({ en: "Change", pt: "Mudar" }, id, say),
    intro: lines(
      summaryOf(checkpoint, say.locale),
      say.say({
        en: "A changed plan is asked about anew, also of those who had approved.",
        pt: "Um plano mudado é perguntado de novo, também a quem já tinha aprovado.",
      }),
      kept.length > 0 &&
        say.say({
          en: `Masked or too long to change here, and left as they are: ${say.list(kept)}.`,
          pt: `Mascarados ou longos demais para mudar aqui, e ficam como estão: ${say.list(kept)}.`,
        }),
    ),
    submit: say.say({ en: "Change", pt: "Mudar" }),
    fields: [
      ...fields,
      ...(own
        ? []
        : [
            reason(
              { en: "Why?", pt: "Por quê?" },
              { en: "Those who decide will read it.", pt: "Quem decide vai ler." },
              false,
              say,
            ),
          ]),
    ],
  };
}

const mostOptions = 100;

/** To one of the people who may decide at all and are not asked already. */
function delegateForm(checkpoint: Checkpoint, person: Person, rights: Rights, say: Speech): Form {
  const { policy, delegates, escalatedAt, requester } = checkpoint;
  const asked = deciders(policy, delegates, escalatedAt !== null, rights).map(({ id }) => id);
  const able = rights.people
    .filter((each) => !each.disabled && may(each, "decide") && each.id !== person.id)
    .filter((each) => each.id !== requester.id && !asked.includes(each.id))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const listed = able.length > 0 && able.length <= mostOptions;
  return {
    title: titled({ en: "Delegate", pt: "Delegar" }, checkpoint.id, say),
    intro: lines(
      summaryOf(checkpoint, say.locale),
      say.say({
        en: "Whoever you choose may decide it as well; you still may.",
        pt: "Quem você escolher também pode decidir; você continua podendo.",
      }),
    ),
    submit: say.say({ en: "Delegate", pt: "Delegar" }),
    fields: [
      {
        name: "to",
        label: say.say({ en: "To whom?", pt: "Para quem?" }),
        hint: listed
          ? null
          : say.say({ en: "A name or an e-mail address.", pt: "Um nome ou endereço de e-mail." }),
        kind: listed ? "one_of" : "text",
        options: listed ? able.map(({ id, name }) => ({ value: id, label: oneLine(name, 75) })) : [],
        value: null,
        required: true,
        longest: 200,
      },
    ],
  };
}

function glassForm(checkpoint: Checkpoint, say: Speech): Form {
  return {
    title: say.say({ en: "Break the glass", pt: "Forçar a aprovação" }),
    intro: lines(
      summaryOf(checkpoint, say.locale),
      say.say({
        en: "For emergencies: two approvers together let it run whatever its policy says. An administrator must review it afterwards, and the audit keeps it.",
        pt: "Para emergências: dois aprovadores juntos deixam executar, seja qual for a política. Depois um administrador precisa revisar, e a auditoria guarda.",
      }),
    ),
    submit: say.say({ en: "Break the glass", pt: "Forçar" }),
    fields: [
      reason(
        { en: "What is the emergency?", pt: "Qual é a emergência?" },
        { en: "It is read in the review.", pt: "É lido na revisão." },
        true,
        say,
      ),
    ],
  };
}
