// A workflow as a picture, in words a drawing program understands: Mermaid for chats and pages, DOT for Graphviz.

import { saidIn } from "../wording.ts";
import { fileDuration } from "./file-duration.ts";
import type { Phase, StepSpec, Workflow } from "./workflow.ts";

const phases: readonly Phase[] = ["pre", "main", "verify"];
const phaseTitles: Readonly<Record<Phase, string>> = { pre: "Before", main: "Main", verify: "Verify" };

interface Edge {
  readonly from: number;
  readonly to: number;
  /** The condition of the step it leads to. */
  readonly label: string | null;
}

/** A Mermaid flowchart. Nodes are called s0, s1, …, since a step may be called `end`. */
export function mermaidOf(workflow: Workflow): string {
  const { steps } = workflow;
  const lines = ["flowchart TD"];
  for (const phase of phasesIn(workflow)) {
    lines.push(`  subgraph ${phase}["${phaseTitles[phase]}"]`);
    for (const [index, step] of steps.entries())
      if (step.phase === phase) lines.push(`    s${index}${mermaidNode(step)}`);
    lines.push("  end");
  }
  for (const { from, to, label } of edgesOf(workflow))
    lines.push(label ? `  s${from} -->|"${mermaidText(label)}"| s${to}` : `  s${from} --> s${to}`);
  for (const [index, step] of steps.entries())
    if (step.rollback) {
      lines.push(`  r${index}(["undo: ${mermaidText(step.rollback.uses)}"])`, `  s${index} -.-> r${index}`);
    }
  const asking = steps.flatMap((step, index) => (step.approval ? [`s${index}`] : []));
  lines.push("  classDef asks fill:#fff4d6,stroke:#b7791f,stroke-width:2px");
  if (asking.length > 0) lines.push(`  class ${asking.join(",")} asks`);
  return `${lines.join("\n")}\n`;
}

/** A DOT digraph: a rounded box a step, one frame a phase, steps that ask people in amber. */
export function dotOf(workflow: Workflow): string {
  const { steps } = workflow;
  const lines = [
    "digraph workflow {",
    `  graph [rankdir=TB, nodesep=0.4, ranksep=0.5, pad=0.3, fontname="Helvetica", fontsize=16, labelloc=t, fontcolor="#1a202c", bgcolor="white", label=${quoted(`${saidIn(workflow.title, "en")}\n${workflow.id}, version ${workflow.version}\n `)}];`,
    '  node [shape=box, style="rounded,filled", fillcolor="#edf2f7", color="#a0aec0", penwidth=1.2, fontname="Helvetica", fontsize=12, fontcolor="#1a202c", margin="0.18,0.1"];',
    '  edge [color="#718096", arrowsize=0.7, fontname="Helvetica", fontsize=10, fontcolor="#4a5568"];',
  ];
  for (const phase of phasesIn(workflow)) {
    lines.push(
      `  subgraph cluster_${phase} {`,
      `    graph [label=${quoted(phaseTitles[phase])}, labeljust=l, fontsize=11, fontcolor="#718096", color="#cbd5e0", style="rounded,dashed", margin=14];`,
    );
    for (const [index, step] of steps.entries())
      if (step.phase === phase) lines.push(`    s${index} [${dotNode(step)}];`);
    lines.push("  }");
  }
  for (const { from, to, label } of edgesOf(workflow))
    lines.push(`  s${from} -> s${to}${label ? ` [label=${quoted(` ${wrapped(label)} `)}]` : ""};`);
  for (const [index, step] of steps.entries())
    if (step.rollback)
      lines.push(
        `  r${index} [label=${quoted(`undo: ${step.rollback.uses}`)}, fillcolor="white", style="rounded,dashed", fontsize=10];`,
        `  s${index} -> r${index} [style=dashed, constraint=true];`,
      );
  return `${lines.join("\n")}\n}\n`;
}

function phasesIn(workflow: Workflow): readonly Phase[] {
  return phases.filter((phase) => workflow.steps.some((step) => step.phase === phase));
}

function edgesOf({ steps }: Workflow): readonly Edge[] {
  const place = new Map(steps.map((step, index) => [step.id, index]));
  return steps.flatMap((step, to) =>
    step.needs.flatMap((need) => {
      const from = place.get(need);
      return from === undefined ? [] : [{ from, to, label: step.if }];
    }),
  );
}

/** What a person should see of a step at a glance. */
function notesOf(step: StepSpec): readonly string[] {
  const { approval, retry } = step;
  const notes: string[] = [];
  if (approval) {
    const who = approval.from.join(" or ");
    notes.push(
      `asks ${approval.count > 1 ? `${approval.count} of ` : ""}${who}, within ${fileDuration(approval.expiresMs)}`,
    );
  }
  if (step.if && step.needs.length === 0) notes.push(`if ${step.if}`);
  if (retry.attempts > 1) notes.push(`up to ${retry.attempts} tries of ${fileDuration(step.timeoutMs)}`);
  if (step.onFailure !== "stop") notes.push(`on failure: ${step.onFailure}`);
  return notes;
}

function mermaidNode(step: StepSpec): string {
  const text = [
    `<b>${mermaidText(saidIn(step.title ?? step.id, "en"))}</b>`,
    mermaidText(step.uses),
    ...notesOf(step).map(mermaidText),
  ];
  const label = `"${text.join("<br/>")}"`;
  return step.approval ? `{{${label}}}` : `(${label})`;
}

function dotNode(step: StepSpec): string {
  const small = [step.uses, ...notesOf(step)].map(
    (line) => `<br/><font point-size="10" color="#4a5568">${markup(wrapped(line))}</font>`,
  );
  const label = `<<b>${markup(wrapped(saidIn(step.title ?? step.id, "en")))}</b>${small.join("")}>`;
  const colours = step.approval
    ? 'fillcolor="#fefcbf", color="#b7791f", penwidth=2'
    : step.effect === "read"
      ? 'fillcolor="#ebf8ff", color="#90cdf4"'
      : 'fillcolor="#e6fffa", color="#38b2ac"';
  return `label=${label}, ${colours}, tooltip=${quoted(step.id)}`;
}

const lineWidth = 44;

/** Broken at spaces, so that one long condition does not widen the whole picture. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < lineWidth)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}

function markup(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\n/g, "<br/>");
}

/** Everything that could mean something to Mermaid or to a page, by its number. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._:,/-]/gu, (each) => `#${each.codePointAt(0)};`);
}
