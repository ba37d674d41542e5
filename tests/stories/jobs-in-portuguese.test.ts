// Two runbooks as somebody reads them who reads Portuguese: the request, the job's card, what people are asked and shown
// before they decide, the pages, and how it ended. What HWA, a log or a workbook says stays in its own words.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "#core/answer.ts";
import { connect } from "../api/support/socket.ts";
import { eventually, type TestApp, testApp } from "../support/app.ts";

/** Words that no Portuguese sentence has, and hardly an English one does without. */
const english =
  /(?<!\p{L})(?:the|is|are|was|were|not|you|your|this|that|which|who|nobody|somebody|cannot|must|needs?|does|has|have|its?|with|and|of|already|ask(?:ed)?|any|there|so|been|from|failed|at|look|nothing|wait|stop|tell|set|give)(?!\p{L})/iu;

let app: TestApp;
let bo: string;
beforeAll(async () => {
  app = await testApp({ env: { HWA_ALLOW_ACTIONS: "true" } });
  const response = await app.request("/api/tokens", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Bo", roles: ["approver"] }),
  });
  bo = ((await response.json()) as { token: string }).token;
});
afterAll(() => app[Symbol.asyncDispose]());

/** Without what others wrote: a log's lines and a prompt's text stand in quotes, a workbook's fix names its cells, a condition is code. */
function ours(text: string): string {
  return (
    text
      .replaceAll(/"[^"\n]*"/g, "…")
      .replaceAll(/^(Solução conhecida: ).*$/gm, "$1…")
      .replaceAll(/^\s+\d+ {2}.*$/gm, "…")
      .replaceAll(/, pois .* é falso\./g, "…")
      .replaceAll(/Se executa .* depende de \w+/g, "…")
      // Names of actions, inputs, files and hosts.
      .replaceAll(/[\w#/@-]*[._#@-][\w.#/@-]+/g, "…")
  );
}

function inPortuguese(text: string, where: string): void {
  for (const line of ours(text).split("\n")) expect(line, where).not.toMatch(english);
}

async function asBo(text: string): Promise<Answer> {
  const response = await fetch(`${app.url}/api/chat`, {
    method: "POST",
    headers: { authorization: `Bearer ${bo}`, "content-type": "application/json" },
    body: JSON.stringify({ text, locale: "pt" }),
  });
  return (await response.json()) as Answer;
}

interface ShownCheckpoint {
  readonly title: string;
  readonly summary: string;
  readonly undo: string | null;
  readonly evidence: readonly { readonly label: string; readonly value: string }[];
  readonly detail: { readonly title: string } | null;
}

interface ShownPage {
  readonly title: string;
  readonly steps: readonly {
    readonly title: string;
    readonly note: string | null;
    readonly said: string[];
  }[];
  readonly checkpoints: readonly { readonly title: string; readonly summary: string | null }[];
  readonly log: readonly { readonly message: string }[];
}

/** Asked for in a thread, decided, and followed to its end; everything that was read on the way. */
async function play(request: string, meanwhile: () => Promise<void>) {
  const socket = await connect(`${app.url.replace("http", "ws")}/ws/chat`, {
    authorization: `Bearer ${app.token}`,
  });
  const heard: Record<string, unknown>[] = [];
  void (async () => {
    for (;;) heard.push(await socket.next());
  })();
  socket.ws.send(request);
  const answer = await eventually(async () => heard.find(({ type }) => type === "answer"), "the answer");
  const { job } = answer.data as { job: string };
  const would = await app.ask(request.replace(/^executar (\S+)/, "o que o $1 faria"), { locale: "pt" });
  const waiting = await eventually(async () => {
    const listed = (await asBo("o que espera minha aprovação?")).data as readonly {
      checkpoint: string;
      job: string;
    }[];
    return listed.find((each) => each.job === job);
  }, "the approval");
  const list = await asBo("o que espera minha aprovação?");
  const details = await asBo(`detalhes ${waiting.checkpoint}`);
  const shown = (await (
    await app.request(`/api/admin/agent-checkpoints/${waiting.checkpoint}?lang=pt`)
  ).json()) as { checkpoint: ShownCheckpoint };
  const approved = await asBo(`aprovar ${waiting.checkpoint}`);
  await meanwhile();
  const end = await eventually(
    async () => heard.find(({ text }) => /concluído após/.test(String(text))),
    "the end",
  );
  const status = await app.ask(`status da tarefa ${job}`, { locale: "pt" });
  const { page } = (await (await app.request(`/api/agent-jobs/${job}/page?lang=pt`)).json()) as {
    page: ShownPage;
  };
  socket.ws.close();
  return { page, heard, would, list, details, checkpoint: shown.checkpoint, approved, end, status };
}

function readAll(played: Awaited<ReturnType<typeof play>>): void {
  for (const { type, text } of played.heard) inPortuguese(String(text ?? ""), `the thread, ${String(type)}`);
  for (const name of ["would", "list", "details", "approved", "status"] as const)
    inPortuguese(played[name].text, name);
  const { title, summary, undo, evidence, detail } = played.checkpoint;
  for (const text of [title, summary, undo ?? "", detail?.title ?? ""]) inPortuguese(text, "the checkpoint");
  const { page } = played;
  const told = page.steps.flatMap((step) => [step.title, step.note ?? "", ...step.said]);
  const asked = page.checkpoints.flatMap((each) => [each.title, each.summary ?? ""]);
  const log = page.log.map(({ message }) => message);
  for (const text of [page.title, ...told, ...asked, ...log]) inPortuguese(text, "the page");
  for (const { label, value } of evidence) inPortuguese(`${label}: ${value}`, "the evidence");
}

describe("A reader of Portuguese reads no English", () => {
  it("of recover-abend", async () => {
    const played = await play("executar recover-abend job=INVOICE_PROCESSING", async () => {
      await eventually(async () => {
        const { requests } = (await app.sim("requests?limit=100000")) as {
          requests: readonly { changing: boolean }[];
        };
        return requests.some(({ changing }) => changing);
      }, "the rerun at HWA");
      await app.sim("jobs/INVOICE_PROCESSING/finish", {});
    });
    const said = played.heard.map(({ text }) => String(text)).join("\n");
    expect(said).toContain("✓ Ler o log e achar a causa");
    expect(said).toMatch(/Foi reexecutado após ABEND_UFL/);
    expect(played.checkpoint.summary).toMatch(
      /^Reexecuta .*INVOICE_PROCESSING, que falhou às .*, desde o início\.$/,
    );
    expect(played.checkpoint.detail?.title).toBe("Fim do log de INVOICE_PROCESSING");
    expect(played.checkpoint.evidence.map(({ label }) => label)).toContain("Causa agora");
    readAll(played);
  }, 60_000);

  it("of raise-limit", async () => {
    const played = await play("executar raise-limit workstation=FIN_WS limit=200", async () => {});
    expect(played.checkpoint.undo).toMatch(/^Volte ao valor anterior: hwa\.set-limit em FIN_WS para \d+\.$/);
    expect(played.heard.map(({ text }) => String(text)).join("\n")).toMatch(/O limite era \d+; volte a ele/);
    readAll(played);
  }, 60_000);
});
