// The card of a job at the prompt, on a screen that is read as an operator would.

import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createTerminal } from "#adapters/terminal/create-terminal.ts";
import { reply } from "#core/reply.ts";
import { delivery } from "../../support/delivery.ts";
import { openScreen } from "./screen.ts";

function open(columns = 60, tty = true) {
  const screen = openScreen(columns);
  if (!tty) Object.assign(screen.output, { isTTY: false });
  const events: string[] = [];
  const platform = createTerminal({
    input: screen.input,
    output: screen.output,
    person: { id: "p1", name: "Ana", roles: ["operator"] },
    receive: async (event) => void events.push(event.text),
    complete: (prefix) => ["status", "start"].filter((each) => each.startsWith(prefix)),
    historyFile: null,
    locale: "en",
    now: () => new Date(),
    color: false,
    onLeave: () => {},
  });
  const show = (text: string, important = false, key = "j1") =>
    platform.showCard?.("terminal", { key, ref: null, important }, reply({ locale: "en", text }));
  return {
    ...screen,
    events,
    platform,
    show,
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}

const said = (text: string) => reply({ locale: "en", text });

describe("the live card", () => {
  test("is drawn over itself, whether it grows or shrinks, and the line being typed stays as it is", async () => {
    await using at = open();
    at.type("why is FINA");
    at.type("\u001b[D\u001b[D");
    await at.show("recover-abend\n○ look\n○ rerun");
    await at.show("recover-abend\n✓ look\n● rerun running 1s\n› a line");
    await at.show("recover-abend\n✓ look\n✓ rerun");
    await pause(20);
    expect(at.rows().filter((row) => row !== "")).toEqual([
      "recover-abend",
      "✓ look",
      "✓ rerun",
      "resync> why is FINA",
    ]);
    expect(at.cursor()[1]).toBe("resync> why is FI".length);
    at.type("X\r");
    await expect.poll(() => at.events).toEqual(["why is FIXNA"]);
  });

  test("a typed line of several rows is neither lost nor doubled when the card changes above it", async () => {
    await using at = open(30);
    const typed = "why is FINAL_BATCH_PAYROLL waiting for so long";
    at.type(typed);
    await pause(20);
    await at.show("card one\nsecond row");
    await at.show("card two\nsecond row\nthird row");
    await pause(20);
    expect(
      at
        .rows()
        .join("\n")
        .match(/FINAL_BATCH/g),
    ).toHaveLength(1);
    expect(at.rows().slice(0, 3)).toEqual(["card two", "second row", "third row"]);
    at.type("\r");
    await expect.poll(() => at.events).toEqual([typed]);
  });

  test("is left alone once an answer was printed, and comes again when people are asked", async () => {
    await using at = open();
    await at.show("card: step one");
    await at.platform.post("terminal", said("B failed."), delivery);
    await at.show("card: step two");
    await pause(20);
    expect(at.rows().filter((row) => row !== "")).toEqual(["card: step one", "B failed.", "resync>"]);
    await at.show("card: asked", true);
    await at.show("card: approved");
    await pause(20);
    expect(at.rows().filter((row) => row !== "")).toEqual([
      "card: step one",
      "B failed.",
      "card: approved",
      "resync>",
    ]);
  });

  test("news is put above it, so that it stays the last thing and goes on living", async () => {
    await using at = open();
    at.type("half a li");
    await pause(20);
    await at.show("card: step one\nsecond row");
    await at.platform.notify("terminal", said("Bo approved.\nIt goes on."));
    await at.show("card: step two");
    await at.platform.notify("terminal", said("B failed."));
    await pause(20);
    expect(at.rows().filter((row) => row !== "")).toEqual([
      "Bo approved.",
      "It goes on.",
      "B failed.",
      "card: step two",
      "resync> half a li",
    ]);
  });

  test.each([
    ["Enter on an empty line", "\r"],
    ["a list of completions", "sta\t\t"],
    ["Ctrl-L", "\u000c"],
  ])("%s moves the screen, so nothing above is drawn over", async (_name, keys) => {
    await using at = open();
    await at.show("card: step one");
    at.type(keys);
    await pause(50);
    const before = at.raw().length;
    await at.show("card: step two");
    await pause(20);
    expect(at.raw().slice(before)).toBe("");
  });

  test("one that is taller than the screen is not drawn over, for its first rows are out of reach", async () => {
    await using at = open();
    const tall = Array.from({ length: 30 }, (_, row) => `row ${row}`).join("\n");
    await at.show(tall);
    const before = at.raw().length;
    await at.show(`${tall} changed`);
    expect(at.raw().slice(before)).toBe("");
  });

  test("of two jobs, each card is printed once, and the last one lives", async () => {
    await using at = open();
    await at.show("one: begun", false, "j1");
    await at.show("two: begun", false, "j2");
    await at.show("one: goes on", false, "j1");
    await at.show("two: goes on", false, "j2");
    await pause(20);
    expect(at.rows().filter((row) => row !== "")).toEqual(["one: begun", "two: goes on", "resync>"]);
  });

  test("what comes while an answer is awaited is shown after the answer", async () => {
    await using at = open();
    at.type("run recover-abend\r");
    await expect.poll(() => at.events.length).toBe(1);
    await at.show("card: begun");
    await at.platform.notify("terminal", said("Approval needed."));
    expect(at.rows().join("\n")).not.toContain("card");
    await at.platform.post("terminal", said("Started recover-abend."), delivery);
    await pause(20);
    expect(at.rows().filter((row) => row !== "")).toEqual([
      "resync> run recover-abend",
      "Started recover-abend.",
      "Approval needed.",
      "card: begun",
      "resync>",
    ]);
  });

  test("without a terminal, only what must be read is printed, as plain lines", async () => {
    await using at = open(80, false);
    await at.show("card: step one");
    await at.show("card: asked", true);
    expect(at.raw()).toBe("card: asked\n\n");
  });

  test("its choices say what to type, since numbers belong to answers", async () => {
    await using at = open();
    await at.platform.showCard?.(
      "terminal",
      { key: "j1", ref: null, important: true },
      { ...said("card"), choices: [{ id: "approve 3f2a91bc", label: "Approve", style: "primary" }] },
    );
    expect(at.rows()).toContain(" · Approve: approve 3f2a91bc");
  });
});
