// What people meet in a conversation, on a card or as the reason of a failed step is written in both languages where it
// happens. This reads the sources: a Fault written in English alone, on a floor that people hear, fails here.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Fault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";

const root = new URL("..", import.meta.url).pathname;

/** Where faults come from that people meet. */
const heard = [
  "src/core",
  "src/engine",
  "src/actions",
  "src/hwa",
  "src/agents",
  "src/chat",
  "adapters/hwa/client",
];

/**
 * What only whoever runs the server, writes a workflow's file, or breaks the program meets: configuration, checks before a
 * file is taken, rows handed to `data.*`, and what cannot happen. Each names the file and how its English begins.
 */
const notHeard: readonly (readonly [file: string, begins: RegExp])[] = [
  ["adapters/hwa/client/hwa-client-options.ts", /HWA_/],
  ["adapters/hwa/client/hwa-client-options.ts", /^No address of HWA is set/],
  ["src/actions/create-actions.ts", /^Two actions are called/],
  ["src/actions/data/", /./],
  ["src/actions/describe-actions.ts", /^There is no action called/],
  ["src/actions/http/allowed-hosts.ts", /RESYNC_HTTP_HOSTS/],
  ["src/chat/alerts/open-rules.ts", /^The default alert rules/],
  ["src/core/workflow/condition.ts", /^The condition ".*cannot be read/],
  ["src/core/workflow/digest.ts", /^Something that is not JSON/],
  ["src/core/workflow/inputs.ts", /why\.replace/],
  ["src/core/workflow/template.ts", /^The template/],
  ["src/engine/job-desk.ts", /^A job with the id/],
  ["src/engine/library/", /./],
  ["src/engine/preview-change.ts", /^A preview does not look/],
  ["src/engine/steer.ts", /^A change without a guard/],
  ["src/engine/worker.ts", /^This process runs no worker/],
  ["src/hwa/monitor/silence.ts", /^(?:The monitor stops|This reading of the plan is over)/],
  ["src/hwa/oql.ts", /OQL/],
];

interface Written {
  readonly file: string;
  readonly line: number;
  readonly english: string;
}

/** Faults whose sentence is a plain text, in one language: `new Fault("code", "…"` or with a template. */
function inEnglishAlone(file: string): readonly Written[] {
  const source = readFileSync(join(root, file), "utf8");
  const fault =
    /new Fault\(\s*[^,()]*(?:\([^()]*\)[^,()]*)*,\s*(?:[^,{}()"`]*\?\s*)?(["`])((?:\\.|(?!\1).)*)/gs;
  return [...source.matchAll(fault)].map((match) => ({
    file,
    line: source.slice(0, match.index).split("\n").length,
    english: match[2] ?? "",
  }));
}

const files = heard.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);
const found = files.flatMap(inEnglishAlone);
const excused = ({ file, english }: Written) =>
  notHeard.some(([where, begins]) => file.startsWith(where) && begins.test(english));

describe("Faults", () => {
  it("that people meet are written in English and in Portuguese", () => {
    expect(
      found.filter((each) => !excused(each)).map(({ file, line, english }) => `${file}:${line} ${english}`),
    ).toEqual([]);
  });

  it("that are excused from that are still there", () => {
    const idle = notHeard.filter(
      ([where, begins]) => !found.some(({ file, english }) => file.startsWith(where) && begins.test(english)),
    );
    expect(idle.map(([where, begins]) => `${where} ${begins}`)).toEqual([]);
  });

  it("say to readers of Portuguese what was written for them, and else the sense with the original below it", () => {
    const written = new Fault("conflict", { en: "It runs.", pt: "Está em execução." });
    expect(faultSentence(written, "pt")).toBe("Está em execução.");
    expect(faultSentence(written, "en")).toBe("It runs.");
    const foreign = new Fault("conflict", "It runs.");
    expect(faultSentence(foreign, "pt")).toBe(
      "O estado atual não permite isso, e nada foi feito.\n(It runs.)",
    );
    expect(faultSentence({ code: "poison", message: "It runs." }, "pt")).toContain("(It runs.)");
  });
});
