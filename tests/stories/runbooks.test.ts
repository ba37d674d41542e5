// Runbooks in the conversation, on the whole house with the simulated HWA: asked for, approved, done, and told.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shortId } from "#agents/operations/short-id.ts";
import type { Answer } from "#core/answer.ts";
import { connect } from "../api/support/socket.ts";
import { eventually, type TestApp, testApp } from "../support/app.ts";

interface JobView {
  readonly status: string;
  readonly error: string | null;
}

interface SimRequest {
  readonly operation: string;
  readonly user: string;
  readonly changing: boolean;
  readonly justification: { readonly description: string | null } | null;
}

let app: TestApp;
let bo: string;
let vera: string;
beforeAll(async () => {
  app = await testApp({ env: { HWA_ALLOW_ACTIONS: "true" } });
  bo = await tokenFor("Bo", "approver");
  vera = await tokenFor("Vera", "viewer");
});
afterAll(() => app[Symbol.asyncDispose]());

async function tokenFor(name: string, role: string): Promise<string> {
  const response = await app.request("/api/tokens", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, roles: [role] }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** A conversation of its own, as one person has it; without a token the administrator's. */
function talk(token = app.token) {
  let conversationId: string | undefined;
  return async (text: string): Promise<Answer> => {
    const response = await fetch(`${app.url}/api/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ text, ...(conversationId ? { conversationId } : {}) }),
    });
    const answer = (await response.json()) as Answer;
    conversationId = answer.conversationId;
    return answer;
  };
}

const dataOf = <T>(answer: Answer): T => answer.data as T;
const startedJob = (answer: Answer): string => dataOf<{ job: string }>(answer).job;

async function reaches(job: string, status: string): Promise<JobView> {
  return eventually(async () => {
    const { job: view } = (await (await app.request(`/api/agent-jobs/${job}`)).json()) as { job: JobView };
    return view.status === status && view;
  }, `job ${job} ${status}`);
}

/** The short id of the one checkpoint of a job that waits, as an approver sees it. */
async function waitingFor(ask: (text: string) => Promise<Answer>, job: string): Promise<string> {
  const list = await ask("what's waiting for my approval?");
  const mine = dataOf<{ checkpoint: string; job: string }[]>(list).find((each) => each.job === job);
  expect(mine, list.text).toBeDefined();
  return mine ? shortId(mine.checkpoint) : "";
}

async function changes(): Promise<readonly SimRequest[]> {
  const { requests } = (await app.sim("requests?limit=100000")) as { requests: readonly SimRequest[] };
  return requests.filter((each) => each.changing);
}

describe("recover-abend in the conversation", () => {
  it("asks for what is missing, starts, is approved by somebody else, reruns once, and tells it all in the thread", async () => {
    const socket = await connect(`${app.url.replace("http", "ws")}/ws/chat`, {
      authorization: `Bearer ${app.token}`,
    });
    const heard: Record<string, unknown>[] = [];
    const until = async (what: string, fits: (message: Record<string, unknown>) => boolean) =>
      eventually(async () => heard.find(fits), what);
    void (async () => {
      for (;;) heard.push(await socket.next());
    })();
    const before = (await changes()).length;

    socket.ws.send("run recover-abend");
    const asked = await until("the question back", (each) => each.type === "answer");
    expect(asked.text).toContain("recover-abend needs job");
    socket.ws.send("invoice_processing");
    const answer = await until("the start", (each) => each.type === "answer" && each !== asked);
    expect(answer.text).toMatch(/^Started recover-abend \(job INVOICE_PROCESSING\) as job [0-9a-f-]{8,13}\./);
    expect(answer.text).toContain("It asks before it does this: Rerun the job (operators).");
    const job = (answer.data as { job: string }).job;
    await reaches(job, "WAITING_APPROVAL");

    const question = await until("what people are asked", (each) =>
      String(each.text).includes("Approval needed from operators"),
    );
    // News of a job, told under its card.
    expect(question).toMatchObject({ type: "update", card: job });
    const card = await until("the card", (each) => each.card === job && String(each.text).includes("◐"));
    expect(card.text).toContain("✓ Read the log and find the cause");
    expect(card.text).toMatch(/run_id: [0-9a-f-]{36}/);
    expect((card.actions as { label: string }[]).map(({ label }) => label)).toEqual([
      "Approve",
      "Reject",
      "Stop",
    ]);

    const ana = talk();
    const refused = await ana("approve");
    expect(refused.text).toContain("You asked for this, so somebody else decides it. Ask Bo.");

    const approver = talk(bo);
    const id = await waitingFor(approver, job);
    expect(await changes()).toHaveLength(before);
    const approved = await approver(`approve ${id} the file is back on the share`);
    expect(approved.data).toMatchObject({ decision: "approve", status: "APPROVED", settled: true });
    await until("who decided", (each) =>
      String(each.text).includes("Bo approved from the web: the file is back on the share"),
    );
    await eventually(async () => (await changes()).length > before, "the rerun at HWA");
    await app.sim("jobs/INVOICE_PROCESSING/finish", {});
    await reaches(job, "COMPLETED");
    const done = await until(
      "the end",
      (each) => each.card === undefined && String(each.text).includes("completed after"),
    );
    expect(done.text).toContain("result: Completed");

    const made = (await changes()).slice(before);
    expect(made).toHaveLength(1);
    expect(made[0]?.operation).toContain("rerun");
    expect(made[0]?.justification?.description).toMatch(/Administrator.*Bo|Bo.*Administrator/s);
    expect(made[0]?.justification?.description).toContain(job.slice(0, 8));

    const late = await talk(bo)(`approve ${id}`);
    expect(late.text).toContain("Bo");
    expect(late.text).toContain("already");
    expect(await changes()).toHaveLength(before + 1);
    socket.ws.close();
  }, 60_000);

  it("what would it do, in either language, reads and changes nothing and starts nothing", async () => {
    const before = (await changes()).length;
    const ana = talk();
    const jobs = async () =>
      ((await (await app.request("/api/agent-jobs")).json()) as { pagination: { total: number } }).pagination
        .total;
    const count = await jobs();
    const would = await ana("what would rerun-job do for FINANCE_PAYROLL?");
    expect(would.data).toMatchObject({ dryRun: true, workflow: "rerun-job" });
    expect(would.text).toContain("nothing was done");
    expect(would.text).toContain("would do: Reruns");
    const faria = await ana("o que o rerun-job faria com o FINANCE_PAYROLL?");
    expect(faria.text).toContain("nada foi feito");
    expect(await changes()).toHaveLength(before);
    expect(await jobs()).toBe(count);
  });
});

describe("decisions and jobs in the conversation", () => {
  it("a rejection asks why when no reason was given, and the reason ends the job", async () => {
    const job = startedJob(await talk()("run rerun-job for FINANCE_PAYROLL"));
    await reaches(job, "WAITING_APPROVAL");
    const approver = talk(bo);
    const id = await waitingFor(approver, job);
    const why = await approver(`reject ${id}`);
    expect(why.text).toContain("Why do you reject");
    expect((await reaches(job, "WAITING_APPROVAL")).status).toBe("WAITING_APPROVAL");
    const rejected = await approver("not during the month-end closing");
    expect(rejected.data).toMatchObject({ decision: "reject", status: "REJECTED" });
    expect((await reaches(job, "FAILED")).error).toContain("not during the month-end closing");
    const status = await talk()(`task status ${shortId(job)}`);
    expect(status.text).toContain("Bo rejected");
    // Eight hexadecimal digits, or more of them when these could be read as a number.
    expect(status.actions.map(({ id: command }) => command)).toContainEqual(
      expect.stringMatching(`^retry ${shortId(job)}`),
    );
  });

  it("the one who asked is told privately that somebody else decides, and whom to ask", async () => {
    const ana = talk();
    const job = startedJob(await ana("run rerun-job for FINANCE_PAYROLL"));
    await reaches(job, "WAITING_APPROVAL");
    const id = await waitingFor(talk(bo), job);
    const own = await ana(`approve ${id}`);
    expect(own.text).toMatch(/You asked for this, so somebody else decides it\. Ask .*Bo/);
    expect((await reaches(job, "WAITING_APPROVAL")).status).toBe("WAITING_APPROVAL");
    expect((await ana(`cancel ${shortId(job)}`)).data).toMatchObject({ job, steered: "cancel" });
    await reaches(job, "CANCELLED");
  });

  it("an approval given for a plan that is another by now approves nothing", async () => {
    const job = startedJob(await talk()("run rerun-job for FINANCE_PAYROLL"));
    await reaches(job, "WAITING_APPROVAL");
    const approver = talk(bo);
    const id = await waitingFor(approver, job);
    const stale = await approver(`approve ${id} plan=00000000`);
    expect(stale.text).toContain("The plan was changed since you looked at it");
    await reaches(job, "WAITING_APPROVAL");
    const seen = stale.actions.find(({ label }) => label === "Approve")?.id ?? "";
    expect(seen).toMatch(/^approve [0-9a-f-]{8,13} plan=[0-9a-f]{8}$/);
    expect((await approver(seen)).data).toMatchObject({ settled: true });
    await talk()(`cancel ${shortId(job)}`);
  });

  it("speaks Portuguese from the order to the end", async () => {
    const ana = talk();
    const pergunta = await ana("executa o hold-stream");
    expect(pergunta.text).toContain("Nada foi iniciado ainda");
    expect((await ana("esquece")).text).toContain("nada foi iniciado");
    const inicio = await ana("executa o rerun-job para INVOICE_PROCESSING");
    expect(inicio.text).toContain("Iniciei rerun-job (job INVOICE_PROCESSING) como job");
    const job = startedJob(inicio);
    await reaches(job, "WAITING_APPROVAL");
    expect((await ana("o que você está fazendo?")).text).toContain("espera aprovação");
    const aprovadora = talk(bo);
    const lista = await aprovadora("o que espera minha aprovação?");
    const id = dataOf<{ checkpoint: string; job: string }[]>(lista).find(
      (each) => each.job === job,
    )?.checkpoint;
    const rejeitada = await aprovadora(`rejeitar ${shortId(id ?? "")} porque é fechamento do mês`);
    expect(rejeitada.text).toContain("Rejeitado para rerun-job");
    expect((await reaches(job, "FAILED")).error).toContain("é fechamento do mês");
  });

  it("a viewer may look and ask, and is told kindly what starting and deciding need", async () => {
    const viewer = talk(vera);
    expect((await viewer("which runbooks are there?")).text).toContain("recover-abend");
    const run = await viewer("run recover-abend for INVOICE_PROCESSING");
    expect(run.data).toMatchObject({ error: { code: "forbidden" } });
    expect(run.text).toContain("needs the role operator");
    expect((await viewer("what are you doing?")).intent.name).toBe("task.list");
    expect((await viewer("aprovar 3f2a91bc")).text).toContain("exige o papel operator");
  });

  it("a name nobody knows starts nothing and brings the nearest ones", async () => {
    const answer = await talk()("run recover-abnd for INVOICE_PROCESSING");
    expect(answer.data).toMatchObject({ found: false, nearest: ["recover-abend"] });
    expect(answer.actions.map(({ id }) => id)).toEqual(["run recover-abend"]);
  });
});
