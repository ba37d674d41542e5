// Names and work for the jobs nobody named: areas of a company, what each does at night, and the definitions of it.

import type { WorkKind } from "../logs/job-kinds.ts";
import { randomFor, wholeBetween } from "../time/random.ts";
import { nameUuid } from "./name-uuid.ts";
import type { Definition, Plan, RecoveryOption } from "./plan-model.ts";

export interface Area {
  readonly code: string;
  readonly folder: string;
  /** The workstation that owns the area's streams, and the ones its jobs run on. */
  readonly controller: string;
  readonly runsOn: readonly string[];
  readonly login: string;
  readonly separator: "_" | "-";
}

export const areas: readonly Area[] = [
  {
    code: "PAYROLL",
    folder: "/HR/PAYROLL/",
    controller: "CTRL_FIN",
    runsOn: ["FIN_WS", "ERP_AGT1"],
    login: "payroll",
    separator: "_",
  },
  {
    code: "FIN",
    folder: "/FINANCE/",
    controller: "CTRL_FIN",
    runsOn: ["FIN_WS"],
    login: "finbatch",
    separator: "_",
  },
  {
    code: "GL",
    folder: "/FINANCE/LEDGER/",
    controller: "CTRL_FIN",
    runsOn: ["FIN_WS", "ERP_AGT2"],
    login: "glbatch",
    separator: "_",
  },
  {
    code: "INVOICE",
    folder: "/FINANCE/INVOICING/",
    controller: "CTRL_FIN",
    runsOn: ["INV_WS"],
    login: "invoice",
    separator: "_",
  },
  {
    code: "BILLING",
    folder: "/BILLING/",
    controller: "MDM01",
    runsOn: ["INV_WS", "ERP_AGT1"],
    login: "billing",
    separator: "_",
  },
  {
    code: "CRM",
    folder: "/SALES/CRM/",
    controller: "MDM01",
    runsOn: ["CRM_AGT"],
    login: "crmsync",
    separator: "-",
  },
  {
    code: "DW",
    folder: "/DATAWAREHOUSE/",
    controller: "MDM01",
    runsOn: ["DW_AGT1"],
    login: "dwload",
    separator: "_",
  },
  {
    code: "BKP",
    folder: "/OPERATIONS/BACKUP/",
    controller: "MDM01",
    runsOn: ["BKP_WS"],
    login: "root",
    separator: "_",
  },
  { code: "EDI", folder: "/EDI/", controller: "MDM01", runsOn: ["EDI_WS"], login: "edigw", separator: "-" },
  { code: "HR", folder: "/HR/", controller: "MDM01", runsOn: ["ERP_AGT1"], login: "hrbatch", separator: "_" },
  {
    code: "ERP",
    folder: "/ERP/",
    controller: "MDM01",
    runsOn: ["ERP_AGT1", "ERP_AGT2"],
    login: "erp",
    separator: "_",
  },
  {
    code: "LOG",
    folder: "/LOGISTICS/",
    controller: "MDM01",
    runsOn: ["ERP_AGT2", "CRM_AGT"],
    login: "wms",
    separator: "-",
  },
];

interface Work {
  readonly word: string;
  readonly kind: WorkKind;
  readonly says: string;
  readonly minutes: readonly [number, number];
}

const works: readonly Work[] = [
  { word: "EXTRACT", kind: "load", says: "Extracts the day's changes", minutes: [4, 25] },
  { word: "LOAD", kind: "load", says: "Loads the staging tables", minutes: [6, 45] },
  { word: "VALIDATE", kind: "batch", says: "Checks the records and writes the rejects", minutes: [2, 12] },
  { word: "POSTING", kind: "batch", says: "Posts the day's entries", minutes: [8, 50] },
  { word: "SEND", kind: "transfer", says: "Sends the files to the partners", minutes: [1, 9] },
  { word: "RECEIVE", kind: "transfer", says: "Fetches the files of the partners", minutes: [1, 9] },
  { word: "REPORT", kind: "report", says: "Prints and distributes the report", minutes: [3, 18] },
  { word: "BACKUP", kind: "backup", says: "Saves the data to the backup server", minutes: [15, 90] },
  { word: "QUEUE", kind: "message", says: "Works through the message queue", minutes: [2, 15] },
  { word: "CLEANUP", kind: "housekeeping", says: "Removes old files", minutes: [1, 6] },
  { word: "RECONCILE", kind: "batch", says: "Reconciles the two systems", minutes: [5, 30] },
  { word: "ARCHIVE", kind: "housekeeping", says: "Compresses and archives", minutes: [4, 20] },
];

const objects = [
  "DAILY",
  "ORDERS",
  "CUSTOMERS",
  "LEDGER",
  "STOCK",
  "PRICES",
  "TAXES",
  "BANK",
  "CARDS",
  "ITEMS",
  "CONTRACTS",
  "VENDORS",
  "ASSETS",
  "CLAIMS",
  "ROUTES",
  "BUDGET",
  "TIMESHEETS",
  "RETURNS",
  "LEADS",
  "FEES",
  "REBATES",
  "COSTS",
] as const;

export interface DefinitionSpec {
  readonly name: string;
  readonly folder: string;
  readonly workstation: string;
  readonly description: string;
  readonly login: string;
  readonly kind: WorkKind;
  readonly estimateMs: number;
  readonly command?: string;
  readonly recovery?: RecoveryOption;
  readonly instructions?: string | null;
}

/** A definition in the plan's model, made once for each name. */
export function define(plan: Plan, spec: DefinitionSpec): Definition {
  const key = `/${spec.workstation}#${spec.folder}${spec.name}`;
  const id = nameUuid(`model/jobdefinition/${key}`);
  const known = plan.definitions.get(id);
  if (known) return known;
  const definition: Definition = {
    id,
    name: spec.name,
    folder: spec.folder,
    workstation: spec.workstation,
    description: spec.description,
    command: spec.command ?? `/opt/batch/bin/${spec.name.toLowerCase()}.sh`,
    isCommand: spec.command !== undefined,
    login: spec.login,
    recovery: spec.recovery ?? "STOP",
    estimateMs: spec.estimateMs,
    kind: spec.kind,
    instructions: spec.instructions ?? null,
  };
  plan.definitions.set(id, definition);
  return definition;
}

/** How many different jobs an area has before their names begin to be numbered. */
export const ordinaryPerArea = works.length * objects.length;

/** The n-th of the jobs nobody named; neighbours belong to different work of one area. */
export function ordinaryDefinition(plan: Plan, area: Area, n: number): Definition {
  const cached = `${area.code}/${n}`;
  const known = plan.ordinary.get(cached);
  if (known) return known;
  const work = works[n % works.length] as Work;
  const object = objects[Math.floor(n / works.length) % objects.length] as string;
  const round = Math.floor(n / (works.length * objects.length));
  const parts = [area.code, object, work.word];
  if (round > 0) parts.push(String(round + 1).padStart(2, "0"));
  const name = parts.join(area.separator);
  const random = randomFor(plan.seed, `definition/${name}`);
  const workstation = area.runsOn[n % area.runsOn.length] as string;
  const low = work.minutes[0] * 60;
  const definition = define(plan, {
    name,
    folder: area.folder,
    workstation,
    description: `${work.says} (${object.toLowerCase()}, ${area.code}).`,
    login: area.login,
    kind: work.kind,
    estimateMs: wholeBetween(random, low, work.minutes[1] * 60) * 1000,
    recovery: random() < 0.12 ? "RERUN" : random() < 0.1 ? "CONTINUE" : "STOP",
  });
  plan.ordinary.set(cached, definition);
  return definition;
}
