// What the page of a job is told, and by whom it may be asked.

import { expect, test } from "vitest";
import type { JobPage } from "#api/pages/job-page.ts";
import { type House, openHouse, problemIn } from "./support/house.ts";
import { aCheckpoint, aJob } from "./support/scripted-engine.ts";

async function pageOf(house: House, id: string, token: string, lang = "en"): Promise<JobPage> {
  const response = await fetch(`${house.url}/api/agent-jobs/${id}/page?lang=${lang}`, house.as(token));
  if (response.status !== 200) throw new Error(JSON.stringify(await problemIn(response)));
  return ((await response.json()) as { page: JobPage }).page;
}

test("it is shown to whoever may read jobs, and to nobody else", async () => {
  await using house = await openHouse();
  const { id } = house.work.put(aJob());
  const status = async (token: string | null, path = id) =>
    (await fetch(`${house.url}/api/agent-jobs/${path}/page`, token === null ? {} : house.as(token))).status;
  expect(await status(null)).toBe(401);
  expect(await status("rs_wrong")).toBe(401);
  expect(await status(await house.access.personWith([]))).toBe(403);
  expect(await status(house.viewer)).toBe(200);
  expect(await status(house.viewer, "nothing")).toBe(404);
});

test("Stop is offered to who asked and to who may steer any job, while there is something to stop", async () => {
  await using house = await openHouse();
  const operator = await house.access.personWith(["operator"]);
  const approver = await house.access.personWith(["approver"]);
  const [self] = (await house.access.list()).filter(({ person }) => person.roles.includes("operator"));
  const others = house.work.put(aJob());
  const own = house.work.put(aJob({ requester: { id: self?.person.id ?? "", name: "O" } }));
  const ended = house.work.put(aJob({ status: "COMPLETED", endedAt: new Date() }));
  const stopping = house.work.put(aJob({ cancelling: { by: { id: "p1", name: "Ana" }, reason: null } }));
  const may = async (id: string, token: string) => (await pageOf(house, id, token)).mayStop;
  expect(await may(others.id, house.viewer)).toBe(false);
  expect(await may(others.id, operator)).toBe(false);
  expect(await may(own.id, operator)).toBe(true);
  expect(await may(others.id, approver)).toBe(true);
  expect(await may(ended.id, approver)).toBe(false);
  expect(await may(stopping.id, approver)).toBe(false);
});

test("it tells who decided, when, from where and why, what waits for whom, and masks what is secret", async () => {
  await using house = await openHouse();
  const at = new Date("2026-03-01T10:05:00Z");
  const open = aCheckpoint({
    policy: { ...aCheckpoint().policy, from: ["approvers", "email:bia@company.com"] },
  });
  const job = aJob({
    status: "WAITING_APPROVAL",
    origin: { surface: "slack", thread: null, conversationId: null, ticketId: null },
    inputs: { room: "3", password: "hunter2" },
    checkpoints: { [open.id]: open },
    failure: null,
    steps: {
      sweep: {
        id: "sweep",
        state: "WAITING",
        phase: null,
        attempt: 2,
        forgiven: 0,
        lost: 0,
        fence: 1,
        owner: null,
        plan: null,
        planDigest: null,
        waitingFor: { kind: "checkpoint", checkpointId: open.id },
        dueAt: null,
        memory: null,
        output: { token: "rs_abcdefghijklmnopqrstuvwxyz", note: "a\u202eb" },
        failure: null,
        readyAt: at,
        claimedAt: at,
        armedAt: null,
        endedAt: null,
      },
    },
  });
  const decided = aCheckpoint({
    jobId: job.id,
    status: "REJECTED",
    decidedAt: at,
    decidedBy: { id: "b", name: "Bia" },
    reason: "Too early: password=hunter2",
    votes: [
      {
        by: { id: "b", name: "Bia" },
        verdict: "reject",
        reason: "Too early: password=hunter2",
        surface: "teams",
        onBehalfOf: { id: "c", name: "Caio" },
        at,
        round: 1,
      },
    ],
  });
  house.work.put(job, { ...open, jobId: job.id }, decided);
  house.work.tell(job.id, "step.started", { uses: "local.command" });
  const page = await pageOf(house, job.id, house.viewer);
  expect(page).toMatchObject({
    title: "Sweep the floor",
    subject: expect.stringContaining("room 3"),
    task: "Before the visit",
    askedBy: "Ana",
    from: "Slack",
    statusWord: "waits for approval",
    mayStop: false,
  });
  const sweep = page.steps.find(({ id }) => id === "sweep");
  expect(sweep).toMatchObject({
    title: "Sweep",
    state: "WAITING",
    note: "Waits for approvers or bia@company.com to decide.",
    checkpointId: open.id,
    tries: "try 2",
    dueAt: open.expiresAt?.toISOString(),
  });
  const [waiting, rejected] = page.checkpoints;
  expect(waiting).toMatchObject({ open: true, stateWord: "waits for a decision", decisions: [] });
  expect(rejected).toMatchObject({ open: false, stateWord: "rejected" });
  expect(rejected?.decisions).toEqual([
    {
      who: "Bia",
      did: "rejected for Caio",
      at: at.toISOString(),
      from: "Teams",
      reason: "Too early: password=[masked]",
      void: false,
    },
  ]);
  const everything = JSON.stringify(page);
  expect(everything).not.toContain("hunter2");
  expect(everything).not.toContain("rs_abcdef");
  expect(everything).not.toContain("\u202e");
  const portuguese = await pageOf(house, job.id, house.viewer, "pt-BR");
  expect(portuguese.steps.find(({ id }) => id === "sweep")?.note).toBe(
    "Espera a decisão de aprovadores ou bia@company.com.",
  );
  expect(portuguese.checkpoints[1]?.decisions[0]?.did).toBe("rejeitou por Caio");
  expect(portuguese.log[0]?.message).toContain("começou");
});

test("stopping it needs the session's own page: what another site sends is refused", async () => {
  await using house = await openHouse();
  const job = house.work.put(aJob());
  const login = await fetch(`${house.url}/api/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: house.admin }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const stop = (headers: Record<string, string>) =>
    fetch(`${house.url}/api/agent-jobs/${job.id}`, {
      method: "PATCH",
      headers: { cookie, "content-type": "application/json", ...headers },
      body: JSON.stringify({ action: "cancel" }),
    });
  expect((await stop({ origin: "https://evil.example" })).status).toBe(403);
  expect((await stop({ origin: "null" })).status).toBe(403);
  expect((await stop({ "content-type": "text/plain" })).status).toBe(415);
  expect(house.work.asked.steers).toEqual([]);
  expect((await stop({ origin: house.url })).status).toBe(200);
  expect(house.work.asked.steers).toEqual([{ id: job.id, steering: "cancel" }]);
});

test("a plan is changed through its form: typed values come back typed, wrong ones are named, the same changes nothing", async () => {
  await using house = await openHouse();
  const job = aJob();
  const checkpoint = aCheckpoint({
    jobId: job.id,
    plan: { uses: "local.command", args: { room: "3", times: 2, wet: false, password: "hunter2" } },
  });
  house.work.put(job, checkpoint);
  const path = `${house.url}/api/admin/agent-checkpoints/${checkpoint.id}`;
  const one = (await (await fetch(path, house.as(house.admin))).json()) as {
    form: { fields: { name: string; kind: string; value: string | null }[]; kept: string[] };
  };
  expect(one.form.kept).toEqual(["password"]);
  expect(one.form.fields.map(({ name, kind, value }) => [name, kind, value])).toEqual([
    ["room", "text", "3"],
    ["times", "number", "2"],
    ["wet", "yes_no", "false"],
  ]);
  const send = (filled: Record<string, string>, more = {}) =>
    fetch(path, house.as(house.admin, { method: "POST", body: JSON.stringify({ filled, ...more }) }));
  const wrong = await problemIn(await send({ room: "3", times: "many", wet: "false" }));
  expect(wrong).toMatchObject({ status: 400, errors: [{ field: "times" }] });
  const same = await problemIn(await send({ room: "3", times: "2", wet: "false" }, { lang: "pt" }));
  expect(same).toMatchObject({ status: 400, detail: expect.stringContaining("Nada está diferente") });
  expect(house.work.asked.decisions).toEqual([]);
  expect((await send({ room: "4", times: "3", wet: "true" }, { reason: "wider" })).status).toBe(200);
  expect(house.work.asked.decisions[0]?.decision).toMatchObject({
    kind: "change",
    args: { room: "4", times: 3, wet: true, password: "hunter2" },
    reason: "wider",
  });
  const viewer = (await (await fetch(path, house.as(house.viewer))).json()) as {
    form: unknown;
    checkpoint: { mayDecide: boolean };
  };
  expect([viewer.form, viewer.checkpoint.mayDecide]).toEqual([null, false]);
});
