// The start page: what is whose, how old it is, what it says when something cannot be read, and what it costs.

import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { type Simulator, startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import type { Agent } from "#agents/agent.ts";
import { createHwaMonitorAgent } from "#agents/hwa-monitor/agent.ts";
import type { PlanDesk } from "#agents/hwa-monitor/desk.ts";
import { createRegistry } from "#agents/registry.ts";
import { createHome } from "#chat/reception/home.ts";
import { Fault } from "#core/fault.ts";
import type { Person } from "#core/person.ts";
import { type Reply, reply } from "#core/reply.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { type TestEngine, testEngine, workflow } from "../../support/engine.ts";

const log = pino({ level: "silent" });
const visitor: Person = {
  id: "slack:T1/U1",
  name: "Ana (Slack visitor)",
  roles: ["viewer"],
  visitor: "member",
};

let stage: TestEngine;
let simulator: Simulator;
let hwa: HwaReader & AsyncDisposable;
beforeAll(async () => {
  stage = await testEngine({
    workflows: [
      workflow("tidy-up", ["id: one, uses: test.asks, with: { target: A }, approval: { from: [approvers] }"]),
    ],
  });
  simulator = await startSimulator({ port: 0, log, seed: 3 });
  hwa = createHwaReader({ hosts: [simulator.url], auth: { user: "viewer", password: "viewer" }, log });
});
afterAll(async () => {
  await hwa?.[Symbol.asyncDispose]();
  await simulator?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

/** The real agent on the simulated plan. */
function planAgent(): Agent {
  const desk = {
    hwa,
    monitor: { age: () => ({ readAt: new Date(), stale: false, problem: null }) },
    names: createNameIndex(),
    knowledge: { about: () => [], search: () => [], files: () => [] },
    timezone: "UTC",
  } as unknown as PlanDesk;
  return createHwaMonitorAgent(desk, "1");
}

/** One that answers with the same each time and counts. */
function scripted(answer: () => Promise<Reply>): Agent & { asked: number } {
  const { introduction, capabilities, intents } = createHwaMonitorAgent({} as PlanDesk, "1");
  const agent = {
    name: "plan",
    title: "Plan",
    version: "1",
    introduction,
    capabilities,
    intents,
    asked: 0,
    checkHealth: async () => ({ status: "healthy" as const, detail: "" }),
    answer: () => {
      agent.asked += 1;
      return answer();
    },
  };
  return agent;
}

function homeOf(agent: Agent, now: () => Date = () => new Date()) {
  const { engine, reader } = stage;
  return createHome({ registry: createRegistry([agent], now), engine, jobs: reader, timezone: "UTC", now });
}

const titles = (sections: readonly { readonly title: string }[]) => sections.map(({ title }) => title);

describe("the start page", () => {
  test("shows an approver what waits for them with its buttons, their jobs, and the plan with its age", async () => {
    const job = await stage.engine.start({ workflowId: "tidy-up", inputs: {}, by: stage.as("ana") });
    const checkpoint = await stage.asked((await stage.start("tidy-up")).id);
    await stage.asked(job.id);
    const before = Date.now();
    const sections = await homeOf(planAgent())(stage.person("ana"), "en");
    expect(titles(sections)).toEqual([
      "My approvals",
      "My jobs",
      "Plan health",
      "Critical and late jobs",
      "Failures of the last 24 hours",
    ]);
    const [approvals, jobs, ...plan] = sections.map((section) => section.reply);
    // Her own request is for somebody else to decide.
    expect(approvals?.text).toMatch(
      /^1 waits for your decision\.\n• [0-9a-f-]{8,13} · tidy-up .*: Acts on A\./,
    );
    expect(approvals?.text).toContain("asked by Olga");
    expect(approvals?.choices[0]).toMatchObject({
      id: expect.stringMatching(new RegExp(`^approve ${checkpoint.id.slice(0, 8)}.* plan=`)),
      style: "primary",
    });
    expect(jobs?.text).toMatch(/^1 job of yours is under way\.\n• tidy-up .*waits for approval/);
    expect(jobs?.choices[0]?.id).toContain(`task status ${job.id.slice(0, 8)}`);
    // What is not dated by HWA says for when it is true.
    for (const each of [approvals, jobs]) expect(each?.text).toMatch(/\nAs of \d\d:\d\d\.$/);
    for (const each of plan) expect(Date.parse(each.asOf ?? "")).toBeGreaterThanOrEqual(before);
    expect(plan[0]?.text).toContain("Jobs: ");
    expect(plan[2]?.text).toContain("INVOICE_PROCESSING");
  });

  test("is in Portuguese for who speaks it", async () => {
    const sections = await homeOf(planAgent())(stage.person("ana"), "pt");
    expect(titles(sections)).toEqual([
      "Minhas aprovações",
      "Meus jobs",
      "Saúde do plano",
      "Jobs críticos e atrasados",
      "Falhas das últimas 24 horas",
    ]);
    expect(sections.map((section) => section.reply.text).join("\n")).not.toMatch(/\b(waits|your|jobs are)\b/);
  });

  test("shows whoever may only look the plan, and a stranger how to become more", async () => {
    const home = homeOf(planAgent());
    expect(titles(await home(stage.person("vic"), "en"))).toEqual([
      "Plan health",
      "Critical and late jobs",
      "Failures of the last 24 hours",
    ]);
    const [first] = await home(visitor, "en");
    expect(first).toMatchObject({ title: "Who you are", reply: { choices: [{ id: "link" }] } });
    const [guest] = await home({ ...visitor, visitor: "guest" }, "en");
    expect(guest?.reply.choices).toEqual([]);
    const [closed, ...more] = await home({ ...visitor, roles: [] }, "en");
    expect(more).toEqual([]);
    expect(closed?.reply.choices.map(({ id }) => id)).toEqual(["link"]);
    expect(await home({ id: "ana", name: "Ana", roles: [] }, "en")).toEqual([]);
  });

  test("says of what cannot be read that it is unknown, shows the rest, and tries again for the next one", async () => {
    let away = true;
    const agent = scripted(async () => {
      if (away) throw new Fault("unreachable", "HWA does not answer at mdm:31116.", { retryable: true });
      return reply({ locale: "en", text: "All is well.", mood: "good", asOf: new Date().toISOString() });
    });
    const home = homeOf(agent);
    const sections = await home(stage.person("ana"), "en");
    expect(sections[0]?.reply.mood).not.toBe("unknown");
    for (const { reply: each } of sections.slice(2)) {
      expect(each.mood).toBe("unknown");
      expect(each.text).toContain("HWA does not answer at mdm:31116.");
      expect(each.choices).toEqual([]);
    }
    away = false;
    expect((await home(stage.person("ana"), "en"))[2]?.reply.text).toBe("All is well.");
  });

  test("reads the plan once for all who look within a moment, and then again", async () => {
    let time = Date.parse("2026-03-12T08:00:00Z");
    const agent = scripted(async () =>
      reply({ locale: "en", text: "Well.", asOf: new Date(time).toISOString() }),
    );
    const home = homeOf(agent, () => new Date(time));
    await Promise.all(Array.from({ length: 20 }, () => home(stage.person("vic"), "en")));
    await home(stage.person("ana"), "en");
    expect(agent.asked).toBe(3);
    time += 16_000;
    const [first] = await home(stage.person("vic"), "en");
    expect(agent.asked).toBe(6);
    expect(first?.reply.asOf).toBe("2026-03-12T08:00:16.000Z");
  });

  test("stays small whatever the answers are", async () => {
    const line = "• JOB_WITH_A_LONG_NAME_OF_FORTY_CHARACTERS failed 😀 ";
    for (const text of [
      Array.from({ length: 300 }, () => line).join("\n"),
      "😀".repeat(20_000),
      line.repeat(500),
    ]) {
      const choices = Array.from({ length: 60 }, (_, n) => ({
        id: `q${n}`,
        label: "Q",
        style: "default" as const,
      }));
      const table = { columns: ["a"], rows: Array.from({ length: 500 }, () => ["x".repeat(100)]) };
      const agent = scripted(async () =>
        reply({ locale: "en", text, choices, table, quote: { title: "log", text }, data: text }),
      );
      for (const { reply: each } of await homeOf(agent)(stage.person("vic"), "en")) {
        expect(each.text.length).toBeLessThanOrEqual(1_502);
        expect(each.text.split("\n").length).toBeLessThanOrEqual(11);
        expect(each.text.isWellFormed()).toBe(true);
        expect(each.text.endsWith("\n…")).toBe(true);
        expect(each.choices.length).toBeLessThanOrEqual(10);
        expect([each.table, each.quote, each.data]).toEqual([null, null, null]);
      }
    }
  });
});
