// One return code has many causes: what was learned, or happened, with another cause is not told as this failure's.

import { expect, test } from "vitest";
import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { signatureOf } from "#core/knowledge/signature.ts";
import { incidentEvidence } from "#diagnosis/looks/incidents.ts";
import { knownOf } from "#diagnosis/looks/known.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import type { Retrieval } from "#ports/retrieval.ts";

const job = "CRM_LOAD";
const missing = "open failed: No such file or directory: /in/orders.csv";
const full = "cp: error writing '/stage/x': No space left on device";

const learned: QuotableFix = {
  job,
  errorCode: "RC=1",
  problem: "A missing file",
  steps: ["Ask CRM for the file"],
  owner: null,
  procedureUrl: null,
  passageId: "p",
  sourceId: "s",
  cite: "learned entry 1",
  origin: "learned",
  dated: null,
  learnedFrom: { cause: "missing_file", signature: signatureOf(missing) },
};

/** Finds by its words whatever was learned. */
const retrieval = {
  search: async () => [
    { passage: { id: "p", fix: learned, cite: learned.cite, dated: null }, relevance: 0.9 },
  ],
} as unknown as Retrieval;

async function fitOf(
  line: string | null,
  cause: CauseKind | null,
  row: QuotableFix = learned,
): Promise<readonly string[]> {
  const desk = { fixes: { about: async () => [row] }, retrieval };
  const { fixes } = await knownOf(
    desk,
    { job, errorCode: row.errorCode, line, cause },
    AbortSignal.timeout(5_000),
  );
  return fixes.map(({ fits }) => fits);
}

test("What was learned from a missing file is its fix, similar when nothing names the cause, and none for a full disk.", async () => {
  expect(await fitOf(missing, "missing_file")).toEqual(["job_and_code"]);
  expect(await fitOf(missing.replace("orders", "clients"), "missing_file")).toEqual(["job_and_code"]);
  expect(await fitOf(null, null)).toEqual(["similar"]);
  expect(await fitOf(full, "disk_full")).toEqual([]);
});

test("Nothing is like a return code that no line explains.", async () => {
  const desk = { fixes: { about: async () => [] }, retrieval };
  const known = (line: string | null) =>
    knownOf(desk, { job, errorCode: "RC=3", line, cause: null }, AbortSignal.timeout(5_000));
  expect((await known(null)).fixes).toEqual([]);
  expect((await known(missing)).fixes.map(({ fits }) => fits)).toEqual(["similar"]);
});

test("A code that names one error, and a row that a person wrote, hold whatever the log says.", async () => {
  expect(await fitOf(full, "disk_full", { ...learned, errorCode: "ORA-01653" })).toEqual(["job_and_code"]);
  const { learnedFrom: _, ...row } = learned;
  expect(await fitOf(full, "disk_full", row)).toEqual(["job_and_code"]);
});

const past: Incident = {
  id: "i1",
  job,
  stream: "S",
  workstation: "W",
  jobId: "j",
  runId: "r",
  brokeAt: new Date("2026-03-04T03:00:00Z"),
  errorCode: "RC=1",
  returnCode: 1,
  cause: "missing_file",
  signature: signatureOf(missing),
  acts: [],
  resolution: null,
  realCause: null,
};

test("A job that failed with the same return code for another reason did not fail in the same way.", async () => {
  const incidents = { before: async () => [past] };
  const of = (line: string) =>
    incidentEvidence(
      { incidents: incidents as unknown as Parameters<typeof incidentEvidence>[0]["incidents"] },
      job,
      { code: "RC=1", from: "return_code" },
      signatureOf(line),
    );
  const [same, other] = [await of(missing), await of(full)];
  expect(same.look.evidence[0]?.text.en).toBe(`${job} failed in the same way before`);
  expect(same.last?.same).toBe(true);
  expect(other.look.evidence[0]?.text.en).toBe(`${job} failed before`);
  expect(other.last?.same).toBe(false);
});
