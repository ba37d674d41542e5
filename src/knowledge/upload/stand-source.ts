// What a person decides about a source itself: that it is quoted, that it is not, that it goes. Whatever waits for that judgement
// is decided with it, so that nobody is asked for what was said already.

import { Fault } from "#core/fault.ts";
import type { Review } from "#core/knowledge/review.ts";
import type { KnowledgeSource, Standing } from "#core/knowledge/source.ts";
import type { Wording } from "#core/wording.ts";
import type { Audit, AuditVerb, By } from "#ports/audit.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Reviews } from "#ports/reviews.ts";

export interface StandingDesk {
  readonly sources: Pick<KnowledgeSources, "byId" | "stand" | "remove">;
  readonly reviews: Pick<Reviews, "page" | "decide">;
  readonly audit: Pick<Audit, "append">;
}

export type Decided = Exclude<Standing, "pending">;

const verbs: Readonly<Record<Decided, AuditVerb>> = {
  approved: "knowledge.approve",
  rejected: "knowledge.reject",
  withdrawn: "knowledge.withdraw",
};

/** The source as it stands then; null: there is none. What it is already changes nothing and is not written down. */
export async function standSource(
  desk: StandingDesk,
  id: string,
  to: { readonly standing: Decided; readonly reason: string | null },
  by: By,
): Promise<KnowledgeSource | null> {
  const before = await desk.sources.byId(id);
  if (!before) return null;
  const { standing, reason } = to;
  // The decision is written down first: a source is never quoted without somebody's word for it.
  const verdict = standing === "approved" ? ("approved" as const) : ("rejected" as const);
  const waiting = standing === "withdrawn" ? null : await openReviewOf(desk, id);
  const outcome = waiting ? await desk.reviews.decide(waiting.id, { verdict, reason }, by) : null;
  if (outcome?.kind === "decided")
    throw new Fault("conflict", {
      en: "Somebody else decided this source just now: look at it again.",
      pt: "Outra pessoa acaba de decidir sobre esta fonte: olhe para ela de novo.",
    });
  // The decision has set the standing as well.
  if (outcome?.kind === "done") return desk.sources.byId(id);
  if (before.standing !== standing)
    await desk.audit.append([
      {
        verb: verbs[standing],
        ...by,
        subject: `source:${id}`,
        data: { name: before.name, before: before.standing, reason },
      },
    ]);
  return desk.sources.stand(id, standing);
}

/** Takes an upload away with everything read from it. null: there is no such source. */
export async function removeSource(desk: StandingDesk, id: string, by: By): Promise<KnowledgeSource | null> {
  const source = await desk.sources.byId(id);
  if (!source) return null;
  if (source.origin !== "upload") throw new Fault("conflict", whyItStays(source));
  const waiting = await openReviewOf(desk, id);
  await desk.audit.append([
    {
      verb: "knowledge.remove",
      ...by,
      subject: `source:${id}`,
      data: { name: source.name, standing: source.standing, passages: source.passages },
    },
  ]);
  await desk.sources.remove(id);
  if (waiting)
    await desk.reviews.decide(waiting.id, { verdict: "rejected", reason: "The source was removed." }, by);
  return source;
}

function whyItStays({ name, origin }: KnowledgeSource): Wording {
  switch (origin) {
    case "folder":
      return {
        en: `${name} lies in the knowledge directory and would come back from there: delete the file, or withdraw the source.`,
        pt: `${name} está no diretório de conhecimento e voltaria de lá: apague o arquivo ou retire a fonte.`,
      };
    case "hwa":
      return {
        en: `${name} is read from the plan of HWA and would come back from there: change it in HWA, or withdraw the source.`,
        pt: `${name} é lido do plano do HWA e voltaria de lá: altere-o no HWA ou retire a fonte.`,
      };
    default:
      return {
        en: `${name} was learned and approved, and answers cite it: withdraw it instead of removing it.`,
        pt: `${name} foi aprendido e aprovado, e respostas o citam: retire-o em vez de removê-lo.`,
      };
  }
}

async function openReviewOf({ reviews }: StandingDesk, subject: string): Promise<Review | null> {
  const { reviews: open } = await reviews.page({ kind: "source", subject, open: true, limit: 1, offset: 0 });
  return open[0] ?? null;
}
