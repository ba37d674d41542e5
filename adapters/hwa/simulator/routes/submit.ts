// Submitting: a job or a job stream of the model, or a job nobody defined; and the model they come from.

import { addJob, addStream, follow } from "../plan/build-plan.ts";
import {
  definitionToModel,
  findStreamModel,
  type StreamModel,
  streamModels,
  streamToModel,
} from "../plan/model-catalogue.ts";
import { nameUuid } from "../plan/name-uuid.ts";
import type { Definition, Job, Plan, Stream, Workstation } from "../plan/plan-model.ts";
import { define } from "../plan/plan-names.ts";
import { workstationOf } from "../plan/workstations.ts";
import { findAmong } from "../query/job-query.ts";
import type { Field } from "../query/oql-evaluate.ts";
import { alreadyThere, malformed, noSuchObject } from "../server/hwa-error.ts";
import {
  bodyObject,
  byId,
  envelope,
  isObject,
  type JsonObject,
  numberOf,
  pageBounds,
  textOf,
  wholeNumber,
} from "../server/request-values.ts";
import { type Call, ok, type Route } from "../server/router.ts";
import { settle } from "../time/lifecycle.ts";
import { workstationToWire } from "../wire/workstation.ts";
import { api, read } from "./plan.ts";

const jobName = /^[A-Za-z][\w-]{0,39}$/;

function aliasOf(body: JsonObject, fallback: string): string {
  const alias = textOf(body, "alias") ?? fallback;
  if (!jobName.test(alias))
    throw malformed(
      `"${alias}" cannot be the name of a job: a letter, then letters, digits, - and _, at most 40.`,
    );
  return alias;
}

function instantOf(body: JsonObject, name: string): number | null {
  const text = textOf(body, name);
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw malformed(`The field "${name}" must be an instant such as 2025-12-01T23:00:00Z.`);
  return at;
}

/** The stream JOBS of a workstation, where jobs without a stream of their own land. */
function jobsStream(plan: Plan, workstation: Workstation): Stream {
  return (
    plan.streams.findLast((one) => one.name === "JOBS" && one.workstation === workstation) ??
    addStream(plan, {
      name: "JOBS",
      folder: "/",
      workstation,
      scheduledAt: plan.now,
      description: "Submitted jobs",
    })
  );
}

function submitJob(call: Call, definition: Definition): Job {
  const plan = call.simulation.present();
  const body = bodyObject(call);
  const where = textOf(body, "workstationKey")?.replace(/^\//, "") ?? definition.workstation;
  const workstation = plan.workstations.get(where);
  if (!workstation) throw noSuchObject("workstation", where);
  const streamId = textOf(body, "jobStreamId");
  const stream =
    streamId === null
      ? jobsStream(plan, workstation)
      : byId("job stream", streamId, (id) => plan.streamsById.get(id));
  let name = aliasOf(body, definition.name);
  const taken = (candidate: string) => stream.jobs.some((job) => job.name === candidate);
  if (taken(name)) {
    if (streamId !== null || textOf(body, "alias") !== null) throw alreadyThere(`Job "${name}"`);
    name = `${name.slice(0, 32)}_${stream.jobs.length + 1}`;
  }
  const job = addJob(plan, stream, {
    definition,
    workstation,
    name,
    priority: numberOf(body, "priority") ?? 10,
    startAt: instantOf(body, "earliestDate"),
    deadlineAt: instantOf(body, "deadlineTime"),
    critical: body.critical === true,
    requiresConfirmation: body.requiresConfirmation === true,
  });
  settle(plan, [job]);
  return job;
}

function submitStream(call: Call, model: StreamModel): Stream {
  const plan = call.simulation.present();
  const body = bodyObject(call);
  const stream = addStream(plan, {
    name: aliasOf(body, model.name),
    folder: model.folder,
    workstation: workstationOf(plan, model.workstation),
    scheduledAt: instantOf(body, "inputArrivalTime") ?? Math.floor(plan.now / 60_000) * 60_000,
    priority: numberOf(body, "priority") ?? 10,
    startAt: instantOf(body, "earliestDate"),
    deadlineAt: instantOf(body, "deadlineTime"),
    submitter: call.user.name,
    description: model.description,
  });
  for (const { definition, follows } of model.steps) {
    const job = addJob(plan, stream, {
      definition,
      workstation: workstationOf(plan, definition.workstation),
    });
    for (const at of follows) {
      const before = stream.jobs[at];
      if (before) follow(job, before);
    }
  }
  settle(plan, [stream]);
  return stream;
}

/** The composite key an ad hoc submit answers with: not an id that other calls take. */
function submitAdHoc(call: Call): object {
  const plan = call.simulation.present();
  const body = bodyObject(call);
  const task = isObject(body.task) ? body.task : null;
  const kind = task ? Object.keys(task)[0] : undefined;
  const detail = task && kind !== undefined ? task[kind] : undefined;
  if (!isObject(detail))
    throw malformed('The field "task" is required: {"UNIX": {"taskString": "ls", "userName": "wauser"}}.');
  const command = textOf(detail, "taskString") ?? kind ?? "";
  const word = (/[A-Za-z][\w-]*/.exec(command.split("/").at(-1) ?? "")?.[0] ?? "ADHOC")
    .slice(0, 40)
    .toUpperCase();
  const where = textOf(body, "workstationKey")?.replace(/^\//, "") ?? "MDM01";
  const definition = define(plan, {
    name: aliasOf(body, word),
    folder: "/",
    workstation: where,
    description: "Submitted ad hoc.",
    login: textOf(detail, "userName") ?? "wauser",
    kind: "housekeeping",
    estimateMs: 30_000,
    command,
  });
  const job = submitJob(call, definition);
  return { id: `${job.workstation.name};${job.stream.name};${job.name}` };
}

const post = (template: string, handle: Route["handle"]): Route => ({
  method: "POST",
  template: `${api}${template}`,
  changing: true,
  access: "change",
  needsJson: true,
  handle,
});

const text = <T>(of: (row: T) => string): Field<T> => ({ type: "text", of });
interface ModelRow {
  readonly name: string;
  readonly folder: string;
  readonly id: string;
}
const modelFields = new Map<string, Field<ModelRow & { workstation: unknown }>>([
  ["id", text((row) => row.id)],
  ["name", text((row) => row.name)],
  ["folder", { type: "many", of: (row) => [row.folder, row.folder.replace(/(.)\/$/, "$1")] }],
  [
    "workstation",
    {
      type: "many",
      of: ({ workstation }) => {
        const name = typeof workstation === "string" ? workstation : (workstation as Workstation).name;
        return [name, `/${name}`];
      },
    },
  ],
]);

const streamRows = (plan: Plan) =>
  [...streamModels(plan)].map(([id, stream]) => ({
    id,
    name: stream.name,
    folder: stream.folder,
    workstation: stream.workstation,
    stream,
  }));

const oqlOf = (call: Call) => call.query.get("oql") || null;

export const submitRoutes: readonly Route[] = [
  post("/plan/job/submit-ad-hoc-job", (call) => ok(submitAdHoc(call))),
  post("/plan/job/{model_job_id}/submit", (call) => {
    const { definitions } = call.simulation.present();
    const { id } = submitJob(
      call,
      byId("job definition", call.params.model_job_id ?? "", (key) => definitions.get(key)),
    );
    return ok({ id, url: `${api}/plan/job/${id}` });
  }),
  post("/plan/jobstream/{model_jobstream_id}/submit", (call) => {
    const plan = call.simulation.present();
    const model = byId("job stream definition", call.params.model_jobstream_id ?? "", (key) =>
      findStreamModel(plan, key),
    );
    const { id } = submitStream(call, model);
    return ok({ count: 1, results: [{ id, url: `${api}/plan/jobstream/${id}` }] });
  }),
  post("/plan/job/submit", (call) => {
    const plan = call.simulation.present();
    const limit = wholeNumber(call, "max_object_affected", 1, 1000) ?? 1;
    const found = findAmong(plan.definitions.values(), oqlOf(call), modelFields, () => true, {
      offset: 0,
      limit,
    });
    const done = found.page.map((definition) => submitJob(call, definition as Definition).id);
    return ok(submitted("job", done));
  }),
  post("/plan/jobstream/submit", (call) => {
    const plan = call.simulation.present();
    const limit = wholeNumber(call, "max_object_affected", 1, 1000) ?? 1;
    const found = findAmong(streamRows(plan), oqlOf(call), modelFields, () => true, { offset: 0, limit });
    const done = found.page.flatMap(({ id }) => {
      const model = findStreamModel(plan, id);
      return model ? [submitStream(call, model).id] : [];
    });
    return ok(submitted("jobstream", done));
  }),
  read("/model/jobdefinition", (call) => {
    const { definitions } = call.simulation.present();
    const found = findAmong(definitions.values(), oqlOf(call), modelFields, () => true, pageBounds(call));
    return ok(envelope(call, found, (one) => definitionToModel(one as Definition)));
  }),
  read("/model/jobstream", (call) => {
    const rows = streamRows(call.simulation.present());
    const found = findAmong(rows, oqlOf(call), modelFields, () => true, pageBounds(call));
    return ok(envelope(call, found, (row) => streamToModel((row as (typeof rows)[number]).stream)));
  }),
  read("/model/workstation", (call) => {
    const plan = call.simulation.present();
    const rows = [...plan.workstations.values()].map((one) => ({ ...one, workstation: one.name, one }));
    const found = findAmong(rows, oqlOf(call), modelFields, () => true, pageBounds(call));
    return ok(
      envelope(call, found, (row) => {
        const { one } = row as (typeof rows)[number];
        return {
          kind: "Workstation",
          key: `/${one.name}`,
          def: { ...workstationToWire(plan, one), id: nameUuid(`model/workstation/${one.name}`) },
        };
      }),
    );
  }),
];

function submitted(path: string, ids: readonly string[]): object {
  return {
    successfulResourceResponses: ids.map((id) => ({
      id,
      url: `${api}/plan/${path}/${id}`,
      message: "",
      isError: false,
      error: false,
    })),
    failedResourceResponses: [],
  };
}
