// The ways a job ends badly, each with the return code and the last lines its log would show.
// ABEND: the program itself ended badly. FAIL: it was never started. HCL's guides tell the two apart this way.

import { pick, type Random } from "../time/random.ts";
import type { WorkKind } from "./job-kinds.ts";

export interface Failure {
  readonly name: FailureName;
  readonly state: "ABEND" | "FAIL";
  readonly returnCode: number;
  /** How far the run gets before it breaks, as a share of its estimate. */
  readonly share: number;
  readonly lines: (subject: { job: string; login: string; command: string; workstation: string }) => string[];
}

export type FailureName =
  | "missing_file"
  | "oracle"
  | "disk_full"
  | "bad_logon"
  | "script_missing"
  | "permission_denied"
  | "connection_refused"
  | "max_duration"
  | "bad_data"
  | "agent_unreachable";

export const failures: Readonly<Record<FailureName, Failure>> = {
  missing_file: {
    name: "missing_file",
    state: "ABEND",
    returnCode: 12,
    share: 0.2,
    lines: ({ job }) => [
      "Opening input file /data/inbound/invoices/INV_DAILY.dat",
      "ERROR: open failed: No such file or directory: /data/inbound/invoices/INV_DAILY.dat",
      `${job}: error code ABEND_UFL: missing input file INV_DAILY.dat`,
      `${job} ABNORMAL END OF JOB  RETURN-CODE=0012`,
    ],
  },
  oracle: {
    name: "oracle",
    state: "ABEND",
    returnCode: 1,
    share: 0.6,
    lines: () => [
      "ORA-01653: unable to extend table DW.SALES_FACT by 8192 in tablespace DW_DATA",
      'ORA-06512: at "DW.LOAD_PKG", line 418',
      "SQL*Loader-2026: the load was aborted because SQL Loader cannot continue.",
    ],
  },
  disk_full: {
    name: "disk_full",
    state: "ABEND",
    returnCode: 28,
    share: 0.7,
    lines: () => [
      "write error: No space left on device (errno 28) writing /backup/stage/full_0412.bkp",
      "df: /backup 100% used, 0 bytes available",
      "Backup aborted, exit code 28",
    ],
  },
  bad_logon: {
    name: "bad_logon",
    state: "FAIL",
    returnCode: 9,
    share: 0,
    lines: ({ login }) => [
      `AWSBDW009E The following operating system error occurred retrieving the password structure for either the logon user, or the user who owns a file or external dependency: ${login}`,
      "AWSBDW057E The job was not launched for this reason: the logon user is not known on the workstation.",
    ],
  },
  script_missing: {
    name: "script_missing",
    state: "FAIL",
    returnCode: 127,
    share: 0,
    lines: ({ command }) => [
      `jobmanrc: ${command.split(" ")[0]}: not found`,
      "AWSBDW057E The job was not launched for this reason: the script file does not exist.",
    ],
  },
  permission_denied: {
    name: "permission_denied",
    state: "ABEND",
    returnCode: 126,
    share: 0.05,
    lines: ({ command, login }) => [
      `/bin/sh: ${command.split(" ")[0]}: Permission denied`,
      `uid=${login} has no execute permission (mode 0640, owner root:root)`,
    ],
  },
  connection_refused: {
    name: "connection_refused",
    state: "ABEND",
    returnCode: 8,
    share: 0.15,
    lines: () => [
      "java.net.ConnectException: Connection refused (crm-api.example:8443)",
      "Retry 1 of 3 ... Connection refused",
      "Retry 2 of 3 ... Connection refused",
      "Retry 3 of 3 ... Connection refused",
      "Giving up: the CRM service does not answer",
    ],
  },
  max_duration: {
    name: "max_duration",
    state: "ABEND",
    returnCode: 137,
    share: 1.6,
    lines: () => [
      "AWSBHT108W The job exceeded its maximum duration; the action on exceeding it is kill.",
      "Terminated by signal 9 (SIGKILL)",
    ],
  },
  bad_data: {
    name: "bad_data",
    state: "ABEND",
    returnCode: 16,
    share: 0.45,
    lines: ({ job }) => [
      "RECORD 00018342: FIELD AMOUNT IS NOT NUMERIC: '12,4O7.50'",
      "MAXIMUM NUMBER OF REJECTED RECORDS (100) EXCEEDED",
      `${job} ABNORMAL END OF JOB  RETURN-CODE=0016`,
    ],
  },
  agent_unreachable: {
    name: "agent_unreachable",
    state: "FAIL",
    returnCode: 1,
    share: 0,
    lines: ({ workstation }) => [
      `AWSITA245E The agent on workstation ${workstation} cannot be reached: HTTP response error, connection timed out.`,
      "AWSBDW057E The job was not launched for this reason: the job could not be submitted to the agent.",
    ],
  },
};

const likely: Readonly<Record<WorkKind, readonly FailureName[]>> = {
  batch: ["bad_data", "missing_file", "oracle", "max_duration"],
  transfer: ["connection_refused", "missing_file", "permission_denied"],
  load: ["oracle", "bad_data", "missing_file"],
  backup: ["disk_full", "permission_denied"],
  report: ["oracle", "script_missing", "max_duration"],
  message: ["connection_refused", "bad_data"],
  housekeeping: ["permission_denied", "script_missing", "disk_full", "bad_logon"],
};

/** A failure that fits the kind of work. */
export function failureFor(kind: WorkKind, random: Random): Failure {
  return failures[pick(random, likely[kind])];
}
