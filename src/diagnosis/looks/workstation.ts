// Whether the computer it ran on was there: now, and as far as the monitor saw, when it broke.

import type { Evidence } from "#core/diagnosis/evidence.ts";
import { unreachableWhy, workstationNamed } from "#hwa/workstations.ts";
import type { HwaJob, HwaJobRun, ReadOptions } from "#ports/hwa.ts";
import { type DiagnosisDesk, type Look, told } from "../desk.ts";

const words = {
  unlinked: told("is not linked", "está sem link"),
  agent_down: told("has its agent down", "está com o agente parado"),
  unlinked_and_agent_down: told(
    "is not linked and has its agent down",
    "está sem link e com o agente parado",
  ),
} as const;

export async function workstationEvidence(
  { hwa, hwaTitle }: Pick<DiagnosisDesk, "hwa" | "hwaTitle">,
  job: HwaJob,
  run: HwaJobRun | null,
  read: ReadOptions,
): Promise<Look> {
  const name = run?.workstation ?? job.workstation;
  const found = workstationNamed(await hwa.workstations(read), name);
  const source: Evidence["source"] = { title: hwaTitle, ref: `plan/workstation/${name}` };
  if (!found)
    return {
      evidence: [],
      blanks: [
        {
          look: "workstation",
          text: told(`HWA lists no workstation ${name}.`, `O HWA não lista a workstation ${name}.`),
          findOut: null,
          causes: ["workstation_down"],
        },
      ],
    };
  const why = unreachableWhy(found);
  return {
    evidence: [
      {
        id: `workstation:${found.name}`,
        look: "workstation",
        text:
          why === null
            ? told(
                `the workstation ${found.name} is linked and its agent runs`,
                `a workstation ${found.name} tem link e o agente está ativo`,
              )
            : told(
                `the workstation ${found.name} ${words[why].en}`,
                `a workstation ${found.name} ${words[why].pt}`,
              ),
        source,
        at: null,
        // That it is well now says little of the moment it broke, and less the longer ago that was.
        bears:
          why === null
            ? [
                { cause: "workstation_down", weight: -1.6, group: "workstation" },
                { cause: "agent_unreachable", weight: -0.6, group: "workstation" },
              ]
            : [
                { cause: "workstation_down", weight: 2, group: "workstation" },
                // Then the log's "could not be reached" is that, and no cause of its own.
                { cause: "agent_unreachable", weight: -1.5, group: "workstation" },
              ],
      },
    ],
    blanks: [],
  };
}
