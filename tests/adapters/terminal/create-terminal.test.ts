import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTerminal } from "#adapters/terminal/create-terminal.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { reply } from "#core/reply.ts";
import { delivery } from "../../support/delivery.ts";
import { openScreen } from "./screen.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resync-terminal-"));
});
afterAll(() => rm(folder, { recursive: true }));

function open(overrides: Partial<Parameters<typeof createTerminal>[0]> & { columns?: number } = {}) {
  const screen = openScreen(overrides.columns ?? 80);
  const events: ChatEvent[] = [];
  let left = 0;
  const platform = createTerminal({
    input: screen.input,
    output: screen.output,
    person: { id: "p1", name: "Ana", roles: ["operator"] },
    receive: async (event) => void events.push(event),
    complete: (prefix) =>
      ["status", "FINANCE_PAYROLL", "FINAL_BATCH_PAYROLL"].filter((each) =>
        each.toLowerCase().startsWith(prefix.toLowerCase()),
      ),
    historyFile: null,
    locale: "en",
    now: () => new Date(),
    color: false,
    onLeave: () => {
      left += 1;
    },
    ...overrides,
  });
  const last = () => screen.rows().findLast((row) => row !== "");
  return {
    ...screen,
    screen,
    events,
    platform,
    last,
    left: () => left,
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}

const said = (text: string) => reply({ locale: "en", text });

describe("the prompt", () => {
  test("takes a line as a question and shows the answer above a fresh prompt", async () => {
    await using at = open();
    at.type("status FINANCE_PAYROLL\r");
    await expect.poll(() => at.events.length).toBe(1);
    expect(at.events[0]).toMatchObject({
      platform: "terminal",
      text: "status FINANCE_PAYROLL",
      person: { id: "p1" },
    });
    await at.platform.post(at.events[0]?.thread ?? "", said("FINANCE_PAYROLL completed."), delivery);
    await expect
      .poll(() => at.rows())
      .toEqual(["resync> status FINANCE_PAYROLL", "FINANCE_PAYROLL completed.", "", "resync>"]);
  });

  test("an answer is seen while it is made, in its own rows, and the whole of it takes their place", async () => {
    await using at = open();
    at.type("what now?\r");
    await expect.poll(() => at.events.length).toBe(1);
    at.platform.partly?.("terminal", "Two jobs failed.");
    await expect.poll(() => at.rows()).toContain("Two jobs failed.");
    at.platform.partly?.("terminal", " One waits.");
    await expect.poll(() => at.rows()).toContain("Two jobs failed. One waits.");
    await at.platform.post("terminal", said("Two jobs failed. One waits.\nThat is all."), delivery);
    await expect
      .poll(() => at.rows())
      .toEqual(["resync> what now?", "Two jobs failed. One waits.", "That is all.", "", "resync>"]);
  });

  test("what is made of an answer is not shown twice below other news", async () => {
    await using at = open();
    at.type("what now?\r");
    await expect.poll(() => at.events.length).toBe(1);
    at.platform.partly?.("terminal", "Two jobs failed.");
    at.type("status\r");
    await expect.poll(() => at.events.length).toBe(2);
    at.platform.partly?.("terminal", " One waits.");
    await at.platform.post("terminal", said("Two jobs failed. One waits."), delivery);
    await expect
      .poll(() => at.rows().filter((row) => row.includes("Two jobs")))
      .toEqual(["Two jobs failed.", "Two jobs failed. One waits."]);
  });

  test("Ctrl-C ends the answer that is being made before it leaves", async () => {
    const stopped: string[] = [];
    await using at = open({ stop: (conversation) => stopped.push(conversation) });
    at.type("what now?\r");
    await expect.poll(() => at.events.length).toBe(1);
    at.type("\u0003");
    await expect.poll(() => stopped).toEqual([at.events[0]?.conversationId]);
    expect(at.left()).toBe(0);
    at.type("\u0003");
    await expect.poll(() => at.left()).toBe(1);
  });

  test("news arrives above the line being typed, and neither line nor cursor is disturbed", async () => {
    await using at = open({ columns: 30 });
    const typed = "why is FINAL_BATCH_PAYROLL waiting for so long today";
    at.type(typed);
    at.type("\u001b[D".repeat(40));
    await pause(30);
    const before = at.rows();
    const [row, column] = at.cursor();
    expect(before).toEqual(["resync> why is FINAL_BATCH_PAY", "ROLL waiting for so long today", ""]);
    await at.platform.notify("terminal", said("A is running.\nB has ended."));
    await pause(10);
    expect(at.rows().slice(0, 3)).toEqual(["A is running.", "B has ended.", ""]);
    expect(at.rows().slice(3)).toEqual(before);
    expect(at.cursor()).toEqual([row + 3, column]);
    at.type("XX");
    at.type("\r");
    await expect.poll(() => at.events[0]?.text).toBe(`${typed.slice(0, -40)}XX${typed.slice(-40)}`);
  });

  test("says that it is looking after a moment, keeps what is typed meanwhile, and says so no more afterwards", async () => {
    await using at = open();
    at.type("failed\r");
    await expect.poll(() => at.last()).toBe("looking…");
    at.type("heal");
    await expect.poll(() => at.last()).toBe("looking… heal");
    await at.platform.post("terminal", said("Nothing failed."), delivery);
    await expect.poll(() => at.last()).toBe("resync> heal");
    expect(at.rows().join("\n")).not.toContain("looking");
    at.type("th\r");
    await expect.poll(() => at.events[1]?.text).toBe("health");
  });

  test("a quick answer shows no hint at all", async () => {
    await using at = open();
    at.type("failed\r");
    await expect.poll(() => at.events.length).toBe(1);
    await at.platform.post("terminal", said("Nothing failed."), delivery);
    await pause(350);
    expect(at.raw()).not.toContain("looking");
  });

  test("a paste of several lines is one question", async () => {
    await using at = open();
    at.type("AWSBIS307E\nwhat is this?\n");
    await expect.poll(() => at.events.length).toBe(1);
    await pause(60);
    expect(at.events.map((event) => event.text)).toEqual(["AWSBIS307E\nwhat is this?"]);
  });

  test("a number asks the choice of the last answer, and news does not change what it means", async () => {
    await using at = open();
    const choices = [
      { id: "log INVOICE", label: "Its log", style: "default" as const },
      { id: "owner INVOICE", label: "Its owner", style: "default" as const },
    ];
    await at.platform.post("terminal", { ...said("INVOICE failed."), choices }, delivery);
    await at.platform.notify("terminal", {
      ...said("B failed."),
      choices: [{ id: "log B", label: "B's log", style: "default" }],
    });
    at.type("2\r");
    await expect.poll(() => at.events[0]?.text).toBe("owner INVOICE");
    at.type("7\r");
    await expect.poll(() => at.events[1]?.text).toBe("7");
  });

  test("Tab completes the word under the cursor, in the name's own case", async () => {
    await using at = open();
    at.type("status finance\t");
    await expect.poll(() => at.last()).toBe("resync> status FINANCE_PAYROLL");
    at.type(" fi\t");
    await expect.poll(() => at.last()).toBe("resync> status FINANCE_PAYROLL FINA");
  });

  test("a question that was not taken says why", async () => {
    await using at = open({
      receive: async () =>
        Promise.reject(new Fault("unavailable", "The database does not answer: try again.")),
    });
    at.type("health\r");
    await expect
      .poll(() => at.rows())
      .toContain("Your question was not taken: The database does not answer: try again.");
  });

  test("control characters in an answer cannot move the cursor", async () => {
    await using at = open();
    await at.platform.notify("terminal", said("a\u001b[2J\u001b]0;owned\u0007b\u009b31mc\rd"));
    expect(at.raw()).not.toContain("\u001b[2J");
    expect(at.raw()).not.toContain("\u001b]0");
    expect(at.raw()).not.toContain("\u009b");
  });
});

describe("leaving", () => {
  test("Ctrl-C clears the line and hints; a second within two seconds leaves, a later one does not", async () => {
    let clock = 1_000_000;
    await using at = open({ now: () => new Date(clock) });
    at.type("half a question");
    at.type("\u0003");
    await expect.poll(() => at.last()).toBe("resync>");
    expect(at.rows()).toContain("Press Ctrl-C again to leave.");
    clock += 2_001;
    at.type("\u0003");
    await pause(20);
    expect(at.left()).toBe(0);
    clock += 1_500;
    at.type("\u0003");
    await expect.poll(() => at.left()).toBe(1);
    expect(at.events).toEqual([]);
  });

  test.each([
    ["Ctrl-D", "\u0004"],
    ["exit", "exit\r"],
    ["sair", "sair\r"],
  ])("%s leaves, once", async (_how, keys) => {
    await using at = open();
    at.type(keys);
    await expect.poll(() => at.left()).toBe(1);
    await at.platform[Symbol.asyncDispose]();
    expect(at.left()).toBe(1);
    expect(at.events).toEqual([]);
  });

  test("being closed from outside calls nobody, and late answers are dropped quietly", async () => {
    const at = open();
    await at.platform[Symbol.asyncDispose]();
    const before = at.raw();
    await at.platform.post("terminal", said("too late"), delivery);
    expect(at.left()).toBe(0);
    expect(at.raw()).toBe(before);
  });
});

describe("history", () => {
  test("is there again after a restart, is readable by nobody else, and holds no secrets", async () => {
    const historyFile = join(folder, "history");
    {
      await using at = open({ historyFile });
      for (const line of [
        "status A",
        "my token is abc",
        "export RESYNC_TOKEN=rs_x",
        "a senha e 123",
        "status B",
      ]) {
        at.type(`${line}\r`);
        await pause(40);
      }
    }
    expect(await readFile(historyFile, "utf8")).toBe("status B\nstatus A\n");
    expect((await stat(historyFile)).mode & 0o777).toBe(0o600);
    await using again = open({ historyFile });
    again.type("\u001b[A\u001b[A");
    await expect.poll(() => again.last()).toBe("resync> status A");
  });
});
