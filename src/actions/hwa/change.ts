// The maker of actions that change HWA. One change goes like this:
//
//   find      the object is read from the plan, fresh; a name that may mean several is never guessed at
//   refuse    a change that makes no sense in its present state is refused with a sentence, before people are asked
//             (preview), again just before the step is armed (prepare), and once more right before asking HWA (run)
//   act       HWA is asked once, with the reason in its own audit
//   look      the object is read again until HWA shows the change, for a few seconds
//
// HWA carries changes out in its own time, so accepted and not seen yet is a result (`seen: false`), not a failure. When
// HWA's answer was lost, the look decides: plainly done counts as done; plainly not done is a conflict that says so; all
// else stays unknown, because an unchanged object proves nothing while a lost request may still be under way. What can
// be done again harmlessly (`idempotent`) may then be tried again; of the rest only a person can say what happened.

import { z } from "zod";
import { Fault, isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import type { Wording } from "#core/wording.ts";
import type { Action, ActionContext } from "#ports/action.ts";
import type { HwaChanger, Justification } from "#ports/hwa.ts";
import { type Happened, type Look, lookUntilSeen } from "./after-look.ts";
import { type Asked, askedIn, type HwaActionDeps } from "./desk.ts";
import { optionalText, spelledOut } from "./job-reference.ts";
import { justify } from "./justify.ts";
import { validated } from "./reading.ts";

export type Risk = Preview["risk"];
export type Evidence = Preview["evidence"];

/** A ticket's number goes into HWA's audit beside the reason. */
export const ticket = { ticket: optionalText("number of the ticket, for HWA's audit") };

/** A kind of change: `I` is what a file says, `T` the object as read, `S` how a state of it is told. */
export interface Change<I, T, S> {
  readonly name: string;
  readonly title: string;
  readonly docs: string;
  readonly effect: "once" | "idempotent";
  readonly input: z.ZodType<I>;
  readonly example: I;
  readonly state: z.ZodType<S>;
  /** The object now. Faults: `not_found`, `conflict` when several are meant. */
  find(asked: Asked, input: I): Promise<T>;
  id(object: T): string;
  /** In HWA's notation. */
  target(object: T, asked: Asked): string;
  /** Why it makes no sense now, and what to do instead: whole sentences. null: it can be done. */
  refusal(object: T, input: I, asked: Asked): Wording | null;
  /**
   * A sentence when the object is as asked already, so that nothing need be sent. `again`: this is not the step's first
   * try, so that what was asked for may be this step's own work.
   */
  already?(object: T, input: I, asked: Asked, again: boolean): Wording | null;
  /** One sentence: what will happen, to what. */
  summary(object: T, input: I, asked: Asked): Wording;
  undo(object: T, input: I): Wording | null;
  risk(object: T, input: I): Risk;
  evidence(object: T, input: I, asked: Asked): Promise<Evidence>;
  detail?(object: T, input: I, asked: Asked): Promise<Preview["detail"]>;
  /** What HWA calls the new object, when the change makes one. */
  act(changer: HwaChanger, object: T, input: I, why: Justification): Promise<string | undefined>;
  /** The same object again; null when the plan has it no more. */
  look(asked: Asked, object: T, made: string | undefined): Promise<T | null>;
  happened(before: T, now: T | null, input: I, made: string | undefined): Happened;
  tell(object: T, asked: Asked): S;
}

export interface ChangeOutput<S> {
  readonly target: string;
  readonly target_id: string;
  /** False: it was as asked already, and nothing was sent. */
  readonly changed: boolean;
  /** HWA shows the change. */
  readonly seen: boolean;
  /** False: HWA's answer was lost, and the look afterwards decided. */
  readonly answered: boolean;
  readonly note: string;
  readonly before: S;
  readonly after: S | null;
}

export function changingAction<I extends { readonly ticket?: string | null | undefined }, T, S>(
  desk: HwaActionDeps,
  change: Change<I, T, S>,
): Action<I, ChangeOutput<S>> {
  const { name, title, docs, effect, input, example } = change;
  const output: z.ZodType<ChangeOutput<S>> = z.strictObject({
    target: z.string(),
    target_id: z.string(),
    changed: z.boolean(),
    seen: z.boolean(),
    answered: z.boolean(),
    note: z.string(),
    before: change.state,
    after: change.state.nullable(),
  });

  /** The object, and the sentence when nothing need be done to it. A refusal is a `conflict`. */
  async function examine(given: I, context: ActionContext) {
    const asked = askedIn(desk, context);
    const object = await change.find(asked, given);
    const again = context.attempt > 1 && effect === "idempotent";
    const already = change.already?.(object, given, asked, again) ?? null;
    const refusal = already === null ? change.refusal(object, given, asked) : null;
    if (refusal !== null)
      throw new Fault("conflict", refusal, { detail: { target: change.target(object, asked) } });
    return { asked, object, already };
  }

  return {
    name,
    title,
    docs,
    effect,
    asks: true,
    input,
    output,
    example,

    async preview(written, context) {
      const given = spelledOut(written);
      const { asked, object, already } = await examine(given, context);
      return {
        summary:
          already === null
            ? change.summary(object, given, asked)
            : { en: `${already.en} Nothing will be sent.`, pt: `${already.pt} Nada será enviado.` },
        target: change.target(object, asked),
        undo: already === null ? change.undo(object, given) : null,
        risk: already === null ? change.risk(object, given) : "low",
        evidence: await change.evidence(object, given, asked),
        detail: (await change.detail?.(object, given, asked)) ?? null,
      };
    },

    async prepare(written, context) {
      await examine(spelledOut(written), context);
      allowed(desk, name);
    },

    async run(written, context) {
      const given = spelledOut(written);
      const changer = allowed(desk, name);
      const { asked, object, already } = await examine(given, context);
      const done = (rest: Omit<ChangeOutput<S>, "target" | "target_id" | "before">) => ({
        kind: "done" as const,
        output: validated(
          output,
          {
            target: change.target(object, asked),
            target_id: change.id(object),
            before: change.tell(object, asked),
            ...rest,
          },
          name,
        ),
      });
      if (already !== null)
        return done({
          changed: false,
          seen: true,
          answered: true,
          note: already.en,
          after: change.tell(object, asked),
        });

      // From here on HWA may have acted: what is aborted later only stops looking.
      context.signal.throwIfAborted();
      context.progress(change.summary(object, given, asked));
      let made: string | undefined;
      let lost: Fault | null = null;
      try {
        made = await change.act(changer, object, given, justify(context, given.ticket));
      } catch (error) {
        if (!isFault(error) || !mayHaveActed(error)) throw error;
        lost = error;
        context.progress({
          en: "HWA did not answer. Looking whether it carried out the change.",
          pt: "O HWA não respondeu. Verificando se ele fez a alteração.",
        });
      }

      const look = await lookUntilSeen(asked, async () => {
        const now = await change.look(asked, object, made);
        return { happened: change.happened(object, now, given, made), now };
      });
      const after = look.now === null ? null : change.tell(look.now, asked);
      if (look.happened === "yes")
        return done({
          changed: true,
          seen: true,
          answered: lost === null,
          note: lost
            ? "HWA's answer was lost, and a look afterwards showed the change."
            : "HWA shows the change.",
          after,
        });
      if (lost) throw undecided(lost, change.target(object, asked), look);
      return done({
        changed: true,
        seen: false,
        answered: true,
        note:
          look.problem?.en ??
          (look.happened === "no"
            ? "HWA accepted the change, and the object took another turn meanwhile: look at it."
            : "HWA accepted the change and does not show it yet."),
        after,
      });
    },
  };

  function undecided(lost: Fault, target: string, look: Look<T>): Fault {
    if (look.happened === "no")
      return new Fault(
        "conflict",
        {
          en: `HWA's answer to ${name} was lost, and ${target} shows that the change was not made. Look at it before asking again.`,
          pt: `A resposta do HWA a ${name} se perdeu, e ${target} mostra que a alteração não foi feita. Verifique antes de pedir de novo.`,
        },
        { cause: lost, detail: { ...lost.detail, outcome: "not_happened" } },
      );
    const found = look.problem ?? {
      en: `${target} did not show the change when looked at afterwards.`,
      pt: `${target} não mostrava a alteração quando foi verificado depois.`,
    };
    const why = faultWording(lost);
    return new Fault(
      lost.code,
      { en: `${why.en} ${found.en}`, pt: `${why.pt} ${found.pt}` },
      {
        cause: lost,
        retryable: effect === "idempotent",
        detail: { ...lost.detail, outcome: "unknown" },
      },
    );
  }
}

/**
 * No answer came; or one that does not tell (a submission without its id); or a gateway's own, which says nothing of
 * what HWA behind it did.
 */
function mayHaveActed({ detail }: Fault): boolean {
  return (
    detail.outcome === "unknown" ||
    detail.reason === "wrong_shape" ||
    detail.status === 502 ||
    detail.status === 504
  );
}

/** The one way to the changing face: without it nothing leaves this process. */
function allowed({ changer }: HwaActionDeps, name: string): HwaChanger {
  if (changer) return changer;
  throw new Fault(
    "forbidden",
    {
      en: `Resync may not change HWA: HWA_ALLOW_ACTIONS is off. ${name} was not sent. Switch it on where Resync is configured, or make the change in HWA itself.`,
      pt: `O Resync não pode alterar o HWA: HWA_ALLOW_ACTIONS está desligado. ${name} não foi enviado. Ligue onde o Resync é configurado, ou faça a alteração no próprio HWA.`,
    },
    { detail: { reason: "read_only", outcome: "not_happened" } },
  );
}
