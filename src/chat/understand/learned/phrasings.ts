// Reads `phrasings/`: how operators say each thing, one phrasing a line under `# intent`.
//
// A word in capitals stands for something of its kind: JOB, STREAM, WS, CODE, ID, TICKET, TIME, AGENT, RUNBOOK. A line may say
// what came before it: `@after job.failed job | and its log?` leans on a turn about a job, `@bound security-agent | exit` is
// said to an agent. Under `# opening` and `# closing` stand the courtesies and the stories people wrap around a question;
// each phrasing is heard once bare and once wrapped, so that the reader learns what not to listen to.

import { type IntentName, intentNames, type Slots } from "#core/intent.ts";
import { randomFrom } from "#core/learned/learn.ts";

export interface Phrasing {
  readonly text: string;
  readonly intent: IntentName;
  readonly context?: {
    readonly lastIntent: string | null;
    readonly lastSlots: Slots;
    readonly boundAgent: string | null;
  };
}

const things: Readonly<Record<string, readonly string[]>> = {
  JOB: [
    "FINANCE_PAYROLL",
    "gl_close_daily",
    "RISK_VAR_CALC",
    "sap.idoc.inbound",
    "ETL-STAGE-01",
    "DB_BACKUP",
    "inv_post_2",
    "CUST_DEDUP#A",
    "LOAD_DWH",
    "kyc_refresh",
  ],
  STREAM: ["PAYROLL_DAILY", "EOD_FINANCE", "dwh_nightly", "CARDS_CLEARING"],
  WS: ["FIN_WS", "MDM", "DWH_AGT01", "RISK-NODE1"],
  CODE: ["ABEND_UFL", "AWSBDW009E", "ORA-01017", "S0C7", "U4038"],
  ID: ["5519", "8f2c", "APR-209", "T-617", "d41a"],
  TICKET: ["INC0012345", "CHG0040021", "INC0099"],
  TIME: ["2 and 4", "22:00 and 23:00"],
  AGENT: ["security-agent", "knowledge-agent", "hwa-monitor-agent"],
  RUNBOOK: ["recover-abend", "rerun-job", "raise-limit", "morning-check"],
};
const slotOf: Readonly<Record<string, readonly [keyof Slots, string]>> = {
  job: ["job", "JOB"],
  stream: ["jobStream", "STREAM"],
  ws: ["workstation", "WS"],
  code: ["errorCode", "CODE"],
  id: ["id", "ID"],
  agent: ["agent", "AGENT"],
  runbook: ["runbook", "RUNBOOK"],
};
const placeholder = new RegExp(`\\b(?:${Object.keys(things).join("|")})\\b`, "g");

function isIntent(name: string): name is IntentName {
  return (intentNames as readonly string[]).includes(name);
}

export function parsePhrasings(source: string): Phrasing[] {
  const used = new Map<string, number>();
  const next = (kind: string): string => {
    const turn = used.get(kind) ?? 0;
    used.set(kind, turn + 1);
    const list = things[kind] ?? [];
    return list[turn % list.length] ?? kind;
  };
  const bare: Phrasing[] = [];
  const wraps: Record<string, string[]> = { opening: [], closing: [] };
  let heading = "";
  for (const line of source.split("\n").map((each) => each.trim())) {
    if (line === "") continue;
    if (line.startsWith("# ")) {
      heading = line.slice(2);
      if (!isIntent(heading) && !wraps[heading])
        throw new Error(`The phrasings name no intent in "${line}".`);
    } else if (isIntent(heading)) bare.push(parseLine(line, heading, next));
    else wraps[heading]?.push(line);
  }
  return [...bare, ...wrapped(bare, wraps.opening ?? [], wraps.closing ?? [])];
}

function parseLine(line: string, intent: IntentName, next: (kind: string) => string): Phrasing {
  const said = /^@(after|bound)\s*([^|]*)\|(.*)$/.exec(line);
  const text = (said?.[3] ?? line).trim().replace(placeholder, next);
  if (!said) return { text, intent };
  const [first, ...more] = (said[2] ?? "").trim().split(/\s+/).filter(Boolean);
  if (said[1] === "bound")
    return {
      text,
      intent,
      context: { lastIntent: null, lastSlots: {}, boundAgent: first ?? "knowledge-agent" },
    };
  const slots = more.map((word): [string, string] => {
    const [slot, kind] = slotOf[word] ?? ["status", ""];
    return [slot, kind === "" ? word : next(kind)];
  });
  const lastSlots: Slots = Object.fromEntries(slots);
  return { text, intent, context: { lastIntent: first ?? null, lastSlots, boundAgent: null } };
}

/** Each whole question once more, with something before it, after it or both. Small talk has no wrapping. */
function wrapped(
  bare: readonly Phrasing[],
  openings: readonly string[],
  closings: readonly string[],
): Phrasing[] {
  if (openings.length === 0 || closings.length === 0) return [];
  const random = randomFrom(11);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  return bare
    .filter(
      ({ intent, context }) => random() < 0.33 && !context && intent !== "greeting" && intent !== "unknown",
    )
    .map(({ text, intent }) => {
      const where = random();
      const opening = where < 0.7 ? `${pick(openings)} ` : "";
      const closing = where > 0.45 ? `${random() < 0.5 ? ", " : ". "}${pick(closings)}` : "";
      return { text: `${opening}${text}${closing}`, intent };
    });
}
