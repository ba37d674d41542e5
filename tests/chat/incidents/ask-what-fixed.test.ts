// What fixed it, asked below alerts: once, where the alert stands, and a storm in one message. On a real database.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createIncidentQuestions } from "#adapters/postgres/knowledge/create-incident-questions.ts";
import { createWhatFixed } from "#chat/incidents/ask-what-fixed.ts";
import type { Alert, Member } from "#core/alert/alert.ts";
import { reply } from "#core/reply.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { incidentStage } from "../../knowledge/incidents/stage.ts";

const slack: ChatPlatform = {
  platform: "slack",
  post: async () => {},
  notify: async () => {},
  threadUnder: (thread, ref) => `${thread}/${ref}`,
  async [Symbol.asyncDispose]() {},
};

async function stageOf(mostAnHour = 6) {
  const stage = await incidentStage();
  const questions = createIncidentQuestions(stage.db);
  const notices = createNotices(stage.db);
  const alerts: Alert[] = [];
  const kept = {
    changed: async () => ({ alerts, last: 1 }),
    byId: async (id: string) => alerts.find((alert) => alert.id === id) ?? null,
  };
  const process = () => {
    const whatFixed = createWhatFixed({
      alerts: kept,
      incidents: stage.incidents,
      watch: stage.watch,
      questions,
      notices,
      people: { rights: async () => ({ epoch: 1, people: [], startRules: [] }) },
      clock: { now: () => new Date() },
      log: pino({ level: "silent" }),
      timezone: "UTC",
      defaultLocale: "en",
      mostAnHour,
    });
    whatFixed.attach(slack);
    return whatFixed;
  };
  await stage.turn();
  return {
    ...stage,
    questions,
    process,
    /** An alert of these jobs is resolved now; it stands in a channel unless it is said to stand nowhere. */
    async resolved(id: string, jobs: readonly string[], stands = true): Promise<void> {
      alerts.push(alertOf(id, jobs));
      if (!stands) return;
      const place = { platform: "slack", thread: "C1", key: `alert:${id}` };
      await notices.put([{ ...place, reply: reply({ locale: "en", text: "Resolved" }), important: false }]);
      await notices.shown(place, 1, `ts-${id}`);
    },
    async asked(): Promise<readonly { thread: string; key: string; text: string; choices: string[] }[]> {
      const all = [];
      for (const id of alerts.map((alert) => `incident:${alert.id}`))
        for (const place of await notices.placesOf(id)) {
          const shown = await notices.content(place);
          all.push({
            thread: place.thread,
            key: place.key,
            text: shown?.text ?? "",
            choices: (shown?.choices ?? []).map((choice) => choice.id),
          });
        }
      return all;
    },
    async digest(): Promise<string | null> {
      const key = `incidents:${new Date().toISOString().slice(0, 13)}`;
      const [place] = await notices.placesOf(key);
      return place ? ((await notices.content(place))?.text ?? null) : null;
    },
  };
}

function alertOf(id: string, jobs: readonly string[]): Alert {
  const at = Date.now();
  return {
    id,
    key: id,
    kind: "failed",
    severity: "major",
    rev: 2,
    openedAt: at - 60_000,
    troubleAt: at - 60_000,
    unread: null,
    workstation: null,
    members: jobs.map(
      (job): Member => ({
        id: `id-${job}`,
        job,
        stream: "S",
        workstation: "W",
        why: "failed",
        critical: false,
        since: at,
        times: 1,
        runId: "run-1",
        internal: "ABEND",
        returnCode: 1,
        startedAt: null,
        endedAt: null,
        dueAt: null,
        usualMs: null,
        rerunning: false,
        well: { at, how: "completed" },
      }),
    ),
    more: 0,
    threatens: [],
    owner: null,
    places: [{ channel: "slack:C1", locale: "en", held: false, digest: null }],
    route: null,
    mine: null,
    snooze: null,
    notes: [],
    waitingSince: at,
    escalations: [],
    finding: null,
    important: false,
    resolved: { at, how: "completed", into: null },
  };
}

test("It is asked once below the card, whoever asks, with what was seen as an answer; what is told takes its place.", async () => {
  await using stage = await stageOf();
  await stage.fails("LOAD");
  await stage.turn();
  await stage.ends("LOAD", "run-2");
  await stage.turn();
  await stage.resolved("3f2a91bc-0001", ["LOAD"]);
  const both = [stage.process(), stage.process()];
  await Promise.all(both.map((each) => each.turn()));
  await Promise.all(both.map((each) => each.turn()));
  await stage.process().turn();
  const asked = await stage.asked();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    thread: "C1/ts-3f2a91bc-0001",
    choices: ["fixed 3f2a91bc by the rerun alone"],
  });
  expect(asked[0]?.text).toMatch(/^LOAD is well again after .* \(rerun in HWA\)\. What fixed it\?/);

  const [incident] = await stage.all();
  await stage.questions.answered(incident?.id ?? "", {
    by: { id: "p-ana", name: "Ana" },
    at: new Date(),
    steps: ["freed the disk", "reran it"],
  });
  await stage.process().turn();
  const [answered] = await stage.asked();
  expect(answered?.text).toMatch(/Fixed by, as Ana told: 1\. freed the disk 2\. reran it$/);
  expect(answered?.choices).toEqual([]);

  // What they said is gone with their data, also from the card; nobody is asked again.
  await stage.incidents.erase("p-ana");
  await stage.process().turn();
  const [erased] = await stage.asked();
  expect(erased?.text).toMatch(/Somebody said what fixed it; that was erased\.$/);
  expect(erased?.text).not.toMatch(/Ana|disk/);
});

test("Several jobs of one alert are one question.", async () => {
  await using stage = await stageOf();
  for (const job of ["A", "B", "C"]) await stage.fails(job);
  await stage.turn();
  for (const job of ["A", "B", "C"]) await stage.ends(job, "run-2");
  await stage.turn();
  await stage.resolved("alert-1", ["A", "B", "C"]);
  await stage.process().turn();
  const asked = await stage.asked();
  expect(asked.map(({ text }) => text.split("\n")[0])).toEqual([
    "A, B and C are well again. What fixed them?",
  ]);
  expect((await stage.questions.ofAlert("alert-1"))?.incidents).toHaveLength(3);
});

test("Nobody is asked about what was cancelled, left the plan, was told already, or is on no card; nor where a runbook did it all.", async () => {
  await using stage = await stageOf();
  for (const job of ["CANCELLED", "GONE", "TOLD", "NOWHERE", "RUNBOOK", "ONLY_RERUN"]) await stage.fails(job);
  await stage.turn();
  await stage.cancelled("CANCELLED");
  await stage.leaves("GONE");
  const told = (await stage.all()).find(({ job }) => job === "TOLD");
  await stage.incidents.act(told?.id ?? "", { text: "it", from: "told", by: "p-ana", at: new Date() });
  for (const job of ["RUNBOOK", "ONLY_RERUN"])
    await stage.step({ task: `task-${job}`, uses: "hwa.rerun", target: `id-${job}`, run: "run-2" });
  await stage.step({ task: "task-RUNBOOK", name: "fetch", uses: "local.command", target: "x" });
  for (const job of ["TOLD", "NOWHERE", "RUNBOOK", "ONLY_RERUN"]) await stage.ends(job, "run-2");
  await stage.turn();
  for (const job of ["CANCELLED", "GONE", "TOLD", "RUNBOOK", "ONLY_RERUN"])
    await stage.resolved(`a-${job}`, [job]);
  await stage.resolved("a-NOWHERE", ["NOWHERE"], false);
  await stage.process().turn();
  expect((await stage.asked()).map(({ key }) => key)).toEqual(["incident:a-ONLY_RERUN"]);
});

test("In a storm a few are asked one by one, and the rest in one message that grows.", async () => {
  await using stage = await stageOf(2);
  const jobs = Array.from({ length: 6 }, (_, n) => `J${n}`);
  for (const job of jobs) await stage.fails(job);
  await stage.turn();
  for (const job of jobs) await stage.ends(job, "run-2");
  await stage.turn();
  for (const job of jobs) await stage.resolved(`a-${job}`, [job]);
  await stage.process().turn();
  expect(await stage.asked()).toHaveLength(2);
  const digest = (await stage.digest()) ?? "";
  expect(digest).toContain('Say "JOB was fixed by');
  expect(digest.match(/^• J\d is well again/gm)).toHaveLength(4);
});

test("While an incident is not over yet nobody is asked; a moment later they are.", async () => {
  await using stage = await stageOf();
  await stage.fails("LOAD");
  await stage.turn();
  await stage.resolved("a-1", ["LOAD"]);
  const process = stage.process();
  await process.turn();
  expect(await stage.asked()).toEqual([]);
  await stage.ends("LOAD", "run-2");
  await stage.turn();
  await process.turn();
  expect(await stage.asked()).toHaveLength(1);
});
