import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { jobReaderContract } from "../../../contracts/job-reader.ts";
import { cleanJobs } from "./clean-jobs.ts";

jobReaderContract({
  async open() {
    const db = await cleanJobs();
    return {
      store: createJobStore(db),
      reader: createJobReader(db),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
