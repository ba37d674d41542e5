// The plan's smaller objects: resources, prompts and files; and the definitions that can be submitted into it.

import type { HwaDefinition, HwaFile, HwaPrompt, HwaResource } from "#ports/hwa.ts";
import {
  folder,
  instant,
  name,
  part,
  parts,
  type Row,
  requiredName,
  requiredText,
  text,
  whole,
} from "./fields.ts";

/** ResourceInPlanV2. */
export function readResource(row: Row): HwaResource {
  return {
    id: requiredText(row, "id"),
    name: requiredName(row, "name"),
    workstation: name(row, "workstation"),
    quantity: whole(row, "quantity"),
    available: whole(row, "quantityAvailable"),
    inUse: whole(row, "quantityInUse"),
    status: text(row, "status"),
    holders: (parts(row, "holders") ?? []).map((holder) => ({
      job: name(holder, "job"),
      jobId: text(holder, "jobId"),
      stream: name(holder, "jobStream"),
      quantity: whole(holder, "quantity"),
    })),
  };
}

/** PromptInPlanV2. Ad hoc prompts have no name. */
export function readPrompt(row: Row): HwaPrompt {
  return {
    id: requiredText(row, "id"),
    name: name(row, "name"),
    text: text(row, "text") ?? "",
    status: requiredText(row, "status"),
    jobId: text(row, "jobId"),
    streamId: text(row, "jobStreamId"),
    workstation: name(row, "workstation"),
    askedAt: instant(row, "timeAsked"),
    number: whole(row, "number"),
  };
}

/** FileInPlanV2. The name is a path on the workstation and keeps its leading slash. */
export function readFile(row: Row): HwaFile {
  return {
    id: requiredText(row, "id"),
    name: requiredText(row, "name"),
    workstation: name(row, "workstation"),
    status: text(row, "status"),
  };
}

/** A row of the model's lists, whose object stands under `def`. */
export function readDefinition(row: Row): HwaDefinition {
  const definition = part(row, "def");
  return {
    id: requiredText(definition, "id"),
    name: requiredName(definition, "name"),
    folder: folder(definition, "folder"),
    workstation: name(definition, "workstation"),
  };
}
