// What the dialogs share: what they are made with, their title, and the field that asks why.

import type { Field } from "#core/form.ts";
import type { Wording } from "#core/wording.ts";
import type { Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { People } from "#ports/people.ts";
import type { Speech } from "../speech.ts";
import { shortId } from "./short-id.ts";

export interface FormsDesk {
  readonly engine: Pick<Engine, "job" | "mayDecide" | "workflows">;
  readonly jobs: Pick<JobReader, "checkpoint" | "findCheckpoint" | "findJob">;
  readonly people: Pick<People, "rights">;
  readonly timezone: string;
  readonly now: () => Date;
}

const longestReason = 1_000;

export function titled(wording: Wording, id: string, say: Speech): string {
  return `${say.say(wording)} ${shortId(id)}`;
}

export function reason(label: Wording, hint: Wording, required: boolean, say: Speech): Field {
  return {
    name: "reason",
    label: say.say(label),
    hint: say.say(hint),
    kind: "long_text",
    options: [],
    value: null,
    required,
    longest: longestReason,
  };
}
