// A job as `hwa.job` and its like tell it. The names are public: files build conditions on them.

import { z } from "zod";
import { statusWords } from "#core/hwa-status.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { workstationNamed } from "#hwa/workstations.ts";
import type { HwaJob, HwaWorkstation } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";
import { isHeld, iso, jobNotation, jobState, wholeSeconds } from "./notation.ts";

const text = z.string();
const number = z.number();
const flag = z.boolean();

export const jobOutputSchema = z.strictObject({
  job: text,
  job_id: text,
  run_id: text.nullable().describe("the run that counts: the last of its rerun chain"),
  notation: text.describe("as conman writes it"),
  status: z.enum(statusWords),
  internal_status: text.describe("HWA's own word: ABEND, SUCC, EXEC, READY, HOLD, …"),
  substatus: text.nullable(),
  return_code: number.nullable(),
  job_stream: text,
  job_stream_id: text.nullable(),
  folder: text,
  workstation: text,
  scheduled_time: text.nullable(),
  start_time: text.nullable(),
  end_time: text.nullable(),
  duration_seconds: number.nullable().describe("so far while it runs"),
  estimated_seconds: number.nullable(),
  estimated_end: text.nullable(),
  priority: number.nullable(),
  held: flag,
  critical: flag,
  late: flag,
  deadline: text.nullable(),
  confirmation_needed: flag.describe("it has ended, and HWA waits for somebody to say how"),
  runs: number,
  reruns: number,
  unresolved_dependencies: number.nullable(),
  text: text.describe("a sentence: its name, and how it stands"),
  texto: text.describe("the same in Portuguese"),
});
export type JobOutput = z.infer<typeof jobOutputSchema>;

export function jobOutput(job: HwaJob, asked: Asked): JobOutput {
  const facts = jobFacts(job, asked.now);
  const state = jobState(job, asked);
  return {
    job: job.name,
    job_id: job.id,
    run_id: facts.runId,
    notation: jobNotation(job, asked.desk.timezone),
    status: facts.status,
    internal_status: facts.internal,
    substatus: facts.substatus,
    return_code: facts.returnCode,
    job_stream: facts.stream,
    job_stream_id: facts.streamId,
    folder: facts.folder,
    workstation: facts.workstation,
    scheduled_time: iso(facts.scheduledAt),
    start_time: iso(facts.startedAt),
    end_time: iso(facts.endedAt),
    duration_seconds: wholeSeconds(facts.elapsedMs),
    estimated_seconds: wholeSeconds(facts.estimatedMs),
    estimated_end: iso(facts.estimatedEnd),
    priority: facts.priority,
    held: isHeld(job),
    critical: facts.critical,
    late: facts.late || facts.deadlinePassed,
    deadline: iso(facts.deadline),
    confirmation_needed: needsConfirmation(job),
    runs: facts.runs,
    reruns: facts.reruns,
    unresolved_dependencies: facts.unresolvedDependencies,
    text: `${job.name} ${state.en}.`,
    texto: `${job.name} ${state.pt}.`,
  };
}

export function needsConfirmation(job: HwaJob): boolean {
  const { internal } = job.status;
  return internal === "PEND" || (internal === "DONE" && job.requiresConfirmation);
}

/** The same with the id of the workstation, which is another question to HWA. */
export const placedJobSchema = jobOutputSchema.extend({ workstation_id: text.nullable() });

export function placedJob(
  job: HwaJob,
  workstations: readonly HwaWorkstation[],
  asked: Asked,
): z.infer<typeof placedJobSchema> {
  const told = jobOutput(job, asked);
  return { ...told, workstation_id: workstationNamed(workstations, told.workstation)?.id ?? null };
}

/** The workstations change rarely, so the burst cache may answer. */
export async function workstationsOf({ desk, read }: Asked): Promise<readonly HwaWorkstation[]> {
  return await desk.hwa.workstations(read.signal ? { signal: read.signal } : {});
}
