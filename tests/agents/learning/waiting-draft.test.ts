// That a draft waits, said below an answer about its job, on real Postgres.

import { expect, test } from "vitest";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import type { Question } from "#agents/agent.ts";
import { createSayWaitingDraft } from "#agents/learning/waiting-draft.ts";
import { shortId } from "#agents/operations/short-id.ts";
import type { IntentName, Slots } from "#core/intent.ts";
import type { Role } from "#core/person.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";
import { someFix } from "../../contracts/learned-entries.ts";

test("Who may judge, and whoever tells a fix, hear once in a conversation that a draft about the job waits; nobody else does.", async () => {
  await using db = await knowledgeDatabase();
  const reviews = createReviews(db);
  const entries = createLearnedEntries(db);
  const tell = createSayWaitingDraft({ reviews, entries, timezone: "UTC" });
  const hears = (
    role: Role,
    name: IntentName,
    slots: Slots,
    conversationId: string,
    data: unknown = null,
  ) => {
    const question: Question = {
      ...{ text: "", locale: "en", intent: { name, slots, confidence: 1 }, conversationId },
      ...{ person: { id: role, name: role, roles: [role] }, thread: "t", platform: "terminal" },
      now: new Date("2026-03-20T12:00:00Z"),
    };
    return tell(question, data);
  };
  const job = { job: "INVOICE_PROCESSING" };
  expect(await hears("approver", "job.status", job, "a")).toBeNull();
  const { entry } = await entries.draft({
    ...{ key: "k", fix: someFix, runbook: null },
    pattern: { errorCode: "ABEND_UFL", cause: null, jobs: job.job, signature: null },
    evidence: [1, 2, 3].map((day) => ({
      ...{ incident: `i-${day}`, job: job.job, by: ["rui"], steps: someFix.steps },
      brokeAt: new Date(Date.UTC(2026, 2, day, 3)),
      wellAt: new Date(Date.UTC(2026, 2, day, 4)),
    })),
  });
  const [review] = (await reviews.page({ subject: entry.id, limit: 1, offset: 0 })).reviews;
  const words = `resolved alike 3 times, so I drafted an entry; it waits for a judgement: review ${shortId(review?.id ?? "")}.`;
  expect(await hears("approver", "job.status", job, "a")).toContain(words);
  expect(await hears("approver", "job.status", job, "a")).toBeNull();
  expect(await hears("operator", "incident.fix", {}, "b", job)).toContain(words);
  expect(await hears("operator", "job.status", job, "c")).toBeNull();
  expect(await hears("approver", "job.status", { job: "PAYROLL" }, "d")).toBeNull();
});
