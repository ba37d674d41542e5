// A small plan and one way to ask, for the tests of understanding.

import { understand } from "#chat/understand/understand.ts";
import type { Lexicon, UnderstandInput, Understanding } from "#chat/understanding.ts";
import type { Slots } from "#core/intent.ts";

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

export function ask(text: string, more: Partial<UnderstandInput> = {}): Understanding {
  return understand({
    text,
    now,
    timezone: "America/Sao_Paulo",
    lexicon,
    context: null,
    defaultLocale: "en",
    ...more,
  });
}

/** Asks after a turn that was `lastIntent` about `lastSlots`. */
export function askAfter(
  lastIntent: string,
  lastSlots: Slots,
  text: string,
  boundAgent: string | null = null,
): Understanding {
  return ask(text, { context: { boundAgent, lastIntent, lastSlots, locale: null } });
}
