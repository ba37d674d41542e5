import { readFileSync } from "node:fs";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import type { Workflow } from "#core/workflow/workflow.ts";
import { actionLookup } from "#engine/library/action-lookup.ts";
import { drawWorkflow } from "#engine/library/draw.ts";
import { checkFile } from "#engine/library/read-workflows.ts";
import { someActions } from "./some-actions.ts";

const bytes = readFileSync(new URL("../../fixtures/workflows/runbooks/recover-abend.yml", import.meta.url));

function example(): Workflow {
  const { workflow } = checkFile("runbooks/x.yml", "runbook", bytes, "", actionLookup(someActions));
  if (!workflow) throw new Error("the example is wrong");
  return workflow;
}

describe("the picture of a workflow", () => {
  it("shows every step, who is asked, the conditions, and what undoes it", async () => {
    const { svg, mermaid } = await drawWorkflow(example());
    wellFormed(svg);
    for (const text of [
      "look",
      "rerun",
      "verify",
      "asks 2 of operators",
      "ABEND",
      "undo: hwa.job",
      "Verify",
      "up to 3 tries",
    ])
      expect(svg.replaceAll("&#160;", " "), text).toContain(text);
    expect(mermaid).toMatch(/^flowchart TD\n/);
    for (const text of ["s0 -->|", "s1 --> s2", 'subgraph verify["Verify"]', "class s1 asks", "s1 -.-> r1"])
      expect(mermaid).toContain(text);
  });

  it("takes whatever a title or a condition says as text", async () => {
    const nasty = `"]; evil [label="x" <script>alert(1)</script> & \\ \n end`;
    const workflow = example();
    const steps = workflow.steps.map((step) => ({
      ...step,
      title: nasty,
      if: `steps.look.state != '${nasty}'`,
    }));
    const { svg, mermaid } = await drawWorkflow({ ...workflow, title: nasty, steps });
    wellFormed(svg);
    expect(svg).not.toContain("<script");
    expect(mermaid).not.toContain("<script");
    expect(
      mermaid.split("\n").filter((line) => line.includes("evil") && !/"[^"]*evil[^"]*"/.test(line)),
    ).toEqual([]);
  });
});

function wellFormed(svg: string): void {
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(svg).close();
}
