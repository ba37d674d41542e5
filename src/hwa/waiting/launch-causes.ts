// What keeps a job that is otherwise ready from being launched where it shall run.

import type { HwaDependency, HwaJob } from "#ports/hwa.ts";
import { takesJobs, unreachableWhy } from "../workstations.ts";
import { type Evidence, evidence, type LocalCause, type Surroundings } from "./wait-causes.ts";

/** The workstation's link, agent, limit and fence, and what HWA says of them in the job's substatus. */
export function launchCauses(job: HwaJob, around: Surroundings): readonly LocalCause[] {
  const substatus = job.status.substatus ?? "";
  const internal = job.status.internal.toUpperCase();
  const why: readonly Evidence[] = substatus ? [evidence("job", job.name, "substatus", substatus)] : [];
  const causes: LocalCause[] = [];
  const name = job.workstation;
  const workstation = around.workstation;
  const own = (field: string, value: unknown) => evidence("workstation", name, field, value);
  const unreachable = workstation ? unreachableWhy(workstation) : null;
  if (workstation && unreachable)
    causes.push({
      kind: "workstation_unreachable",
      holds: "job",
      workstation: name,
      why: unreachable,
      evidence: [own("linked", workstation.linked), own("jobman up", workstation.agentUp), ...why],
      endsWhen:
        unreachable === "agent_down"
          ? { kind: "agent_started", workstation: name }
          : { kind: "workstation_linked", workstation: name },
    });
  else if (substatus === "READY_WAITING_FOR_AGENT" || substatus === "SUPPR_WORKSTATION_IGNORED")
    causes.push({
      kind: "no_agent",
      holds: "job",
      workstation: name,
      evidence: why,
      endsWhen: { kind: "agent_started", workstation: name },
    });

  const limit = workstation?.limit ?? null;
  const running = around.runningOnWorkstation;
  const closed = workstation !== null && !takesJobs(workstation, job.priority);
  const full =
    limit !== null && limit > 0 && running !== null && running >= limit && (job.priority ?? 0) < 100;
  if (closed || full || (substatus === "READY_WAITING_FOR_LIMIT" && !limitOfStreamExplains(around)))
    causes.push({
      kind: "workstation_limit",
      holds: "job",
      workstation: name,
      limit,
      running,
      evidence: [
        ...(limit === null ? [] : [own("limit", limit)]),
        ...(running === null ? [] : [own("running jobs", running)]),
        ...why,
      ],
      endsWhen: closed
        ? { kind: "limit_raised", of: "workstation", name }
        : { kind: "slot_freed", of: "workstation", name },
    });

  const fence = workstation?.fence ?? null;
  const below =
    fence !== null && fence > 0 && job.priority !== null && job.priority > 0 && job.priority <= fence;
  if (below || internal === "FENCE")
    causes.push({
      kind: "fence",
      holds: "job",
      workstation: name,
      fence,
      priority: job.priority,
      evidence: [
        ...(fence === null ? [evidence("job", job.name, "status", internal)] : [own("fence", fence)]),
        ...(job.priority === null ? [] : [evidence("job", job.name, "priority", job.priority)]),
      ],
      endsWhen: { kind: "fence_lowered", workstation: name, below: job.priority },
    });

  if (substatus === "READY_WAITING_FOR_RESOURCES" && !(job.dependencies ?? []).some(isOpenResource))
    causes.push({
      kind: "resource",
      holds: "job",
      name: "",
      workstation: name,
      needed: null,
      available: null,
      total: null,
      holders: [],
      evidence: why,
      endsWhen: { kind: "resource_freed", resource: "", missing: null },
    });
  return causes;
}

function isOpenResource(dependency: HwaDependency): boolean {
  return dependency.kind === "resource" && !dependency.satisfied;
}

/** HWA says "limit" without saying whose; the stream's explains it when the stream is full. */
function limitOfStreamExplains(around: Surroundings): boolean {
  const { stream } = around;
  return stream?.limit != null && (stream.jobCounts.running ?? 0) >= stream.limit;
}
