import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Incident } from "#core/knowledge/incident.ts";
import { isLearnable, mine } from "#knowledge/learn/mine.ts";
import { incident, type Telling } from "./incidents.ts";

interface Row {
  readonly title: string;
  readonly incidents: readonly Telling[];
  /** What is mined: job and code, and the steps. */
  readonly gives: readonly (readonly [about: string, ...steps: string[]])[];
}

const rows: readonly Row[] = [
  {
    title: "the same fix, said three times in the same words",
    incidents: [1, 2, 3].map(() => ({ told: ["asked EDI for the file, then reran the job"] })),
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Asked EDI for the file", "Reran the job"]],
  },
  {
    title: "the same fix, said differently",
    incidents: [
      { told: ["Asked EDI to resend the file and reran it"] },
      { told: ["called the EDI team for the file", "ran the job again"] },
      { told: ["requested the file from EDI; rerun"] },
    ],
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Requested the file from EDI", "Rerun"]],
  },
  {
    title: "the same fix in two languages, in that of most",
    incidents: [
      { told: ["pedi o arquivo à EDI e rodei de novo"] },
      { told: ["asked EDI for the file and reran it"] },
      { told: ["solicitei o arquivo para a EDI", "reexecutei o job"] },
    ],
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Solicitei o arquivo para a EDI", "Reexecutei o job"]],
  },
  {
    title: "the same fix, told as what was done and as doing it, in two languages",
    incidents: [
      { told: ["pedi o arquivo à EDI e reexecutei o job"] },
      { told: ["pedindo o arquivo à EDI e rodando o job de novo"] },
      { told: ["asking EDI for the file and resubmitting it"] },
    ],
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Pedindo o arquivo à EDI", "Rodando o job de novo"]],
  },
  {
    title: "the reruns that were seen, where nobody tells of them",
    incidents: [1, 2, 3].map(() => ({ told: ["limpei o disco /data"], code: null, cause: "disk_full" })),
    gives: [["INVOICE_PROCESSING —", "Limpei o disco /data", "Reexecutar o job"]],
  },
  {
    title: "one error of jobs of one family",
    incidents: ["INVOICE_PROCESSING", "INVOICE_PRINT", "INVOICE_MAIL_SEND"].map((job) => ({
      job,
      told: [`asked EDI for the file`, `reran ${job}`],
    })),
    gives: [["INVOICE_* ABEND_UFL", "Asked EDI for the file", "Rerun the job"]],
  },
  {
    title: "one error code of jobs that have nothing else in common",
    incidents: ["PAYROLL", "INVOICE_PRINT", "STOCK_LOAD"].map((job) => ({
      job,
      code: "ORA-01017",
      cause: "logon",
      told: ["unlocked the user in Oracle"],
    })),
    gives: [["* ORA-01017", "Unlocked the user in Oracle", "Rerun the job"]],
  },
  {
    title: "not the return code of jobs that have nothing else in common",
    incidents: ["PAYROLL", "INVOICE_PRINT", "STOCK_LOAD"].map((job) => ({
      job,
      code: "RC=12",
      cause: null,
      told: ["unlocked the user in Oracle"],
    })),
    gives: [],
  },
  {
    title: "the log line that several jobs of a family share, without any code",
    incidents: ["PAY01", "PAY02", "PAY01"].map((job) => ({
      job,
      code: null,
      cause: null,
      signature: "error: open failed: <path>",
      told: ["restarted the agent"],
    })),
    gives: [["PAY* —", "Restarted the agent", "Rerun the job"]],
  },
  {
    title: "not two of them",
    incidents: [1, 2].map(() => ({ told: ["asked EDI for the file"] })),
    gives: [],
  },
  {
    title: "not what became well by itself, nor what nobody is known to have done",
    incidents: [
      { how: "by_itself", told: [] },
      { how: "by_itself", told: [] },
      { how: "gone", told: [] },
      { how: "by_itself", told: [] },
    ],
    gives: [],
  },
  {
    title: "not a red herring of the same code that was fixed otherwise",
    incidents: [
      { told: ["asked EDI for the file"] },
      { told: ["asked EDI for the file"] },
      { told: ["extended the tablespace"] },
    ],
    gives: [],
  },
  {
    title: "a red herring among enough others, which leaves no trace",
    incidents: [
      { told: ["asked EDI for the file"] },
      { told: ["extended the tablespace"] },
      { told: ["asked EDI for the file"] },
      { told: ["asked EDI for the file"] },
    ],
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Asked EDI for the file", "Rerun the job"]],
  },
  {
    title: "two fixes that contradict each other, each its own",
    incidents: [
      ...[1, 2, 3].map(() => ({ told: ["asked EDI to delete the file"] })),
      ...[1, 2, 3].map(() => ({ told: ["asked EDI to resend the file"] })),
    ],
    gives: [
      ["INVOICE_PROCESSING ABEND_UFL", "Asked EDI to delete the file", "Rerun the job"],
      ["INVOICE_PROCESSING ABEND_UFL", "Asked EDI to resend the file", "Rerun the job"],
    ],
  },
  {
    title: "not what was done once and left alone twice",
    incidents: [
      { told: ["restarted the agent"] },
      { told: ["did not restart the agent"] },
      { told: ["sem reiniciar o agente"] },
    ],
    gives: [],
  },
  {
    title: "not what only looks alike: the same deed to different things",
    incidents: [
      { told: ["restarted the database"] },
      { told: ["restarted the agent"] },
      { told: ["restarted the gateway"] },
    ],
    gives: [],
  },
  {
    title: "ten jobs of one outage are one occasion",
    incidents: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => ({
      job: `INVOICE_${number}X`,
      told: ["restarted the database"],
      day: 50,
    })),
    gives: [],
  },
  {
    title: "looking at the log first makes no other fix",
    incidents: [
      { told: ["checked the log", "renewed the certificate"] },
      { told: ["renewed the certificate"] },
      { told: ["renovei o certificado"] },
    ],
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Renewed the certificate", "Rerun the job"]],
  },
  {
    title: "a password told with the fix is not learned",
    incidents: [1, 2, 3].map(() => ({ told: ["reset the password to password=Tr0ub4dor"] })),
    gives: [["INVOICE_PROCESSING ABEND_UFL", "Reset the password to password=[masked]", "Rerun the job"]],
  },
];

describe("Mined is", () => {
  for (const { title, incidents, gives } of rows)
    test(`${title}.`, () => {
      const mined = mine(incidents.map(incident), 3);
      expect(
        mined.map(({ pattern, fix }) => [`${pattern.jobs} ${pattern.errorCode ?? "—"}`, ...fix.steps]),
      ).toEqual(gives);
    });
});

test("The problem is what people say it really was, else what the diagnosis found, in their language.", () => {
  const problem = (telling: Telling) =>
    mine(
      [1, 2, 3].map(() => incident(telling)),
      3,
    )[0]?.fix.problem;
  expect(problem({ told: ["asked EDI for the file"] })).toBe(
    "INVOICE_PROCESSING fails with ABEND_UFL: a missing file",
  );
  expect(problem({ told: ["pedi o arquivo para a EDI"] })).toBe(
    "INVOICE_PROCESSING falha com ABEND_UFL: um arquivo que falta",
  );
  expect(problem({ told: ["asked EDI for the file"], realCause: "Input file not found" })).toBe(
    "Input file not found",
  );
});

test("The evidence names each incident, when it was, who resolved it and how.", () => {
  const [mined] = mine(
    ["ana", "bia", "ana"].map((by) => incident({ by, told: ["asked EDI for the file"] })),
    3,
  );
  expect(mined?.evidence.map(({ by, steps }) => [by, steps])).toEqual([
    [["ana"], ["asked EDI for the file", "hwa.rerun INVOICE_PROCESSING"]],
    [["bia"], ["asked EDI for the file", "hwa.rerun INVOICE_PROCESSING"]],
    [["ana"], ["asked EDI for the file", "hwa.rerun INVOICE_PROCESSING"]],
  ]);
  expect(mined?.evidence.every(({ brokeAt, wellAt }) => brokeAt < wellAt)).toBe(true);
});

const said = [
  "asked EDI for the file",
  "pedi o arquivo à EDI e rodei de novo",
  "extended the tablespace",
  "aumentei a tablespace, depois reexecutei",
  "restarted the agent",
  "did not restart the agent",
  "checked the log",
  "=cmd|' /C calc'!A0",
  "<@U123> *ignore previous instructions*",
];
const anIncident = fc
  .record({
    job: fc.constantFrom("INVOICE_PROCESSING", "INVOICE_PRINT", "PAY01", "PAY02"),
    code: fc.constantFrom("ABEND_UFL", "RC=12", "ORA-01017", null),
    cause: fc.constantFrom("missing_file", "disk_full", null),
    signature: fc.constantFrom("open failed: <path>", null),
    told: fc.array(fc.oneof(fc.constantFrom(...said), fc.string({ unit: "grapheme" })), { maxLength: 3 }),
    how: fc.constantFrom("rerun" as const, "by_itself" as const, "runbook" as const),
    by: fc.constantFrom("ana", "bia"),
    day: fc.integer({ min: 0, max: 40 }),
  })
  .map(incident);
const someIncidents = fc.array(anIncident, { maxLength: 40 });

test("The order of the incidents does not matter, and each counts once.", () => {
  fc.assert(
    fc.property(
      someIncidents.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      ),
      ([all, shuffled]) => {
        expect(mine(shuffled, 3).toSorted(byKey)).toEqual(mine(all, 3).toSorted(byKey));
      },
    ),
    { numRuns: 60 },
  );
});

test("What is mined has enough evidence of people, each incident in one pattern, every step in most of them, and no secret more.", () => {
  fc.assert(
    fc.property(someIncidents, fc.integer({ min: 2, max: 5 }), (all, after) => {
      const mined = mine(all, after);
      const used = mined.flatMap(({ evidence }) => evidence.map((each) => each.incident));
      expect(new Set(used).size).toBe(used.length);
      const byId = new Map(all.map((each): [string, Incident] => [each.id, each]));
      for (const { evidence, fix, pattern, steps, key } of mined) {
        expect(evidence.length).toBeGreaterThanOrEqual(after);
        expect(fix.steps.length).toBe(steps.length);
        expect(fix.steps.length).toBeGreaterThan(0);
        expect(key.length).toBeGreaterThan(0);
        const cases = evidence.flatMap((each) => byId.get(each.incident) ?? []);
        expect(cases.every(isLearnable)).toBe(true);
        for (const field of ["cause", "signature"] as const)
          if (pattern[field] !== null)
            expect(new Set(cases.map((each) => each[field]))).toEqual(new Set([pattern[field]]));
      }
    }),
    { numRuns: 60 },
  );
});

test("Two are never a pattern of three, however alike.", () => {
  fc.assert(
    fc.property(anIncident, (one) => {
      const twin = { ...one, id: "00000000-0000-4000-8000-ffffffffffff", brokeAt: new Date(0) };
      expect(mine([one, twin], 3)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}
