// Every operation Resync may ask of HWA. A call that is not in the table its client was made with does not leave the
// process: the reader's table has GET alone, and the changer's is another table in another object.

import { Fault } from "#core/fault.ts";

export interface Operation {
  readonly method: "GET" | "PUT" | "POST";
  /** From the server's root, ids in braces. */
  readonly path: string;
}

const v2 = "/twsd/api/v2";
const get = (path: string): Operation => ({ method: "GET", path: `${v2}${path}` });
const put = (path: string): Operation => ({ method: "PUT", path: `${v2}${path}` });
const post = (path: string): Operation => ({ method: "POST", path: `${v2}${path}` });

export const readOperations = {
  engineInfo: get("/engine/info"),
  jobs: get("/plan/job"),
  jobCount: get("/plan/job/count"),
  job: get("/plan/job/{id}"),
  jobDescription: get("/plan/job/{id}/model/description"),
  jobLog: get("/plan/job/run/{id}/joblog"),
  jobStreams: get("/plan/jobstream"),
  jobStream: get("/plan/jobstream/{id}"),
  workstations: get("/plan/workstation"),
  resources: get("/plan/resource"),
  prompts: get("/plan/prompt"),
  files: get("/plan/file"),
  jobDefinitions: get("/model/jobdefinition"),
  streamDefinitions: get("/model/jobstream"),
  metrics: { method: "GET", path: "/metrics" },
} as const satisfies Readonly<Record<string, Operation>>;

export const changeOperations = {
  rerun: put("/plan/job/run/{id}/action/rerun"),
  confirmSucc: put("/plan/job/{id}/action/confirm-succ"),
  confirmAbend: put("/plan/job/{id}/action/confirm-abend"),
  cancel: put("/plan/job/{id}/action/cancel"),
  cancelPending: put("/plan/job/{id}/action/cancel-pending"),
  hold: put("/plan/job/{id}/action/hold"),
  release: put("/plan/job/{id}/action/release"),
  kill: put("/plan/job/{id}/action/kill"),
  releaseDependencies: put("/plan/job/{id}/action/release-all-dependencies"),
  setPriority: put("/plan/job/{id}/action/update-priority"),
  holdStream: put("/plan/jobstream/{id}/action/hold"),
  releaseStream: put("/plan/jobstream/{id}/action/release"),
  cancelStream: put("/plan/jobstream/{id}/action/cancel"),
  releaseStreamDependencies: put("/plan/jobstream/{id}/action/release-all-dependencies"),
  replyPrompt: put("/plan/prompt/{id}/action/reply"),
  link: put("/plan/workstation/{id}/action/link"),
  unlink: put("/plan/workstation/{id}/action/unlink"),
  startWorkstation: put("/plan/workstation/{id}/action/start"),
  stopWorkstation: put("/plan/workstation/{id}/action/stop"),
  setLimit: put("/plan/workstation/{id}/action/update-limit"),
  setFence: put("/plan/workstation/{id}/action/update-fence"),
  submitStream: post("/plan/jobstream/{id}/submit"),
  submitJob: post("/plan/job/{id}/submit"),
} as const satisfies Readonly<Record<string, Operation>>;

/** The operation's path for one object; Fault `invalid_input` for an id that would be another path. */
export function pathOf(operation: Operation, id?: string): string {
  if (!operation.path.includes("{id}")) return operation.path;
  const given = id?.toWellFormed() ?? "";
  if (given === "" || given === "." || given === ".." || given.length > 1_000)
    throw new Fault(
      "invalid_input",
      {
        en: `"${given.slice(0, 60)}" is no id of anything in HWA's plan.`,
        pt: `"${given.slice(0, 60)}" não é id de nada no plano do HWA. Procure pelo nome.`,
      },
      { detail: { field: "id" } },
    );
  return operation.path.replace("{id}", () => encodeURIComponent(given));
}

/** For sentences and logs: `GET /plan/job`. */
export function operationLabel(operation: Operation): string {
  return `${operation.method} ${operation.path.replace(v2, "")}`;
}

export type AllowList = readonly { readonly method: string; readonly pattern: RegExp }[];

export function allowListOf(operations: Readonly<Record<string, Operation>>): AllowList {
  return Object.values(operations).map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll(/[.]/g, "\\.").replace("{id}", "(?!\\.{1,2}$)[^/?#]+")}$`),
  }));
}

/** Throws unless the table has the call. The path is the one that will be sent, without its query. */
export function assertAllowed(allowed: AllowList, method: string, path: string): void {
  const segments = path.split("/");
  const escapes = segments.includes("..") || segments.includes(".");
  if (!escapes && allowed.some((one) => one.method === method && one.pattern.test(path))) return;
  throw new Fault(
    "forbidden",
    {
      en: `Resync did not send ${method} ${path.slice(0, 200)} to HWA: this client may not use that operation.`,
      pt: `O Resync não enviou ${method} ${path.slice(0, 200)} ao HWA: este cliente não pode usar essa operação.`,
    },
    { detail: { reason: "not_allowed", method } },
  );
}
