// An operator in São Paulo at three in the morning: whatever is refused, fails or cannot be told is said to them in whole
// Portuguese sentences, by every floor that has something to say.

import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Answer } from "#core/answer.ts";
import { eventually, type TestApp, testApp } from "../support/app.ts";

/** Words that no Portuguese sentence has, and hardly an English one does without. */
const english =
  /\b(?:the|is|are|was|were|not|you|your|this|that|which|who|nobody|somebody|cannot|must|needs?|does|has|have|its?|with|and|of|already|ask(?:ed)?|any|there|so|been)\b/i;

let app: TestApp;
/** What the runbooks' files say is said in the files' language. */
let fromFiles: readonly string[];

beforeAll(async () => {
  app = await testApp({ env: { HWA_SIM_SPEED: "0", HWA_ALLOW_ACTIONS: "true" } });
  const files = (await readdir("workflows/runbooks")).filter((name) => name.endsWith(".yml"));
  const texts = await Promise.all(files.map((name) => readFile(`workflows/runbooks/${name}`, "utf8")));
  fromFiles = texts.flatMap((text) => textsIn(parse(text)));
});
afterAll(() => app[Symbol.asyncDispose]());

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.length > 12 ? [value.replace(/\.$/, "")] : [];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

function inPortuguese(text: string): void {
  const ours = fromFiles
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, each) => rest.replaceAll(each, "…"), text);
  expect(ours).not.toMatch(english);
}

/** Asks over HTTP as somebody of this role. */
async function someone(name: string, role: string): Promise<(text: string) => Promise<Answer>> {
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json" };
    const response = await app.request(path, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.status).toBe(201);
    return (await response.json()) as Record<string, unknown>;
  };
  await post("/api/admin/people", { name, roles: [role] });
  const { token } = await post("/api/tokens", { name, roles: [role] });
  return async (text) => {
    const response = await app.request("/api/chat", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${String(token)}` },
      body: JSON.stringify({ text, locale: "pt" }),
    });
    return (await response.json()) as Answer;
  };
}

const told = async (text: string) => (await app.ask(text, { locale: "pt" })).text;

/** The job's id, once it has come so far. */
async function run(text: string, until: string): Promise<string> {
  const { data } = await app.ask(text, { locale: "pt" });
  const { job } = data as { job: string };
  await eventually(async () => {
    const response = await app.request(`/api/agent-jobs/${job}`);
    return JSON.stringify(await response.json()).includes(until);
  }, `${until} of ${text}`);
  return job;
}

describe("In Portuguese, in whole sentences that name the thing, is refused", () => {
  it.each([
    ["a runbook that there is not", "executar recover-abendd", /^Nenhum runbook se chama "recover-abendd"/],
    [
      "an input that does not fit",
      "executar raise-limit workstation=FIN_WS limit=muito",
      /^A entrada "limit" precisa ser um número, não um texto\./,
    ],
    ["an id that nothing has", "aprovar 3f2a91bc", /^Nada a decidir tem o id 3f2a91bc/],
    ["a job of Resync's that there is not", "cancelar 3f2a91bc", /^Nenhum job do Resync tem o id 3f2a91bc/],
  ])("%s", async (_what, question, expected) => {
    const text = await told(question);
    expect(text).toMatch(expected);
    inPortuguese(text);
  });

  it("a job that HWA does not know, on the job's card as well as when its status is asked", async () => {
    const job = await run("executar rerun-job job=CRITICAL_JOBB", "FAILED");
    const text = await told(`status da tarefa ${job}`);
    expect(text).toMatch(
      /Por quê: Nenhum job do HWA se chama "CRITICAL_JOBB" no plano atual\. Você quis dizer .*CRITICAL_JOB/,
    );
    inPortuguese(text);
  });

  it("a rerun of a job that runs, and steering of what has ended", async () => {
    const job = await run("executar rerun-job job=CRITICAL_JOB", "FAILED");
    const text = await told(`status da tarefa ${job}`);
    expect(text).toMatch(
      /Por quê: CRITICAL_JOB está em execução desde \d\d:\d\d \(EXEC\), então não há o que reexecutar\. Espere o fim dele/,
    );
    inPortuguese(text);
    const stopped = await told(`cancelar ${job}`);
    expect(stopped).toBe("Este job já terminou (falhou), então não há o que parar.");
    inPortuguese(stopped);
  });

  it("what a person may not start, stop or decide, and what was decided already", async () => {
    const vera = await someone("Vera", "viewer");
    inPortuguese((await vera("executar rerun-job job=INVOICE_PROCESSING")).text);
    const job = await run("executar rerun-job job=INVOICE_PROCESSING", "WAITING_APPROVAL");
    const otto = await someone("Otto", "operator");
    const stop = (await otto(`cancelar ${job}`)).text;
    expect(stop).toBe("Só Administrator, que pediu este job, ou um aprovador pode parar o job.");
    const own = await told("aprovar");
    expect(own).toBe("Foi você quem pediu isto, então outra pessoa decide. Peça a Otto.");
    const waiting = (await app.ask("aprovações", { locale: "pt" })).data as readonly { checkpoint: string }[];
    const checkpoint = waiting[0]?.checkpoint ?? "";
    await otto(`rejeitar ${checkpoint} o arquivo não chegou`);
    const late = await told(`aprovar ${checkpoint}`);
    expect(late).toMatch(/^Otto já decidiu isto|^Otto já rejeitou isto/);
    for (const text of [stop, own, late]) inPortuguese(text);
  });

  it("last: a question while HWA cannot be reached", async () => {
    await app.sim("faults", { down: true });
    const text = await told("qual o status do FINANCE_PAYROLL?");
    expect(text).toMatch(
      /^(?:O HWA em|Nenhum dos) .*\nPortanto a resposta à sua pergunta é desconhecida agora/,
    );
    inPortuguese(text);
  });
});
