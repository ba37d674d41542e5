// The fifteen workstations: twelve available, three unreachable each in its own way.

import { addResource } from "./build-plan.ts";
import { nameUuid } from "./name-uuid.ts";
import type { Plan, Workstation } from "./plan-model.ts";

type Machine = readonly [
  name: string,
  type: Workstation["type"],
  os: Workstation["os"],
  limit: number,
  description: string,
];

const available: readonly Machine[] = [
  ["MDM01", "MANAGER", "LINUX", 60, "Master domain manager"],
  ["CTRL_FIN", "FTA", "LINUX", 40, "Controller of the finance streams"],
  ["FIN_WS", "AGENT", "LINUX", 40, "Finance and payroll applications"],
  ["INV_WS", "AGENT", "LINUX", 30, "Invoicing and billing"],
  ["ERP_AGT1", "AGENT", "AIX", 40, "ERP application server 1"],
  ["ERP_AGT2", "AGENT", "AIX", 40, "ERP application server 2"],
  ["DW_AGT1", "AGENT", "LINUX", 30, "Data warehouse loader"],
  ["BKP_WS", "AGENT", "LINUX", 20, "Backup server"],
  ["EDI_WS", "AGENT", "LINUX", 30, "EDI gateway"],
  ["HR_WS", "AGENT", "WINDOWS", 20, "HR applications"],
  ["CRM_AGT", "AGENT", "WINDOWS", 30, "CRM integration"],
  ["WEB_AGT1", "AGENT", "LINUX", 0, "Web content, closed for maintenance by its limit"],
];

const unreachable: readonly Machine[] = [
  ["LEGACY_AIX", "FTA", "AIX", 10, "Old stock system, its agent is down"],
  ["BRANCH_SP03", "FTA", "WINDOWS", 10, "Branch office, the line is down"],
  ["DR_SITE01", "FTA", "LINUX", 10, "Disaster recovery site, neither linked nor started"],
];

function place(plan: Plan, machine: Machine, linked: boolean, agentUp: boolean): void {
  const [name, type, os, limit, description] = machine;
  plan.workstations.set(name, {
    id: nameUuid(`plan/workstation//${name}`),
    name,
    folder: "/",
    type,
    os,
    node: `${name.toLowerCase().replaceAll("_", "-")}.example`,
    description,
    version: "10.2.8",
    linked,
    agentUp,
    monitoring: true,
    limit,
    fence: name === "HR_WS" ? 50 : 0,
    running: 0,
    ready: new Set(),
    startedAt: plan.now - 9 * 24 * 3_600_000,
  });
}

export function addWorkstations(plan: Plan): void {
  for (const machine of available) place(plan, machine, true, true);
  for (const machine of unreachable) {
    const [name] = machine;
    place(plan, machine, name === "LEGACY_AIX", false);
  }
  const on = (name: string) => workstationOf(plan, name);
  addResource(plan, on("BKP_WS"), "TAPE_DRIVES", 2, "Tape drives of the backup server");
  addResource(plan, on("DW_AGT1"), "ORA_LOADER", 3, "Loader licences of the data warehouse");
  addResource(plan, on("ERP_AGT1"), "MRP_ENGINE", 1, "One planning run at a time");
}

export function workstationOf(plan: Plan, name: string): Workstation {
  const workstation = plan.workstations.get(name);
  if (!workstation) throw new RangeError(`The plan has no workstation ${name}.`);
  return workstation;
}
