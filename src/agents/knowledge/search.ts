// "What do we know about full disks?": the best rows of the workbooks for some words.

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import { sourceOf } from "../hwa-monitor/known-fix.ts";
import { type Asked, lines, whereLooked } from "./looked.ts";

const most = 5;

export function search(asked: Asked): Reply {
  const { say, knowledge } = asked;
  const words = wordsOf(asked);
  const rows = knowledge.search(words, most);
  const shown = oneLine(words, 100);
  if (rows.length === 0)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: lines(
        say.say({ en: `Nothing is known about "${shown}".`, pt: `Nada se sabe sobre "${shown}".` }),
        whereLooked(asked),
      ),
      data: [],
    });
  return reply({
    locale: say.locale,
    text: lines(
      say.say({
        en: `What the workbooks know about "${shown}", best first:`,
        pt: `O que as planilhas sabem sobre "${shown}", o melhor primeiro:`,
      }),
      ...rows.flatMap((row) => told(asked, row)),
    ),
    sources: [...new Map(rows.map((row) => [sourceOf(row).ref, sourceOf(row)])).values()],
    choices: [...new Set(rows.flatMap((row) => row.job ?? []))].slice(0, 3).map((job) => {
      const text = say.say({ en: `What is the status of ${job}?`, pt: `Qual o status do job ${job}?` });
      return { id: text, label: text, style: "default" };
    }),
    data: rows.map((row) => ({
      job: row.job,
      error_code: row.errorCode,
      resolution_steps: row.steps,
      owner: row.owner,
      documentation: row.procedureUrl,
      source: sourceOf(row).ref,
    })),
  });
}

/** The words looked for, or the names in the question when there are none. */
function wordsOf({ question: { intent, text } }: Asked): string {
  const { slots } = intent;
  const named = [...jobsOf(slots), slots.errorCode].filter((each) => each !== undefined).join(" ");
  return slots.text ?? (named || text);
}

function told({ say }: Asked, row: KnowledgeRow): readonly string[] {
  const subject =
    [row.job, row.errorCode].filter((each) => each !== null).join(" · ") ||
    say.say({ en: "any job", pt: "qualquer job" });
  const who = row.owner === null ? "" : ` (${row.owner})`;
  const what =
    row.steps.length > 0
      ? oneLine(row.steps.join("; "), 240)
      : (row.procedureUrl ?? say.say({ en: "owner only", pt: "apenas o responsável" }));
  return [`• ${subject}${who}: ${what}`];
}
