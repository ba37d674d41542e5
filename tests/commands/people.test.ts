// `npm run people -- …` against a real Postgres, as a person at a shell would type it.

import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createPersonErasure } from "#knowledge/interactions/erase-person.ts";
import { peopleCommand } from "../../src/commands/people.ts";
import { testDatabase } from "../support/database.ts";

async function shell() {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase());
  const db = opening.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const [people, audit, interactions] = [createPeople(db), createAudit(db), createInteractions(db)];
  const conversations = createConversations(db);
  const erasure = createPersonErasure({
    interactions,
    conversations,
    incidents: createIncidents(db),
    audit,
  });
  const parts = opening.move();
  return {
    people,
    audit,
    interactions,
    async run(...args: readonly string[]) {
      const lines: string[] = [];
      await peopleCommand(args, { people, erasure, audit, print: (line) => void lines.push(line) });
      return lines.join("\n");
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

test("A person's whole life: added, raised, grouped, linked, disabled, enabled.", async () => {
  await using at = await shell();
  expect(await at.run("list")).toBe("There is nobody yet.");
  expect(await at.run("add", "Root", "--role", "admin")).toMatch(/^Added Root \(.+\): admin$/);
  await at.run("add", "Ana", "Souza", "--role", "viewer,operator");
  expect(await at.run("role", "ana souza", "approver")).toMatch(/: approver$/);
  expect(await at.run("group", "add", "Ana Souza", "payroll")).toMatch(/: approver; in payroll$/);
  expect(await at.run("link", "Ana Souza", "email:ana@company.com")).toMatch(/; email:ana@company\.com$/);
  expect(await at.run("disable", "ana@company.com")).toMatch(/^Ana Souza is disabled/);
  expect(await at.run("list")).toMatch(
    /Ana Souza \(.+\): approver; in payroll; email:ana@company\.com; DISABLED/,
  );
  expect(await at.run("enable", "Ana Souza")).toBe("Ana Souza is enabled again.");
  await at.run("group", "remove", "Ana Souza", "payroll");
  await at.run("unlink", "Ana Souza", "email:ana@company.com");
  expect(await at.run("role", "Ana Souza", "none")).toMatch(/: no role$/);
  const told = await at.audit.read(0, 50);
  expect(told).toHaveLength(10);
  expect(new Set(told.map(({ surface, who }) => `${surface} ${who.id.startsWith("os:")}`))).toEqual(
    new Set(["cli true"]),
  );
});

test("Rules are added, with a note when they let nobody in, listed and removed.", async () => {
  await using at = await shell();
  expect(await at.run("rules", "list")).toBe("There is no rule: every operator may start every workflow.");
  expect(await at.run("rules", "add", "rerun-*", "--who", "payroll", "--input", "job=PAY*")).toMatch(
    /^Added .+: payroll may start rerun-\* with job like PAY\*\nNote: nobody is in "payroll" now/,
  );
  const [rule] = (await at.people.rights()).startRules;
  expect(await at.run("rules", "list")).toContain(rule?.id);
  expect(await at.run("rules", "remove", rule?.id ?? "")).toBe("The rule is removed.");
});

test("The audit is verified with a mark to keep, and exported into a new file only its owner reads.", async () => {
  await using at = await shell();
  await at.run("add", "Root", "--role", "admin");
  const said = await at.run("audit", "verify");
  expect(said).toMatch(/^The audit is whole: 1 entry\. Keep this mark elsewhere: 1:[0-9a-f]{64}$/);
  const mark = said.split(" ").at(-1) ?? "";
  await at.run("add", "Ana");
  expect(await at.run("audit", "verify", "--mark", mark)).toMatch(/whole: 2 entries/);
  await expect(at.run("audit", "verify", "--mark", `1:${"0".repeat(64)}`)).rejects.toThrow(
    /broken at entry 1/,
  );
  const dir = await mkdtemp(join(tmpdir(), "resync-export-"));
  try {
    const file = join(dir, "audit.jsonl");
    expect(await at.run("audit", "export", file)).toBe(`The audit is in ${file}.`);
    expect((await readFile(file, "utf8")).trimEnd().split("\n")).toHaveLength(2);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(at.run("audit", "export", file)).rejects.toThrow(/exists already/);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test("What cannot be understood is answered with how to say it.", async () => {
  await using at = await shell();
  await at.run("add", "Root", "--role", "admin");
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Say what to do:\npeople list/],
    [["constructor"], /Say what to do/],
    [["add"], /Say a name/],
    [["add", "Ana", "--role", "king"], /"king" is no role\. There are viewer, operator, approver, admin/],
    [["add", "Ana", "--rôle", "x"], /Unknown option/],
    [["role", "Root"], /Say which roles/],
    [["role", "Zoe", "viewer"], /Nobody, or more than one, is "Zoe"/],
    [["role", "Root", "viewer"], /last administrator/],
    [["group", "join", "Root", "x"], /Say add or remove/],
    [["rules", "add", "rerun-job"], /Say who may start it/],
    [["rules", "add", "rerun-job", "--who", "x", "--input", "job"], /is not NAME=PATTERN/],
    [["rules", "remove", "x"], /There is no rule "x"/],
    [["audit", "verify", "--mark", "1"], /A mark is NUMBER:HASH/],
  ];
  for (const [args, why] of wrong) await expect(at.run(...args)).rejects.toThrow(why);
});

test("What is known of somebody is erased, said and audited, of people and of visitors.", async () => {
  await using at = await shell();
  await at.run("add", "Ana Souza", "--role", "admin");
  const [ana] = (await at.people.rights()).people;
  const asked = (id: string, personId: string) => ({
    id,
    at: new Date(),
    conversationId: "c1",
    platform: "web",
    thread: "t1",
    personId,
    locale: "en" as const,
    question: "why did PAYROLL fail?",
    answer: "A file was missing.",
    intent: "job.diagnose",
    confidence: 1,
    slots: {},
    agent: "hwa-monitor",
    tools: [],
    sources: [],
    passages: [],
    incident: null,
    mood: "bad",
    elapsedMs: 1,
    model: null,
  });
  await at.interactions.record(asked("a1", ana?.id ?? ""), asked("a2", "slack:T1/U1"));
  const said = await at.run("erase", "Ana Souza");
  expect(said).toMatch(/^Erased of Ana Souza: 1 questions, 0 messages/);
  expect(said).toContain("Stays: The audit. It proves who changed and decided what");
  expect(await at.interactions.byId("a1")).toMatchObject({ personId: null, question: "", answer: "" });
  await at.run("erase", "slack:T1/U1");
  expect(await at.interactions.byId("a2")).toMatchObject({ personId: null, question: "" });
  expect((await at.audit.read(0, 50)).map(({ verb, subject }) => `${verb} ${subject}`)).toEqual([
    `person.create person:${ana?.id}`,
    `knowledge.erase person:${ana?.id}`,
    "knowledge.erase person:slack:T1/U1",
  ]);
  await expect(at.run("erase", "Nobody")).rejects.toThrow(/Nobody, or more than one, is called "Nobody"/);
});
