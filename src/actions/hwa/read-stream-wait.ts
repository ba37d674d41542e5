// hwa.why-stream-waits: what keeps a job stream from going on. A stream waits where its foremost waiting jobs do, so those
// are asked, and of their causes the one that needs a person is told.

import { z } from "zod";
import type { StatusWord } from "#core/hwa-status.ts";
import { wordOf } from "#hwa/job-facts.ts";
import { eq } from "#hwa/oql.ts";
import { isWaiting } from "#hwa/waiting/read-wait.ts";
import type { WaitCause } from "#hwa/waiting/wait-causes.ts";
import { needsPerson } from "#hwa/waiting/wait-graph.ts";
import { type WaitAnswer, whyWaiting } from "#hwa/waiting/why-waiting.ts";
import type { Action } from "#ports/action.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { findStreams, namesStream, streamReference, whichStream } from "./find-plan-object.ts";
import { jobOutput } from "./job-output.ts";
import { streamState } from "./notation.ts";
import { streamOutput, streamOutputSchema } from "./plan-outputs.ts";
import { causeOutput, noRoot, rootSchema } from "./read-waiting.ts";
import { readingAction } from "./reading.ts";
import { remedies, remedyFor, remedyText } from "./stream-remedy.ts";

type Waiting = Extract<WaitAnswer, { kind: "waiting" }>;

const started: ReadonlySet<StatusWord> = new Set(["Running", "Completed", "Failed"]);

/** Jobs that are asked why they wait; the others wait behind these, or as these do. */
const mostAsked = 8;

export function streamWaitReading(desk: HwaActionDeps): Action {
  return readingAction(desk, {
    name: "hwa.why-stream-waits",
    title: "Find what a job stream waits for",
    docs: "What keeps a job stream, or the foremost of its waiting jobs, from going on: `root_cause` is followed to its root and told as hwa.why-waiting tells it, with the ids a following step needs; its `kind` is `nothing` when no job of the stream waits, and `unknown` when HWA shows no cause. `holds` says whether the whole stream is kept or only `job`; `remedy` is the kind of step that fits. Fails with `not_found` and the nearest names.",
    input: z.strictObject(streamReference).refine(namesStream, whichStream),
    output: streamOutputSchema.extend({
      total_jobs: z.number(),
      started_jobs: z.number().describe("of them those that run or have ended"),
      waiting: z.boolean().describe("some job of it has not started"),
      known: z.boolean().describe("HWA shows what for"),
      job: z.string().nullable().describe("the foremost job that waits"),
      job_id: z.string().nullable(),
      holds: z.enum(["job", "stream"]).nullable(),
      root_cause: rootSchema,
      remedy: z.enum(remedies).describe("what would let it go on; wait: it will by itself"),
      remedy_text: z.string().describe("the same in words that go after: what helps is"),
      remedy_texto: z.string().describe("the same in Portuguese, after: o que ajuda é"),
    }),
    example: { stream: "PAYROLL_PAYMENT" },
    async answer(reference, asked) {
      const [listed] = await findStreams(asked, reference);
      const stream = (await desk.hwa.jobStream(listed.id, asked.read)) ?? listed;
      const facts = streamOutput(stream, asked);
      const jobs = await desk.hwa.jobs({ oql: eq("jobStreamId", stream.id), limit: 500 }, asked.read);
      const waiting = jobs.items.filter(isWaiting);
      const foremost = await foremostOf(waiting, asked);
      const [first] = waiting;
      const causes = foremost
        ? foremost.causes.map((each) => causeOutput(each, jobOutput(foremost.job, asked), asked))
        : [];
      const kind = first ? "unknown" : "nothing";
      const root = causes[0]?.root ?? { ...noRoot, kind, needs_person: first !== undefined };
      const helps = remedyText(root);
      const state = streamState(stream, asked);
      const job = foremost?.job ?? first ?? null;
      return {
        ...facts,
        total_jobs: jobs.total,
        started_jobs: jobs.items.filter((each) => started.has(wordOf(each))).length,
        waiting: job !== null,
        known: job === null || foremost !== null,
        job: job?.name ?? null,
        job_id: job?.id ?? null,
        holds: foremost?.causes[0]?.holds ?? null,
        root_cause: root,
        remedy: remedyFor(root),
        remedy_text: helps.en,
        remedy_texto: helps.pt,
        text: job
          ? `${stream.name} ${state.en}. ${job.name} waits: ${causes.map((each) => each.text).join("; ") || "HWA shows no cause"}.`
          : `${stream.name} ${state.en}, and no job of it waits.`,
        texto: job
          ? `${stream.name} ${state.pt}. ${job.name} espera: ${causes.map((each) => each.texto).join("; ") || "o HWA não mostra a causa"}.`
          : `${stream.name} ${state.pt}, e nenhum job dele espera.`,
      };
    },
  });
}

/** The job at the front whose wait needs a person; else the first at the front; else the first whose wait is known. */
async function foremostOf(waiting: readonly HwaJob[], { desk, now, read }: Asked): Promise<Waiting | null> {
  let front: Waiting | null = null;
  let any: Waiting | null = null;
  for (const job of waiting.slice(0, mostAsked)) {
    const answer = await whyWaiting(desk.hwa, job, now, read);
    if (answer.kind !== "waiting") continue;
    any ??= answer;
    if (answer.causes.some((cause) => isBehindAnother(cause, job))) continue;
    front ??= answer;
    const [cause] = answer.causes;
    if (cause && needsSomebody(cause)) return answer;
  }
  return front ?? any;
}

function isBehindAnother(cause: WaitCause, job: HwaJob): boolean {
  return cause.kind === "predecessor" && cause.holds === "job" && cause.stream === job.stream.name;
}

function needsSomebody(cause: WaitCause): boolean {
  return cause.kind === "predecessor" ? cause.root.kind !== "running" : needsPerson(cause);
}
