// `GET /metrics`: the names HCL's guide and its monitoring packages give, in OpenMetrics text.

import { commonStatuses } from "#core/hwa-status.ts";
import type { Plan } from "../plan/plan-model.ts";
import { riskOf } from "../time/critical-job.ts";

const quoted = (text: string) => text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
const labelled = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${quoted(value)}"`)
    .join(",");

export function metricsText(plan: Plan): string {
  const lines: string[] = [];
  const family = (
    name: string,
    help: string,
    samples: readonly (readonly [Record<string, string>, number])[],
  ) => {
    lines.push(`# TYPE ${name} gauge`, `# HELP ${name} ${help}`);
    for (const [labels, value] of samples) {
      const text = labelled(labels);
      lines.push(`${name}${text ? `{${text}}` : ""} ${value}`);
    }
  };
  const { index } = plan;
  family(
    "application_wa_JobsInPlanCount_jobs",
    "Jobs in plan by status",
    commonStatuses.flatMap((jobstatus) => {
      const size = index.jobsByStatus.get(jobstatus)?.size ?? 0;
      return size > 0 ? [[{ jobstatus }, size] as const] : [];
    }),
  );
  const sums = (of: (tally: { workstation: string; folder: string }) => string) => {
    const found = new Map<string, number>();
    for (const tally of index.tallies.values()) {
      const key = `${of(tally)}\n${tally.status}`;
      found.set(key, (found.get(key) ?? 0) + tally.count);
    }
    return [...found].map(([key, count]) => [...key.split("\n"), count] as [string, string, number]);
  };
  family(
    "application_wa_JobsByWorkstation_jobs",
    "Jobs in plan by workstation and status",
    sums(({ workstation }) => workstation).map(([workstation, jobstatus, count]) => [
      { workstation, jobstatus },
      count,
    ]),
  );
  family(
    "application_wa_JobsByFolder_jobs",
    "Jobs in plan by folder and status",
    sums(({ folder }) => folder).map(([folder, jobstatus, count]) => [{ folder, jobstatus }, count]),
  );
  const critical = plan.jobs
    .filter((job) => job.critical)
    .map((job) => ({ job: job.name, risk: riskOf(plan, job) }));
  const each = (name: string, help: string, value: (risk: (typeof critical)[number]["risk"]) => number) =>
    family(
      name,
      help,
      critical.map(({ job, risk }) => [{ job }, value(risk)]),
    );
  each("application_wa_criticalJob_highRisk_boolean", "Critical job at high risk", ({ high }) =>
    Number(high),
  );
  each(
    "application_wa_criticalJob_potentialRisk_boolean",
    "Critical job at potential risk",
    ({ potential }) => Number(potential),
  );
  each(
    "application_wa_criticalJob_incompletePredecessor_jobs",
    "Open predecessors",
    ({ incompletePredecessors }) => incompletePredecessors,
  );
  each(
    "application_wa_criticalJob_confidence_factor",
    "Confidence in percent",
    ({ confidence }) => confidence,
  );
  each("application_wa_criticalJob_estimatedEnd_hours", "Hours to the estimated end", ({ estimatedEndAt }) =>
    Number(((estimatedEndAt - plan.now) / 3_600_000).toFixed(3)),
  );
  const machines = [...plan.workstations.values()];
  family(
    "application_wa_workstation_linked_boolean",
    "Workstation is linked",
    machines.map(({ name, linked }) => [{ workstation: name }, Number(linked)]),
  );
  family(
    "application_wa_workstation_running_boolean",
    "Agent is running",
    machines.map(({ name, agentUp }) => [{ workstation: name }, Number(agentUp)]),
  );
  family("application_wa_DB_connected_boolean", "Database is connected", [[{}, 1]]);
  family("application_wa_msgFileFill_percent", "Message file fill", [[{ file: "Mailbox.msg" }, 2]]);
  return `${lines.join("\n")}\n# EOF\n`;
}
