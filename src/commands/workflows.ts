// The commands about workflow files: check them, draw one, list the actions they can use, write the schema for editors.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describeActions } from "#actions/describe-actions.ts";
import type { Config } from "#config";
import { Fault } from "#core/fault.ts";
import { nearest } from "#core/nearest.ts";
import { workflowFileJsonSchema } from "#core/workflow/workflow-file.ts";
import { drawWorkflow } from "#engine/library/draw.ts";
import { checkWorkflowFiles } from "#engine/library/read-workflows.ts";
import type { Log } from "#log";
import { openCatalog } from "../composition/open-catalog.ts";

type Print = (line: string) => void;

/** False when a file has a problem; each is printed as `file:line: sentence`. */
export async function checkWorkflows(config: Config, log: Log, print: Print): Promise<boolean> {
  await using actions = await openCatalog(config, log);
  const { workflows, problems } = await checkWorkflowFiles(resolve(config.workflowsDir), actions);
  for (const { file, line, message } of problems)
    print(`${join(config.workflowsDir, file)}${line === null ? "" : `:${line}`}: ${message}`);
  print(
    problems.length === 0
      ? `${workflows.length} workflows are good: ${workflows.map(({ id }) => id).join(", ")}.`
      : `${problems.length} problem${problems.length === 1 ? "" : "s"}; ${workflows.length} workflows are good.`,
  );
  return problems.length === 0;
}

/** Prints the Mermaid text and writes the picture. */
export async function drawOne(
  config: Config,
  log: Log,
  [id = "", target]: readonly string[],
  print: Print,
): Promise<void> {
  await using actions = await openCatalog(config, log);
  const { workflows } = await checkWorkflowFiles(resolve(config.workflowsDir), actions);
  const workflow = workflows.find((each) => each.id === id);
  if (!workflow) {
    const names = workflows.map((each) => each.id);
    const near = nearest(id, names);
    throw new Fault(
      "not_found",
      `No workflow is called "${id}". ${near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are ${names.join(", ")}.`}`,
    );
  }
  const { mermaid, svg } = await drawWorkflow(workflow);
  const path = resolve(target ?? join(config.dataDir, `${id}.svg`));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, svg);
  print(mermaid);
  print(`\nThe picture is in ${path}.`);
}

export async function listActions(
  config: Config,
  log: Log,
  [name]: readonly string[],
  print: Print,
): Promise<void> {
  await using actions = await openCatalog(config, log);
  print(describeActions(actions, name));
}

/** workflows/workflow.schema.json, which editors read. */
export async function writeSchema(config: Config, print: Print): Promise<void> {
  const path = join(resolve(config.workflowsDir), "workflow.schema.json");
  await writeFile(path, `${JSON.stringify(workflowFileJsonSchema(), null, 2)}\n`);
  print(`Wrote ${path}.`);
}
