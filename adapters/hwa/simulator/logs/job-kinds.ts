// What the work of a job looks like from its standard output, kind by kind.

import { between, pick, type Random, wholeBetween } from "../time/random.ts";

export const workKinds = [
  "batch",
  "transfer",
  "load",
  "backup",
  "report",
  "message",
  "housekeeping",
] as const;
export type WorkKind = (typeof workKinds)[number];

/** A line of output and when it is written, as a share (0..1) of the run. */
export interface OutputLine {
  readonly share: number;
  readonly text: string;
}

interface Subject {
  readonly job: string;
  readonly command: string;
  readonly login: string;
  readonly day: string;
}

const spread = (texts: readonly string[]): OutputLine[] =>
  texts.map((text, at) => ({ share: (at / texts.length) * 0.98, text }));

function batch(random: Random, { job, day }: Subject): string[] {
  const total = wholeBetween(random, 12, 900) * 1000;
  const step = Math.ceil(total / 6);
  return [
    `${job} VERSION 4.2.1 STARTED  BUSINESS DATE ${day}`,
    "OPENING FILES: MASTIN MASTOUT TRANIN RPTOUT",
    ...[1, 2, 3, 4, 5].map((n) => `RECORDS PROCESSED: ${String(step * n).padStart(9)}`),
    `RECORDS READ     : ${String(total).padStart(9)}`,
    `RECORDS WRITTEN  : ${String(total - wholeBetween(random, 0, 40)).padStart(9)}`,
    `RECORDS REJECTED : ${String(wholeBetween(random, 0, 40)).padStart(9)}`,
    `${job} NORMAL END OF JOB  RETURN-CODE=0000`,
  ];
}

function transfer(random: Random, { job, day }: Subject): string[] {
  const file = `${job.toLowerCase()}_${day.replaceAll("-", "")}.dat`;
  const size = wholeBetween(random, 3, 880) * 1_048_576;
  const host = pick(random, ["sftp.partner-bank.example", "edi-gw.example", "files.erp.example"]);
  return [
    `Connecting to ${host} port 22`,
    "Host key verified, authentication by public key succeeded",
    `PUT /data/outbound/${file} -> /inbox/${file} (${size} bytes)`,
    ...[20, 40, 60, 80, 100].map(
      (percent) => `  ${String(percent).padStart(3)}%  ${Math.floor((size * percent) / 100)} bytes`,
    ),
    `Transfer complete, sha256 ${Array.from({ length: 8 }, () =>
      Math.floor(random() * 65536)
        .toString(16)
        .padStart(4, "0"),
    ).join("")}`,
    "Connection closed",
  ];
}

function load(random: Random, { login, job }: Subject): string[] {
  const table = job.replaceAll("-", "_").toUpperCase();
  const rows = wholeBetween(random, 20, 4800) * 1000;
  return [
    "SQL*Loader: Release 19.0.0.0.0 - Production",
    `Connected to DWPROD as ${login}`,
    `Table STG.${table}, loaded from every logical record. Insert option in effect: APPEND`,
    ...[1, 2, 3, 4].map((n) => `Commit point reached - logical record count ${Math.floor((rows / 4) * n)}`),
    `Table STG.${table}: ${rows} Rows successfully loaded. ${wholeBetween(random, 0, 12)} Rows not loaded due to data errors.`,
    `Merging STG.${table} into DW.${table}`,
    "Gathering statistics ... done",
    "Session disconnected",
  ];
}

function backup(random: Random, { job }: Subject): string[] {
  const volumes = ["/u01", "/u02", "/opt/erp", "/home"].slice(0, wholeBetween(random, 2, 4));
  return [
    `dsmc incremental, node ${job.replaceAll("-", "_")}`,
    "Session established with server BKPSRV01: Linux/x86_64",
    ...volumes.flatMap((volume) => [
      `Incremental backup of volume '${volume}'`,
      `Successful incremental backup of '${volume}', ${wholeBetween(random, 40, 90_000)} objects inspected`,
    ]),
    `Total number of bytes transferred: ${between(random, 1, 480).toFixed(2)} GB`,
    "Total number of objects failed:           0",
  ];
}

function report(random: Random, { job, day }: Subject): string[] {
  const pages = wholeBetween(random, 4, 260);
  return [
    `Report ${job}, period ending ${day}`,
    "Reading parameters from the report repository",
    `Query returned ${wholeBetween(random, 300, 90_000)} rows`,
    `Formatting ${pages} pages`,
    `Wrote /reports/${day}/${job.toLowerCase()}.pdf (${pages} pages)`,
    `Distributed to ${wholeBetween(random, 2, 40)} recipients`,
  ];
}

function message(random: Random, { job }: Subject): string[] {
  const queue = `${job.replaceAll("-", "_").toUpperCase()}.IN`;
  const depth = wholeBetween(random, 80, 9000);
  return [
    `Connected to queue manager QMPROD01, queue ${queue}`,
    `Current depth ${depth}`,
    ...[25, 50, 75, 100].map(
      (percent) => `Processed ${Math.floor((depth * percent) / 100)} of ${depth} messages`,
    ),
    "Acknowledgements sent, no message on the backout queue",
  ];
}

function housekeeping(random: Random, { command }: Subject): string[] {
  return [
    `+ ${command}`,
    `Found ${wholeBetween(random, 20, 5200)} files older than ${pick(random, [7, 14, 30, 60])} days`,
    "Compressing",
    `Freed ${between(random, 0.2, 96).toFixed(1)} GB`,
    "Done",
  ];
}

const bodies: Readonly<Record<WorkKind, (random: Random, subject: Subject) => string[]>> = {
  batch,
  transfer,
  load,
  backup,
  report,
  message,
  housekeeping,
};

/** The standard output of a run that goes well. */
export function outputOf(kind: WorkKind, random: Random, subject: Subject): OutputLine[] {
  return spread(bodies[kind](random, subject));
}
