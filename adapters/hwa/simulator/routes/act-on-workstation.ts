// What operators may do to a workstation. What the simulated network has no second machine for is refused.

import type { Workstation } from "../plan/plan-model.ts";
import { noMonitoring, notAnAgent, wrongState } from "../server/hwa-error.ts";
import { pump } from "../time/lifecycle.ts";
import type { Action } from "./act-on-job.ts";

const refuse = (action: string, { name }: Workstation, why: string) =>
  wrongState(action, `workstation ${name}`, why);

function notMaster(action: string, workstation: Workstation): void {
  if (workstation.type === "MANAGER") throw refuse(action, workstation, "it is the master domain manager");
}

function needsAgent(workstation: Workstation): void {
  if (workstation.type !== "AGENT") throw notAnAgent(workstation.name);
}

const start: Action<Workstation> = (workstation, { plan }) => {
  workstation.agentUp = true;
  workstation.startedAt = plan.now;
  pump(plan, workstation);
};
const stop: Action<Workstation> = (workstation) => {
  notMaster("stop", workstation);
  workstation.agentUp = false;
};

function monitoring(on: boolean): Action<Workstation> {
  return (workstation) => {
    if (workstation.type === "X-AGENT") throw noMonitoring(workstation.name);
    workstation.monitoring = on;
  };
}

const onlyOnMaster =
  (action: string, on: boolean): Action<Workstation> =>
  (workstation) => {
    if (workstation.type !== "MANAGER") throw refuse(action, workstation, "the event processor is not here");
    workstation.monitoring = on;
  };

const noBackup =
  (action: string): Action<Workstation> =>
  (workstation) => {
    throw refuse(action, workstation, "it is not a backup master domain manager");
  };

export const workstationActions: Readonly<Record<string, Action<Workstation>>> = {
  link(workstation, { plan }) {
    workstation.linked = true;
    pump(plan, workstation);
  },
  unlink(workstation) {
    notMaster("unlink", workstation);
    workstation.linked = false;
  },
  start,
  stop,
  "set-online": start,
  "set-offline": stop,
  "update-limit"(workstation, { plan, number }) {
    workstation.limit = number("limit", 0, 1024);
    pump(plan, workstation);
  },
  "update-fence"(workstation, { plan, number }) {
    workstation.fence = number("priority", 0, 101);
    pump(plan, workstation);
  },
  "start-event-monitoring": monitoring(true),
  "stop-event-monitoring": monitoring(false),
  "start-event-processor": onlyOnMaster("start-event-processor", true),
  "stop-event-processor": onlyOnMaster("stop-event-processor", false),
  "switch-event-processor": noBackup("switch-event-processor"),
  "become-mdm": noBackup("become-mdm"),
  "connect-to-host-cpu"(workstation) {
    throw refuse("connect-to-host-cpu", workstation, "it is not an extended agent");
  },
  upgrade(workstation) {
    needsAgent(workstation);
    throw refuse("upgrade", workstation, `it is at version ${workstation.version}, the newest in the depot`);
  },
  "update-cert"(workstation) {
    needsAgent(workstation);
  },
};

/** What a health check of the workstation answers; it asks and changes nothing. */
export function checkHealth(workstation: Workstation): string {
  if (!workstation.linked) return `Workstation ${workstation.name} is not linked.`;
  if (!workstation.agentUp)
    return `AWSITA245E The agent on workstation ${workstation.name} cannot be reached.`;
  return `Workstation ${workstation.name} is healthy.`;
}

export function checkMonitoring(workstation: Workstation): string {
  if (workstation.type === "X-AGENT") throw noMonitoring(workstation.name);
  return `Monitoring of workstation ${workstation.name} is ${workstation.monitoring ? "active" : "stopped"}.`;
}
