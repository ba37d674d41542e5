// Workstations, resources, prompts and files as REST API V2 shows them.

import { folderId } from "../plan/build-plan.ts";
import {
  jobKey,
  type Plan,
  type PlanFile,
  type Prompt,
  type Resource,
  type Workstation,
} from "../plan/plan-model.ts";
import { instant, present, slash } from "./scalars.ts";

/** A workstation that is reached shows its link states and, when its agent runs, JOBMAN_UP. */
export function activeStatesOf(workstation: Workstation): string[] {
  const states: string[] = [];
  if (workstation.type === "MANAGER") states.push("MASTER", "MANAGER", "EVT_PROC_RUNNING");
  if (workstation.linked) {
    states.push("LINKED", "DIRECTLY_LINKED", "TCP_IP_LINKED", "WRITER_RUNNING", "WRITER_UP");
    if (workstation.type === "MANAGER" || workstation.type === "FTA") states.push("FULLY_LINKED");
  }
  if (workstation.agentUp) states.push("START", "JOBMAN_UP", "ONLINE", "IS_INITED");
  if (workstation.agentUp && workstation.monitoring) states.push("MONMAN");
  return states;
}

const actionKeys = [
  "LINK_WORKSTATION",
  "UNLINK_WORKSTATION",
  "START_WORKSTATION",
  "STOP_WORKSTATION",
  "CHANGE_LIMIT",
];

export function workstationToWire(plan: Plan, workstation: Workstation): object {
  const master = workstation.type === "MANAGER";
  return present({
    id: workstation.id,
    persistentId: workstation.id,
    planId: plan.id,
    folderId: folderId(workstation.folder),
    folder: workstation.folder,
    name: workstation.name,
    key: slash(workstation.name),
    symId: workstation.name,
    runNumber: 1,
    description: workstation.description,
    activeStates: activeStatesOf(workstation),
    activeFlags: ["AUTO_LINK", "FULL_STATUS"],
    type: workstation.type,
    hostType: master ? "MASTER" : "WORKSTATION",
    os: workstation.os,
    timeZone: "UTC",
    nodeName: workstation.node,
    tcpPort: workstation.type === "AGENT" ? 31114 : 31111,
    sslPort: 33113,
    domainName: "MASTERDM",
    limit: workstation.limit,
    fence: workstation.fence,
    agentId: workstation.type === "AGENT" ? workstation.id.replaceAll("-", "").toUpperCase() : null,
    version: workstation.version,
    createdTimestamp: instant(plan.createdAt),
    timeStarted: workstation.agentUp ? instant(workstation.startedAt) : null,
    securityLevel: "FORCE_ENABLED",
    host: master ? null : "MDM01",
    hostWorkstation: master ? null : "/MDM01",
    actions: actionKeys.map((key) => ({ key, id: workstation.id })),
    ignore: false,
    archived: false,
  });
}

export function resourceToWire(resource: Resource): object {
  const { quantity, inUse } = resource;
  return {
    id: resource.id,
    persistentId: resource.id,
    folderId: folderId(resource.folder),
    folder: resource.folder,
    name: resource.name,
    key: `/${resource.workstation.name}#${resource.folder}${resource.name}`,
    workstationId: resource.workstation.id,
    workstation: slash(resource.workstation.name),
    quantity,
    quantityAvailable: Math.max(0, quantity - inUse),
    quantityInUse: inUse,
    description: resource.description,
    holders: [...resource.holders].map(([job, held]) => ({
      jobStreamId: job.stream.id,
      jobStream: job.stream.name,
      jobId: job.id,
      job: job.name,
      jobKey: jobKey(job),
      quantity: held,
      shared: false,
    })),
    actions: [{ key: "CHANGE_QUANTITY", id: resource.id }],
    status: quantity - inUse > 0 ? "AVAILABLE" : "NOT_AVAILABLE",
    archived: false,
  };
}

export function promptToWire(prompt: Prompt): object {
  const [waiter] = prompt.waiters;
  const ofJob = waiter?.type === "job" ? waiter : null;
  const ofStream = ofJob ? ofJob.stream : waiter?.type === "stream" ? waiter : null;
  return present({
    id: prompt.id,
    name: prompt.name,
    folder: "/",
    key: `/${prompt.name}`,
    symId: String(prompt.number),
    workstation: waiter ? slash(waiter.workstation.name) : null,
    jobId: ofJob?.id ?? null,
    jobKey: ofJob ? jobKey(ofJob) : null,
    jobStreamId: ofStream?.id ?? null,
    jobStreamKey: ofStream?.key ?? null,
    text: prompt.text,
    status: prompt.status,
    type: prompt.kind,
    timeAsked: prompt.askedAt === null ? null : instant(prompt.askedAt),
    timeRespond: prompt.answeredAt === null ? null : instant(prompt.answeredAt),
    number: prompt.number,
  });
}

export function fileToWire(plan: Plan, file: PlanFile): object {
  return {
    id: file.id,
    name: file.path,
    workstation: slash(file.workstation.name),
    workstationId: file.workstation.id,
    planId: plan.id,
    status: file.status,
  };
}
