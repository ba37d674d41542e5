// An incident as an operator tells it: what is played, what is known, what is asked and what is right. Told in README.md.

import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { type StageAsTold, stageSchema } from "#adapters/hwa/simulator/plan/stage.ts";
import { causeKinds } from "#core/diagnosis/causes.ts";
import { looks } from "#core/diagnosis/evidence.ts";

const cause = z.enum([...causeKinds]);
const anyCause = z.union([cause, z.enum(["unknown", "not_broken"])]);
const text = z.string().min(1);

const row = z.strictObject({
  cite: text,
  job: text.nullable().default(null),
  errorCode: text.nullable().default(null),
  problem: text.nullable().default(null),
  steps: z.array(text).default([]),
  owner: text.nullable().default(null),
  procedureUrl: text.nullable().default(null),
  dated: z.iso.date().nullable().default(null),
});

const incident = z.strictObject({
  job: text,
  errorCode: text.nullable().default(null),
  cause: z.string().nullable().default(null),
  daysAgo: z.number().positive(),
  realCause: text.nullable().default(null),
  acts: z.array(text).default([]),
  by: z.array(text).default([]),
  tookMinutes: z.number().positive().default(30),
});

/** Earlier days on which the job ended well; what is not told was as it is today. */
const goodDays = z.strictObject({
  job: text,
  days: z.number().int().min(1).max(30),
  took: z.number().positive().default(10),
  code: z.number().int().default(0),
  log: z.string().optional(),
  user: text.optional(),
  command: text.optional(),
  agent: text.optional(),
});

const scenarioSchema = z.strictObject({
  title: text,
  /** What makes it hard, for whoever reads the results. */
  hard: z.string().optional(),
  play: z.record(z.string(), z.unknown()),
  goodDays: z.array(goodDays).default([]),
  faults: z
    .strictObject({
      latencyMs: z.number().min(0).max(5_000).default(0),
      errorRate: z.number().min(0).max(1).default(0),
    })
    .optional(),
  knowledge: z.array(row).default([]),
  /** Passages that a search by words finds, with how sure it is. */
  found: z.array(row.extend({ relevance: z.number().min(0).max(1) })).default([]),
  incidents: z.array(incident).default([]),
  ask: z.strictObject({ job: text, en: text, pt: text }),
  right: z.strictObject({
    /** `unknown`: nothing may be claimed. `not_broken`: nothing is wrong. Of several each is right. */
    cause: z.union([anyCause, z.array(anyCause).min(1)]),
    /** Claiming one of these is a false cause that is named in the results; any other wrong one counts, too. */
    not: z.array(cause).default([]),
    /** Each must stand in something the diagnosis confirms; case does not matter. */
    evidence: z.array(z.union([text, z.strictObject({ en: text, pt: text })])).default([]),
    owner: z.union([text, z.array(text)]).optional(),
    /** null: nothing may be proposed. Absent: not asked. */
    proposal: z
      .strictObject({ runbook: text, inputs: z.record(z.string(), z.string()).optional() })
      .nullable()
      .optional(),
    /** Looks that must say that they saw nothing. */
    unknown: z.array(z.enum([...looks])).default([]),
    /** Cites of the fixes that must be quoted, all of them. */
    fixes: z.array(text).default([]),
    /** It must be told that this job was repaired before. */
    before: text.optional(),
  }),
});

export interface Scenario extends z.infer<typeof scenarioSchema> {
  readonly id: string;
  readonly stage: StageAsTold;
}

/** All of a folder, by name; none when there is no such folder. */
export function readScenarios(folder: URL): readonly Scenario[] {
  return namesIn(folder).map((file) => readScenario(file, readFileSync(new URL(file, folder), "utf8")));
}

function namesIn(folder: URL): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".yml"))
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

export function readScenario(file: string, written: string): Scenario {
  const told = scenarioSchema.safeParse(parse(written));
  if (!told.success) throw new Error(`${file}: ${z.prettifyError(told.error)}`);
  const played = stageSchema.safeParse(told.data.play);
  if (!played.success) throw new Error(`${file}, play: ${z.prettifyError(played.error)}`);
  const stage = told.data.play as unknown as StageAsTold;
  const streams = [...stage.streams, ...told.data.goodDays.flatMap((each) => earlier(each, stage))];
  return { ...told.data, id: file.replace(/\.yml$/, ""), stage: { ...stage, streams } };
}

function earlier(good: z.infer<typeof goodDays>, stage: StageAsTold): StageAsTold["streams"] {
  const { job: name, days, took, code, log, user, command, agent } = good;
  const stream = stage.streams.find((each) => each.jobs.some((job) => job.name === name));
  const job = stream?.jobs.find((each) => each.name === name);
  if (!stream || !job) throw new Error(`goodDays names ${name}, which is not played.`);
  return Array.from({ length: days }, (_, day) => ({
    name: stream.name,
    ...(stream.folder === undefined ? {} : { folder: stream.folder }),
    ...(stream.on === undefined ? {} : { on: stream.on }),
    scheduled: (stream.scheduled ?? 120) + 1_440 * (day + 1),
    jobs: [
      {
        name,
        ...(job.on === undefined ? {} : { on: job.on }),
        ...(job.user === undefined ? {} : { user: job.user }),
        ...(job.command === undefined ? {} : { command: job.command }),
        runs: [
          {
            as: "SUCC" as const,
            ago: 1_440 * (day + 1) + 30,
            took,
            code,
            ...(log === undefined ? {} : { log }),
            ...(user === undefined ? {} : { user }),
            ...(command === undefined ? {} : { command }),
            ...(agent === undefined ? {} : { agent }),
          },
        ],
      },
    ],
  }));
}
