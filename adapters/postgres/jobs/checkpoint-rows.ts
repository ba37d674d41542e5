// Checkpoints and votes between the types of the core and the rows of Postgres; see job-rows.ts.

import type { Checkpoint, Vote } from "#core/job/checkpoint.ts";
import type { Who } from "#core/job/job.ts";
import type { Json } from "#core/workflow/workflow.ts";
import { dateOf } from "./job-rows.ts";

interface CheckpointRow {
  readonly id: string;
  readonly job_id: string;
  readonly step: string;
  readonly type: Checkpoint["type"];
  readonly purpose: Checkpoint["purpose"];
  readonly status: Checkpoint["status"];
  readonly title: string;
  readonly plan: Checkpoint["plan"];
  readonly plan_digest: string | null;
  readonly preview: Checkpoint["preview"];
  readonly data: Json;
  readonly policy: Checkpoint["policy"];
  readonly requester_id: string;
  readonly requester_name: string;
  readonly round: number;
  readonly delegates: Checkpoint["delegates"];
  readonly escalated_at: string | null;
  readonly reminded_at: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly decided_at: string | null;
  readonly decided_by: Who | null;
  readonly reason: string | null;
  readonly sole_decider: boolean;
  readonly broken_glass: boolean;
}

interface VoteRow {
  readonly round: number;
  readonly by_id: string;
  readonly by_name: string;
  readonly verdict: Vote["verdict"];
  readonly reason: string | null;
  readonly surface: string;
  readonly on_behalf_of: Who | null;
  readonly at: string;
}

/** A checkpoint with its votes in the order in which they were cast; `votes` is null when there are none. */
export interface VotedRow {
  readonly row: CheckpointRow;
  readonly votes: readonly VoteRow[] | null;
}

/** The SQL that makes a `VotedRow` of the table or alias `agent_checkpoints`. */
export const votedRow = `json_build_object('row', agent_checkpoints, 'votes', (
  select json_agg(vote order by vote.number) from checkpoint_vote vote
  where vote.checkpoint_id = agent_checkpoints.id))`;

export function rowOfCheckpoint(o: number, checkpoint: Checkpoint) {
  return {
    o,
    id: checkpoint.id,
    step: checkpoint.step,
    type: checkpoint.type,
    purpose: checkpoint.purpose,
    status: checkpoint.status,
    title: checkpoint.title,
    plan: checkpoint.plan,
    plan_digest: checkpoint.planDigest,
    preview: checkpoint.preview,
    data: checkpoint.data,
    policy: checkpoint.policy,
    requester_id: checkpoint.requester.id,
    requester_name: checkpoint.requester.name,
    round: checkpoint.round,
    delegates: checkpoint.delegates,
    escalated_at: checkpoint.escalatedAt,
    reminded_at: checkpoint.remindedAt,
    created_at: checkpoint.createdAt,
    expires_at: checkpoint.expiresAt,
    decided_at: checkpoint.decidedAt,
    decided_by: checkpoint.decidedBy,
    reason: checkpoint.reason,
    sole_decider: checkpoint.soleDecider,
    broken_glass: checkpoint.brokenGlass,
  };
}

export function rowOfVote(o: number, checkpointId: string, number: number, vote: Vote) {
  return {
    o,
    checkpoint_id: checkpointId,
    number,
    round: vote.round,
    by_id: vote.by.id,
    by_name: vote.by.name,
    verdict: vote.verdict,
    reason: vote.reason,
    surface: vote.surface,
    on_behalf_of: vote.onBehalfOf,
    at: vote.at,
  };
}

export function checkpointOfRow({ row, votes }: VotedRow): Checkpoint {
  return {
    id: row.id,
    jobId: row.job_id,
    step: row.step,
    type: row.type,
    purpose: row.purpose,
    status: row.status,
    title: row.title,
    plan: row.plan,
    planDigest: row.plan_digest,
    preview: row.preview,
    data: row.data,
    policy: row.policy,
    requester: { id: row.requester_id, name: row.requester_name },
    round: row.round,
    votes: (votes ?? []).map(voteOfRow),
    delegates: row.delegates,
    escalatedAt: dateOf(row.escalated_at),
    remindedAt: dateOf(row.reminded_at),
    createdAt: new Date(row.created_at),
    expiresAt: dateOf(row.expires_at),
    decidedAt: dateOf(row.decided_at),
    decidedBy: row.decided_by,
    reason: row.reason,
    soleDecider: row.sole_decider,
    brokenGlass: row.broken_glass,
  };
}

function voteOfRow(row: VoteRow): Vote {
  return {
    by: { id: row.by_id, name: row.by_name },
    verdict: row.verdict,
    reason: row.reason,
    surface: row.surface,
    onBehalfOf: row.on_behalf_of,
    at: new Date(row.at),
    round: row.round,
  };
}
