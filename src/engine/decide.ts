// A person decides a checkpoint. Whether they may is asked of the rules with the rights as they are now; the commit then
// holds only if nobody's rights changed meanwhile and the checkpoint has not expired by the database's clock. Fifty
// clicks from three surfaces are one continuation: every other one meets the checkpoint decided, and is told by whom.

import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Checkpoint, Preview } from "#core/job/checkpoint.ts";
import {
  findDecider,
  glassQuorum,
  mayApprove,
  mayBreakGlass,
  mayDecide,
  mayReview,
  quorum,
} from "#core/job/decide-rules.ts";
import type { Happening, VoteWord } from "#core/job/happening.ts";
import { hasEnded, type Job, type Who } from "#core/job/job.ts";
import { masked } from "#core/masked.ts";
import { redact } from "#core/redact.ts";
import { digestOf } from "#core/workflow/digest.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Audit, AuditEntry, AuditVerb } from "#ports/audit.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { People, Rights } from "#ports/people.ts";
import { auditingRefusals } from "./audit-refusals.ts";
import type { Actor, Decided, Decision } from "./engine.ts";
import type { Proposal } from "./fold-words.ts";
import type { JobDesk } from "./job-desk.ts";

export interface DecideDeps {
  readonly desk: JobDesk;
  readonly store: Pick<JobStore, "jobOfCheckpoint">;
  readonly people: Pick<People, "rights">;
  readonly audit: Pick<Audit, "append">;
  /** The plan with other arguments, checked and looked at: for `change`. */
  readonly preview: (
    job: Job,
    step: string,
    args: { readonly [key: string]: Json },
  ) => Promise<Preview | null>;
  readonly now: () => Date;
}

const verbs: Readonly<Record<Decision["kind"], AuditVerb>> = {
  approve: "checkpoint.approve",
  reject: "checkpoint.reject",
  change: "checkpoint.change",
  reopen: "checkpoint.reopen",
  delegate: "checkpoint.delegate",
  break_glass: "checkpoint.break_glass",
  review: "checkpoint.review",
  resolve: "checkpoint.resolve",
};

const triesAtMost = 20;

export async function decide(
  deps: DecideDeps,
  checkpointId: string,
  decision: Decision,
  by: Actor,
): Promise<Decided> {
  const jobId = await deps.store.jobOfCheckpoint(checkpointId);
  if (jobId === null) throw new Fault("not_found", `There is no checkpoint ${checkpointId}.`);
  needReason(decision);
  const refused = {
    verb: "checkpoint.refused",
    by,
    subject: `checkpoint:${checkpointId}`,
    tried: decision.kind,
  } as const;
  return auditingRefusals(deps.audit, refused, async () => {
    const preview =
      decision.kind === "change" ? await previewChange(deps, jobId, checkpointId, decision.args, by) : null;
    for (let attempt = 1; ; attempt++) {
      const rights = await deps.people.rights();
      const settled = await deps.desk.say(jobId, (job, _workflow, now) =>
        propose(job, checkpointOf(job, checkpointId), decision, by, rights, now, preview),
      );
      if (settled.kind === "settled") {
        const checkpoint = checkpointOf(settled.job, checkpointId);
        return {
          checkpoint,
          job: settled.job,
          settled: checkpoint.status === "APPROVED" || checkpoint.status === "REJECTED",
          quorum: quorum(checkpoint, null, rights),
        };
      }
      if (settled.kind === "too_late") {
        await deps.desk.say(jobId, () => ({ happenings: [{ kind: "time" }] }));
        throw new Fault(
          "gone",
          "This checkpoint has expired, so nothing was decided. An approver can reopen it.",
        );
      }
      if (attempt === triesAtMost)
        throw new Fault("unavailable", "People's rights keep changing just now. Try again in a moment.", {
          retryable: true,
        });
    }
  });
}

/** What the decision means for the job as it is at this moment; throws when this person may not. */
function propose(
  job: Job,
  checkpoint: Checkpoint,
  decision: Decision,
  by: Actor,
  rights: Rights,
  now: Date,
  preview: { readonly preview: Preview | null } | null,
): Proposal {
  const who: Who = { id: by.person.id, name: by.person.name };
  refuseAfterTheEnd(job, checkpoint);
  const { happenings, data } = meaning(checkpoint, decision, who, by, rights, now, preview);
  const audit: AuditEntry = {
    verb: verbs[decision.kind],
    who,
    surface: by.surface,
    subject: `checkpoint:${checkpoint.id}`,
    data: {
      job: job.id,
      step: checkpoint.step,
      planDigest: checkpoint.planDigest,
      ...("reason" in decision && decision.reason ? { reason: redact(decision.reason) } : {}),
      ...data,
    },
  };
  const expires = decision.kind !== "reopen" && checkpoint.expiresAt ? { before: checkpoint.expiresAt } : {};
  return { happenings, audit: [audit], guard: { rightsEpoch: rights.epoch, ...expires } };
}

interface Meaning {
  readonly happenings: readonly Happening[];
  readonly data: { readonly [key: string]: Json };
}

function meaning(
  checkpoint: Checkpoint,
  decision: Decision,
  who: Who,
  by: Actor,
  rights: Rights,
  now: Date,
  preview: { readonly preview: Preview | null } | null,
): Meaning {
  const checkpointId = checkpoint.id;
  const reason = "reason" in decision ? (decision.reason ?? null) : null;
  const vote: VoteWord = { by: who, reason, surface: by.surface, onBehalfOf: delegatorOf(checkpoint, who) };
  switch (decision.kind) {
    case "approve": {
      refuseWrongPurpose(checkpoint, "approval", "Say what happened: it happened, it did not, or abort.");
      const { soleDecider } = allowed(mayApprove(checkpoint, by.person, rights, now));
      refuseUnseen(checkpoint, decision.planDigest);
      const { enough } = quorum(checkpoint, { by: who, verdict: "approve" }, rights);
      return {
        happenings: [{ kind: "approved", checkpointId, vote, enough, soleDecider }],
        data: { soleDecider, enough },
      };
    }
    case "reject":
      if (checkpoint.purpose === "outcome")
        return meaning(
          checkpoint,
          { kind: "resolve", outcome: "abort", reason: decision.reason },
          who,
          by,
          rights,
          now,
          preview,
        );
      refuseWrongPurpose(checkpoint, "approval", "There is nothing to reject in it.");
      allowed(mayDecide(checkpoint, by.person, rights, now));
      return { happenings: [{ kind: "rejected", checkpointId, vote }], data: {} };
    case "change":
      refuseWrongPurpose(checkpoint, "approval", "It has no plan to change.");
      allowed(mayDecide(checkpoint, by.person, rights, now));
      refuseUnseen(checkpoint, decision.planDigest);
      refuseUnchanged(checkpoint, decision.args);
      return {
        happenings: [
          {
            kind: "changed",
            checkpointId,
            by: who,
            reason,
            surface: by.surface,
            args: decision.args,
            preview: preview?.preview ?? null,
          },
        ],
        data: { args: masked(decision.args) },
      };
    case "reopen":
      if (checkpoint.status !== "EXPIRED")
        throw new Fault(
          "conflict",
          `Only an expired checkpoint can be reopened; this one is ${checkpoint.status}.`,
        );
      allowed(
        mayDecide(
          { ...checkpoint, status: "PENDING", expiresAt: null, round: checkpoint.round + 1 },
          by.person,
          rights,
          now,
        ),
      );
      return { happenings: [{ kind: "reopened", checkpointId, by: who }], data: {} };
    case "delegate": {
      allowed(mayDecide(checkpoint, by.person, rights, now));
      const to = findDecider(decision.to, rights);
      if (!to)
        throw new Fault(
          "not_found",
          `Nobody here is called "${decision.to}". Name a person as Resync knows them, or by e-mail.`,
          { detail: { field: "to" } },
        );
      return {
        happenings: [{ kind: "delegated", checkpointId, from: who, to: { id: to.id, name: to.name } }],
        data: { to: to.id },
      };
    }
    case "break_glass":
      refuseWrongPurpose(checkpoint, "approval", "There is no glass to break here.");
      allowed(mayBreakGlass(checkpoint, by.person, rights, now));
      return {
        happenings: [
          {
            kind: "broke_glass",
            checkpointId,
            vote,
            enough: glassQuorum(checkpoint, { by: who, verdict: "break_glass" }, rights).enough,
            reviewId: newId(),
          },
        ],
        data: {},
      };
    case "review":
      refuseWrongPurpose(checkpoint, "review", "It is no review: approve or reject it.");
      allowed(mayReview(checkpoint, by.person, rights));
      return { happenings: [{ kind: "reviewed", checkpointId, by: who, reason }], data: {} };
    case "resolve":
      refuseWrongPurpose(checkpoint, "outcome", "Its outcome is not in question: approve or reject it.");
      allowed(mayDecide(checkpoint, by.person, rights, now));
      return {
        happenings: [{ kind: "resolved", checkpointId, outcome: decision.outcome, by: who, reason }],
        data: { outcome: decision.outcome },
      };
  }
}

type Allowed = { readonly may: true; readonly soleDecider: boolean };
type Refused = {
  readonly may: false;
  readonly code: "forbidden" | "conflict" | "gone";
  readonly why: string;
};

function allowed(verdict: Allowed | Refused): Allowed {
  if (verdict.may) return verdict;
  throw new Fault(verdict.code, verdict.why);
}

/** What was still open when the job ended cannot be opened again: only what was done is reviewed after the end. */
function refuseAfterTheEnd(job: Job, { purpose, status }: Checkpoint): void {
  if (!hasEnded(job.status) || purpose === "review" || (status !== "PENDING" && status !== "EXPIRED")) return;
  throw new Fault(
    "conflict",
    `This job has ended (${job.status}) before anybody decided, so there is nothing to decide any more. Retry the job if it is still wanted.`,
  );
}

function refuseWrongPurpose(checkpoint: Checkpoint, purpose: Checkpoint["purpose"], cure: string): void {
  if (checkpoint.purpose === purpose) return;
  const what = {
    approval: "an approval",
    outcome: "a step of unknown outcome",
    review: "a review",
    note: "a note",
  }[checkpoint.purpose];
  throw new Fault("conflict", `This checkpoint is ${what}. ${cure}`);
}

function refuseUnseen(checkpoint: Checkpoint, seen: string | undefined): void {
  if (seen !== undefined && seen !== checkpoint.planDigest)
    throw new Fault("conflict", "The plan was changed since you looked at it: look again, then decide.");
}

/** Else the audit would tell of a change that there was not, and whoever sent it would take it for their approval. */
function refuseUnchanged({ plan, planDigest }: Checkpoint, args: { readonly [key: string]: Json }): void {
  if (plan && digestOf({ uses: plan.uses, args }) === planDigest)
    throw new Fault(
      "conflict",
      "These are the arguments it asks about already, so nothing was changed. Approve it as it is.",
    );
}

function needReason(decision: Decision): void {
  const needs =
    decision.kind === "reject" ||
    decision.kind === "break_glass" ||
    decision.kind === "review" ||
    decision.kind === "resolve";
  if (needs && decision.reason.trim() === "")
    throw new Fault("invalid_input", "Say why: this decision needs a reason.", {
      detail: { field: "reason" },
    });
}

function checkpointOf(job: Job, id: string): Checkpoint {
  const checkpoint = job.checkpoints[id];
  if (!checkpoint) throw new Fault("not_found", `Job ${job.id} has no checkpoint ${id}.`);
  return checkpoint;
}

function delegatorOf(checkpoint: Checkpoint, who: Who): Who | null {
  return checkpoint.delegates.find((each) => each.to.id === who.id)?.from ?? null;
}

async function previewChange(
  deps: DecideDeps,
  jobId: string,
  checkpointId: string,
  args: { readonly [key: string]: Json },
  by: Actor,
): Promise<{ readonly preview: Preview | null }> {
  const job = await deps.desk.read(jobId);
  if (!job) throw new Fault("not_found", `There is no job ${jobId}.`);
  const checkpoint = checkpointOf(job, checkpointId);
  if (checkpoint.status !== "PENDING" || !checkpoint.plan) return { preview: null };
  // A preview looks at files and hosts: only for those who may have them looked at.
  allowed(mayDecide(checkpoint, by.person, await deps.people.rights(), deps.now()));
  return { preview: await deps.preview(job, checkpoint.step, args) };
}
