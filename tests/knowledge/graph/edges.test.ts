import { expect, test } from "vitest";
import type { Edge } from "#core/knowledge/edge.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import type { Fix } from "#core/knowledge/passage.ts";
import { conversationEdges } from "#knowledge/graph/conversation-edges.ts";
import { documentEdges } from "#knowledge/graph/document-edges.ts";
import { edgeOf, nodeOf, type Spelling } from "#knowledge/graph/edge-of.ts";
import { incidentEdges } from "#knowledge/graph/incident-edges.ts";
import { dependencyEdges, streamEdges } from "#knowledge/graph/plan-edges.ts";

const planned = ["INVOICE_A", "INVOICE_B", "PAYROLL_1", "DAILY"];
const spelling: Spelling = {
  job: (name) => planned.find((each) => each === name.toUpperCase()) ?? null,
  jobsBeginning: (prefix) => planned.filter((each) => each.startsWith(prefix)),
  code: (code) => code.toUpperCase().replace("ORA1653", "ORA-01653"),
};
const words = (edges: readonly Edge[]) =>
  edges.map(({ from, kind, to }) => `${from.kind}:${from.name} ${kind} ${to.kind}:${to.name}`);

const noFix: Fix = { job: null, errorCode: null, problem: null, steps: [], owner: null, procedureUrl: null };
const row = (fix: Partial<Fix>, cite = "knowledge/resync.xlsx · Jobs!A2:E2") => ({
  cite,
  heading: null,
  text: "everything it says",
  fix: { ...noFix, ...fix },
});
const text = (words: string) => ({ cite: "guide.md · Night", heading: null, text: words, fix: null });

test("A row of a workbook cures its job and its code, tells the owner, and is mentioned by the document.", () => {
  const found = documentEdges(
    "knowledge/resync.xlsx",
    [row({ job: "invoice_a", errorCode: "ora1653", steps: ["Add a file"], owner: "Finance  Ops" })],
    spelling,
  );
  expect(words(found)).toEqual([
    "owner:Finance Ops owns job:INVOICE_A",
    "document:knowledge/resync.xlsx mentions job:INVOICE_A",
    "document:knowledge/resync.xlsx mentions error:ORA-01653",
    "document:knowledge/resync.xlsx mentions fix:knowledge/resync.xlsx · Jobs!A2:E2",
    "fix:knowledge/resync.xlsx · Jobs!A2:E2 cures job:INVOICE_A",
    "fix:knowledge/resync.xlsx · Jobs!A2:E2 cures error:ORA-01653",
  ]);
});

test("A row without steps cures nothing, and one of a family is about each of its jobs in the plan.", () => {
  const found = words(documentEdges("d", [row({ job: "INVOICE_*", owner: "Ops" })], spelling));
  expect(found).toEqual(
    expect.arrayContaining([
      "owner:Ops owns job:INVOICE_A",
      "owner:Ops owns job:INVOICE_B",
      "owner:Ops owns job:INVOICE_*",
    ]),
  );
  expect(found.filter((each) => each.includes("cures"))).toEqual([]);
  expect(documentEdges("d", [row({ job: "*", owner: "Ops" })], spelling).length).toBeLessThan(4);
});

test("Text mentions the jobs there are and codes by their look, not every word that is a job's name somewhere.", () => {
  const found = documentEdges(
    "guide.md",
    [text("Each daily run: payroll_1 after INVOICE_A, see ORA-01653. UNKNOWN_JOB.")],
    spelling,
  );
  expect(words(found)).toEqual([
    "document:guide.md mentions job:PAYROLL_1",
    "document:guide.md mentions job:INVOICE_A",
    "document:guide.md mentions error:ORA-01653",
  ]);
});

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 3, minutes));
const incident = (id: string, job: string, minutes: number, more: Partial<Incident> = {}): Incident => ({
  id,
  job,
  stream: "S",
  workstation: "W",
  jobId: `id-${job}`,
  runId: null,
  brokeAt: at(minutes),
  errorCode: "ORA-01653",
  returnCode: 12,
  cause: "disk_full",
  signature: null,
  acts: [],
  resolution: null,
  realCause: null,
  ...more,
});

test("An incident tells what broke with what, who resolved it, and what had broken within minutes before.", () => {
  const resolution = { how: "rerun", at: at(20), by: ["ana", "bo"], runbook: null, taskId: null } as const;
  const found = incidentEdges(
    incident("i2", "B", 12, { resolution }),
    [incident("i1", "A", 3), incident("i0", "OLD", 0)],
    spelling,
  );
  expect(words(found)).toEqual([
    "incident:i2 broke job:B",
    "incident:i2 failed_with error:ORA-01653",
    "job:B failed_with error:ORA-01653",
    "incident:i2 caused_by cause:disk_full",
    "error:ORA-01653 caused_by cause:disk_full",
    "person:ana resolved incident:i2",
    "person:bo resolved incident:i2",
    "job:B broke_with job:A",
  ]);
});

test("Who told how it was ended resolved it as well, once it is well; whoever was merely seen in between did not.", () => {
  const acts = [
    { text: "asked EDI for the file", from: "told", by: "cleo" },
    { text: "hwa.rerun B", from: "seen", by: "dan" },
  ] as const;
  const resolution = { how: "rerun", at: at(20), by: [], runbook: null, taskId: null } as const;
  const told = (more: Partial<Incident>) =>
    words(incidentEdges(incident("i", "B", 12, more), [], spelling)).filter((each) => /resolved/.test(each));
  expect(told({ acts, resolution })).toEqual(["person:cleo resolved incident:i"]);
  expect(told({ acts })).toEqual([]);
});

test("A cause that people told otherwise is not told, nor is a job said to break with itself or with a whole storm.", () => {
  const realCause = { text: "the gateway", by: "ana", at: at(30) };
  const storm = Array.from({ length: 500 }, (_, index) => incident(`s${index}`, `J${index}`, 1));
  const found = words(
    incidentEdges(incident("i", "A", 2, { realCause }), [incident("j", "A", 1), ...storm], spelling),
  );
  expect(found.filter((each) => each.includes("caused_by"))).toEqual([]);
  expect(found.filter((each) => each.includes("broke_with")).length).toBeLessThanOrEqual(8);
  expect(found).not.toContain("job:A broke_with job:A");
});

test("A conversation asked about what its question named, and about nobody.", () => {
  const slots = {
    job: ["invoice_a", "NOT_IN_PLAN"],
    errorCode: "ora1653",
    jobStream: "DAILY",
    text: "x",
    windowHours: 2,
  };
  expect(words(conversationEdges({ conversationId: "c1", slots }, spelling))).toEqual([
    "conversation:c1 asked_about job:INVOICE_A",
    "conversation:c1 asked_about job:NOT_IN_PLAN",
    "conversation:c1 asked_about error:ORA-01653",
    "conversation:c1 asked_about stream:DAILY",
  ]);
  expect(conversationEdges({ conversationId: "c1", slots: { job: 7, errorCode: null } }, spelling)).toEqual(
    [],
  );
});

test("The plan tells of each job once where it is and what it follows and needs, satisfied or not.", () => {
  expect(
    words(
      streamEdges("S", [
        { name: "A", workstation: "W" },
        { name: "A", workstation: "W" },
        { name: "A", workstation: "V" },
      ]),
    ),
  ).toEqual(["job:A runs_in stream:S", "job:A runs_on workstation:W", "job:A runs_on workstation:V"]);
  const base = { id: "d", satisfied: true, state: "SATISFIED", workstation: null, predecessorStatus: null };
  expect(
    words(
      dependencyEdges(nodeOf("job", "B"), [
        { ...base, kind: "job", jobId: "x", jobName: "A", streamName: "S", external: false },
        { ...base, kind: "stream", streamId: "y", streamName: "T" },
        { ...base, kind: "resource", name: "TAPE", needed: 1, available: 0, total: 1 },
        { ...base, kind: "file", path: "/x", status: null },
        { ...base, kind: "job", jobId: "z", jobName: "B", streamName: "S", external: false },
      ]),
    ),
  ).toEqual(["job:B follows job:A", "job:B follows stream:T", "job:B needs resource:TAPE"]);
});

test("A name is one clean line without secrets; a side without a name makes no edge.", () => {
  expect(nodeOf("owner", "Ana\n<script>\u202e password=hunter22")).toEqual({
    kind: "owner",
    name: "Ana <script> password=[masked]",
  });
  expect(nodeOf("job", "x".repeat(900))?.name.length).toBe(160);
  expect(edgeOf(nodeOf("owner", " \u200b"), "owns", nodeOf("job", "A"))).toEqual([]);
});
