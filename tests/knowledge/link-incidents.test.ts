// A question and the incident it was about, on a real Postgres.

import { expect, test } from "vitest";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { linkingIncidents } from "#knowledge/interactions/link-incidents.ts";
import type { NewInteraction } from "#ports/interactions.ts";
import { knowledgeDatabase } from "../adapters/postgres/knowledge/knowledge-database.ts";

const broke = Date.UTC(2026, 2, 4, 3);
const minutes = (count: number) => new Date(broke + count * 60_000);

function asked(id: string, at: Date, parts: Partial<NewInteraction> = {}): NewInteraction {
  return {
    id,
    at,
    conversationId: "c1",
    platform: "web",
    thread: "t",
    personId: "ana",
    locale: "en",
    question: "why did PAYROLL fail?",
    answer: "A file is missing.",
    intent: "job.diagnose",
    confidence: 1,
    slots: { job: "PAYROLL" },
    agent: "hwa-monitor",
    tools: [],
    sources: [],
    passages: [],
    incident: null,
    mood: "bad",
    elapsedMs: 1,
    model: null,
    ...parts,
  };
}

test("A question about a job belongs to the incident that was open then, or had just ended.", async () => {
  await using db = await knowledgeDatabase();
  const incidents = createIncidents(db);
  const interactions = linkingIncidents(createInteractions(db), incidents);
  const { incident } = await incidents.open({
    job: "PAYROLL",
    stream: "FINANCE",
    workstation: "FIN_WS",
    jobId: "j1",
    runId: null,
    brokeAt: new Date(broke),
    returnCode: 12,
  });
  await incidents.resolve(incident.id, {
    how: "rerun",
    at: minutes(30),
    by: [],
    runbook: null,
    taskId: null,
  });
  await interactions.record(
    asked("before", minutes(-5)),
    asked("open", minutes(5)),
    asked("just-ended", minutes(60)),
    asked("long-ended", minutes(600)),
    asked("other-job", minutes(5), { slots: { job: "MAIL" } }),
    asked("no-failure", minutes(5), { intent: "help" }),
    asked("told", minutes(5), { incident: "another" }),
  );
  const of = async (id: string) => (await interactions.byId(id))?.incident;
  expect([await of("open"), await of("just-ended")]).toEqual([incident.id, incident.id]);
  expect(await Promise.all(["before", "long-ended", "other-job", "no-failure"].map(of))).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(await of("told")).toBe("another");
});

test("What cannot be looked up is kept without its incident.", async () => {
  await using db = await knowledgeDatabase();
  const interactions = linkingIncidents(createInteractions(db), {
    page: () => Promise.reject(new Error("The table is away.")),
  });
  await interactions.record(asked("a1", minutes(5)));
  expect((await interactions.byId("a1"))?.incident).toBeNull();
});
