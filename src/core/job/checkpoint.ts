// A checkpoint: where a job waits for people. It freezes the plan; what was approved is what runs.

import type { Json } from "#core/workflow/workflow.ts";
import type { Locale } from "../locale.ts";
import { fromData, type Said, saidIn } from "../wording.ts";
import type { Who } from "./job.ts";
import type { ApprovalPolicy } from "./policy.ts";
import type { StepPlan } from "./step.ts";

export const checkpointTypes = ["APPROVAL_REQUIRED", "INFO", "ERROR"] as const;
export type CheckpointType = (typeof checkpointTypes)[number];

export const checkpointStatuses = ["PENDING", "APPROVED", "REJECTED", "EXPIRED"] as const;
export type CheckpointStatus = (typeof checkpointStatuses)[number];

/**
 * `approval`: may this step run? `outcome`: an armed `once` step was lost; did it happen? `review`: a break-glass
 * approval, to be looked at by somebody else; it holds nothing up. `note`: an INFO checkpoint, recorded and never waited for.
 */
export type CheckpointPurpose = "approval" | "outcome" | "review" | "note";

/** What a checkpoint shows besides the plan, as the action itself told it when the plan was frozen. */
export interface Preview {
  /** One sentence: what will happen, to what. */
  readonly summary: Said;
  /** The object acted on, in its own notation: a job, a URL, a host; null when there is none. */
  readonly target: string | null;
  /** How to undo it; null: it cannot be undone. */
  readonly undo: Said | null;
  readonly risk: "low" | "medium" | "high";
  /** What was found when looking: facts with their source. */
  readonly evidence: readonly { readonly label: Said; readonly value: Said }[];
  /** A diff, a sample, a command line: shown in a box, never interpreted. */
  readonly detail: { readonly title: Said; readonly text: string } | null;
}

/** A preview in one language. */
export interface PreviewIn extends Preview {
  readonly summary: string;
  readonly undo: string | null;
  readonly evidence: readonly { readonly label: string; readonly value: string }[];
  readonly detail: { readonly title: string; readonly text: string } | null;
}

/** As its reader reads it; programs read English. */
export function previewIn(preview: Preview, locale: Locale): PreviewIn {
  const { summary, undo, evidence, detail } = preview;
  return {
    ...preview,
    summary: saidIn(summary, locale),
    undo: undo === null ? null : saidIn(undo, locale),
    evidence: evidence.map(({ label, value }) => ({
      label: saidIn(label, locale),
      value: saidIn(value, locale),
    })),
    detail: detail && { ...detail, title: saidIn(detail.title, locale) },
  };
}

export interface Vote {
  readonly by: Who;
  /** `change`: they wrote the plan of this round, and so are not the one who approves it. */
  readonly verdict: "approve" | "reject" | "break_glass" | "change";
  readonly reason: string | null;
  readonly surface: string;
  /** For whom they decided, when a right was delegated. */
  readonly onBehalfOf: Who | null;
  readonly at: Date;
  /** The round it counts in; a change of the plan begins a new one. */
  readonly round: number;
}

/** `surface`: from where they decided, as far as no vote of theirs says it. */
export interface Decider extends Who {
  readonly surface?: string;
}

export interface Checkpoint {
  readonly id: string;
  readonly jobId: string;
  readonly step: string;
  readonly type: CheckpointType;
  readonly purpose: CheckpointPurpose;
  readonly status: CheckpointStatus;
  /** In English; in Portuguese it is kept beside the data, and `titleIn` gives either. */
  readonly title: string;
  readonly plan: StepPlan | null;
  readonly planDigest: string | null;
  readonly preview: Preview | null;
  /** For `note` and `outcome`: data and evidence. */
  readonly data: Json;
  readonly policy: ApprovalPolicy;
  readonly requester: Who;
  /** Raised when the plan is changed or an expired checkpoint is reopened; votes of older rounds are void. */
  readonly round: number;
  readonly votes: readonly Vote[];
  /** People besides the policy's who may decide, because one of those delegated to them. */
  readonly delegates: readonly { readonly from: Who; readonly to: Who }[];
  readonly escalatedAt: Date | null;
  readonly remindedAt: Date | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: Decider | null;
  /** The rejection's reason, or what the approver said. */
  readonly reason: string | null;
  /** True when the requester decided, being the only one who could. */
  readonly soleDecider: boolean;
  readonly brokenGlass: boolean;
}

/** Without what only keeps its title. */
export function dataOf({ data }: Pick<Checkpoint, "data">): Json {
  if (data === null || typeof data !== "object" || Array.isArray(data) || !("title_pt" in data)) return data;
  const { title_pt: _title, ...rest } = data;
  return Object.keys(rest).length > 0 ? rest : null;
}

export function titleIn({ title, data }: Pick<Checkpoint, "title" | "data">, locale: Locale): string {
  if (locale === "en" || data === null || typeof data !== "object" || Array.isArray(data)) return title;
  return fromData({ ...data, title }, "title", locale);
}
