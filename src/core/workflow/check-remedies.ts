// What a file says it is meant for: with inputs it has, and each cause once.

import { didYouMean, type WorkflowFault } from "./file-faults.ts";
import type { RemedyFile } from "./workflow-file.ts";

export function remedyFaults(
  remedies: readonly RemedyFile[],
  inputs: readonly string[],
): readonly WorkflowFault[] {
  const first = new Map<string, number>();
  return remedies.flatMap(({ cause, when, inputs: filled }, index) => {
    const faults: WorkflowFault[] = [];
    const place = `The remedy ${index + 1}`;
    for (const name of Object.keys(filled))
      if (!inputs.includes(name))
        faults.push({
          path: ["remedies", index, "inputs", name],
          message: `${place} fills the input ${JSON.stringify(name)}, and there is no such input.${didYouMean(name, inputs) || (inputs.length > 0 ? ` There are ${inputs.slice(0, 12).join(", ")}.` : " The workflow has none.")}`,
        });
    for (const [at, each] of [cause].flat().entries()) {
      const path = ["remedies", index, "cause", ...(typeof cause === "string" ? [] : [at])];
      for (const state of when === undefined ? ["failed", "waiting"] : [when]) {
        const same = first.get(`${each} ${state}`);
        if (same === undefined) {
          first.set(`${each} ${state}`, index);
          continue;
        }
        faults.push({
          path,
          message: `${place} is meant for ${each}, and so is the remedy ${same + 1}. Leave one of them, or say with \`when\` which of them is for a job that failed and which for one that waits.`,
        });
        break;
      }
    }
    return faults;
  });
}
