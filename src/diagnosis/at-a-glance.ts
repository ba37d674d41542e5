// What the job and its log alone show: the same rules as a whole diagnosis, without its other looks. For lists and headlines.

import { calibrate } from "#core/diagnosis/calibrate.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { weigh } from "#core/diagnosis/weigh.ts";
import type { Breakage } from "#hwa/failure/what-broke.ts";
import { logEvidence } from "./looks/log.ts";
import { statusEvidence } from "./looks/status.ts";

export type Glance = Pick<Diagnosis, "verdict" | "cause" | "hypotheses" | "evidence">;

export function atAGlance(broken: Extract<Breakage, { kind: "broken" }>, hwaTitle: string): Glance {
  const { job, run } = broken;
  const evidence = [
    ...statusEvidence(broken, { title: hwaTitle, ref: `plan/job/${job.id}` }).evidence,
    ...logEvidence(broken, { title: hwaTitle, ref: `plan/job/run/${run?.id ?? job.id}/joblog` }).evidence,
  ];
  const { verdict, hypotheses } = weigh(evidence, calibrate);
  return { verdict, cause: verdict === "unknown" ? null : (hypotheses[0] ?? null), hypotheses, evidence };
}
