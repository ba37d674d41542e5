// What HWA's own words say: whether the program ended badly or was never started, its return code, and how long it ran.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Bearing, Evidence } from "#core/diagnosis/evidence.ts";
import { humanDuration } from "#core/duration.ts";
import type { Breakage } from "#hwa/failure/what-broke.ts";
import { type Look, told } from "../desk.ts";
import { programCodeOf } from "./program-codes.ts";

type Broken = Extract<Breakage, { kind: "broken" }>;

const bearing =
  (group: string) =>
  ([cause, weight]: readonly [CauseKind, number]): Bearing => ({ cause, weight, group });

/** FAIL: HWA could not start it. What only a running program meets is then hardly the cause. */
const neverStarted: readonly (readonly [CauseKind, number])[] = [
  ["logon", 0.8],
  ["command_not_found", 0.8],
  ["agent_unreachable", 0.8],
  ["workstation_down", 0.6],
  ["permission", 0.3],
  ["missing_file", -1],
  ["bad_data", -2],
  ["database", -2],
  ["lock", -2],
  ["program", -2],
  ["max_duration", -2],
  ["return_code_mapping", -2],
];

/** What exit codes mean by convention. Programs keep to it only so far. */
const byReturnCode: Readonly<Record<number, readonly (readonly [CauseKind, number])[]>> = {
  0: [["return_code_mapping", 1.5]],
  2: [["missing_file", 0.3]],
  4: [["return_code_mapping", 0.6]],
  28: [["disk_full", 1]],
  124: [["timeout", 1.5]],
  126: [
    ["permission", 1.8],
    ["missing_file", -0.5],
  ],
  127: [
    ["command_not_found", 2],
    ["missing_file", -1],
  ],
  137: [
    ["killed", 1.5],
    ["out_of_memory", 1.2],
  ],
  139: [["program", 2]],
  143: [["killed", 1.8]],
};

export function statusEvidence(broken: Broken, source: Evidence["source"]): Look {
  const { job, run, how, returnCode, returnCodeMeaning } = broken;
  const ofProgram = programCodeOf(broken);
  const word = (run?.status.internal ?? job.status.internal).toUpperCase();
  const at = run?.endedAt ?? run?.startedAt ?? null;
  const evidence: Evidence[] = [
    {
      id: "status",
      look: "status",
      text:
        how === "fail"
          ? told(`HWA could not start it (${word})`, `o HWA não conseguiu iniciá-lo (${word})`)
          : told(`the program ended badly (${word})`, `o programa terminou mal (${word})`),
      source,
      at,
      bears:
        how === "fail"
          ? neverStarted.map(bearing("status"))
          : [
              // It was started there and its end was heard of.
              bearing("status")(["agent_unreachable", -0.7]),
              bearing("status")(["workstation_down", -0.7]),
            ],
    },
  ];
  if (returnCode !== null)
    evidence.push({
      id: "return_code",
      look: "return_code",
      text: ofProgram
        ? told(
            `its return code is ${returnCode}, by which ${ofProgram.program} says: ${ofProgram.means.en}`,
            `seu return code é ${returnCode}, com o que ${ofProgram.program} diz: ${ofProgram.means.pt}`,
          )
        : returnCodeMeaning
          ? told(
              `its return code is ${returnCode}: ${returnCodeMeaning.meaning.en}`,
              `seu return code é ${returnCode}: ${returnCodeMeaning.meaning.pt}`,
            )
          : told(
              `its return code is ${returnCode}, which only its own program knows the meaning of`,
              `seu return code é ${returnCode}, cujo significado só o próprio programa conhece`,
            ),
      source,
      at,
      bears: (ofProgram?.bears ?? byReturnCode[returnCode] ?? []).map(bearing("return_code")),
    });
  return { evidence: [...evidence, ...durationEvidence(broken, source)], blanks: [] };
}

function durationEvidence({ job, run, cause }: Broken, source: Evidence["source"]): readonly Evidence[] {
  const ran = run?.elapsedMs ?? null;
  const most = job.time.maxDurationMs;
  if (ran === null || most === null) return [];
  const over = cause.kind === "max_duration";
  const both = { ran: humanDuration(ran), most: humanDuration(most) };
  return [
    {
      id: "duration",
      look: "status",
      text: over
        ? told(
            `it was ended after ${both.ran}; its maximum duration is ${both.most}`,
            `foi encerrado após ${both.ran}; sua duração máxima é ${both.most}`,
          )
        : told(`it ran ${both.ran} of at most ${both.most}`, `rodou ${both.ran} de no máximo ${both.most}`),
      source,
      at: run?.endedAt ?? null,
      bears: [{ cause: "max_duration", weight: over ? 3.5 : ran >= most ? 0.5 : -3, group: "duration" }],
    },
  ];
}
