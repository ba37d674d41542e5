// What a checkpoint shows of a job: how it stands, what broke it, who waits for it, whose it is.

import { isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import { redact } from "#core/redact.ts";
import type { Said, Wording } from "#core/wording.ts";
import { signOf } from "#diagnosis/sign-of.ts";
import { lateBecauseOf } from "#hwa/dependencies.ts";
import { readLogTail } from "#hwa/failure/log-tail.ts";
import { whatBroke } from "#hwa/failure/what-broke.ts";
import { jobFacts, lastRun } from "#hwa/job-facts.ts";
import { knownFix } from "#knowledge/known-fix.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Evidence } from "./change.ts";
import { checkCause } from "./check-cause.ts";
import type { Asked } from "./desk.ts";
import { clock, jobState, lasted } from "./notation.ts";
import { causeOf } from "./read-diagnosis.ts";

export async function jobEvidence(job: HwaJob, asked: Asked): Promise<Evidence> {
  const { hwa, knowledge } = asked.desk;
  const facts = jobFacts(job, asked.now);
  const [broke, impact] = await Promise.all([
    told(() => whatBroke(hwa, job, asked.now, asked.read)),
    told(() => lateBecauseOf(hwa, job, asked.read)),
  ]);
  const state = jobState(job, asked);
  const lines: { label: Wording; value: Said }[] = [
    {
      label: { en: "Status now", pt: "Estado agora" },
      value: { en: `${job.name} ${state.en}`, pt: `${job.name} ${state.pt}` },
    },
  ];
  const add = (en: string, pt: string, value: Said | null) => {
    if (value !== null) lines.push({ label: { en, pt }, value });
  };
  add("Return code", "Código de retorno", facts.returnCode === null ? null : String(facts.returnCode));
  const since = facts.endedAt ?? facts.startedAt;
  add("Since", "Desde", since && { en: clock(since, asked), pt: clock(since, asked, "pt") });
  add(
    "Ran for",
    "Durou",
    facts.elapsedMs === null
      ? null
      : {
          en: `${lasted(facts.elapsedMs)} (usually ${lasted(facts.estimatedMs)})`,
          pt: `${lasted(facts.elapsedMs, "pt")} (normalmente ${lasted(facts.estimatedMs, "pt")})`,
        },
  );
  add(
    "Runs in this plan",
    "Execuções neste plano",
    facts.reruns > 0
      ? {
          en: `${facts.runs}, of them ${facts.reruns} reruns`,
          pt: `${facts.runs}, sendo ${facts.reruns} reexecuções`,
        }
      : null,
  );
  let code: string | null = null;
  if ("unread" in broke) add("Log", "Log", broke.unread);
  else if (broke.kind === "broken") {
    code = broke.errorCode.code;
    add("Error code", "Código de erro", code);
    add("Cause", "Causa", causeOf(broke));
  }
  const due = facts.deadline;
  add(
    "Critical",
    "Crítico",
    facts.critical
      ? {
          en: `yes${due ? `, due ${clock(due, asked)}` : ""}`,
          pt: `sim${due ? `, prazo ${clock(due, asked, "pt")}` : ""}`,
        }
      : null,
  );
  add("Waits for it", "Espera por ele", "unread" in impact ? impact.unread : whoWaits(impact));
  const fix = await knownFix(
    knowledge.fixes,
    job.name,
    code,
    !("unread" in broke) && broke.kind === "broken" ? signOf(broke) : undefined,
  );
  add(
    "Known fix",
    "Solução conhecida",
    fix.unread ??
      (fix.steps.length > 0
        ? `${fix.steps.join("; ")} (${fix.sources.map(({ ref }) => ref).join(", ")})`
        : null),
  );
  add("Owner", "Responsável", fix.owner);
  return lines;
}

function whoWaits({ waiting, total }: Awaited<ReturnType<typeof lateBecauseOf>>): Wording {
  if (total === 0) return { en: "nothing", pt: "nada" };
  const shown = waiting.slice(0, 6);
  const more = total - shown.length;
  const names = (critical: string) =>
    shown.map((each) => each.name + (each.critical ? critical : "")).join(", ");
  return {
    en: `${total}: ${names(" (critical)")}${more > 0 ? ` and ${more} more` : ""}`,
    pt: `${total}: ${names(" (crítico)")}${more > 0 ? ` e mais ${more}` : ""}`,
  };
}

/** Whether a rerun has a chance: what HWA shows of the cause now, and plainly that it shows nothing when it does not. */
export async function causeEvidence(job: HwaJob, asked: Asked): Promise<Evidence> {
  const checked = await told(async () => {
    const broke = await whatBroke(asked.desk.hwa, job, asked.now, asked.read);
    return { said: broke.kind === "broken" ? (await checkCause(job, broke, asked)).said : null };
  });
  const said = "unread" in checked ? checked.unread : checked.said;
  return said === null ? [] : [{ label: { en: "Cause now", pt: "Causa agora" }, value: said }];
}

/** The end of a failed job's log; null when it did not fail or the log cannot be read. */
export async function failureDetail(job: HwaJob, asked: Asked): Promise<Preview["detail"]> {
  const broke = await told(() => whatBroke(asked.desk.hwa, job, asked.now, asked.read));
  if ("unread" in broke || broke.kind !== "broken" || broke.tail.length === 0) return null;
  const text = broke.tail.map((line) => `${String(line.number).padStart(5)}  ${line.text}`).join("\n");
  return { title: endOfLog(job), text: redact(text) };
}

/** The end of the log of whatever ran last, failed or not: how it ended is for people to judge. */
export async function logDetail(job: HwaJob, asked: Asked): Promise<Preview["detail"]> {
  const run = lastRun(job);
  if (!run) return null;
  const read = await told(() => readLogTail(asked.desk.hwa, run.id, 30, asked.read));
  const text =
    "unread" in read
      ? `It ${read.unread.en}`
      : read.tail.map((line) => `${String(line.number).padStart(5)}  ${line.text}`).join("\n");
  return text === "" ? null : { title: endOfLog(job), text: redact(text) };
}

function endOfLog({ name }: HwaJob): Wording {
  return { en: `End of the log of ${name}`, pt: `Fim do log de ${name}` };
}

/** What HWA would not tell is told as that sentence: a card with a gap is better than no card. */
async function told<T extends object>(read: () => Promise<T>): Promise<T | { readonly unread: Wording }> {
  try {
    return await read();
  } catch (error) {
    if (!isFault(error)) throw error;
    const why = faultWording(error);
    return { unread: { en: `could not be read: ${why.en}`, pt: `não pôde ser lido: ${why.pt}` } };
  }
}
