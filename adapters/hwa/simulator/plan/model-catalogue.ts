// The model behind the plan: job definitions and job streams as they would be submitted, in the model's envelope.

import { toIsoDuration } from "#core/duration.ts";
import { folderId, modelStreamId } from "./build-plan.ts";
import { nameUuid } from "./name-uuid.ts";
import type { Definition, Plan, Stream } from "./plan-model.ts";

/** A job stream as the model knows it, read off its newest instance in the plan. */
export interface StreamModel {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: string;
  readonly description: string;
  readonly steps: readonly { readonly definition: Definition; readonly follows: readonly number[] }[];
}

function modelOf(stream: Stream): StreamModel {
  return {
    id: modelStreamId(stream.folder, stream.workstation.name, stream.name),
    name: stream.name,
    folder: stream.folder,
    workstation: stream.workstation.name,
    description: stream.description,
    steps: stream.jobs.map((job) => ({
      definition: job.definition,
      follows: job.dependencies.flatMap((one) =>
        one.kind === "job" && !one.external ? [stream.jobs.indexOf(one.on)] : [],
      ),
    })),
  };
}

export function findStreamModel(plan: Plan, id: string): StreamModel | undefined {
  const stream = plan.streams.findLast((one) => one.modelId === id);
  return stream && modelOf(stream);
}

export function streamModels(plan: Plan): Map<string, Stream> {
  return new Map(
    plan.streams.filter(({ name }) => name !== "JOBS").map((stream) => [stream.modelId, stream]),
  );
}

export function definitionToModel(definition: Definition): object {
  const { id, name, folder, workstation } = definition;
  return {
    kind: "JobDefinition",
    key: `/${workstation}#${folder}${name}`,
    def: {
      id,
      abstractId: nameUuid(`abstract/${id}`),
      folder,
      folderId: folderId(folder),
      name,
      workstation: `/${workstation}`,
      description: definition.description,
      task: {
        UNIX: {
          taskString: definition.command,
          isCommand: String(definition.isCommand),
          userName: definition.login,
        },
      },
      userLogin: definition.login,
      recoveryOption: definition.recovery,
      estimatedDuration: toIsoDuration(definition.estimateMs),
    },
  };
}

export function streamToModel(stream: Stream): object {
  const model = modelOf(stream);
  return {
    kind: "JobStream",
    key: `/${model.workstation}#${model.folder}${model.name}`,
    def: {
      id: model.id,
      abstractId: nameUuid(`abstract/${model.id}`),
      folder: model.folder,
      folderId: folderId(model.folder),
      name: model.name,
      workstation: `/${model.workstation}`,
      description: model.description,
      jobs: model.steps.map(({ definition }) => ({ name: definition.name, jobDefinitionId: definition.id })),
    },
  };
}
