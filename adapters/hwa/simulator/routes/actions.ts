// Every action of 10.2.8 as routes: by id, and by filter on at most `max_object_affected` objects, one unless told.

import {
  type Job,
  lastRun,
  type Node,
  type Plan,
  type Prompt,
  type Resource,
  type Stream,
  type Workstation,
} from "../plan/plan-model.ts";
import { type Found, findAmong, findJobs } from "../query/job-query.ts";
import { promptFields, resourceFields, streamFields, workstationFields } from "../query/oql-fields.ts";
import { parsePlanFilter } from "../query/plan-filter.ts";
import { HwaError, malformed, noSuchObject, wrongState } from "../server/hwa-error.ts";
import { bodyObject, byId, neededNumber, wholeNumber } from "../server/request-values.ts";
import { type Call, ok, type Route } from "../server/router.ts";
import { dependencyActions } from "./act-on-dependencies.ts";
import { type Action, type ActionCall, jobActions, rerunJob } from "./act-on-job.ts";
import { promptActions, resourceActions, streamActions } from "./act-on-stream.ts";
import { checkHealth, checkMonitoring, workstationActions } from "./act-on-workstation.ts";
import { api, jobOf, streamOf, workstationById } from "./plan.ts";

interface Kind<T> {
  readonly path: string;
  readonly parameter: string;
  readonly byId: (plan: Plan, id: string) => T;
  readonly find: (call: Call, plan: Plan, limit: number) => Found<T>;
}

const oqlOf = (call: Call) => call.query.get("oql") || null;
const filterOf = (call: Call) => parsePlanFilter(call.query.get("plan_filter"));

const jobs: Kind<Job> = {
  path: "job",
  parameter: "job_id",
  byId: jobOf,
  find: (call, plan, limit) => findJobs(plan, oqlOf(call), filterOf(call), { offset: 0, limit }),
};
const streams: Kind<Stream> = {
  path: "jobstream",
  parameter: "jobstream_id",
  byId: streamOf,
  find: (call, plan, limit) =>
    findAmong(
      plan.streams,
      oqlOf(call),
      streamFields(() => plan.now),
      filterOf(call).stream,
      { offset: 0, limit },
    ),
};
const workstations: Kind<Workstation> = {
  path: "workstation",
  parameter: "workstation_id",
  byId: workstationById,
  find: (call, plan, limit) =>
    findAmong(plan.workstations.values(), oqlOf(call), workstationFields, filterOf(call).workstation, {
      offset: 0,
      limit,
    }),
};
const resources: Kind<Resource> = {
  path: "resource",
  parameter: "resource_id",
  byId: (plan, id) => byId("resource", id, (key) => plan.resources.get(key)),
  find: (call, plan, limit) =>
    findAmong(plan.resources.values(), oqlOf(call), resourceFields, filterOf(call).resource, {
      offset: 0,
      limit,
    }),
};
const prompts: Kind<Prompt> = {
  path: "prompt",
  parameter: "prompt_id",
  byId: (plan, id) => byId("prompt", id, (key) => plan.prompts.get(key)),
  find: (call, plan, limit) =>
    findAmong(plan.prompts.values(), oqlOf(call), promptFields, () => true, { offset: 0, limit }),
};

function actionCall(call: Call, plan: Plan): ActionCall {
  return {
    plan,
    body: bodyObject(call),
    user: call.user.name,
    number: (name, lowest, highest) => neededNumber(call, name, lowest, highest),
  };
}

const linkTo = (path: string, id: string) => `${api}/plan/${path}/${id}`;

function byIdRoute<T extends { readonly id: string }>(kind: Kind<T>, name: string, action: Action<T>): Route {
  const about = name.endsWith("-dependencies");
  return {
    method: "PUT",
    template: `${api}/plan/${kind.path}/{${kind.parameter}}/action/${name}`,
    changing: true,
    access: "change",
    handle(call) {
      const plan = call.simulation.present();
      const object = kind.byId(plan, call.params[kind.parameter] ?? "");
      action(object, actionCall(call, plan));
      const { id } = object;
      return ok({
        id,
        url: linkTo(kind.path, id),
        ...(about ? { message: "", isError: false, error: false } : {}),
      });
    },
  };
}

/** Does something to each object found; what HWA would refuse is reported beside what went well. */
function onFound<T extends { readonly id: string }>(
  call: Call,
  kind: Kind<T>,
  act: (object: T, call: ActionCall) => string | undefined,
): object {
  const plan = call.simulation.present();
  const most = wholeNumber(call, "max_object_affected", 1, 100_000) ?? 1;
  if (!call.query.has("oql") && !call.query.has("plan_filter"))
    throw malformed("The parameter oql or plan_filter is required.");
  const found = kind.find(call, plan, most);
  call.examined(found.examined);
  const shared = actionCall(call, plan);
  const good: object[] = [];
  const bad: object[] = [];
  for (const object of found.page) {
    const { id } = object;
    try {
      const message = act(object, shared) ?? "";
      good.push({ id, url: linkTo(kind.path, id), message, isError: false, error: false });
    } catch (error) {
      if (!(error instanceof HwaError) || error.status === 400) throw error;
      bad.push({ id, url: linkTo(kind.path, id), message: error.message, isError: true, error: true });
    }
  }
  return { successfulResourceResponses: good, failedResourceResponses: bad };
}

function byFilterRoute<T extends { readonly id: string }>(
  kind: Kind<T>,
  name: string,
  action: Action<T>,
): Route {
  return {
    method: "PUT",
    template: `${api}/plan/${kind.path}/action/${name}`,
    changing: true,
    access: "change",
    needsJson: name === "rerun",
    handle: (call) =>
      ok(
        onFound(call, kind, (object, shared) => {
          action(object, shared);
          return undefined;
        }),
      ),
  };
}

function routesOf<T extends { readonly id: string }>(
  kind: Kind<T>,
  actions: Readonly<Record<string, Action<T>>>,
  onlyById: readonly string[],
  onlyByFilter: readonly string[],
): Route[] {
  return Object.entries(actions).flatMap(([name, action]) => [
    ...(onlyByFilter.includes(name) ? [] : [byIdRoute(kind, name, action)]),
    ...(onlyById.includes(name) ? [] : [byFilterRoute(kind, name, action)]),
  ]);
}

const byKey = ["become-mdm", "start-event-processor", "stop-event-processor", "switch-event-processor"];

/** Four workstation actions name their object by `key` instead of a filter. */
const keyRoutes: Route[] = byKey.map((name) => ({
  method: "PUT",
  template: `${api}/plan/workstation/action/${name}`,
  changing: true,
  access: "change",
  handle(call) {
    const plan = call.simulation.present();
    const key = call.query.get("key") ?? "";
    const workstation = plan.workstations.get(key.replace(/^\//, ""));
    if (!workstation) throw noSuchObject("workstation", key);
    workstationActions[name]?.(workstation, actionCall(call, plan));
    return ok({ id: workstation.id, url: linkTo("workstation", workstation.id) });
  },
}));

const checks: Route[] = Object.entries({
  "health-status": checkHealth,
  "monitoring-configuration": checkMonitoring,
}).flatMap(([name, check]): Route[] => [
  {
    method: "GET",
    template: `${api}/plan/workstation/{workstation_id}/action/${name}`,
    changing: false,
    access: "display",
    handle(call) {
      const workstation = workstationById(call.simulation.present(), call.params.workstation_id ?? "");
      check(workstation);
      return ok({ id: workstation.id, url: linkTo("workstation", workstation.id) });
    },
  },
  {
    method: "GET",
    template: `${api}/plan/workstation/action/${name}`,
    changing: false,
    access: "display",
    handle: (call) => ok(onFound(call, workstations, (workstation) => check(workstation))),
  },
]);

function runRoute(name: string, answer: (call: Call, job: Job) => object): Route {
  return {
    method: "PUT",
    template: `${api}/plan/job/run/{run_id}/action/${name}`,
    changing: true,
    access: "change",
    needsJson: true,
    handle(call) {
      const plan = call.simulation.present();
      const id = call.params.run_id ?? "";
      const { job, run } = byId("job run", id, (key) => plan.index.runById(key));
      if (run !== lastRun(job))
        throw wrongState(name, `run ${id} of job ${job.name}`, "not the last of its rerun chain");
      const action = name === "rerun" ? rerunJob : jobActions["run-command"];
      action?.(job, actionCall(call, plan));
      return ok(answer(call, job));
    },
  };
}

export const actionRoutes: readonly Route[] = [
  ...routesOf<Job>(
    jobs,
    { ...jobActions, ...(dependencyActions as Record<string, Action<Node>>) },
    ["update-priority"],
    ["rerun", "run-command"],
  ),
  ...routesOf<Stream>(
    streams,
    { ...streamActions, ...(dependencyActions as Record<string, Action<Node>>) },
    [],
    [],
  ),
  ...routesOf<Workstation>(
    workstations,
    workstationActions,
    [...byKey, "set-online", "set-offline", "update-cert"],
    [],
  ),
  ...routesOf<Resource>(resources, resourceActions, [], []),
  ...routesOf<Prompt>(prompts, promptActions, [], []),
  ...keyRoutes,
  ...checks,
  runRoute("rerun", (_call, job) => ({ id: lastRun(job).id, url: `${api}/plan/job/run/${lastRun(job).id}` })),
  runRoute("run-command", () => ({})),
  runRoute("run-command-json", () => ({})),
];
