// A small plan and a moment, for the tests of understanding.

import type { Lexicon } from "#chat/understanding.ts";

function lookUp(...names: string[]): (name: string) => string | null {
  const byName = new Map(names.map((name) => [name.toLowerCase(), name]));
  return (name) => byName.get(name.toLowerCase()) ?? null;
}

export const lexicon: Lexicon = {
  job: lookUp(
    "FINANCE_PAYROLL",
    "INVOICE_PROCESSING",
    "CRITICAL_JOB",
    "SAP.IDOC.INBOUND",
    "ETL-STAGE-01",
    "DB_BACKUP",
  ),
  jobStream: lookUp("PAYROLL_DAILY", "FINAL"),
  workstation: lookUp("FIN_WS", "MDM", "DWH_AGT01"),
  agent: lookUp("hwa-monitor-agent", "knowledge-agent", "security-agent"),
  runbook: lookUp("recover-abend", "rerun-job", "raise-limit", "morning-check"),
};

/** A Wednesday, 10:20 in São Paulo. */
export const now = new Date("2026-03-11T13:20:00Z");
