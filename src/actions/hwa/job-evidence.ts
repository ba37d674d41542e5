// What a checkpoint shows of a job: how it stands, what broke it, who waits for it, whose it is.

import { isFault } from "#core/fault.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import { redact } from "#core/redact.ts";
import { lateBecauseOf } from "#hwa/dependencies.ts";
import { readLogTail } from "#hwa/failure/log-tail.ts";
import { whatBroke } from "#hwa/failure/what-broke.ts";
import { jobFacts, lastRun } from "#hwa/job-facts.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Evidence } from "./change.ts";
import { checkCause } from "./check-cause.ts";
import type { Asked } from "./desk.ts";
import { knownFix } from "./known-fix.ts";
import { clock, jobState, lasted } from "./notation.ts";
import { causeOf } from "./read-diagnosis.ts";

export async function jobEvidence(job: HwaJob, asked: Asked): Promise<Evidence> {
  const { hwa, knowledge } = asked.desk;
  const facts = jobFacts(job, asked.now);
  const [broke, impact] = await Promise.all([
    told(() => whatBroke(hwa, job, asked.now, asked.read)),
    told(() => lateBecauseOf(hwa, job, asked.read)),
  ]);
  const lines: { label: string; value: string }[] = [
    { label: "Status now", value: `${job.name} ${jobState(job, asked).en}` },
  ];
  const add = (label: string, value: string | null) => {
    if (value !== null) lines.push({ label, value });
  };
  add("Return code", facts.returnCode === null ? null : String(facts.returnCode));
  add(
    "Since",
    facts.endedAt ? clock(facts.endedAt, asked) : facts.startedAt ? clock(facts.startedAt, asked) : null,
  );
  add(
    "Ran for",
    facts.elapsedMs === null ? null : `${lasted(facts.elapsedMs)} (usually ${lasted(facts.estimatedMs)})`,
  );
  add("Runs in this plan", facts.reruns > 0 ? `${facts.runs}, of them ${facts.reruns} reruns` : null);
  let code: string | null = null;
  if (typeof broke === "string") add("Log", broke);
  else if (broke.kind === "broken") {
    code = broke.errorCode.code;
    add("Error code", code);
    add("Cause", causeOf(broke));
  }
  add(
    "Critical",
    facts.critical ? `yes${facts.deadline ? `, due ${clock(facts.deadline, asked)}` : ""}` : null,
  );
  if (typeof impact === "string") add("Waits for it", impact);
  else {
    const names = impact.waiting.slice(0, 6).map((each) => each.name + (each.critical ? " (critical)" : ""));
    const more = impact.total > names.length ? ` and ${impact.total - names.length} more` : "";
    add("Waits for it", impact.total === 0 ? "nothing" : `${impact.total}: ${names.join(", ")}${more}`);
  }
  const fix = knownFix(knowledge, job.name, code);
  add("Known fix", fix.steps.length > 0 ? `${fix.steps.join("; ")} (${fix.sources.join(", ")})` : null);
  add("Owner", fix.owner);
  return lines;
}

/** Whether a rerun has a chance: what HWA shows of the cause now, and plainly that it shows nothing when it does not. */
export async function causeEvidence(job: HwaJob, asked: Asked): Promise<Evidence> {
  const checked = await told(async () => {
    const broke = await whatBroke(asked.desk.hwa, job, asked.now, asked.read);
    return broke.kind === "broken" ? (await checkCause(job, broke, asked)).text : null;
  });
  return checked === null ? [] : [{ label: "Cause now", value: checked }];
}

/** The end of a failed job's log; null when it did not fail or the log cannot be read. */
export async function failureDetail(job: HwaJob, asked: Asked): Promise<Preview["detail"]> {
  const broke = await told(() => whatBroke(asked.desk.hwa, job, asked.now, asked.read));
  if (typeof broke === "string" || broke.kind !== "broken" || broke.tail.length === 0) return null;
  const text = broke.tail.map((line) => `${String(line.number).padStart(5)}  ${line.text}`).join("\n");
  return { title: `End of the log of ${job.name}`, text: redact(text) };
}

/** The end of the log of whatever ran last, failed or not: how it ended is for people to judge. */
export async function logDetail(job: HwaJob, asked: Asked): Promise<Preview["detail"]> {
  const run = lastRun(job);
  if (!run) return null;
  const read = await told(() => readLogTail(asked.desk.hwa, run.id, 30, asked.read));
  const text =
    typeof read === "string"
      ? `It ${read}`
      : read.tail.map((line) => `${String(line.number).padStart(5)}  ${line.text}`).join("\n");
  return text === "" ? null : { title: `End of the log of ${job.name}`, text: redact(text) };
}

/** What HWA would not tell is told as that sentence: a card with a gap is better than no card. */
async function told<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (!isFault(error)) throw error;
    return `could not be read: ${error.message}`;
  }
}
