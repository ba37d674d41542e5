// Reading the plan: lists, single objects, counts, descriptions.

import { folderId } from "../plan/build-plan.ts";
import type { Job, Plan, Stream } from "../plan/plan-model.ts";
import { findAmong, findJobs } from "../query/job-query.ts";
import {
  fileFields,
  promptFields,
  resourceFields,
  streamFields,
  workstationFields,
} from "../query/oql-fields.ts";
import { parsePlanFilter } from "../query/plan-filter.ts";
import { malformed } from "../server/hwa-error.ts";
import { byId, checkPlanId, envelope, pageBounds } from "../server/request-values.ts";
import { type Call, ok, type Route } from "../server/router.ts";
import { dependencyState } from "../time/dependency-state.ts";
import { streamStateOf } from "../time/stream-state.ts";
import { jobToWire } from "../wire/job.ts";
import { slash } from "../wire/scalars.ts";
import { listScope, wholeObject } from "../wire/scope.ts";
import { streamToWire } from "../wire/stream.ts";
import { fileToWire, promptToWire, resourceToWire, workstationToWire } from "../wire/workstation.ts";

export const api = "/twsd/api/v2";

export const read = (template: string, handle: Route["handle"]): Route => ({
  method: "GET",
  template: `${api}${template}`,
  changing: false,
  access: "display",
  handle,
});

const oqlOf = (call: Call) => call.query.get("oql") || null;
const scopeOf = (call: Call) => listScope(call.headers.scope as string | undefined);

export const jobOf = (plan: Plan, id: string): Job => byId("job", id, (key) => plan.index.jobsById.get(key));
export const streamOf = (plan: Plan, id: string): Stream =>
  byId("job stream", id, (key) => plan.streamsById.get(key));
export const workstationById = (plan: Plan, id: string) =>
  byId("workstation", id, (key) => [...plan.workstations.values()].find((one) => one.id === key));

/** Groups asked for, in the order asked for: `workstation,status,folder`. */
function groupedJobs(call: Call): object {
  const plan = call.simulation.present();
  checkPlanId(call);
  const filter = parsePlanFilter(call.query.get("plan_filter"));
  const asked =
    call.query
      .get("grouping_filters")
      ?.split(",")
      .map((one) => one.trim())
      .filter(Boolean) ?? [];
  const unknown = asked.find((one) => !["workstation", "status", "folder"].includes(one));
  if (unknown) throw malformed(`Jobs cannot be grouped by "${unknown}".`);
  const groups = new Map<string, number>();
  let count = 0;
  const add = (of: { workstation: string; status: string; folder: string }, n: number) => {
    count += n;
    if (asked.length === 0) return;
    const key = asked
      .map((one) =>
        one === "workstation" ? slash(of.workstation) : one === "status" ? of.status : of.folder,
      )
      .join(",");
    groups.set(key, (groups.get(key) ?? 0) + n);
  };
  if (filter.everything) {
    for (const tally of plan.index.tallies.values()) add(tally, tally.count);
    call.examined(plan.index.tallies.size);
  } else {
    for (const job of plan.jobs)
      if (filter.job(job))
        add({ workstation: job.workstation.name, status: job.common, folder: job.stream.folder }, 1);
    call.examined(plan.jobs.length);
  }
  return asked.length > 0 ? { count, groupedCount: Object.fromEntries(groups) } : { count };
}

interface FolderRow {
  readonly folder: string;
  total: number;
  readonly statuses: Map<string, number>;
}

function parentOf(folder: string): string {
  const parts = folder.split("/").filter(Boolean);
  return parts.length <= 1 ? "/" : `/${parts.slice(0, -1).join("/")}/`;
}

function folderCounts(call: Call): object {
  const plan = call.simulation.present();
  const type = call.query.get("object_type") ?? "JOBSTREAM_IN_PLAN";
  const rows = new Map<string, FolderRow>();
  const add = (folder: string, status: string, n: number) => {
    const row = rows.get(folder) ?? { folder, total: 0, statuses: new Map<string, number>() };
    row.total += n;
    row.statuses.set(status, (row.statuses.get(status) ?? 0) + n);
    rows.set(folder, row);
  };
  if (type === "JOB_IN_PLAN")
    for (const one of plan.index.tallies.values()) add(one.folder, one.status, one.count);
  else if (type === "JOBSTREAM_IN_PLAN")
    for (const one of plan.streams) add(one.folder, streamStateOf(one).common, 1);
  else if (type === "WORKSTATION_IN_PLAN")
    for (const one of plan.workstations.values()) add(one.folder, one.linked ? "LINKED" : "UNLINKED", 1);
  else throw malformed(`Objects of type "${type}" cannot be counted by folder.`);
  const fields = new Map([
    ["folder", { type: "text" as const, of: (row: FolderRow) => row.folder }],
    ["folderId", { type: "text" as const, of: (row: FolderRow) => folderId(row.folder) }],
    ["parent", { type: "text" as const, of: (row: FolderRow) => parentOf(row.folder) }],
    ["parentId", { type: "text" as const, of: (row: FolderRow) => folderId(parentOf(row.folder)) }],
  ]);
  const found = findAmong(rows.values(), oqlOf(call), fields, () => true, { offset: 0, limit: rows.size });
  const key = type === "WORKSTATION_IN_PLAN" ? "activeStates" : "commonStatus";
  return found.page.map((row) => ({
    folder: row.folder,
    folderId: folderId(row.folder),
    totalCount: row.total,
    [key]: Object.fromEntries(row.statuses),
  }));
}

/** What stands in the way of jobs that have not started: dependencies on what ended badly. */
function issues(call: Call): object {
  const plan = call.simulation.present();
  const filter = parsePlanFilter(call.query.get("plan_filter"));
  const found = findJobs(plan, oqlOf(call), filter, { offset: 0, limit: 1000 });
  call.examined(found.examined);
  return {
    issues: found.page.flatMap((job) =>
      job.dependencies.flatMap((dependency) =>
        dependency.kind === "job" &&
        dependency.on.common === "ERROR" &&
        dependencyState(dependency) === "waiting"
          ? [
              {
                id: job.id,
                issueMessage: `${job.name} waits for ${dependency.on.name}, which ended in error.`,
                issueType: "PREDECESSOR_IN_ERROR",
              },
            ]
          : [],
      ),
    ),
  };
}

const said = (description: string, comments: string | null) => ({ description, comments: comments ?? "" });

export const planRoutes: readonly Route[] = [
  read("/plan/job", (call) => {
    const plan = call.simulation.present();
    checkPlanId(call);
    const filter = parsePlanFilter(call.query.get("plan_filter"));
    const scope = scopeOf(call);
    return ok(
      envelope(call, findJobs(plan, oqlOf(call), filter, pageBounds(call)), (job) =>
        jobToWire(plan, job, scope),
      ),
    );
  }),
  read("/plan/job/count", (call) => ok(groupedJobs(call))),
  read("/plan/job/issues", (call) => ok(issues(call))),
  read("/plan/job/{job_id}", (call) => {
    const plan = call.simulation.present();
    checkPlanId(call);
    return ok(jobToWire(plan, jobOf(plan, call.params.job_id ?? ""), wholeObject));
  }),
  read("/plan/job/{job_id}/model/description", (call) => {
    const { definition, stream } = jobOf(call.simulation.present(), call.params.job_id ?? "");
    return ok({
      jobDefinition: said(definition.description, definition.instructions),
      jobStream: said(stream.description, null),
    });
  }),
  read("/plan/jobstream", (call) => {
    const plan = call.simulation.present();
    checkPlanId(call);
    const filter = parsePlanFilter(call.query.get("plan_filter"));
    const mine = call.query.get("submitted_by_me") === "true";
    const passes = (stream: Stream) =>
      filter.stream(stream) && (!mine || stream.submitter === call.user.name);
    const found = findAmong(
      plan.streams,
      oqlOf(call),
      streamFields(() => plan.now),
      passes,
      pageBounds(call),
    );
    return ok(envelope(call, found, (stream) => streamToWire(plan, stream, scopeOf(call))));
  }),
  read("/plan/jobstream/{jobstream_id}", (call) => {
    const plan = call.simulation.present();
    checkPlanId(call);
    return ok(streamToWire(plan, streamOf(plan, call.params.jobstream_id ?? ""), wholeObject));
  }),
  read("/plan/jobstream/{jobstream_id}/model/description", (call) => {
    const stream = streamOf(call.simulation.present(), call.params.jobstream_id ?? "");
    return ok({ jobStream: said(stream.description, null) });
  }),
  read("/plan/workstation", (call) => {
    const plan = call.simulation.present();
    const { workstation: passes } = parsePlanFilter(call.query.get("plan_filter"));
    const found = findAmong(
      plan.workstations.values(),
      oqlOf(call),
      workstationFields,
      passes,
      pageBounds(call),
    );
    return ok(envelope(call, found, (one) => workstationToWire(plan, one)));
  }),
  read("/plan/workstation/{workstation_id}", (call) => {
    const plan = call.simulation.present();
    return ok(workstationToWire(plan, workstationById(plan, call.params.workstation_id ?? "")));
  }),
  read("/plan/resource", (call) => {
    const plan = call.simulation.present();
    checkPlanId(call);
    const { resource: passes } = parsePlanFilter(call.query.get("plan_filter"));
    return ok(
      envelope(
        call,
        findAmong(plan.resources.values(), oqlOf(call), resourceFields, passes, pageBounds(call)),
        resourceToWire,
      ),
    );
  }),
  read("/plan/resource/{resource_id}", (call) => {
    const plan = call.simulation.present();
    return ok(
      resourceToWire(byId("resource", call.params.resource_id ?? "", (id) => plan.resources.get(id))),
    );
  }),
  read("/plan/prompt", (call) => {
    const plan = call.simulation.present();
    return ok(
      envelope(
        call,
        findAmong(plan.prompts.values(), oqlOf(call), promptFields, () => true, pageBounds(call)),
        promptToWire,
      ),
    );
  }),
  read("/plan/prompt/{prompt_id}", (call) => {
    const plan = call.simulation.present();
    return ok(promptToWire(byId("prompt", call.params.prompt_id ?? "", (id) => plan.prompts.get(id))));
  }),
  read("/plan/file", (call) => {
    const plan = call.simulation.present();
    return ok(
      envelope(
        call,
        findAmong(plan.files.values(), oqlOf(call), fileFields, () => true, pageBounds(call)),
        (file) => fileToWire(plan, file),
      ),
    );
  }),
  read("/plan/file/{file_id}", (call) => {
    const plan = call.simulation.present();
    return ok(
      fileToWire(
        plan,
        byId("file", call.params.file_id ?? "", (id) => plan.files.get(id)),
      ),
    );
  }),
  read("/plan/folder/objects-count", (call) => ok(folderCounts(call))),
];
