// What a look at the cause of an alert finds, in both languages: by the readers that answer "why did it fail?", "why does it
// wait?" and "is it late?", so that an alert and an answer never disagree. What could not be read is said, not left out.

import {
  type Alert,
  type Finding,
  leadOf,
  type Member,
  type MendedBefore,
  type Text,
} from "#core/alert/alert.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import { isFault, toFault } from "#core/fault.ts";
import type { Intent } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { cleanText, oneLine } from "#core/text.ts";
import { type Impact, lateBecauseOf } from "#hwa/dependencies.ts";
import { findJob } from "#hwa/find-job.ts";
import { wordOf } from "#hwa/job-facts.ts";
import { judgeLateness } from "#hwa/lateness/late-jobs.ts";
import { knownFix } from "#knowledge/known-fix.ts";
import type { HwaJob } from "#ports/hwa.ts";
import { type Asked, hwaSource, type PlanDesk } from "../hwa-monitor/desk.ts";
import { meaningOf, sourcesOf } from "../hwa-monitor/diagnosis-reply.ts";
import { type ToldBefore, toldBefore, toldCauseLine } from "../hwa-monitor/diagnosis-words.ts";
import { causeSentence } from "../hwa-monitor/failure.ts";
import { headline } from "../hwa-monitor/job-words.ts";
import { reasonLines } from "../hwa-monitor/late-job.ts";
import { quoted, readDiagnosis } from "../hwa-monitor/read-diagnosis.ts";
import { answerWaiting, waitReply } from "../hwa-monitor/waiting.ts";
import { answerWorkstation } from "../hwa-monitor/workstation.ts";
import { type Speech, speech } from "../speech.ts";

type Proposed = NonNullable<Finding["proposal"]>;

export type FindingDesk = Omit<PlanDesk, "subscriptions">;

/** What is found; `last` is the caller's to add. Null: there is nothing broken to look into any more. */
export async function readFinding(
  desk: FindingDesk,
  alert: Alert,
  now: Date,
  signal: AbortSignal,
): Promise<Omit<Finding, "last"> | null> {
  const lead = leadOf(alert);
  const asked = (locale: Locale, intent: Intent): Asked => askedOf(desk, locale, intent, now, signal);
  try {
    if (alert.workstation) return await ofWorkstation(alert, asked, now);
    if (!lead?.job) return null;
    return await ofMember(desk, lead, asked, now);
  } catch (error) {
    if (signal.aborted && !isFault(error)) {
      const trouble = {
        en: "HWA did not answer in time, so the cause is not known yet.",
        pt: "O HWA não respondeu a tempo; a causa ainda não é conhecida.",
      };
      return { ...nothing(lead?.job ?? null, now), trouble };
    }
    return { ...nothing(lead?.job ?? null, now), trouble: toFault(error).message };
  }
}

async function ofMember(
  desk: FindingDesk,
  member: Member,
  asked: (locale: Locale, intent: Intent) => Asked,
  now: Date,
): Promise<Omit<Finding, "last"> | null> {
  const name = member.job ?? "";
  const whole = asked("en", intentOf("job.diagnose", name));
  const found = await findJob(desk.hwa, member.id, whole.read);
  if (found.kind === "unknown")
    return {
      ...nothing(name, now),
      trouble: {
        en: `HWA has no ${name} in its plan any more.`,
        pt: `O HWA já não tem ${name} no plano.`,
      },
    };
  const { job } = found;
  return wordOf(job) === "Failed" ? ofFailure(whole, job, now) : ofLateness(desk, job, asked, now);
}

async function ofFailure(asked: Asked, job: HwaJob, now: Date): Promise<Omit<Finding, "last"> | null> {
  const read = await readDiagnosis(asked, job);
  if (read.kind !== "failed") return null;
  const { broken, diagnosis, impact, impactUnread } = read;
  const inBoth = (make: (say: Speech) => string | null): Text | null => {
    const [en, pt] = (["en", "pt"] as const).map((locale) => make(speech(locale, asked.timezone, now)));
    return en && pt ? { en: tidy(en), pt: tidy(pt) } : null;
  };
  const shown = broken.evidence.length > 0 ? broken.evidence : broken.tail;
  const exact = diagnosis.fixes.filter(({ fits, instructions }) => fits !== "similar" && !instructions);
  return {
    ...nothing(job.name, now),
    cause: inBoth((say) => {
      const found = causeSentence(say, broken, diagnosis);
      const said = toldCauseLine(diagnosis, say);
      if (said === null) return found;
      return say.say({
        en: `${said}. The rules found: ${found}`,
        pt: `${said}. As regras encontraram: ${found}`,
      });
    }),
    certain: diagnosis.verdict === "confirmed",
    confidence: diagnosis.cause?.probability ?? null,
    trouble: broken.log.kind === "unavailable" ? tidy(broken.log.reason) : impactUnread,
    errorCode: broken.errorCode.code,
    meaning: inBoth((say) => meaningOf(say, broken)),
    log: shown.length > 0 ? cut(cleanText(quoted(shown)), 2_000) : null,
    fix: (exact[0]?.steps ?? []).slice(0, 12).map(tidy),
    documentation: exact.find(({ procedureUrl }) => procedureUrl !== null)?.procedureUrl ?? null,
    ...(impact ? impactOf(impact) : {}),
    sources: sourcesOf(asked, broken, diagnosis),
    proposal: proposalOf(diagnosis),
    before: keptBefore(toldBefore(diagnosis, read.names)),
  };
}

function keptBefore(before: ToldBefore | null): MendedBefore | null {
  if (!before) return null;
  const { at, job, errorCode, realCause, how, steps, by, tookMs } = before;
  return {
    at: new Date(at).getTime(),
    job,
    errorCode,
    realCause,
    how,
    steps: steps.slice(0, 4).map(tidy),
    by,
    tookMs,
  };
}

function proposalOf({ proposal }: Diagnosis): Proposed | null {
  return proposal && { runbook: proposal.runbook, inputs: proposal.inputs, why: proposal.why.text };
}

/**
 * How far it is or what it waits for, what else puts its deadline in danger, and what waits for it in turn. The deadline
 * itself is the point of the alert, so it is not said again.
 */
async function ofLateness(
  desk: FindingDesk,
  job: HwaJob,
  asked: (locale: Locale, intent: Intent) => Asked,
  now: Date,
): Promise<Omit<Finding, "last">> {
  const late = (locale: Locale) => asked(locale, intentOf("plan.late", job.id));
  const judged = judgeLateness(job, null, late("en").question.now);
  const running = judged.facts.status === "Running";
  const [reading, impact] = await Promise.all([
    running ? null : readDiagnosis(late("en"), job),
    lateBecauseOf(desk.hwa, job, late("en").read),
  ]);
  const tell = async (
    locale: Locale,
  ): Promise<{ text: string; mood: Reply["mood"]; sources: Reply["sources"] }> => {
    const reasons = reasonLines(late(locale), {
      late: judged.late.filter(({ kind }) => kind !== "deadline_passed"),
      risks: judged.risks,
    });
    if (running)
      return {
        text: [headline(late(locale), judged.facts), ...reasons].join("\n"),
        mood: "neutral",
        sources: [hwaSource(late(locale), `plan/job/${job.id}`)],
      };
    const why = asked(locale, intentOf("job.why_waiting", job.id));
    const waits = reading ? await waitReply(why, reading) : await answerWaiting(why);
    // What it waits for and until when; the rest is for whoever asks.
    return { ...waits, text: [...waits.text.split("\n").slice(0, 2), ...reasons].join("\n") };
  };
  const [en, pt] = await Promise.all([tell("en"), tell("pt")]);
  const known = await knownFix(desk.knowledge.fixes, job.name, null);
  return {
    ...nothing(job.name, now),
    ...impactOf(impact),
    cause: { en: tidy(en.text), pt: tidy(pt.text) },
    certain: en.mood !== "unknown",
    documentation: known.documentation,
    sources: [...en.sources, ...known.sources],
    proposal: reading ? proposalOf(reading.diagnosis) : null,
  };
}

async function ofWorkstation(
  alert: Alert,
  asked: (locale: Locale, intent: Intent) => Asked,
  now: Date,
): Promise<Omit<Finding, "last">> {
  const intent: Intent = {
    name: "workstation.status",
    slots: { workstation: alert.workstation?.name ?? "" },
    confidence: 1,
  };
  const [en, pt] = await Promise.all([
    answerWorkstation(asked("en", intent)),
    answerWorkstation(asked("pt", intent)),
  ]);
  // That it is down is the alert; what there is to add is what else is seen of it.
  const added = ({ text, mood }: Reply) => tidy(mood === "bad" ? text.split("\n").slice(1).join("\n") : text);
  return {
    ...nothing(null, now),
    cause: { en: added(en), pt: added(pt) },
    certain: en.mood !== "unknown",
    sources: en.sources,
  };
}

function impactOf({
  waiting,
  total,
}: Impact): Pick<Finding, "waiting" | "waits" | "waitingIds" | "critical"> {
  return {
    waiting: waiting.slice(0, 20).map(({ name }) => name),
    waits: total,
    waitingIds: waiting.slice(0, 50).map(({ id }) => id),
    critical: waiting.filter(({ critical }) => critical).map(({ name }) => name),
  };
}

function nothing(job: string | null, now: Date): Omit<Finding, "last"> {
  return {
    at: now.getTime(),
    job,
    cause: null,
    certain: false,
    trouble: null,
    errorCode: null,
    meaning: null,
    log: null,
    fix: [],
    documentation: null,
    waiting: [],
    waits: null,
    waitingIds: [],
    critical: [],
    sources: [],
  };
}

function intentOf(name: Intent["name"], job: string): Intent {
  return { name, slots: { job }, confidence: 1 };
}

/** Nobody asked, so the question is made up; the readers take from it what they need. */
function askedOf(desk: FindingDesk, locale: Locale, intent: Intent, at: Date, signal: AbortSignal): Asked {
  const now = new Date(at.getTime() + desk.hwa.connection().aheadMs);
  return {
    ...desk,
    subscriptions: { watch: () => "cannot_show", unwatch: () => [], watched: () => [] },
    question: {
      text: "",
      locale,
      intent,
      person: { id: "resync", name: "Resync", roles: [] },
      conversationId: "alerts",
      thread: "alerts",
      platform: "resync",
      now,
    },
    readAt: at,
    say: speech(locale, desk.timezone, now),
    read: { signal },
  };
}

function tidy(text: string): string {
  return cut(
    redact(cleanText(text))
      .split("\n")
      .map((line) => oneLine(line, 400))
      .join("\n"),
    1_500,
  );
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}
