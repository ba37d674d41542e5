// An entry as a person wants it: from the dialog of *Change*, or typed as `problem: …; steps: … > …; owner: …`.

import type { Filled } from "#core/form.ts";
import type { EntryFix } from "#core/knowledge/entry.ts";
import { redact } from "#core/redact.ts";
import { cleanText, fold, oneLine } from "#core/text.ts";

export const longestProblem = 300;
export const longestStep = 500;
export const mostSteps = 20;
export const longestOwner = 200;

/** What a person wants of a fix; what is absent stays. */
export interface FixEdit {
  readonly problem?: string;
  readonly steps?: readonly string[];
  readonly owner?: string | null;
}

export function editOfForm(filled: Filled): FixEdit {
  return {
    ...(filled.problem === undefined ? {} : { problem: filled.problem }),
    ...(filled.steps === undefined ? {} : { steps: filled.steps.split("\n") }),
    // An owner that was emptied is one nobody knows.
    owner: filled.owner ?? null,
  };
}

const fields: readonly (readonly [keyof FixEdit, string])[] = [
  ["problem", "problem|problema"],
  ["steps", "steps?|resolution[_ ]steps|passos?|solu[cç][aã]o"],
  ["owner", "owner|respons[aá]vel|dono"],
];
const field = new RegExp(
  `(?:^|[;\\n]\\s*)(?:${fields.map(([name, words]) => `(?<${name}>${words})`).join("|")})\\s*[:=]\\s*`,
  "giu",
);

/** null: nothing in it names a field. */
export function editOfText(text: string): FixEdit | null {
  const found = [...text.matchAll(field)];
  if (found.length === 0) return null;
  const values = found.map((match, index) => {
    const [name] = fields.find(([each]) => match.groups?.[each] !== undefined) ?? ["problem"];
    const from = match.index + match[0].length;
    return [name, text.slice(from, found[index + 1]?.index ?? text.length).trim()] as const;
  });
  const value = (name: keyof FixEdit) => values.findLast(([each]) => each === name)?.[1];
  const [problem, steps, owner] = [value("problem"), value("steps"), value("owner")];
  return {
    ...(problem === undefined ? {} : { problem }),
    ...(steps === undefined ? {} : { steps: steps.split(/\n|;|\s+>\s+/) }),
    ...(owner === undefined
      ? {}
      : { owner: /^(?:-|—|none|unknown|nenhum|desconhecido)?$/.test(fold(owner)) ? null : owner }),
  };
}

export type Edited = { readonly fix: EntryFix } | { readonly missing: "problem" | "steps" };

/** People's words are cleaned and hold no secret, as everything that is kept. */
export function afterEdit(fix: EntryFix, edit: FixEdit): Edited {
  const clean = (text: string, longest: number) => oneLine(redact(cleanText(text)), longest);
  const problem = edit.problem === undefined ? fix.problem : clean(edit.problem, longestProblem);
  const steps =
    edit.steps === undefined
      ? fix.steps
      : edit.steps
          .map((step) => clean(step.replace(/^\s*(?:\d{1,2}[.)]|[-*•])\s+/, ""), longestStep))
          .filter((step) => step !== "")
          .slice(0, mostSteps);
  if (problem === "") return { missing: "problem" };
  if (steps.length === 0) return { missing: "steps" };
  const owner =
    edit.owner === undefined
      ? fix.owner
      : edit.owner === null
        ? null
        : clean(edit.owner, longestOwner) || null;
  return { fix: { ...fix, problem, steps, owner } };
}
