import { expect, test } from "vitest";
import { signatureOf } from "#core/knowledge/signature.ts";
import { knownFix, ownersOf } from "#knowledge/known-fix.ts";
import { lookUp } from "#knowledge/look-up.ts";
import { knowing, row } from "../support/known-rows.ts";

const day = (iso: string) => new Date(`${iso}T00:00:00Z`);

test("each field comes from the nearest row that has it, and steps for another failure from none", async () => {
  const { fixes } = knowing([
    row(2, { job: "PAY", errorCode: "E1", steps: ["for E1"] }),
    row(3, { job: "PAY", errorCode: "E2", steps: ["for E2"], owner: "two@company.com" }),
    row(4, { job: "PAY", procedureUrl: "https://docs/pay" }),
    row(5, { errorCode: "E1", steps: ["for everybody"] }),
  ]);
  expect(await knownFix(fixes, "PAY", "E1")).toMatchObject({
    steps: ["for E1"],
    owner: "two@company.com",
    documentation: "https://docs/pay",
    links: ["https://docs/pay"],
    otherwise: [],
    unread: null,
  });
  expect((await knownFix(fixes, "PAY", null)).steps).toEqual([]);
  expect((await knownFix(fixes, "OTHER", "E1")).steps).toEqual(["for everybody"]);
});

test("what is written in HWA is told apart from steps, and a contradiction is kept with its day", async () => {
  const { fixes } = knowing([
    row(2, { job: "PAY", steps: ["new"], dated: day("2026-02-01") }),
    row(3, { job: "PAY", steps: ["old"], dated: day("2024-02-01") }),
    row(4, { job: "PAY", steps: ["New."] }),
    row(5, { job: "PAY", steps: ["Call the desk"], origin: "hwa" }),
  ]);
  const known = await knownFix(fixes, "PAY", "E1");
  expect(known.steps).toEqual(["new"]);
  expect(known.otherwise.map(({ text, dated }) => [text, dated])).toEqual([["old", day("2024-02-01")]]);
  expect(known.instructions.map(({ steps }) => steps)).toEqual([["Call the desk"]]);
});

test("what was learned under a bare return code is the fix of no failure but those it was learned from", async () => {
  const missing = "open failed: No such file or directory: /in/orders.csv";
  const full = "cp: error writing '/stage/x': No space left on device";
  const learned = row(2, {
    ...{ job: "PAY", errorCode: "RC=1", steps: ["Ask CRM for the file"], procedureUrl: "https://docs/crm" },
    ...{ origin: "learned", owner: "crm@company.com" },
    learnedFrom: { cause: "missing_file", signature: signatureOf(missing) },
  });
  const known = (errorCode: string | null, sign?: { line: string | null; cause: string | null }) =>
    knownFix(knowing([learned]).fixes, "PAY", errorCode, sign);
  for (const same of [
    { line: missing.replace("orders", "clients"), cause: null },
    { line: "cannot open /in/x", cause: "missing_file" },
  ])
    expect((await known("RC=1", same)).steps).toEqual(["Ask CRM for the file"]);
  for (const other of [known("RC=1", { line: full, cause: "disk_full" }), known("RC=1"), known(null)])
    expect(await other).toMatchObject({ steps: [], documentation: null, owner: "crm@company.com" });
  const byHand = row(3, { job: "PAY", errorCode: "RC=1", steps: ["Call the desk"] });
  expect((await knownFix(knowing([byHand]).fixes, "PAY", "RC=1")).steps).toEqual(["Call the desk"]);
});

test("a database that fails or hangs gives a sentence in bounded time, never an error", async () => {
  const failing = { about: () => Promise.reject(new Error("secret of the driver")) };
  const known = await knownFix(failing, "PAY", "E1");
  expect(known).toMatchObject({ steps: [], owner: null, sources: [] });
  expect(known.unread?.en).toMatch(/could not be looked up/);
  expect(JSON.stringify(known)).not.toContain("secret of the driver");
  const began = performance.now();
  const hanging = await lookUp(() => new Promise<never>(() => {}), 50);
  expect(hanging).toMatchObject({ kind: "unread", why: { pt: expect.stringContaining("a tempo") } });
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("owners are looked up a few at a time, each job once, and not at all any more once the database fails", async () => {
  let asked = 0;
  const counting = knowing([row(2, { job: "A", owner: "a@company.com" })]).fixes;
  const fixes = {
    about: (query: { readonly job?: string }) => {
      asked++;
      return counting.about(query);
    },
  };
  expect(await ownersOf(fixes, ["A", "B", "A"])).toEqual(new Map([["A", "a@company.com"]]));
  expect(asked).toBe(2);
  let failed = 0;
  const failing = {
    about: () => {
      failed++;
      return Promise.reject(new Error("away"));
    },
  };
  expect(
    await ownersOf(
      failing,
      Array.from({ length: 500 }, (_, n) => `JOB_${n}`),
    ),
  ).toEqual(new Map());
  expect(failed).toBeLessThan(10);
});
