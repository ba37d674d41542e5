// Why a job that has not run yet is held: what HWA shows holds it, down to the root, is as good as seen.

import type { CauseKind } from "#core/diagnosis/causes.ts";
import type { Blank, Evidence } from "#core/diagnosis/evidence.ts";
import type { RuledOut } from "#hwa/waiting/ruled-out.ts";
import type { LocalCause, Evidence as Reading, WaitCause, WaitRoot } from "#hwa/waiting/wait-causes.ts";
import type { WaitAnswer } from "#hwa/waiting/why-waiting.ts";
import { type Look, told } from "../desk.ts";

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

export function waitEvidence(answer: Waiting, title: string): Look {
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
  return { evidence: [...held, ...free], blanks };
}

function shownBy(cause: WaitCause, index: number, source: Evidence["source"]): readonly Evidence[] {
  const first = cause.evidence[0];
  const facts = cause.evidence.map(reading).join("; ");
  const bears =
    cause.kind === "predecessor"
      ? byRoot(cause.root)
      : causeOf[cause.kind] === null
        ? []
        : [show(causeOf[cause.kind], 3)];
  if (!first) return [];
  return [
    {
      id: `wait:${index}:${cause.kind}`,
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
