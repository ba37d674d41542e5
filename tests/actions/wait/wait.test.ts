import { describe, expect, it } from "vitest";
import { createActions } from "#actions/create-actions.ts";
import { httpActions } from "#actions/http/http-actions.ts";
import { waitFor } from "#actions/wait/wait-for.ts";
import { waitUntil } from "#actions/wait/wait-until.ts";
import { Fault } from "#core/fault.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Action, Actions } from "#ports/action.ts";
import { runAction, testContext } from "../support/action-context.ts";

const start = Date.parse("2026-03-11T13:20:00Z");
const at = (seconds: number) => () => new Date(start + seconds * 1000);

describe("wait.for", () => {
  it("asks to be run again at its end, and is not begun anew by a restart in between", async () => {
    const first = await runAction(waitFor(), { duration: "10m" }, { now: at(0) });
    expect(first).toMatchObject({ kind: "again", afterMs: 600_000 });
    const memory = first.kind === "again" ? first.memory : null;
    expect(await runAction(waitFor(), { duration: "10m" }, { now: at(200), memory })).toMatchObject({
      kind: "again",
      afterMs: 400_000,
    });
    expect(await runAction(waitFor(), { duration: "10m" }, { now: at(601), memory })).toEqual({
      kind: "done",
      output: { waited_ms: 601_000, until: "2026-03-11T13:30:00.000Z" },
    });
  });

  it("refuses what is no length of time, none, and more than 30 days", async () => {
    for (const duration of ["soon", "0s", "31d", "-5s", ""])
      await expect(runAction(waitFor(), { duration }), duration).rejects.toThrow();
  });
});

describe("wait.until", () => {
  const all: Actions = createActions([
    httpActions({ allowedHosts: [] }),
    [waitFor(), waitUntil((name) => all.find(name))],
  ]);
  const until = all.find("wait.until") as Action;
  const words = {
    uses: "http.get",
    args: { url: "http://x" },
    condition: "output.body.state == 'up'",
    every: "5s",
    within: "1m",
  };
  const seeing = (output: Json) => ({ read: () => Promise.resolve(output) });

  it("is done with what it saw when the condition holds, and asks with just the arguments given", async () => {
    const asked: unknown[] = [];
    const outcome = await runAction(until, words, {
      read: (uses, args) => {
        asked.push([uses, args]);
        return Promise.resolve({ body: { state: "up" } });
      },
    });
    expect(outcome).toEqual({ kind: "done", output: { body: { state: "up" } } });
    expect(asked).toEqual([["http.get", { url: "http://x" }]]);
  });

  it("looks again after every, keeps its deadline across looks, and looks a last time at the deadline", async () => {
    const first = await runAction(until, words, { now: at(0), ...seeing({ body: { state: "down" } }) });
    expect(first).toMatchObject({
      kind: "again",
      afterMs: 5_000,
      note: {
        en: 'look 1, not yet: {"body":{"state":"down"}}',
        pt: 'verificação 1, ainda não: {"body":{"state":"down"}}',
      },
    });
    const memory = first.kind === "again" ? first.memory : null;
    const late = await runAction(until, words, { now: at(58), memory, ...seeing({ body: {} }) });
    expect(late).toMatchObject({ kind: "again", afterMs: 2_000 });
    await expect(
      runAction(until, words, { now: at(60), memory, ...seeing({ body: { state: "down" } }) }),
    ).rejects.toThrow(/After 1m 00s and 2 looks with http.get.*still not so. Seen last: .*down/);
    expect(
      await runAction(until, words, { now: at(60), memory, ...seeing({ body: { state: "up" } }) }),
    ).toMatchObject({ kind: "done" });
  });

  it("takes what is not there yet, and a look that may succeed later, for a look in vain", async () => {
    expect(await runAction(until, words, seeing({ body: {} }))).toMatchObject({ kind: "again" });
    const fault = new Fault("unreachable", "HWA did not answer.", { retryable: true });
    expect(await runAction(until, words, { read: () => Promise.reject(fault) })).toMatchObject({
      kind: "again",
      note: { en: "look 1, not yet: HWA did not answer." },
    });
  });

  it("compares with what it is given, and tells what it saw by its text where there is one", async () => {
    const more = { ...words, condition: "output.n > given.before", given: { before: 3 } };
    expect(await runAction(until, more, seeing({ n: 4 }))).toMatchObject({ kind: "done" });
    expect(
      await runAction(until, more, seeing({ n: 3, text: "3 of 9 run.", texto: "3 de 9 em execução." })),
    ).toMatchObject({
      kind: "again",
      note: { en: "look 1, not yet: 3 of 9 run.", pt: "verificação 1, ainda não: 3 de 9 em execução." },
    });
  });

  it("ends at once when no later look can succeed", async () => {
    await expect(
      runAction(until, words, { read: () => Promise.reject(new Fault("forbidden", "Not you.")) }),
    ).rejects.toThrow("Not you.");
    await expect(
      runAction(until, { ...words, condition: "output.body.state ==" }, seeing({})),
    ).rejects.toMatchObject({ code: "misconfigured" });
    await expect(
      runAction(until, { ...words, condition: "output.n + 1" }, seeing({ n: 1 })),
    ).rejects.toMatchObject({ code: "misconfigured" });
  });

  it("says before anything runs that its args do not fit the action", async () => {
    const input = until.input.parse({ ...words, args: { uri: "http://x" } });
    await expect(until.prepare?.(input, testContext())).rejects.toThrow(
      /"args.url" is missing. npm run actions http.get/,
    );
    await until.prepare?.(until.input.parse(words), testContext());
  });

  it("refuses to look with what changes something, with itself, and with what there is not", async () => {
    for (const uses of ["http.request", "wait.until", "wait.for", "no.such"])
      await expect(runAction(until, { ...words, uses }, seeing({}))).rejects.toMatchObject({
        code: "misconfigured",
      });
    await expect(runAction(until, { ...words, uses: "http.request" }, seeing({}))).rejects.toThrow(
      /http\.get/,
    );
  });
});
