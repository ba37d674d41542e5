// The auditor: judges in the background what nobody has judged. Doubtful answers wait for a person; what a very doubtful one quoted
// is held back meanwhile, where that takes nothing else with it. Everything it does is the same when it is done twice or by two
// processes: a judgement is written once, a review is one for each subject, and withdrawing what is withdrawn changes nothing.

import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { isFault } from "#core/fault.ts";
import type { Interaction, Judgement } from "#core/knowledge/interaction.ts";
import type { KnowledgeSource } from "#core/knowledge/source.ts";
import type { Locale } from "#core/locale.ts";
import { oneLine } from "#core/text.ts";
import { saidIn, type Wording } from "#core/wording.ts";
import { type Audit, byResync } from "#ports/audit.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import type { Reviews } from "#ports/reviews.ts";
import { judgeByModel, type ModelJudge } from "./audit-model.ts";
import {
  consequenceOf,
  type Evidence,
  isLeftAlone,
  judgeByRules,
  type Reason,
  together,
} from "./audit-rules.ts";

export interface AuditorDeps {
  readonly interactions: Pick<Interactions, "judgeNext" | "page">;
  readonly incidents: Pick<Incidents, "byId">;
  readonly retrieval: Retrieval;
  readonly sources: Pick<KnowledgeSources, "quoted" | "stand">;
  readonly reviews: Pick<Reviews, "open" | "page">;
  readonly audit: Pick<Audit, "append">;
  /** null: rules alone. */
  readonly model: ModelJudge | null;
  /** The language reasons are kept in. */
  readonly locale: Locale;
  readonly now: () => Date;
  readonly log: Logger;
  /** An answer is judged when it has had this long to be rated or asked again. */
  readonly settleMs?: number;
  readonly onJudged?: (judgement: Pick<Judgement, "doubt" | "by">) => void;
}

const settlesWithinMs = 10 * 60_000;
const inOneGo = 50;
const goesAtMost = 40;
/** Turns of the model in one round. */
const mostTurns = 20;
const turnMs = 30_000;
/** Asked again within this is asked at once. */
const atOnceMs = 3 * 60_000;
const relevant = 0.6;

/** One round: judges until nothing is left, or there was enough for now. */
export function createAuditor(deps: AuditorDeps): (signal: AbortSignal) => Promise<void> {
  const { interactions, log, now, settleMs = settlesWithinMs } = deps;

  return async (signal) => {
    const turns = { left: mostTurns };
    for (let goes = 0; goes < goesAtMost && !signal.aborted; goes += 1) {
      const judged = await interactions.judgeNext(inOneGo, async (interaction) => {
        if (signal.aborted || now().getTime() - interaction.at.getTime() < settleMs) return null;
        try {
          return await judge(interaction, turns, signal);
        } catch (error) {
          if (signal.aborted || (isFault(error) && error.retryable)) throw error;
          // One that cannot be judged holds up no other one.
          log.warn({ err: error, interaction: interaction.id }, "An answer could not be judged.");
          return { doubt: 0, reasons: [], by: "rules" };
        }
      });
      if (judged < inOneGo) return;
      // Others need the database, too.
      await sleep(20, undefined, { signal }).catch(() => {});
    }
  };

  async function judge(
    interaction: Interaction,
    turns: { left: number },
    signal: AbortSignal,
  ): Promise<Omit<Judgement, "at">> {
    const ruled = isLeftAlone(interaction)
      ? { doubt: 0, reasons: [] }
      : judgeByRules(interaction, await evidenceOf(interaction));
    const opinion = await opinionOf(interaction, ruled.doubt, turns, signal);
    const reasons = opinion === null ? ruled.reasons : [...ruled.reasons, opinion];
    const judgement = {
      doubt: opinion === null ? ruled.doubt : together([{ weight: ruled.doubt }, opinion]),
      reasons: reasons.map(({ why }) => say(why)),
      by: opinion === null ? ("rules" as const) : ("model" as const),
    };
    await actOn(interaction, judgement);
    deps.onJudged?.(judgement);
    return judgement;
  }

  async function evidenceOf(interaction: Interaction): Promise<Evidence> {
    const { personId, conversationId, at, id, incident } = interaction;
    const [after, known, broke] = await Promise.all([
      personId === null
        ? null
        : interactions.page({ personId, since: at, until: new Date(at.getTime() + atOnceMs), limit: 10 }),
      knownAbout(interaction),
      incident === null ? null : deps.incidents.byId(incident),
    ]);
    const next = after?.interactions
      .filter((each) => each.id !== id && each.conversationId === conversationId && each.at > at)
      .at(-1);
    const told = broke?.realCause ?? null;
    return {
      next: next ?? null,
      known,
      realCause: told !== null && told.at > at ? told.text : null,
      realCauseBy: told?.by ?? null,
    };
  }

  /** Where something is said of what was answered with "unknown". */
  async function knownAbout({ mood, intent, question, slots }: Interaction): Promise<string | null> {
    if ((mood !== "unknown" && intent !== "unknown") || question === "") return null;
    const named = (value: unknown) => (typeof value === "string" ? [value] : []);
    const [best] = await deps.retrieval.search({
      text: question,
      jobs: named(slots.job),
      codes: named(slots.errorCode),
      vector: null,
      limit: 1,
    });
    return best && (best.found.exact || best.relevance >= relevant) ? best.passage.cite : null;
  }

  /** A model is asked of what rules find neither good nor bad, and where it claims something. */
  async function opinionOf(
    interaction: Interaction,
    doubt: number,
    turns: { left: number },
    signal: AbortSignal,
  ): Promise<Reason | null> {
    const { model } = deps;
    const worth = interaction.model !== null || interaction.sources.length > 0 || doubt > 0;
    if (!model || !worth || turns.left === 0 || interaction.answer === "" || isLeftAlone(interaction))
      return null;
    turns.left -= 1;
    try {
      return await judgeByModel(model, interaction, AbortSignal.any([signal, AbortSignal.timeout(turnMs)]));
    } catch (error) {
      if (signal.aborted) throw error;
      // The rules stand without it, for this round.
      turns.left = 0;
      log.info({ err: error }, "The language model could not judge an answer; the rules did.");
      return null;
    }
  }

  async function actOn(interaction: Interaction, judgement: Omit<Judgement, "at">): Promise<void> {
    const consequence = consequenceOf(judgement.doubt);
    if (consequence === "nothing" || (await isApproved(interaction))) return;
    const held = consequence === "withdraw" ? await holdBack(interaction, judgement) : [];
    await deps.reviews.open({
      kind: "answer",
      subject: interaction.id,
      title: oneLine(interaction.question, 160) || interaction.intent,
      reasons: [...judgement.reasons, ...held],
      weight: judgement.doubt,
    });
  }

  async function isApproved({ id }: Interaction): Promise<boolean> {
    const { reviews } = await deps.reviews.page({ kind: "answer", subject: id, limit: 1, offset: 0 });
    return reviews[0]?.decided?.verdict === "approved";
  }

  /**
   * What it quoted is withdrawn where the source says nothing else, and was learned or uploaded: a workbook with a hundred rows, or
   * a document that belongs to whoever may write to the folder, does not vanish because of one answer. What stays in use is named.
   */
  async function holdBack(
    interaction: Interaction,
    { reasons, doubt }: Omit<Judgement, "at">,
  ): Promise<readonly string[]> {
    const said: string[] = [];
    const quoted = await deps.sources.quoted(
      interaction.passages,
      interaction.sources.map(({ ref }) => ref),
    );
    for (const source of quoted) {
      if (!mayVanish(source)) {
        said.push(say(staysInUse(source)));
        continue;
      }
      if (source.standing !== "approved") continue;
      await deps.sources.stand(source.id, "withdrawn");
      await deps.audit.append([
        {
          verb: "knowledge.withdraw",
          ...byResync,
          subject: `source:${source.id}`,
          data: { title: source.title, interaction: interaction.id, doubt },
        },
      ]);
      await deps.reviews.open({
        kind: "source",
        subject: source.id,
        title: oneLine(source.title, 160),
        reasons,
        weight: doubt,
      });
      said.push(say(withdrawn(source)));
    }
    return said;
  }

  function say(wording: Wording): string {
    return saidIn(wording, deps.locale);
  }
}

function mayVanish({ origin, passages }: KnowledgeSource): boolean {
  return (origin === "learned" || origin === "upload") && passages === 1;
}

function staysInUse({ name, passages }: KnowledgeSource): Wording {
  return {
    en: `It quotes ${oneLine(name, 100)}, which stays in use (${passages === 1 ? "1 passage" : `${passages} passages`}): see whether it is right there.`,
    pt: `Ela cita ${oneLine(name, 100)}, que continua em uso (${passages === 1 ? "1 trecho" : `${passages} trechos`}): veja se lá está certo.`,
  };
}

function withdrawn({ title }: KnowledgeSource): Wording {
  return {
    en: `“${oneLine(title, 100)}”, which it quotes, is not quoted any more until somebody has looked at it.`,
    pt: `“${oneLine(title, 100)}”, que ela cita, não é mais citado até que alguém o reveja.`,
  };
}
