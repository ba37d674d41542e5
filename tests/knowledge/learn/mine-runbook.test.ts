import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { actionLookup } from "#engine/library/action-lookup.ts";
import { checkFile } from "#engine/library/read-workflows.ts";
import { mine } from "#knowledge/learn/mine.ts";
import { runbookOf } from "#knowledge/learn/mine-runbook.ts";
import { shippedActions } from "../../workflows/support/shipped-actions.ts";
import { incident, type Telling } from "./incidents.ts";

const at = (path: string) => `\${{ ${path} }}`;
const lookup = actionLookup(shippedActions);

function read(yaml: string) {
  return checkFile("runbooks/draft.yml", "runbook", Buffer.from(yaml), "hash", lookup);
}

function runbook(telling: Telling): string | null {
  const [mined] = mine(
    [1, 2, 3].map(() => incident(telling)),
    3,
  );
  return mined ? runbookOf(mined) : null;
}

test("What Resync can do it does, what only people can do it asks for, and its own reader takes it.", () => {
  const yaml =
    runbook({ told: ["pedi o arquivo para a EDI", "conferi /data/inbound", "rodei de novo"] }) ?? "";
  expect(read(yaml).problems).toEqual([]);
  const { steps, inputs } = parse(yaml) as {
    steps: { id: string; uses: string; title: unknown; approval?: object }[];
    inputs: { job: object };
  };
  expect(steps.map(({ id, uses }) => `${id} ${uses}`)).toEqual([
    "look hwa.job",
    "ask_1 checkpoint.review",
    "ask_2 checkpoint.review",
    "rerun_3 hwa.rerun",
    "ended wait.until",
    "tell chat.say",
  ]);
  expect(steps[1]?.title).toBe("Pedi o arquivo para a EDI");
  expect(steps[3]?.approval).toEqual({ from: ["operators"] });
  expect(inputs.job).toMatchObject({ default: "INVOICE_PROCESSING" });
});

test("Where Resync can do nothing of it there is no runbook.", () => {
  expect(runbook({ seen: [], told: ["renewed the certificate"] })).toBeNull();
  expect(runbook({ seen: [], told: ["did not rerun it"] })).toBeNull();
});

test("Whatever people say, the draft is a runbook, and nothing in their words is looked up.", () => {
  const words = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      at("inputs.job"),
      "{ en: x }",
      "- a: b",
      "*x",
      "&a !!js/function",
      "a: b # c",
      "'\"",
      `${at("steps.look.output.job_id")} restart`,
    ),
  );
  fc.assert(
    fc.property(
      words,
      words,
      fc.constantFrom("INVOICE_PROCESSING", "9#Ç@.-", "A".repeat(40)),
      (one, two, job) => {
        const yaml = runbook({ job, told: [one, two], realCause: one });
        if (yaml === null) return;
        const { problems, workflow } = read(yaml);
        expect(problems).toEqual([]);
        expect(JSON.stringify(workflow?.steps[1])).not.toMatch(/\$\{\{ inputs/);
      },
    ),
    { numRuns: 150 },
  );
});
