// A situation as somebody tells it: workstations, resources, prompts, files, streams, jobs and how their runs went. What
// is not told is as usual: everything up, no limits reached, nothing needed, nothing run yet.

import { z } from "zod";

const name = z.string().min(1).max(200);
const minutes = z.number().min(-100_000).max(100_000);

const refusal = z.strictObject({
  status: z.number().int().min(400).max(599),
  message: z.string().min(1).max(2_000),
});

const run = z.strictObject({
  as: z.enum(["SUCC", "ABEND", "FAIL", "EXEC", "PEND"]),
  /** Minutes ago that it ended; for EXEC: that it started. */
  ago: minutes.min(0),
  /** Minutes that it took; for EXEC it has no meaning. */
  took: minutes.min(0).default(5),
  code: z.number().int().default(0),
  /** What it printed, word for word; empty: nothing. Absent: as the simulator writes it. */
  log: z.string().max(2_000_000).optional(),
  user: z.string().optional(),
  command: z.string().optional(),
  agent: z.string().optional(),
  logRefused: refusal.optional(),
  logAfterMs: z.number().int().min(0).max(60_000).default(0),
});

/** What a job or a stream waits for. */
const needs = {
  /** Jobs by name, of this stream or of another. */
  after: z.array(name).default([]),
  afterStreams: z.array(name).default([]),
  prompts: z.array(name).default([]),
  /** Paths on the job's workstation. */
  files: z.array(z.string().min(1)).default([]),
  resources: z.record(z.string(), z.number().int().min(1)).default({}),
};

const job = z.strictObject({
  name,
  on: name.default("FIN_WS"),
  user: z.string().default("batch"),
  command: z.string().optional(),
  description: z.string().default(""),
  instructions: z.string().optional(),
  estimate: minutes.min(0).default(10),
  priority: z.number().int().min(0).max(101).default(10),
  /** Minutes from now; negative: passed. */
  startsIn: minutes.optional(),
  deadlineIn: minutes.optional(),
  maxMinutes: minutes.min(0).optional(),
  confirmed: z.boolean().default(false),
  /** The status its predecessors must reach, or it is suppressed. */
  onlyIf: z.enum(["SUCC", "ABEND"]).optional(),
  cancelled: z.boolean().default(false),
  runs: z.array(run).default([]),
  ...needs,
});

const stream = z.strictObject({
  name,
  folder: z.string().default("/"),
  on: name.default("MDM01"),
  /** Minutes ago that it was scheduled for. */
  scheduled: minutes.default(120),
  priority: z.number().int().min(0).max(101).default(10),
  limit: z.number().int().min(0).optional(),
  startsIn: minutes.optional(),
  jobs: z.array(job),
  ...needs,
});

export const stageSchema = z.strictObject({
  workstations: z
    .record(
      z.string(),
      z.strictObject({
        linked: z.boolean().default(true),
        agentUp: z.boolean().default(true),
        limit: z.number().int().min(0).max(1024).default(40),
        fence: z.number().int().min(0).max(101).default(0),
      }),
    )
    .default({}),
  /** By name; jobs that run hold what they need of them. */
  resources: z
    .record(
      z.string(),
      z.strictObject({ on: name.default("FIN_WS"), quantity: z.number().int().min(0).default(1) }),
    )
    .default({}),
  prompts: z
    .record(
      z.string(),
      z.strictObject({
        text: z.string().default("Go on? (y/n)"),
        status: z.enum(["NOT_ASKED", "ASKED", "ANSWERED_YES", "ANSWERED_NO"]).default("NOT_ASKED"),
      }),
    )
    .default({}),
  /** Paths that are there; all others that are waited for are not. */
  filesThere: z.array(z.string()).default([]),
  streams: z.array(stream),
});

export type Stage = z.infer<typeof stageSchema>;
/** As it is written down, before what is not told is filled in. */
export type StageAsTold = z.input<typeof stageSchema>;
export type StagedStream = Stage["streams"][number];
export type StagedJob = StagedStream["jobs"][number];
export type StagedRun = StagedJob["runs"][number];
