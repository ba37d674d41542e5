// The ten failures of the start: ten causes, both kinds of bad end, six of them within the last four hours.

import { type Failure, failures } from "../logs/job-failures.ts";
import type { DefinitionSpec } from "./plan-names.ts";

/** A job that ended badly before the simulator started. */
export interface BrokenJob {
  readonly minutesAgo: number;
  readonly stream: string;
  readonly failure: Failure;
  readonly job: Omit<DefinitionSpec, "estimateMs"> & { readonly minutes: number };
}

export const brokenJobs: readonly BrokenJob[] = [
  {
    minutesAgo: 115,
    stream: "INVOICE_DAILY",
    failure: failures.missing_file,
    job: {
      name: "INVOICE_PROCESSING",
      folder: "/FINANCE/INVOICING/",
      workstation: "INV_WS",
      login: "invoice",
      kind: "batch",
      minutes: 12,
      description: "Turns the day's deliveries into invoices.",
      instructions:
        "Needs INV_DAILY.dat from the EDI gateway. If the file is missing, have EDI send it again, then rerun.",
    },
  },
  {
    minutesAgo: 20,
    stream: "DW_SALES",
    failure: failures.oracle,
    job: {
      name: "DW_SALES_FACT_LOAD",
      folder: "/DATAWAREHOUSE/",
      workstation: "DW_AGT1",
      login: "dwload",
      kind: "load",
      minutes: 35,
      description: "Loads the sales facts.",
    },
  },
  {
    minutesAgo: 45,
    stream: "BKP_ORACLE",
    failure: failures.disk_full,
    job: {
      name: "BKP_FULL_ORADATA",
      folder: "/OPERATIONS/BACKUP/",
      workstation: "BKP_WS",
      login: "root",
      kind: "backup",
      minutes: 80,
      description: "Full backup of the Oracle data files.",
    },
  },
  {
    minutesAgo: 80,
    stream: "HR_TIME",
    failure: failures.bad_logon,
    job: {
      name: "HR_TIMESHEETS_IMPORT",
      folder: "/HR/",
      workstation: "ERP_AGT1",
      login: "hrbatch2",
      kind: "batch",
      minutes: 9,
      description: "Imports the timesheets.",
    },
  },
  {
    minutesAgo: 150,
    stream: "CRM-LEADS",
    failure: failures.connection_refused,
    job: {
      name: "CRM-LEADS-PUSH-01",
      folder: "/SALES/CRM/",
      workstation: "CRM_AGT",
      login: "crmsync",
      kind: "transfer",
      minutes: 6,
      description: "Pushes new leads to the CRM.",
    },
  },
  {
    minutesAgo: 205,
    stream: "LEGACY_STOCK",
    failure: failures.agent_unreachable,
    job: {
      name: "LEGACY_STOCK_SYNC",
      folder: "/LOGISTICS/",
      workstation: "LEGACY_AIX",
      login: "stock",
      kind: "batch",
      minutes: 15,
      description: "Takes over the stock of the old system.",
    },
  },
  {
    minutesAgo: 315,
    stream: "BILLING_CYCLE",
    failure: failures.bad_data,
    job: {
      name: "BILLING_CYCLE_RUN_2",
      folder: "/BILLING/",
      workstation: "INV_WS",
      login: "billing",
      kind: "batch",
      minutes: 45,
      description: "Second billing cycle of the day.",
    },
  },
  {
    minutesAgo: 390,
    stream: "EDI-PARTNERS",
    failure: failures.permission_denied,
    job: {
      name: "EDI-PARTNER-ACK",
      folder: "/EDI/",
      workstation: "EDI_WS",
      login: "edigw",
      kind: "transfer",
      minutes: 4,
      description: "Acknowledges the partners' messages.",
    },
  },
  {
    minutesAgo: 480,
    stream: "GL_REPORTS",
    failure: failures.script_missing,
    job: {
      name: "GL_TRIAL_BALANCE_REPORT",
      folder: "/FINANCE/LEDGER/",
      workstation: "FIN_WS",
      login: "glbatch",
      kind: "report",
      minutes: 10,
      description: "Prints the trial balance.",
    },
  },
  {
    minutesAgo: 630,
    stream: "ERP_MRP",
    failure: failures.max_duration,
    job: {
      name: "ERP_MRP_NIGHTLY_CALC",
      folder: "/ERP/",
      workstation: "ERP_AGT2",
      login: "erp",
      kind: "batch",
      minutes: 50,
      description: "Nightly material requirements planning.",
    },
  },
];
