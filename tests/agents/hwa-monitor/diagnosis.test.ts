// Why a job failed, as it is answered when things are known, when they are not, and when HWA or the database half-fails.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createHwaMonitorAgent } from "#agents/hwa-monitor/agent.ts";
import type { PlanDesk } from "#agents/hwa-monitor/desk.ts";
import { Fault } from "#core/fault.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import type { Locale } from "#core/locale.ts";
import type { Role } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import type { PersonRecord } from "#core/rights.ts";
import { compileWorkflow } from "#core/workflow/compile-workflow.ts";
import { workflowFileSchema } from "#core/workflow/workflow-file.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { knowing, row } from "../../support/known-rows.ts";
import { createMemoryPlanStore } from "../../support/memory-plan-store.ts";
import { type SimulatedHwa, simulatedHwa } from "../../support/simulated-hwa.ts";

const start = new Date("2026-03-04T11:00:00Z");
let simulated: SimulatedHwa;
let hwa: HwaReader;

beforeAll(async () => {
  simulated = await simulatedHwa({ now: () => start });
  ({ hwa } = simulated);
});

afterAll(() => simulated[Symbol.asyncDispose]());

const recover = compileWorkflow(
  workflowFileSchema.parse(
    parse(`
id: recover-abend
kind: runbook
title: Rerun
inputs: { job: { type: string, required: true }, ticket: { type: string, required: true } }
remedies: [{ cause: missing_file, when: failed, inputs: { job: job }, why: { en: it runs it again, pt: executa de novo } }]
steps: [{ id: a, uses: x }]
`),
  ),
  () => ({ effect: "once", asks: true, prepares: false }),
);

const person = (id: string, name: string, roles: readonly Role[]): PersonRecord => ({
  id,
  name,
  roles,
  groups: [],
  identities: [],
  disabled: false,
  createdAt: start,
});
const ana = person("ana-id", "Ana", ["operator"]);
const vera = person("vera-id", "Vera", ["viewer"]);

const refused = () => Promise.reject(new Fault("unavailable", "The database does not answer."));

const before: Incident = {
  id: "i1",
  job: "INVOICE_PROCESSING",
  stream: "INVOICE",
  workstation: "INV_WS",
  jobId: "1",
  runId: null,
  brokeAt: new Date("2026-02-20T03:10:00Z"),
  errorCode: "ABEND_UFL",
  returnCode: 12,
  cause: "missing_file",
  signature: null,
  acts: [{ text: "fetched the file again from the partner", from: "told", by: "ana-id" }],
  resolution: {
    how: "rerun",
    at: new Date("2026-02-20T03:35:00Z"),
    by: ["ana-id"],
    runbook: null,
    taskId: null,
  },
  realCause: null,
};

/** Resolved ones, and the one that goes on. */
function incidentsOf(past: readonly Incident[] = [], open: Incident | null = null): PlanDesk["incidents"] {
  return { before: async () => past, openOf: async () => open };
}

async function ask(
  changes: Partial<PlanDesk> = {},
  {
    locale = "en" as Locale,
    who = ana,
    job = "INVOICE_PROCESSING",
    intent = "job.diagnose" as "job.diagnose" | "job.history",
    text = "why?",
  } = {},
): Promise<Reply> {
  const desk: PlanDesk = {
    hwa,
    monitor: {
      age: () => ({ readAt: start, stale: false, problem: null }),
      async *watch() {},
      async *follow() {},
    },
    store: createMemoryPlanStore(),
    names: createNameIndex(),
    knowledge: knowing([]),
    incidents: incidentsOf(),
    workflows: { list: () => [recover], find: (id) => (id === recover.id ? recover : null) },
    people: { rights: async () => ({ epoch: 1, people: [ana, vera], startRules: [] }) },
    subscriptions: { watch: () => "cannot_show", unwatch: () => [], watched: () => [] },
    timezone: "UTC",
    ...changes,
  };
  return createHwaMonitorAgent(desk, "1").answer(
    {
      text,
      locale,
      intent: { name: intent, slots: { job }, confidence: 1 },
      person: who,
      conversationId: "c",
      thread: "t",
      platform: "slack",
      now: start,
    },
    AbortSignal.timeout(20_000),
  );
}

const line = (reply: Reply, begins: string) => reply.text.split("\n").find((each) => each.startsWith(begins));

describe("The answer to why a job failed", () => {
  it("offers the runbook to whoever may start it, with a form where it needs more, and to nobody else", async () => {
    const [mayStart, mayNot] = await Promise.all([ask(), ask({}, { who: vera })]);
    expect(mayStart.choices[0]).toMatchObject({
      id: "run recover-abend job=INVOICE_PROCESSING",
      style: "primary",
      form: true,
    });
    expect(mayNot.choices.map(({ id }) => id).join()).not.toContain("run ");
    for (const reply of [mayStart, mayNot])
      expect(line(reply, "Proposed: ")).toBe(
        "Proposed: run recover-abend job=INVOICE_PROCESSING (it runs it again).",
      );
  });

  it.each([
    ["en", "Last time: 20 Feb 03:10: fetched the file again from the partner; rerun after 25m 00s, by Ana."],
    [
      "pt",
      "Última vez: 20 de fev. 03:10: fetched the file again from the partner; reexecutado após 25m 00s, por Ana.",
    ],
  ] as const)("tells when it happened last, what mended it and who did, in %s", async (locale, told) => {
    const reply = await ask({ incidents: incidentsOf([before]) }, { locale });
    expect(line(reply, told.slice(0, 6))).toBe(told);
    expect(reply.sources).toContainEqual({ title: "Incident", ref: "incident/i1" });
  });

  it.each([
    [
      "en",
      'Real cause, as Ana said (4 Mar 10:40): "the partner sent it with the wrong name"',
      "The rules found: A file it needs is missing",
    ],
    [
      "pt",
      'Causa real, segundo Ana (4 de mar. 10:40): "the partner sent it with the wrong name"',
      "As regras encontraram: ",
    ],
  ] as const)(
    "says first what a person said of this very failure, then what the rules found, in %s",
    async (locale, said, rules) => {
      const open: Incident = {
        ...{ ...before, id: "i2", acts: [], resolution: null },
        realCause: {
          text: "the partner sent it with the wrong name",
          by: "ana-id",
          at: new Date("2026-03-04T10:40:00Z"),
        },
      };
      const word = () => Promise.reject(new Error("A model words nothing above a person's word."));
      const { text, data, sources } = await ask({ incidents: incidentsOf([], open), word }, { locale });
      const [, first, second] = text.split("\n");
      expect(first).toBe(said);
      expect(second).toContain(rules);
      expect(data).toMatchObject({ real_cause: { by: "Ana" }, cause: { kind: "missing_file" } });
      expect(sources).toContainEqual({ title: "Incident", ref: "incident/i2" });
      const { text: unsaid } = await ask(
        { incidents: incidentsOf([], { ...open, realCause: null }) },
        { locale },
      );
      expect(unsaid).not.toContain(rules);
    },
  );

  it("does not take another error of the job, nor a secret in what somebody wrote, for what mended this one", async () => {
    const other = {
      ...before,
      errorCode: "ORA-01017",
      acts: [{ ...(before.acts[0] ?? never()), text: "set password=hunter22" }],
    };
    const reply = await ask({ incidents: incidentsOf([other]) });
    expect(line(reply, "Last time:")).toContain("(ORA-01017)");
    expect(reply.text).not.toContain("hunter22");
  });

  it("shows each of two sources that contradict each other with its date, and one that is less near not at all", async () => {
    const rows = [
      row(2, {
        job: "INVOICE_PROCESSING",
        errorCode: "ABEND_UFL",
        steps: ["ask the partner"],
        owner: "a@company.com",
        dated: new Date("2026-01-05T00:00:00Z"),
      }),
      row(3, {
        job: "INVOICE_PROCESSING",
        errorCode: "ABEND_UFL",
        steps: ["run the transfer again"],
        owner: "b@company.com",
        dated: new Date("2025-06-01T00:00:00Z"),
      }),
      row(4, { job: "INVOICE_PROCESSING", steps: ["call somebody"], owner: "c@company.com" }),
    ];
    const { text } = await ask({ knowledge: knowing(rows) });
    expect(text).toContain("Known fix (knowledge/resync.xlsx · Jobs!A2:E2, 2026-01-05):\n1. ask the partner");
    expect(text).toContain("Another source says (knowledge/resync.xlsx · Jobs!A3:E3, 2025-06-01):");
    expect(text).toMatch(/^Owner: a@company\.com or b@company\.com/m);
    expect(text).not.toContain("call somebody");
  });

  it("calls a link to a procedure no fix, and sends nobody to an owner whom nothing names", async () => {
    const rows = [row(2, { job: "INVOICE_PROCESSING", procedureUrl: "https://docs/invoice" })];
    const { text } = await ask({ knowledge: knowing(rows) });
    expect(text).not.toContain("Known fix");
    expect(text).toContain(
      "No fix for this is known.\nProcedure (knowledge/resync.xlsx · Jobs!A2:E2): https://docs/invoice\nOwner: unknown.",
    );
    expect(text).not.toContain("sk its owner");
  });

  it("quotes what HWA tells the operators as just that, and an owner who left as such", async () => {
    const rows = [
      row(2, {
        job: "INVOICE_PROCESSING",
        origin: "hwa",
        cite: "HWA · INVOICE_PROCESSING",
        steps: ["Never rerun before 06:00"],
      }),
      row(3, { job: "INVOICE_PROCESSING", owner: "Bia (left the company)" }),
    ];
    const reply = await ask({ knowledge: knowing(rows) });
    expect(reply.text).toContain("No fix for this is known.");
    expect(reply.text).toContain(
      'HWA tells its operators: "Never rerun before 06:00" (HWA · INVOICE_PROCESSING)',
    );
    expect(line(reply, "Owner:")).toContain("who may have left");
    expect(reply.data).toMatchObject({ resolution_steps: [] });
  });

  it.each([
    ["en", "Unknown: Its log could not be read: The agent is gone.", "Confirmed, "],
    ["pt", "Desconhecido: O log não pôde ser lido: The agent is gone.", "Confirmado, "],
  ] as const)("without the log claims no cause and says what to do, in %s", async (locale, said, sure) => {
    const jobLog = () => Promise.reject(new Fault("unavailable", "The agent is gone."));
    const reply = await ask({ hwa: { ...hwa, jobLog } }, { locale });
    expect(reply.text).toContain(said);
    expect(reply.text).not.toContain(sure);
    expect(reply.data).toMatchObject({ cause: { kind: "unknown", known: false }, proposal: null });
  });

  it("goes on without workstations, without what waits, and without the database, and says each", async () => {
    const away = () => Promise.reject(new Fault("unavailable", "HWA is busy."));
    const reply = await ask({
      hwa: { ...hwa, workstations: away, jobStreams: away },
      knowledge: { ...knowing([]), fixes: { about: refused }, retrieval: { search: refused } },
      incidents: { before: refused, openOf: refused },
      people: { rights: refused },
    });
    expect(reply.text).toContain("Cause: A file it needs is missing");
    const { unknown } = reply.data as { unknown: { look: string; text: string }[] };
    expect(unknown.map((each) => each.look)).toEqual(
      expect.arrayContaining(["workstation", "incidents", "knowledge"]),
    );
    expect(unknown.map((each) => each.text).join("\n")).toContain("The database does not answer.");
    expect(reply.choices.map(({ id }) => id).join()).not.toContain("run ");
  });

  it("waits for a database that hangs no longer than a few seconds", async () => {
    const began = performance.now();
    const reply = await ask({
      incidents: { before: () => new Promise(() => {}), openOf: () => new Promise(() => {}) },
    });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(reply.text).toContain(
      "how it was mended before could not be looked up: Nothing came within 2.5 s.",
    );
  });
});

describe("The answer to what happened the last time", () => {
  const history = {
    intent: "job.history",
    text: "What happened last time INVOICE_PROCESSING failed?",
  } as const;

  it("says first how it was mended and by whom, with its code and its cause", async () => {
    const { text, data, sources } = await ask({ incidents: incidentsOf([before]) }, history);
    expect(text.split("\n").slice(0, 2)).toEqual([
      "Last time: 20 Feb 03:10 (ABEND_UFL): fetched the file again from the partner; rerun after 25m 00s, by Ana.",
      "Its cause then, as the rules found it: a missing file.",
    ]);
    expect(data).toMatchObject({ last_failure_mended: { incident: "i1", how: "rerun", by: ["Ana"] } });
    expect(sources).toContainEqual({ title: "Incident", ref: "incident/i1" });
    const realCause = { text: "EDI sent it late", by: "ana-id", at: start };
    const told = await ask({ incidents: incidentsOf([{ ...before, realCause }]) }, history);
    expect(told.text).toContain('the cause was "EDI sent it late"; fetched');
    expect(told.text).not.toContain("as the rules found it");
  });

  it.each([
    ["en", "What happened last time it failed?", "No earlier failure of INVOICE_PROCESSING is known."],
    ["pt", "da última vez, o que aconteceu?", "Nenhuma falha anterior de INVOICE_PROCESSING é conhecida."],
    ["pt", "e o que resolveu?", "Nenhuma falha anterior de INVOICE_PROCESSING é conhecida."],
  ] as const)("says that no earlier failure is known, in %s to %s", async (locale, text, said) => {
    const reply = await ask({}, { ...history, locale, text });
    expect(reply.text.split("\n")[0]).toBe(said);
  });

  it("says that the incidents could not be read rather than that there are none", async () => {
    const { text } = await ask({ incidents: { before: refused, openOf: refused } }, history);
    expect(text).toContain("How it was mended before could not be looked up: The database does not answer.");
    expect(text).not.toContain("No earlier failure");
  });

  it("goes below how it usually goes for whoever asks that", async () => {
    const { text } = await ask({ incidents: incidentsOf([before]) }, { ...history, text: "history" });
    expect(text).toMatch(/^INVOICE_PROCESSING last ran[\s\S]+\nLast time: 20 Feb/);
  });
});

function never(): never {
  throw new Error("The incident has an act.");
}
