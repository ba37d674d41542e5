// The rules about effects: nothing happens twice, nothing without its approval, and no fence goes down.

import { sql } from "kysely";
import { begunAnew, type Rule } from "./rule.ts";

/**
 * What each step of each kept definition declares, rollbacks as `rollback:<step>` like in job_step. `asks`: people
 * decide before it runs; that is never so for a rollback, which was approved with its step.
 */
const declared = sql`
  select digest, spec->>'id' as step, spec->>'effect' as effect,
    coalesce(json_typeof(spec->'approval'), 'null') <> 'null' as asks
  from workflow_version, json_array_elements(definition->'steps') spec
  union all
  select digest, 'rollback:' || (spec->>'id'), spec->'rollback'->>'effect', false
  from workflow_version, json_array_elements(definition->'steps') spec
  where coalesce(json_typeof(spec->'rollback'), 'null') <> 'null'
`;

/**
 * An armed try counts by its fence. Another may follow it when a worker itself said that it failed or waits, or when
 * somebody resolved it as "did not happen"; after silence or success none may.
 */
export const onceEffects: Rule = {
  id: "I1",
  title: "No step that may act only once was armed again before somebody said that it had not happened",
  cure: "The effect may have happened twice. Look at the target of each step named here, undo the second effect if there is one, and report this with the job's events: it is a defect in Resync.",
  findings: sql`
    with declared as (${declared}), armed as (
      select job_id, step, fence, bool_or(outcome in ('failed', 'waiting', 'resolved_not_happened')) as open
      from step_attempt where armed_at is not null or outcome like 'resolved%'
      group by job_id, step, fence
      having bool_or(armed_at is not null)
      union
      select job_id, step, fence, false from job_step current
      where state = 'RUNNING' and phase = 'armed' and not exists (
        select from step_attempt same where same.job_id = current.job_id and same.step = current.step
          and same.fence = current.fence and same.armed_at is not null
      )
    ), followed as (
      select *, lead(fence) over (partition by job_id, step order by fence) as next from armed
    )
    select format('Step "%s" of job %s was armed under fence %s and again under fence %s.', step, job_id, fence, next)
    from followed
    where next is not null and not open and exists (
      select from ai_jobs join declared on declared.digest = workflow_digest
      where ai_jobs.id = job_id and declared.step = followed.step and declared.effect = 'once'
    ) and ${begunAnew(sql`followed.job_id`, sql`followed.step`)} = 0`,
};

/** Without a table of effects the target cannot be seen: then it is that no keyed step was recorded as done twice. */
export function effectKeys(effects: string | undefined): Rule {
  return {
    id: "I2",
    title:
      effects === undefined
        ? "No step whose target de-duplicates was recorded as done twice (its target itself is not seen from here)"
        : "No step whose target de-duplicates had two effects there",
    cure: "Check that the target honours the Idempotency-Key it is sent; if it does not, declare the step's effect as `once`. Then undo the second effect.",
    findings:
      effects === undefined
        ? sql`
          with declared as (${declared})
          select format('Step "%s" of job %s is recorded as done under the fences %s.', step, job_id,
            string_agg(distinct fence::text, ', '))
          from step_attempt
          where outcome = 'succeeded' and exists (
            select from ai_jobs join declared on declared.digest = workflow_digest
            where ai_jobs.id = job_id and declared.step = step_attempt.step and declared.effect = 'keyed'
          )
          group by job_id, step
          having count(*) > 1 + ${begunAnew(sql`step_attempt.job_id`, sql`step_attempt.step`)}`
        : sql`
          select format('The effect "%s" happened %s times at its target.', effect_key, count(*))
          from ${sql.table(effects)} group by effect_key having count(*) > 1`,
  };
}

export const approvals: Rule = {
  id: "I6",
  title: "Nothing ran that was not approved as it ran, and nobody decided too late or for themselves",
  cure: "Stop the job and look at its checkpoint and its audit entries. What ran, or who decided, is not what the policy allows: tell the workflow's owner, and report it.",
  findings: sql`
    with declared as (${declared})
    select format('Step "%s" of job %s was armed with a plan that nobody approved.', ran.step, ran.job_id)
    from job_step ran join ai_jobs on ai_jobs.id = ran.job_id
    where ran.armed_at is not null
      and (
        exists (select from declared where digest = workflow_digest and declared.step = ran.step and asks)
        or exists (
          select from agent_checkpoints asked where asked.job_id = ran.job_id and asked.step = ran.step
            and asked.purpose = 'approval'
        )
      )
      and not exists (
        select from agent_checkpoints given where given.job_id = ran.job_id and given.step = ran.step
          and given.purpose = 'approval' and given.status = 'APPROVED'
          and given.plan_digest is not distinct from ran.plan_digest
      )
    union all
    select format('%s decided checkpoint %s of job %s at %s, after it had expired at %s.', by_name, id, job_id,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'),
      to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'))
    from checkpoint_vote vote join agent_checkpoints on id = checkpoint_id
    where vote.round = agent_checkpoints.round and purpose = 'approval' and at >= expires_at
    union all
    select format('%s approved their own request at checkpoint %s of job %s, which needs somebody else.', by_name, id,
      job_id)
    from checkpoint_vote vote join agent_checkpoints on id = checkpoint_id
    where purpose = 'approval' and verdict = 'approve' and by_id = requester_id
      and (policy->>'fourEyes' = 'always' or policy->>'fourEyes' = 'auto' and not sole_decider)`,
};

/** In the order written; `late` and `resolved` tell of an older fence by nature. */
export const fences: Rule = {
  id: "I7",
  title: "No fence of any step went down",
  cure: "Two workers may have believed to hold this step. Check the target for a second effect, make sure that no two databases serve one Resync (a restored backup, a standby that was promoted), and report it.",
  findings: sql`
    with told as (
      select job_id, step, fence, lag(fence) over (partition by job_id, step order by number) as before
      from step_attempt where outcome <> 'late' and outcome not like 'resolved%'
    )
    select format('Step "%s" of job %s went from fence %s to fence %s.', step, job_id, before, fence)
    from told where fence < before
    union all
    select format('Step "%s" of job %s stands at fence %s and has a try under fence %s.', job_step.step,
      job_step.job_id, job_step.fence, max(tried.fence))
    from job_step join step_attempt tried on tried.job_id = job_step.job_id and tried.step = job_step.step
    group by job_step.job_id, job_step.step, job_step.fence
    having max(tried.fence) > job_step.fence`,
};
