// Why a job that has not run yet is held: what HWA shows holds it, down to the root, is as good as seen.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Blank, Evidence } from "#core/diagnosis/evidence.ts";
import type { RuledOut } from "#hwa/waiting/ruled-out.ts";
import type { LocalCause, Evidence as Reading, WaitCause, WaitRoot } from "#hwa/waiting/wait-causes.ts";
import type { WaitAnswer } from "#hwa/waiting/why-waiting.ts";
import { type Look, type Subject, subjectOf, told } from "../desk.ts";

type Waiting = Extract<WaitAnswer, { kind: "waiting" | "unknown" }>;

const causeOf: Readonly<Record<LocalCause["kind"], CauseKind | null>> = {
  time: "not_yet",
  latest_start_passed: "not_yet",
  prompt: "prompt",
  file: "missing_file",
  resource: "resource",
  internetwork: "late_predecessor",
  other_dependency: "late_predecessor",
  priority_zero: "held",
  held: "held",
  stream_limit: "limit",
  workstation_limit: "limit",
  fence: "fence",
  workstation_unreachable: "workstation_down",
  no_agent: "workstation_down",
  confirmation: "confirmation",
  user_intervention: "held",
  suppressed: "calendar",
  cancel_pending: "held",
  stuck: "failed_predecessor",
  launching: null,
};

const refutedBy: Readonly<Partial<Record<RuledOut["check"], CauseKind>>> = {
  prompts: "prompt",
  files: "missing_file",
  resources: "resource",
  priority: "held",
  stream_limit: "limit",
  workstation_link: "workstation_down",
  workstation_limit: "limit",
  workstation_fence: "fence",
  time: "not_yet",
};

export interface WaitLook extends Look {
  /** What each piece of evidence is about: the job itself, or what lies at the root of its wait. */
  readonly about: ReadonlyMap<string, Subject>;
}

export function waitEvidence(answer: Waiting, title: string): WaitLook {
  const source: Evidence["source"] = { title, ref: `plan/job/${answer.job.id}` };
  const blanks: Blank[] = answer.unread.map((reason) => ({
    look: "dependencies",
    text: told(
      `Something it may wait for could not be read: ${reason}`,
      `Algo que ele pode estar aguardando não pôde ser lido: ${reason}`,
    ),
    findOut: null,
    causes: [],
  }));
  const causes = answer.kind === "waiting" ? answer.causes : [];
  const held = causes.flatMap((cause, index) => shownBy(cause, index, source));
  // What holds for a cause at the root is not refuted by the job itself being free of it.
  const shown = new Set(held.flatMap(({ bears }) => bears.map((each) => each.cause)));
  const free = answer.ruledOut.flatMap((each): readonly Evidence[] => {
    const cause = refutedBy[each.check];
    if (cause === undefined || shown.has(cause)) return [];
    return [
      {
        id: `free:${each.check}`,
        look: "dependencies",
        text: told(reading(each.evidence), reading(each.evidence)),
        source,
        at: null,
        bears: [{ cause, weight: -2, group: each.check }],
      },
    ];
  });
  const about = new Map(
    causes.map((cause, index) => [idOf(cause, index), subjectOfWait(cause, answer.job)] as const),
  );
  return { evidence: [...held, ...free], blanks, about };
}

function idOf(cause: WaitCause, index: number): string {
  return `wait:${index}:${cause.kind}`;
}

/** A stream's limit is mended at the stream: then no workstation is what it is about. */
function subjectOfWait(cause: WaitCause, job: Waiting["job"]): Subject {
  const full = (causes: readonly LocalCause[], subject: Subject): Subject =>
    causes.some((each) => each.kind === "stream_limit") ? { ...subject, workstation: null } : subject;
  if (cause.kind !== "predecessor") return full([cause], subjectOf(job, "waiting"));
  const { root } = cause;
  switch (root.kind) {
    case "failed":
      return subjectOf(root.job, "failed");
    case "waits":
      return full(root.causes, subjectOf(root.job, "waiting"));
    case "stream":
      return { state: "waiting", job: null, job_id: null, stream: root.stream.name, workstation: null };
    default:
      return { ...subjectOf(job, "waiting"), workstation: null };
  }
}

function shownBy(cause: WaitCause, index: number, source: Evidence["source"]): readonly Evidence[] {
  const first = cause.evidence[0];
  const facts = [...cause.evidence.map(reading), ...holdersOf(cause)].join("; ");
  const bears =
    cause.kind === "predecessor"
      ? byRoot(cause.root)
      : causeOf[cause.kind] === null
        ? []
        : [show(causeOf[cause.kind], 3)];
  if (!first) return [];
  return [
    {
      id: idOf(cause, index),
      look:
        cause.kind === "workstation_unreachable" || cause.kind === "no_agent"
          ? "workstation"
          : "dependencies",
      text: told(facts, facts),
      source,
      at: null,
      bears: bears.filter((each) => each !== null),
    },
  ];
}

/** Who holds what it lacks. */
function holdersOf(cause: WaitCause): readonly string[] {
  const causes: readonly WaitCause[] =
    cause.kind === "predecessor" && "causes" in cause.root ? cause.root.causes : [cause];
  return causes.flatMap((each) =>
    each.kind === "resource"
      ? each.holders.flatMap((holder) =>
          holder.job === null
            ? []
            : [
                `resource ${each.name}: holder = ${holder.job}${holder.quantity === null ? "" : ` (${holder.quantity})`}`,
              ],
        )
      : [],
  );
}

/** A predecessor holds it; what holds that one is the deeper cause, and is named when it is known. */
function byRoot(root: WaitRoot): readonly (Evidence["bears"][number] | null)[] {
  switch (root.kind) {
    case "failed":
    case "cancelled":
    case "cycle":
      return [show("failed_predecessor", 3)];
    case "waits":
    case "stream":
      return root.causes.length === 0
        ? [show("late_predecessor", 2.5)]
        : root.causes.map((each) => show(causeOf[each.kind], 2.8));
    case "running":
      return [show("late_predecessor", 3)];
    case "ended_well":
      return [];
    default:
      return [show("late_predecessor", 2)];
  }
}

function show(cause: CauseKind | null, weight: number) {
  return cause === null ? null : { cause, weight, group: "waits" };
}

function reading({ of, name, field, value }: Reading): string {
  return `${of} ${name}: ${field} = ${value}`;
}
