// What waits for this person's decision, the longest waiting first, with the buttons that decide it.

import { decisionsOf, summaryOf } from "#agents/operations/checkpoint-words.ts";
import { jobName } from "#agents/operations/job-words.ts";
import { shortId } from "#agents/operations/short-id.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Own } from "./home.ts";

const mostRead = 200;
const mostShown = 3;
/** Approve, reject and a third; the rest is in the card. */
const buttonsEach = 3;

export async function myApprovals({ deps, person, say }: Own): Promise<Reply> {
  const { checkpoints, total } = await deps.jobs.checkpoints({
    status: "PENDING",
    limit: mostRead,
    offset: 0,
  });
  const judged = await Promise.all(
    checkpoints.map(async (checkpoint) => ({
      checkpoint,
      mine: (await deps.engine.mayDecide(checkpoint, person)).may,
    })),
  );
  const mine = judged.flatMap(({ checkpoint, mine }) => (mine ? [checkpoint] : []));
  const shown = mine.slice(0, mostShown);
  const atLeast = total > checkpoints.length;
  const lines = [
    headline(mine.length, atLeast),
    ...shown.map((checkpoint) => {
      const { requester, createdAt, expiresAt, jobId, workflowId } = checkpoint;
      const since = say.say({
        en: `asked by ${requester.name} ${say.ago(createdAt)}`,
        pt: `pedido por ${requester.name} ${say.ago(createdAt)}`,
      });
      const until = expiresAt
        ? say.say({ en: `, until ${say.time(expiresAt)}`, pt: `, até ${say.time(expiresAt)}` })
        : "";
      return `• ${shortId(checkpoint.id)} · ${jobName({ id: jobId, workflowId })}: ${summaryOf(checkpoint, say.locale)}\n  ${since}${until}`;
    }),
    ...(mine.length > shown.length
      ? [
          say.say({
            en: `And ${mine.length - shown.length} more.`,
            pt: `E mais ${mine.length - shown.length}.`,
          }),
        ]
      : []),
  ];
  return reply({
    locale: say.locale,
    mood: mine.length > 0 ? "warning" : "neutral",
    text: lines.join("\n"),
    choices: shown.flatMap((checkpoint) =>
      decisionsOf(checkpoint, say)
        .slice(0, buttonsEach)
        .map((choice) => ({ ...choice, label: `${choice.label} ${shortId(checkpoint.id)}` })),
    ),
  });

  function headline(count: number, more: boolean): string {
    if (count === 0)
      return more
        ? say.say({
            en: `Nothing for you among the ${mostRead} that wait longest.`,
            pt: `Nada para você entre as ${mostRead} que esperam há mais tempo.`,
          })
        : say.say({ en: "Nothing waits for you.", pt: "Nada espera você." });
    const number = `${say.number(count)}${more ? "+" : ""}`;
    return count === 1 && !more
      ? say.say({ en: "1 waits for your decision.", pt: "1 espera a sua decisão." })
      : say.say({ en: `${number} wait for your decision.`, pt: `${number} esperam a sua decisão.` });
  }
}
