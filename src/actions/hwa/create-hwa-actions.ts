// Everything a file may do with HWA, by name. Reading is always there; changing needs the changing face, and without it
// (HWA_ALLOW_ACTIONS is off) the same actions are listed, previewed and refused.

import type { Action } from "#ports/action.ts";
import { causeReading } from "./check-cause.ts";
import type { HwaActionDeps } from "./desk.ts";
import { jobChanges } from "./job-changes.ts";
import { promptChange } from "./prompt-change.ts";
import { diagnosisReadings } from "./read-diagnosis.ts";
import { jobReadings } from "./read-jobs.ts";
import { planReadings } from "./read-plan.ts";
import { streamWaitReading } from "./read-stream-wait.ts";
import { waitReading } from "./read-waiting.ts";
import { streamChanges } from "./stream-changes.ts";
import { submitChange } from "./submit-change.ts";
import { waitingJobChanges } from "./waiting-job-changes.ts";
import { workstationChanges } from "./workstation-changes.ts";

export function createHwaActions(deps: HwaActionDeps): readonly Action[] {
  return [
    ...jobReadings(deps),
    waitReading(deps),
    streamWaitReading(deps),
    ...diagnosisReadings(deps),
    causeReading(deps),
    ...planReadings(deps),
    ...jobChanges(deps),
    ...waitingJobChanges(deps),
    ...streamChanges(deps),
    promptChange(deps),
    ...workstationChanges(deps),
    submitChange(deps),
  ];
}
