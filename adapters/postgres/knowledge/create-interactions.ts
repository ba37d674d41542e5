// Interactions in Postgres. They are numbered as they come, and pages go along the number, so that the last of a million costs
// what the first does. Whoever judges takes rows nobody holds (skip locked) and lets go of them before judging: a judgement is
// written only where there is none yet.

import { sql } from "kysely";
import {
  doubtful,
  type Feedback,
  type Interaction,
  type Judgement,
  type ModelUse,
  type ToolCall,
} from "#core/knowledge/interaction.ts";
import type { Locale } from "#core/locale.ts";
import type { Source } from "#core/reply.ts";
import type { InteractionQuery, Interactions, NewInteraction } from "#ports/interactions.ts";
import type { Database } from "../open-database.ts";
import { storable, storableJson } from "../storable.ts";

interface InteractionRow {
  number: number;
  id: string;
  at: Date;
  conversation_id: string;
  platform: string;
  thread: string;
  person_id: string | null;
  locale: Locale;
  question: string;
  answer: string;
  intent: string;
  confidence: number;
  slots: Readonly<Record<string, unknown>>;
  agent: string;
  tools: readonly ToolCall[];
  sources: readonly Source[];
  passages: readonly string[];
  incident_id: string | null;
  mood: string;
  elapsed_ms: number;
  model: ModelUse | null;
  doubt: number | null;
  doubt_reasons: readonly string[] | null;
  judged_by: "rules" | "model" | null;
  judged_at: Date | null;
  feedback: readonly {
    readonly by: string;
    readonly at: string;
    readonly rating: Feedback["rating"];
    readonly comment: string | null;
  }[];
}

const withFeedback = sql`interaction.*, coalesce((
  select jsonb_agg(jsonb_build_object('by', person_id, 'at', at, 'rating', rating, 'comment', comment) order by at, person_id)
  from feedback where interaction_id = interaction.id
), '[]') as feedback`;
const searchable = sql`to_tsvector('simple', left(question, 2000) || ' ' || left(answer, 4000))`;
const batch = 500;
const edgeRows = 5_000;
const forgetInOneGo = 5_000;

export function createInteractions({ kysely }: Pick<Database, "kysely">): Interactions {
  const read = async (rest: ReturnType<typeof sql>): Promise<readonly InteractionRow[]> =>
    (await sql<InteractionRow>`select ${withFeedback} from interaction ${rest}`.execute(kysely)).rows;
  const one = async (rest: ReturnType<typeof sql>): Promise<Interaction | null> => {
    const [row] = await read(rest);
    return row ? interactionOf(row) : null;
  };

  return {
    async record(...interactions) {
      if (interactions.length === 0) return;
      await kysely
        .insertInto("interaction")
        .values(interactions.map(rowOf))
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },

    byId: (id) => one(sql`where id = ${storable(id)}`),

    lastOf: (conversationId, personId) =>
      one(sql`where conversation_id = ${storable(conversationId)} and person_id = ${storable(personId)}
        and intent <> 'feedback.give' order by number desc limit 1`),

    async page({ limit, after, ...query }) {
      const from = after == null ? sql`` : sql`and number < ${numberOf(after)}`;
      const rows = await read(sql`where ${matching(query)} ${from} order by number desc limit ${limit + 1}`);
      const shown = rows.slice(0, limit);
      return {
        interactions: shown.map(interactionOf),
        next: rows.length > limit ? String(shown.at(-1)?.number) : null,
      };
    },

    async rate(id, { by, at, rating, comment }) {
      const { rows } = await sql`
        insert into feedback (interaction_id, person_id, at, rating, comment)
        select id, ${storable(by)}, ${at}, ${rating}, ${comment === null ? null : storable(comment)}
        from interaction where id = ${storable(id)}
        on conflict (interaction_id, person_id) do update
          set at = excluded.at, rating = coalesce(excluded.rating, feedback.rating),
            comment = coalesce(excluded.comment, feedback.comment)
        returning interaction_id`.execute(kysely);
      if (rows.length === 0) return "unknown";
      // What was found harmless and is called bad is judged again.
      if (rating !== null && rating <= 2)
        await kysely
          .updateTable("interaction")
          .set({ doubt: null, doubt_reasons: null, judged_by: null, judged_at: null })
          .where("id", "=", storable(id))
          .where("doubt", "<=", doubtful)
          .execute();
      return "kept";
    },

    async judgeNext(limit, judge) {
      const rows = await read(sql`where number in (
        select number from interaction where judged_at is null order by number limit ${limit} for update skip locked
      ) order by number`);
      let judged = 0;
      for (const row of rows) {
        const judgement = await judge(interactionOf(row));
        if (!judgement) continue;
        const { numUpdatedRows } = await kysely
          .updateTable("interaction")
          .set({
            doubt: judgement.doubt,
            doubt_reasons: judgement.reasons.map(storable),
            judged_by: judgement.by,
            judged_at: sql<Date>`now()`,
          })
          .where("id", "=", row.id)
          .where("judged_at", "is", null)
          .executeTakeFirst();
        judged += Number(numUpdatedRows);
      }
      return judged;
    },

    async *each(query) {
      for (let after = 0; ; ) {
        const rows = await read(
          sql`where ${matching(query)} and number > ${after}::bigint order by number limit ${batch}`,
        );
        const last = rows.at(-1);
        if (!last) return;
        yield rows.map(interactionOf);
        after = last.number;
      }
    },

    async forget(before) {
      for (let forgotten = 0; ; ) {
        const { numAffectedRows } = await sql`
          delete from interaction where id in (
            select id from interaction where at < ${before} order by at limit ${forgetInOneGo}
          )`.execute(kysely);
        forgotten += Number(numAffectedRows ?? 0);
        if (Number(numAffectedRows ?? 0) < forgetInOneGo) return forgotten;
      }
    },

    erase: (personId) =>
      kysely.transaction().execute(async (db) => {
        const id = storable(personId);
        await db.deleteFrom("feedback").where("person_id", "=", id).execute();
        const { numUpdatedRows } = await db
          .updateTable("interaction")
          .set({
            person_id: null,
            question: "",
            answer: "",
            slots: "{}",
            sources: "[]",
            thread: "",
            conversation_id: "",
          })
          .where("person_id", "=", id)
          .executeTakeFirst();
        return Number(numUpdatedRows);
      }),
  };
}

/**
 * Where along the numbers a span begins or ends, so that what lies outside of it is not walked through. Questions are numbered nearly
 * in the order of their times; one that was written down thousands of others too late would be missed.
 */
function edge(side: "since" | "until", at: Date): ReturnType<typeof sql> {
  return side === "since"
    ? sql`(select min(number) from (select number from interaction where at >= ${at} order by at limit ${edgeRows}) near)`
    : sql`(select max(number) from (select number from interaction where at < ${at} order by at desc limit ${edgeRows}) near)`;
}

function matching(query: Omit<InteractionQuery, "limit" | "after">): ReturnType<typeof sql> {
  const { words, personId, intent, agent, rated, since, until } = query;
  // Few answers are rated: those that are, are found from the feedback.
  const rating = (is: ReturnType<typeof sql>) =>
    sql`id in (select interaction_id from feedback where rating is not null group by 1 having avg(rating) ${is} 3)`;
  const ratings = {
    good: rating(sql`>=`),
    bad: rating(sql`<`),
    none: sql`not exists (select from feedback where interaction_id = interaction.id and rating is not null)`,
  };
  const wanted = [
    words === undefined ? null : sql`${searchable} @@ plainto_tsquery('simple', ${storable(words)})`,
    personId === undefined ? null : sql`person_id = ${storable(personId)}`,
    intent === undefined ? null : sql`intent = ${storable(intent)}`,
    agent === undefined ? null : sql`agent = ${storable(agent)}`,
    rated === undefined ? null : ratings[rated],
    since === undefined ? null : sql`at >= ${since} and number >= ${edge("since", since)}`,
    until === undefined ? null : sql`at < ${until} and number <= ${edge("until", until)}`,
  ].filter((each) => each !== null);
  return wanted.length === 0 ? sql`true` : sql.join(wanted, sql` and `);
}

function rowOf(it: NewInteraction) {
  return {
    id: it.id,
    at: it.at,
    conversation_id: storable(it.conversationId),
    platform: it.platform,
    thread: storable(it.thread),
    person_id: it.personId === null ? null : storable(it.personId),
    locale: it.locale,
    question: storable(it.question),
    answer: storable(it.answer),
    intent: it.intent,
    confidence: it.confidence,
    slots: storableJson(it.slots),
    agent: it.agent,
    tools: storableJson(it.tools),
    sources: storableJson(it.sources),
    passages: [...it.passages],
    incident_id: it.incident,
    mood: it.mood,
    elapsed_ms: it.elapsedMs,
    model: it.model === null ? null : storableJson(it.model),
  };
}

/** What is no number of ours is the end of all pages. */
function numberOf(after: string): string {
  return /^\d{1,18}$/.test(after) ? after : "0";
}

function interactionOf(row: InteractionRow): Interaction {
  return {
    id: row.id,
    at: row.at,
    conversationId: row.conversation_id,
    platform: row.platform,
    thread: row.thread,
    personId: row.person_id,
    locale: row.locale,
    question: row.question,
    answer: row.answer,
    intent: row.intent,
    confidence: row.confidence,
    slots: row.slots,
    agent: row.agent,
    tools: row.tools,
    sources: row.sources,
    passages: row.passages,
    incident: row.incident_id,
    mood: row.mood,
    elapsedMs: row.elapsed_ms,
    model: row.model,
    feedback: row.feedback.map(({ at, ...each }): Feedback => ({ ...each, at: new Date(at) })),
    judged: judgementOf(row),
  };
}

function judgementOf({ doubt, doubt_reasons, judged_by, judged_at }: InteractionRow): Judgement | null {
  if (judged_at === null || judged_by === null) return null;
  return { doubt: doubt ?? 0, reasons: doubt_reasons ?? [], by: judged_by, at: judged_at };
}
