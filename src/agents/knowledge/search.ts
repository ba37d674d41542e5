// "What do we know about full disks?": the passages that are about some words, each quoted with where it stands.

import { jobsOf } from "#core/intent.ts";
import type { Reply } from "#core/reply.ts";
import { reply } from "#core/reply.ts";
import { cleanText, oneLine } from "#core/text.ts";
import { sourceOf } from "#knowledge/known-fix.ts";
import { lookUp } from "#knowledge/look-up.ts";
import type { Hit } from "#ports/retrieval.ts";
import { datedCite } from "../known-words.ts";
import { type Asked, lines, whereLooked } from "./looked.ts";

const most = 5;
/** Characters of a passage in the answer; the whole of it is in the data. */
const quotedLength = 300;

export async function search(asked: Asked): Promise<Reply> {
  const { say, knowledge, question, signal } = asked;
  const words = wordsOf(asked);
  const { slots } = question.intent;
  const looked = await lookUp(() =>
    knowledge.retrieval.search(
      {
        text: words,
        jobs: jobsOf(slots),
        codes: slots.errorCode === undefined ? [] : [slots.errorCode],
        vector: null,
        limit: most,
        by: question.person,
      },
      signal,
    ),
  );
  const shown = oneLine(words, 100);
  if (looked.kind === "unread")
    return reply({ locale: say.locale, mood: "unknown", text: say.say(looked.why), data: [] });
  const hits = looked.value;
  if (hits.length === 0)
    return reply({
      locale: say.locale,
      mood: "unknown",
      text: lines(
        say.say({ en: `Nothing is known about "${shown}".`, pt: `Nada se sabe sobre "${shown}".` }),
        await whereLooked(asked),
      ),
      data: [],
    });
  return reply({
    locale: say.locale,
    text: lines(
      say.say({
        en: `What is known about "${shown}", best first:`,
        pt: `O que se sabe sobre "${shown}", o melhor primeiro:`,
      }),
      ...rowsOnce(hits).map((hit) => hitLine(asked, hit)),
    ),
    sources: [...new Map(hits.map(({ passage }) => [passage.cite, sourceOf(passage)])).values()],
    choices: [...new Set(hits.flatMap(({ passage }) => passage.fix?.job ?? []))]
      .filter((job) => !job.endsWith("*"))
      .slice(0, 3)
      .map((job) => {
        const text = say.say({ en: `What is the status of ${job}?`, pt: `Qual o status do job ${job}?` });
        return { id: text, label: text, style: "default" };
      }),
    data: hits.map(({ passage, source }) => ({
      job: passage.fix?.job ?? null,
      error_code: passage.fix?.errorCode ?? null,
      resolution_steps: passage.fix?.steps ?? [],
      owner: passage.fix?.owner ?? null,
      documentation: passage.fix?.procedureUrl ?? null,
      source: passage.cite,
      heading: passage.heading,
      text: passage.text,
      title: source.title,
      dated: passage.dated?.toISOString() ?? null,
    })),
  });
}

/** The words looked for, or the names in the question when there are none. */
function wordsOf({ question: { intent, text } }: Asked): string {
  const { slots } = intent;
  const named = [...jobsOf(slots), slots.errorCode].filter((each) => each !== undefined).join(" ");
  return slots.text ?? (named || text);
}

/** One line for a row that names several jobs or codes, and is a passage for each: `Jobs!A2:E2`, `Jobs!A2:E2 (2)`. */
function rowsOnce(hits: readonly Hit[]): readonly Hit[] {
  const rows = new Map<string, Hit>();
  for (const hit of hits) {
    const { cite, fix } = hit.passage;
    const key = `${cite.replace(/ \(\d+\)$/, "")}\n${fix?.steps.join("\n") ?? cite}`;
    if (!rows.has(key)) rows.set(key, hit);
  }
  return [...rows.values()];
}

/** A row as job, owner and steps; a section or a page under its heading, in its own words. */
export function hitLine({ say }: Pick<Asked, "say">, { passage, source }: Hit): string {
  const { fix, heading } = passage;
  const where = `[${datedCite(passage, say)}]`;
  if (fix === null || source.origin === "hwa") {
    const title =
      source.origin === "hwa" ? `HWA, ${oneLine(heading ?? "", 100)}` : oneLine(heading ?? source.title, 120);
    return `• ${title}: "${oneLine(cleanText(passage.text), quotedLength)}" ${where}`;
  }
  const subject =
    [fix.job, fix.errorCode].filter((each) => each !== null).join(" · ") ||
    say.say({ en: "any job", pt: "qualquer job" });
  const who = fix.owner === null ? "" : ` (${oneLine(fix.owner, 120)})`;
  const what =
    fix.steps.length > 0
      ? oneLine(fix.steps.join("; "), quotedLength)
      : (fix.procedureUrl ?? say.say({ en: "owner only", pt: "apenas o responsável" }));
  return `• ${oneLine(subject, 120)}${who}: ${what} ${where}`;
}
