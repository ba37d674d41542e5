// The workflow files of a folder: read, checked, and one workflow to an id.

import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "#core/fault.ts";
import { type ActionLookup, checkWorkflow } from "#core/workflow/check-workflow.ts";
import { type Workflow, type WorkflowKind, workflowKinds } from "#core/workflow/workflow.ts";
import type { Actions } from "#ports/action.ts";
import type { WorkflowProblem } from "../engine.ts";
import { actionLookup } from "./action-lookup.ts";
import { readYaml } from "./read-yaml.ts";

/** A file as it stands now. */
export interface WorkflowSource {
  /** As problems name it: `runbooks/recover-abend.yml`. */
  readonly file: string;
  readonly kind: WorkflowKind;
  /** SHA-256 of its bytes: the same bytes need no second check. */
  readonly hash: string;
  readonly text: string;
  /** null when it has problems. */
  readonly workflow: Workflow | null;
  readonly problems: readonly WorkflowProblem[];
  /** The line that says its id. */
  readonly idLine: number | null;
}

/** The folder of a kind: `runbooks` for `runbook`. */
export function folderOf(kind: WorkflowKind): string {
  return `${kind}s`;
}

/** Changes whenever a file does, without reading any. */
export async function glance(dir: string): Promise<string> {
  const files = await listFiles(dir);
  const seen = await Promise.all(
    files.map(async ({ file }) => {
      const found = await stat(join(dir, file)).catch(() => null);
      return found ? `${file} ${found.ino} ${found.size} ${found.mtimeMs}` : `${file} gone`;
    }),
  );
  return seen.join("\n");
}

/** Every file below the folder, checked; what has not changed since `before` is taken over from there. */
export async function readWorkflows(
  dir: string,
  actions: ActionLookup,
  before: ReadonlyMap<string, WorkflowSource> = new Map(),
): Promise<readonly WorkflowSource[]> {
  const sources: WorkflowSource[] = [];
  for (const { file, kind } of await listFiles(dir)) {
    let bytes: Buffer;
    try {
      bytes = await readFile(join(dir, file));
    } catch (error) {
      if (isMissing(error)) continue; // gone between the list and the look: as good as not listed
      sources.push(unreadable(file, kind));
      continue;
    }
    const hash = createHash("sha256").update(bytes).digest("hex");
    const known = before.get(file);
    sources.push(known?.hash === hash ? known : checkFile(file, kind, bytes, hash, actions));
  }
  return sources;
}

/** Of each id the workflow that has it; a second file with the same id is a problem, and `holder` says who had it first. */
export function settleIds(
  sources: readonly WorkflowSource[],
  holder: (id: string) => string | undefined = () => undefined,
): {
  readonly workflows: ReadonlyMap<string, WorkflowSource>;
  readonly problems: readonly WorkflowProblem[];
} {
  const byId = Map.groupBy(
    sources.filter((source) => source.workflow !== null),
    (source) => source.workflow?.id ?? "",
  );
  const workflows = new Map<string, WorkflowSource>();
  const problems: WorkflowProblem[] = [];
  for (const [id, same] of byId) {
    const keeper = same.find((source) => source.file === holder(id)) ?? same[0];
    if (!keeper) continue;
    workflows.set(keeper.file, keeper);
    for (const other of same)
      if (other !== keeper)
        problems.push({
          file: other.file,
          line: other.idLine,
          message: `The id "${id}" belongs to ${keeper.file} already. Give one of them another id.`,
        });
  }
  return { workflows, problems };
}

/** Everything that is wrong with the files of a folder, and the workflows of the files that are right. */
export async function checkWorkflowFiles(
  dir: string,
  actions: Actions,
): Promise<{ readonly workflows: readonly Workflow[]; readonly problems: readonly WorkflowProblem[] }> {
  const sources = await readWorkflows(dir, actionLookup(actions));
  const { workflows, problems } = settleIds(sources);
  return {
    workflows: [...workflows.values()].flatMap((source) => source.workflow ?? []),
    problems: sorted([...sources.flatMap((source) => source.problems), ...problems]),
  };
}

export function sorted(problems: readonly WorkflowProblem[]): readonly WorkflowProblem[] {
  return problems.toSorted((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0),
  );
}

export function checkFile(
  file: string,
  kind: WorkflowKind,
  bytes: Uint8Array,
  hash: string,
  actions: ActionLookup,
): WorkflowSource {
  const read = readYaml(bytes);
  const base = { file, kind, hash, text: Buffer.from(bytes).toString("utf8"), idLine: read.lineOf(["id"]) };
  if (read.value === undefined)
    return { ...base, workflow: null, problems: read.faults.map((fault) => ({ file, ...fault })) };
  const { workflow, faults } = checkWorkflow(read.value, actions);
  const problems = faults.map(
    ({ path, message }): WorkflowProblem => ({ file, line: read.lineOf(path), message }),
  );
  if (workflow && workflow.kind !== kind)
    problems.push({
      file,
      line: read.lineOf(["kind"]),
      message: `The kind is ${workflow.kind}, and the file lies among the ${folderOf(kind)}. Write kind: ${kind}, or move it to ${folderOf(workflow.kind)}.`,
    });
  return { ...base, workflow: problems.length > 0 ? null : workflow, problems: told(file, problems) };
}

/** In the order of the lines, and not more of them than anybody reads. */
function told(file: string, problems: readonly WorkflowProblem[]): readonly WorkflowProblem[] {
  if (problems.length <= mostProblems) return sorted(problems);
  const more = problems.length - mostProblems;
  const message = `The file has ${more} more problems. Mend these first.`;
  return [...sorted(problems).slice(0, mostProblems), { file, line: null, message }];
}

const mostProblems = 100;

async function listFiles(
  dir: string,
): Promise<readonly { readonly file: string; readonly kind: WorkflowKind }[]> {
  const folders = await Promise.all(
    workflowKinds.map(async (kind) => {
      try {
        const names = await readdir(join(dir, folderOf(kind)));
        return names
          .filter((name) => /^[^.#~].*\.ya?ml$/.test(name))
          .sort()
          .map((name) => ({ file: `${folderOf(kind)}/${name}`, kind }));
      } catch (error) {
        if (isMissing(error)) return [];
        throw new Fault(
          "misconfigured",
          `The folder ${join(dir, folderOf(kind))} cannot be read. Look at its permissions, or set WORKFLOWS_DIR.`,
          { cause: error },
        );
      }
    }),
  );
  return folders.flat();
}

function unreadable(file: string, kind: WorkflowKind): WorkflowSource {
  const message = "The file cannot be read. Look at its permissions.";
  return {
    file,
    kind,
    hash: "",
    text: "",
    workflow: null,
    problems: [{ file, line: null, message }],
    idLine: null,
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
