// hwa.why-waiting: what holds a job, followed to its root, as data that a file can act on.

import { z } from "zod";
import { redact } from "#core/redact.ts";
import type { LocalCause, WaitCause, WaitEnd, WaitRoot } from "#hwa/waiting/wait-causes.ts";
import { needsPerson } from "#hwa/waiting/wait-graph.ts";
import { whyWaiting } from "#hwa/waiting/why-waiting.ts";
import type { Action } from "#ports/action.ts";
import type { Asked, HwaActionDeps } from "./desk.ts";
import { type JobOutput, jobOutput, jobOutputSchema } from "./job-output.ts";
import { aboutJob, findOneJob } from "./job-reference.ts";
import { jobState } from "./notation.ts";
import { readingAction } from "./reading.ts";
import { causeSentence, linkName } from "./wait-sentences.ts";

const text = z.string().nullable();

/** Flat, so that a condition can ask `root_cause.kind == 'prompt'` and a step can take `root_cause.prompt_id`. */
export const rootSchema = z.strictObject({
  kind: z.string(),
  holds: z.enum(["job", "stream"]).nullable().describe("whether it holds that job, or the whole stream"),
  job: text.describe("the job at the root; the job itself when nothing stands between"),
  job_id: text,
  run_id: text,
  internal_status: text,
  stream: text,
  stream_id: text,
  workstation: text,
  prompt_id: text,
  prompt: text,
  prompt_open: z.boolean().describe("it was asked and waits for an answer"),
  file: text,
  resource: text,
  needs_person: z.boolean(),
});
type Root = z.infer<typeof rootSchema>;

const causeSchema = z.strictObject({
  kind: z.string(),
  holds: z.enum(["job", "stream"]),
  text: z.string(),
  texto: z.string().describe("the same in Portuguese"),
  chain: z.array(z.string()),
  root: rootSchema,
  ends_when: z.looseObject({ kind: z.string() }),
  evidence: z.array(
    z.strictObject({ of: z.string(), name: z.string(), field: z.string(), value: z.string() }),
  ),
});

export function waitReading(desk: HwaActionDeps): Action {
  return readingAction(desk, {
    name: "hwa.why-waiting",
    title: "Find what a job waits for",
    docs: "Every cause HWA shows for a job that has not started, each followed to its root, what needs a person first: `root_cause` is the root of the first (kinds: failed, running, prompt, file, resource, held, time, workstation_limit, fence, workstation_unreachable, confirmation, …), with the ids a following step needs. `waiting` is false for a job that runs or has ended; `known` is false when HWA shows no cause, and then `ruled_out` is all that was checked.",
    input: aboutJob({}),
    output: jobOutputSchema.extend({
      waiting: z.boolean(),
      known: z.boolean(),
      text: z.string(),
      root_cause: rootSchema.nullable(),
      causes: z.array(causeSchema),
      later: z.array(z.string()).describe("what will hold it once those are gone"),
      ruled_out: z.array(z.string()),
      unread: z.array(z.string()),
      complete: z.boolean(),
    }),
    example: { job: "GL_CLOSE_POST" },
    async answer(reference, asked) {
      const listed = await findOneJob(asked, reference);
      const wait = await whyWaiting(desk.hwa, listed, asked.now, asked.read);
      const { job } = wait;
      const facts = jobOutput(job, asked);
      const state = jobState(job, asked);
      const nothing = { root_cause: null, causes: [], later: [], ruled_out: [], unread: [], complete: true };
      switch (wait.kind) {
        case "gone":
          return {
            ...facts,
            ...nothing,
            waiting: false,
            known: true,
            text: `${job.name} has left the plan.`,
            texto: `${job.name} saiu do plano.`,
          };
        case "not_waiting":
          return {
            ...facts,
            ...nothing,
            waiting: false,
            known: true,
            text: `${job.name} is not waiting: it ${state.en}.`,
            texto: `${job.name} não está esperando: ele ${state.pt}.`,
          };
        case "unknown":
          return {
            ...facts,
            ...nothing,
            waiting: true,
            known: false,
            text: `${job.name} ${state.en}, and HWA shows no cause.`,
            texto: `${job.name} ${state.pt}, e o HWA não mostra a causa.`,
            ruled_out: wait.ruledOut.map((each) => each.check),
            unread: [...wait.unread],
            complete: wait.unread.length === 0,
          };
        case "waiting": {
          const causes = wait.causes.map((cause) => causeOutput(cause, facts, asked));
          return {
            ...facts,
            waiting: true,
            known: true,
            text: `${job.name} ${state.en}: ${causes.map((each) => each.text).join("; ")}.`,
            texto: `${job.name} ${state.pt}: ${causes.map((each) => each.texto).join("; ")}.`,
            root_cause: causes[0]?.root ?? null,
            causes,
            later: wait.later.map((cause) => causeSentence(cause, asked, "en")),
            ruled_out: wait.ruledOut.map((each) => each.check),
            unread: [...wait.unread],
            complete: wait.complete,
          };
        }
      }
    },
  });
}

export function causeOutput(cause: WaitCause, facts: JobOutput, asked: Asked): z.infer<typeof causeSchema> {
  const { job, job_id, run_id, internal_status, job_stream, job_stream_id } = facts;
  const itself = { job, job_id, run_id, internal_status, stream: job_stream, stream_id: job_stream_id };
  return {
    kind: cause.kind,
    holds: cause.holds,
    text: redact(causeSentence(cause, asked, "en")),
    texto: redact(causeSentence(cause, asked, "pt")),
    chain: cause.kind === "predecessor" ? cause.chain.map(linkName) : [],
    root: cause.kind === "predecessor" ? rootOutput(cause.root) : { ...localRoot(cause), ...itself },
    ends_when: jsonOf(cause.endsWhen),
    evidence: cause.evidence.map((each) => ({ ...each, value: redact(each.value) })),
  };
}

export const noRoot: Root = {
  kind: "unknown",
  holds: null,
  job: null,
  job_id: null,
  run_id: null,
  internal_status: null,
  stream: null,
  stream_id: null,
  workstation: null,
  prompt_id: null,
  prompt: null,
  prompt_open: false,
  file: null,
  resource: null,
  needs_person: true,
};

function rootOutput(root: WaitRoot): Root {
  switch (root.kind) {
    case "failed":
    case "running":
    case "cancelled":
    case "ended_well":
      return { ...noRoot, kind: root.kind, ...jobAt(root), needs_person: root.kind !== "running" };
    case "waits": {
      const [first] = root.causes;
      const local = first ? localRoot(first) : noRoot;
      return { ...local, ...jobAt(root), ...(local.workstation ? { workstation: local.workstation } : {}) };
    }
    case "stream": {
      const [first] = root.causes;
      const { id, name } = root.stream;
      return { ...(first ? localRoot(first) : { ...noRoot, kind: "stream" }), stream: name, stream_id: id };
    }
    case "cycle":
      return { ...noRoot, kind: "cycle", job: root.names[0] ?? null };
    case "too_deep":
    case "unread":
      return { ...noRoot, kind: root.kind, job: root.name };
  }
}

function jobAt(root: Extract<WaitRoot, { readonly job: unknown }>): Partial<Root> {
  const { job, facts } = root;
  return {
    job: job.name,
    job_id: job.id,
    run_id: facts.runId,
    internal_status: facts.internal,
    stream: facts.stream,
    stream_id: facts.streamId,
    workstation: facts.workstation,
  };
}

function localRoot(cause: LocalCause): Root {
  return {
    ...noRoot,
    kind: cause.kind,
    holds: cause.holds,
    needs_person: needsPerson(cause),
    ...("workstation" in cause ? { workstation: cause.workstation } : {}),
    ...(cause.kind === "prompt"
      ? {
          prompt_id: cause.promptId,
          prompt: redact(cause.text),
          prompt_open: cause.asked !== false && !cause.answeredNo,
        }
      : {}),
    ...(cause.kind === "file" ? { file: cause.path } : {}),
    ...(cause.kind === "resource" ? { resource: cause.name } : {}),
  };
}

/** Instants as texts. */
function jsonOf(end: WaitEnd): { kind: string; [key: string]: unknown } {
  const entries = Object.entries<unknown>({ ...end }).map(([key, each]) => [
    key,
    each instanceof Date ? each.toISOString() : each,
  ]);
  return { ...Object.fromEntries(entries), kind: end.kind };
}
