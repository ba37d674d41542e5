// Every way into the plan that must not cost a walk through all of it.

import { type CommonStatus, commonStatusOf } from "#core/hwa-status.ts";
import { type Job, lastRun, type Run, type Stream } from "./plan-model.ts";

/** How many jobs there are of one workstation, common status and folder. */
export interface Tally {
  readonly workstation: string;
  readonly status: CommonStatus;
  readonly folder: string;
  count: number;
}

interface Moment {
  readonly at: number;
  readonly job: Job;
}

export interface PlanIndex {
  readonly jobsById: Map<string, Job>;
  /** The run with this id and the job it belongs to. */
  runById(id: string): { readonly job: Job; readonly run: Run } | undefined;
  readonly jobsByName: Map<string, Job[]>;
  readonly jobsByStatus: Map<CommonStatus, Set<Job>>;
  readonly tallies: ReadonlyMap<string, Tally>;
  addJob(job: Job): void;
  addRun(job: Job, run: Run): void;
  removeStreams(gone: ReadonlySet<Stream>): void;
  /** To be called after anything that may change a job's common status. */
  refreshStatus(job: Job): void;
  noteStart(job: Job, at: number): void;
  noteEnd(job: Job, at: number): void;
  /** Jobs whose last run started (ended) at or after an instant; a superset, the caller checks each. */
  startedSince(at: number): Job[];
  endedSince(at: number): Job[];
  /** To be called once after many `noteStart`/`noteEnd` out of order. */
  sortMoments(): void;
}

/** HWA's common status of a job: cancellation and being held show before what its last run says. */
export function commonOf(job: Job): CommonStatus {
  if (job.canceled) return "CANCELED";
  const { state } = lastRun(job);
  if (job.priority === 0 && (state === "HOLD" || state === "READY" || state === "FENCE")) return "HELD";
  return commonStatusOf(state);
}

export function createPlanIndex(): PlanIndex {
  const jobsById = new Map<string, Job>();
  const jobsByRun = new Map<string, Job>();
  const jobsByName = new Map<string, Job[]>();
  const jobsByStatus = new Map<CommonStatus, Set<Job>>();
  const tallies = new Map<string, Tally>();
  let starts: Moment[] = [];
  let ends: Moment[] = [];

  function tally(job: Job, change: 1 | -1): void {
    const { workstation, stream, common } = job;
    const key = `${workstation.name}\n${common}\n${stream.folder}`;
    const found = tallies.get(key);
    if (found) {
      found.count += change;
      if (found.count === 0) tallies.delete(key);
    } else {
      tallies.set(key, { workstation: workstation.name, status: common, folder: stream.folder, count: 1 });
    }
  }

  function member<K>(sets: Map<K, Set<Job>>, key: K): Set<Job> {
    let set = sets.get(key);
    if (!set) {
      set = new Set();
      sets.set(key, set);
    }
    return set;
  }

  function since(moments: readonly Moment[], at: number): Job[] {
    let low = 0;
    let high = moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((moments[middle] as Moment).at < at) low = middle + 1;
      else high = middle;
    }
    return [...new Set(moments.slice(low).map((moment) => moment.job))];
  }

  return {
    jobsById,
    jobsByName,
    jobsByStatus,
    tallies,
    runById(id) {
      const job = jobsByRun.get(id);
      const run = job?.runs.find((one) => one.id === id);
      return job && run ? { job, run } : undefined;
    },
    addJob(job) {
      jobsById.set(job.id, job);
      const namesakes = jobsByName.get(job.name);
      if (namesakes) namesakes.push(job);
      else jobsByName.set(job.name, [job]);
      for (const run of job.runs) jobsByRun.set(run.id, job);
      job.common = commonOf(job);
      member(jobsByStatus, job.common).add(job);
      tally(job, 1);
    },
    addRun(job, run) {
      jobsByRun.set(run.id, job);
    },
    removeStreams(gone) {
      for (const stream of gone) {
        for (const job of stream.jobs) {
          jobsById.delete(job.id);
          for (const run of job.runs) jobsByRun.delete(run.id);
          const namesakes = jobsByName.get(job.name)?.filter((other) => other !== job) ?? [];
          if (namesakes.length > 0) jobsByName.set(job.name, namesakes);
          else jobsByName.delete(job.name);
          jobsByStatus.get(job.common)?.delete(job);
          tally(job, -1);
        }
      }
      starts = starts.filter(({ job }) => !gone.has(job.stream));
      ends = ends.filter(({ job }) => !gone.has(job.stream));
    },
    refreshStatus(job) {
      const common = commonOf(job);
      if (common === job.common) return;
      jobsByStatus.get(job.common)?.delete(job);
      tally(job, -1);
      job.common = common;
      member(jobsByStatus, common).add(job);
      tally(job, 1);
    },
    noteStart: (job, at) => void starts.push({ at, job }),
    noteEnd: (job, at) => void ends.push({ at, job }),
    startedSince: (at) => since(starts, at),
    endedSince: (at) => since(ends, at),
    sortMoments() {
      starts.sort((a, b) => a.at - b.at);
      ends.sort((a, b) => a.at - b.at);
    },
  };
}
