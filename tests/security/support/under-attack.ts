// A whole Resync to attack: the product's own workflows beside hostile ones, changing HWA allowed, and people of each role.

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { eventually, type TestApp, testApp } from "../../support/app.ts";

export type Who = "admin" | "ana" | "bo" | "olga" | "otto" | "vic" | "nobody";

const roles = { ana: "approver", bo: "approver", olga: "operator", otto: "operator", vic: "viewer" } as const;

// biome-ignore lint/suspicious/noExplicitAny: an answer as it came over the wire
export type Wire = any;

export interface UnderAttack extends AsyncDisposable {
  readonly app: TestApp;
  readonly tokens: Readonly<Record<string, string>>;
  readonly ids: Readonly<Record<string, string>>;
  readonly workflowsDir: string;
  send(who: Who, method: string, path: string, body?: unknown, headers?: object): Promise<Response>;
  /** The status and the body, parsed. */
  call(who: Who, method: string, path: string, body?: unknown, headers?: object): Promise<[number, Wire]>;
  start(who: Who, jobType: string, inputData?: object, more?: object): Promise<string>;
  job(id: string): Promise<Wire>;
  ended(id: string): Promise<Wire>;
  /** The checkpoint a job waits at. */
  asked(id: string, purpose?: string): Promise<Wire>;
  audited(subject?: string): Promise<Wire[]>;
  say(who: Who, text: string, conversationId?: string): Promise<Wire>;
}

export async function underAttack(
  workflows: readonly string[],
  env: Readonly<Record<string, string>> = {},
  log?: Logger,
): Promise<UnderAttack> {
  await using opening = new AsyncDisposableStack();
  const workflowsDir = await mkdtemp(join(tmpdir(), "resync-hostile-"));
  opening.defer(() => rm(workflowsDir, { recursive: true, force: true }));
  await cp("workflows", workflowsDir, { recursive: true });
  await mkdir(join(workflowsDir, "orchestrations"), { recursive: true });
  for (const text of workflows) {
    const id = /^id: (\S+)$/m.exec(text)?.[1] ?? "";
    const kind = /^kind: (\S+)$/m.exec(text)?.[1] ?? "job";
    await writeFile(join(workflowsDir, `${kind}s`, `${id}.yml`), text);
  }
  const app = opening.use(
    await testApp({
      env: {
        WORKFLOWS_DIR: workflowsDir,
        HWA_ALLOW_ACTIONS: "true",
        WORKER_CONCURRENCY: "8",
        WORKER_POLL_INTERVAL_MS: "300",
        ...env,
      },
      ...(log ? { log } : {}),
    }),
  );
  const tokens: Record<string, string> = { admin: app.token, nobody: "rs_nobody_nobody_nobody_nobody" };
  const ids: Record<string, string> = {};

  const send: UnderAttack["send"] = (who, method, path, body, headers = {}) =>
    fetch(`${app.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens[who]}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const call: UnderAttack["call"] = async (...request) => {
    const response = await send(...request);
    return [response.status, await response.json()];
  };
  for (const [name, role] of Object.entries(roles)) {
    const [, made] = await call("admin", "POST", "/api/tokens", { name, roles: [role] });
    tokens[name] = made.token;
  }
  const [, everybody] = await call("admin", "GET", "/api/admin/people?limit=200");
  for (const { id, name } of everybody.people) ids[name] = id;

  const job = async (id: string) => (await call("admin", "GET", `/api/agent-jobs/${id}`))[1].job;
  const over = ["COMPLETED", "FAILED", "CANCELLED"];
  const parts = opening.move();
  return {
    app,
    tokens,
    ids,
    workflowsDir,
    send,
    call,
    async start(who, jobType, inputData = {}, more = {}) {
      const body = { jobType, taskDescription: "An attack", inputData, ...more };
      const [status, answer] = await call(who, "POST", "/api/agent-jobs", body);
      if (status !== 201) throw new Error(JSON.stringify(answer));
      return answer.job.id;
    },
    job,
    ended: (id) =>
      eventually(async () => {
        const now = await job(id);
        return over.includes(now.status) ? now : null;
      }, `the end of job ${id}`),
    asked: (id, purpose = "approval") =>
      eventually(async () => {
        const now = await job(id);
        if (over.includes(now.status)) throw new Error(`It ended ${now.status}: ${now.error}`);
        return now.checkpoints.find((each: Wire) => each.status === "PENDING" && each.purpose === purpose);
      }, `a checkpoint of job ${id}`),
    async audited(subject) {
      const entries: Wire[] = [];
      for (let after: number | null = 0; after !== null; ) {
        const [, page]: [number, Wire] = await call(
          "admin",
          "GET",
          `/api/admin/audit?limit=200&after=${after}`,
        );
        entries.push(...page.entries);
        after = page.next;
      }
      return entries.filter((each) => subject === undefined || each.subject === subject);
    },
    say: async (who, text, conversationId) =>
      (await call(who, "POST", "/api/chat", { text, ...(conversationId && { conversationId }) }))[1],
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** A template that looks up a path: `inputs.job`, `steps.look.output.value`. */
export function ref(path: string): string {
  return `\${{ ${path} }}`;
}
