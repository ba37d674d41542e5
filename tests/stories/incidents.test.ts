// A job breaks, people mend it and say how, and the next time that is what they are told: over HTTP in both languages, and in a
// Slack that runs here with the product as it starts.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Part, see } from "../adapters/slack/seen.ts";
import { eventually } from "../support/app.ts";
import { type SlackStage, slackStage } from "./support/slack-stage.ts";

let stage: SlackStage;
let world: SlackStage["world"];
let app: SlackStage["app"];
let people: SlackStage["people"];
let place: string;
let posted: SlackStage["posted"];
let shown: SlackStage["shown"];

beforeAll(async () => {
  stage = await slackStage({ RESYNC_ADMINS: "email:ana@example.com" });
  ({ world, app, people, place, posted, shown } = stage);
  // What was so before the first look at the plan is no news.
  await eventually(async () => (await incidentsOf("INVOICE_PROCESSING")).length > 0, "the first picture");
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

interface Told {
  readonly id: string;
  readonly how: string | null;
  readonly cause: string | null;
  readonly real_cause: string | null;
  readonly acts: readonly { readonly text: string; readonly from: string }[];
  readonly by: readonly string[];
}

async function incidentsOf(job: string): Promise<readonly Told[]> {
  return ((await app.ask(`incidents of ${job}`)).data as { incidents: readonly Told[] }).incidents;
}

async function breaks(job: string, file: string): Promise<void> {
  await app.sim(`jobs/${job}/abend`, {
    returnCode: 2,
    log: `ERROR: open failed: No such file or directory: /data/in/${file}`,
  });
}

/** Somebody runs it again in HWA's console, and it ends well. */
async function isRerun(job: string): Promise<void> {
  await app.sim(`jobs/${job}/run`, {});
  await app.sim(`jobs/${job}/finish`, {});
}

test("What stood failed when Resync first looked is an incident already, and was looked into.", async () => {
  const [first] = await eventually(async () => {
    const found = await incidentsOf("INVOICE_PROCESSING");
    return found[0]?.cause ? found : null;
  }, "a diagnosis");
  expect(first).toMatchObject({ how: null, cause: "missing_file" });
});

test("Below the alert it is asked once what fixed it, a plain answer is taken, and the next failure is told it with who said so.", async () => {
  const job = "CRITICAL_JOB";
  await breaks(job, "rates_0301.csv");
  const alert = await shown(null, /CRITICAL_JOB failed|CRITICAL_JOB.*ABEND/);
  await eventually(async () => (await incidentsOf(job))[0]?.cause === "missing_file", "its diagnosis");
  await isRerun(job);
  const question = await shown(alert.ts, /CRITICAL_JOB is well again after .* What fixed it\?/);
  expect(question.text).toContain("rerun in HWA");
  await people.writes(
    "ana",
    { thread: place, under: alert.ts },
    "asked EDI for the file, then reran the job",
  );
  await shown(alert.ts, /Noted for CRITICAL_JOB[\s\S]*1\. asked EDI for the file 2\. reran the job/);
  // The question itself is answered where it stands, and asks nobody any more.
  const answered = await shown(alert.ts, /Fixed by, as .*: 1\. asked EDI for the file/);
  expect(answered.ts).toBe(question.ts);
  expect(answered.text).not.toContain("What fixed it");

  const [incident] = await incidentsOf(job);
  expect(incident?.how).toBe("rerun");
  expect(incident?.acts.map(({ text, from }) => `${from}: ${text}`)).toEqual([
    "told: asked EDI for the file",
    "told: reran the job",
    "seen: hwa.rerun CRITICAL_JOB",
  ]);

  await breaks(job, "rates_0302.csv");
  await eventually(async () => (await incidentsOf(job)).length === 2, "the second incident");
  const answer = await app.ask(`why did ${job} fail?`);
  expect(answer.text).toMatch(/Last time: .*asked EDI for the file; reran the job; .*by Ana/);
  const portuguese = await app.ask(`por que o ${job} falhou?`);
  expect(portuguese.text).toContain("asked EDI for the file");
  expect(posted(alert.ts).filter(({ text }) => /What fixed it/.test(text))).toEqual([]);
}, 90_000);

test("Over HTTP it is told with the job's name, in both languages; what the cause was is kept beside the diagnosis.", async () => {
  const job = "FINANCE_PAYROLL";
  await breaks(job, "payroll.csv");
  await eventually(async () => (await incidentsOf(job)).length > 0, "the incident");
  const cause = await app.ask(`a causa real do ${job} foi o parceiro enviar tarde`);
  expect(cause.locale).toBe("pt");
  expect(cause.text).toContain("A causa real: o parceiro enviar tarde");
  await isRerun(job);
  await eventually(async () => (await incidentsOf(job))[0]?.how === "rerun", "its end");
  const fixed = await app.ask(`${job} was fixed by waiting for the partner`);
  expect(fixed.data).toMatchObject({ kept: true, job, steps: ["waiting for the partner"] });
  expect(fixed.sources).toEqual([expect.objectContaining({ ref: expect.stringMatching(/^incident\//) })]);
  const listed = await app.ask(`incidentes do ${job} na última semana`);
  expect(listed.text).toContain("o parceiro enviar tarde");
  expect(listed.text).toContain("waiting for the partner (Administrator)");
});

test("In a conversation about a job its failure is meant.", async () => {
  const conversationId = "7b0c9a52-5b5e-4c1e-9f60-3f1d0a4b6c01";
  await app.ask("por que o INVOICE_PROCESSING falhou?", { conversationId });
  const told = await app.ask("a causa real foi o EDI parado", { conversationId });
  expect(told.text).toContain("INVOICE_PROCESSING");
  expect(told.data).toMatchObject({ kept: true, job: "INVOICE_PROCESSING", cause: "o EDI parado" });
});

test("A name nobody knows, and a word without any, are asked back; nothing is noted.", async () => {
  const none = await app.ask("NO_SUCH_JOB_9 was fixed by magic");
  expect(none.data).toMatchObject({ kept: false });
  const which = await app.ask("the real cause was a full disk");
  expect(which.data).toMatchObject({ kept: false });
  expect(which.actions.map(({ id }) => id)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^the real cause [0-9a-f-]+ was a full disk$/)]),
  );
  const chosen = await app.ask(which.actions[0]?.id ?? "");
  expect(chosen.data).toMatchObject({ kept: true, cause: "a full disk" });
});

test("Who may only look tells nothing.", async () => {
  await people.writes("rui", "mention", "INVOICE_PROCESSING was fixed by me alone");
  await eventually(
    async () =>
      (world.rows("messages") as readonly Part[]).some(
        ({ user, text, blocks }) =>
          user === world.botUser &&
          see((blocks ?? []) as readonly Part[], String(text)).text.includes("needs the role operator"),
      ),
    "a refusal",
  );
  expect((await incidentsOf("INVOICE_PROCESSING"))[0]?.acts).toEqual([]);
});
