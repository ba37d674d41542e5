// Use case 4, end to end: people resolve the same failure by hand three times and tell how, Resync drafts an entry and offers it
// below the alert, somebody approves it there, and the fourth time it is what everybody is told, cited.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/app.ts";
import { type SlackStage, slackStage } from "./support/slack-stage.ts";

const job = "CRITICAL_JOB";
let stage: SlackStage;
let app: SlackStage["app"];

beforeAll(async () => {
  stage = await slackStage({ RESYNC_ADMINS: "email:ana@example.com", RESYNC_LEARN_SECONDS: "1" });
  ({ app } = stage);
  await eventually(async () => (await incidents("INVOICE_PROCESSING")).length > 0, "the first picture");
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

async function incidents(
  of: string,
): Promise<readonly { readonly how: string | null; readonly cause: string | null }[]> {
  return (
    (await app.ask(`incidents of ${of}`)).data as { incidents: readonly { how: string; cause: string }[] }
  ).incidents;
}

async function breaks(time: number): Promise<void> {
  await app.sim(`jobs/${job}/abend`, {
    returnCode: 2,
    log: `ERROR: open failed: No such file or directory: /data/in/rates_030${time}.csv`,
  });
  await eventually(async () => {
    const all = await incidents(job);
    return all.length === time && all[0]?.cause === "missing_file";
  }, `incident ${time} with its cause`);
}

async function isMendedByHand(): Promise<void> {
  await app.sim(`jobs/${job}/run`, {});
  await app.sim(`jobs/${job}/finish`, {});
  await eventually(async () => (await incidents(job))[0]?.how === "rerun", "its end");
}

interface LearnedEntry {
  readonly id: string;
  readonly state: string;
  readonly problem: string;
  readonly resolution_steps: readonly string[];
  readonly owner: string | null;
  readonly created: string;
  readonly evidence: readonly { readonly by: readonly string[] }[];
  readonly runbook: string | null;
}

async function entries(): Promise<readonly LearnedEntry[]> {
  const response = await app.request("/api/knowledge/entries");
  return ((await response.json()) as { entries: readonly LearnedEntry[] }).entries;
}

test("Resolved alike three times by hand it is drafted, offered below the alert, approved there, and cited the fourth time.", async () => {
  const told = [
    `${job} was fixed by asking EDI for the file, then reran the job`,
    `o ${job} foi resolvido com: pedi o arquivo para a EDI e rodei de novo`,
    `${job} was fixed by: asked EDI to resend the file; reran it`,
  ];
  for (const [index, words] of told.entries()) {
    await breaks(index + 1);
    await isMendedByHand();
    expect(await entries()).toEqual([]);
    expect((await app.ask(words)).data).toMatchObject({ kept: true });
  }
  const [draft] = await eventually(async () => {
    const all = await entries();
    return all.length > 0 ? all : null;
  }, "the draft");
  expect(draft).toMatchObject({
    state: "draft",
    problem: expect.stringContaining(job),
    resolution_steps: [expect.stringMatching(/EDI/), expect.stringMatching(/re?ran|rerun/i)],
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    evidence: [{}, {}, {}],
    runbook: expect.stringContaining("uses: hwa.rerun"),
  });
  expect(draft).toHaveProperty("owner");
  expect((await app.ask(`why did ${job} fail?`)).text).not.toContain("learned entry");

  const card = await stage.shown(undefined, /I learned something; is it right\?/);
  const alert = stage.posted(null).findLast(({ text }) => text.includes(job));
  expect(card.root).toBe(alert?.ts);
  expect(card.text).toContain("Evidence");
  expect(card.text).toMatch(/CRITICAL_JOB, by Administrator/);

  await stage.people.presses("ana", `${stage.place}/${card.root}`, "Approve");
  const settled = await stage.shown(undefined, /Ana.* approved it/);
  expect(settled.ts).toBe(card.ts);
  expect((await entries())[0]).toMatchObject({ state: "approved", id: draft?.id });

  await breaks(4);
  const cite = new RegExp(
    `learned entry ${draft?.id.slice(0, 8)}, approved by Ana[^\\n]* on \\d{4}-\\d\\d-\\d\\d`,
  );
  for (const question of [`why did ${job} fail?`, `por que o ${job} falhou?`]) {
    const answer = await app.ask(question);
    expect(`${answer.text}\n${answer.sources.map(({ title, ref }) => `${title} ${ref}`).join("\n")}`).toMatch(
      cite,
    );
    expect(answer.text).toMatch(/EDI/);
    if (question.startsWith("por que"))
      expect(answer.text).toMatch(/entrada aprendida \w{8}, aprovada por Ana/);
  }
}, 120_000);

test("In the terminal's words both languages list, show and decide; the slower one is told who was faster.", async () => {
  const response = await app.request("/api/knowledge/entries", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      problem: "Input file not found",
      resolution_steps: ["Verify file path in job definition", "Check file permissions"],
      owner: "operations-team@company.com",
      error_code: "ABEND_XYZ",
    }),
  });
  expect(response.status).toBe(201);
  const listed = await app.ask("reviews");
  expect(listed.text).toContain("Input file not found");
  const [waiting] = listed.data as { review: string }[];
  const id = waiting?.review.slice(0, 13) ?? "";
  const shownInPortuguese = await app.ask(`revisão ${id}`);
  expect(shownInPortuguese).toMatchObject({
    locale: "pt",
    data: { entry: { problem: "Input file not found" } },
  });
  const changed = await app.ask(
    `revisão mudar ${id} passos: Verificar o caminho > Verificar as permissões; responsável: Operações`,
  );
  expect(changed.data).toMatchObject({
    entry: {
      resolution_steps: ["Verificar o caminho", "Verificar as permissões"],
      owner: "Operações",
      state: "draft",
    },
  });
  const old = shownInPortuguese.actions.find(({ id: command }) => command.startsWith("revisão aprovar"));
  expect((await app.ask(old?.id ?? "")).text).toContain("Mudou desde que você viu");
  const why = await app.ask(`review reject ${id}`, { conversationId: "deciding" });
  expect(why.text).toContain("Why do you reject");
  const rejected = await app.ask("the path is never wrong here", { conversationId: "deciding" });
  expect(rejected.data).toMatchObject({ verdict: "rejected" });
  const late = await app.ask(`aprovar revisão ${id}`);
  expect(late.text).toMatch(/já foi decidida[\s\S]*Administrator rejeitou .*the path is never wrong here/);
  expect((await app.ask("revisões")).text).not.toContain("Input file not found");
});
