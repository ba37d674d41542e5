import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { workerRollContract } from "../../../contracts/worker-roll.ts";
import { cleanJobs } from "./clean-jobs.ts";

workerRollContract({
  async open() {
    const db = await cleanJobs();
    return { roll: createWorkerRoll(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
  },
});
