// The dialogs of choices: what is asked for before something is rejected, changed, given to somebody else, stopped or
// started, as things are now. There is none for what this person may not do: the choice is then taken as it is, and its
// refusal says why. Platforms without dialogs ask for the same in the conversation.

import type { Form } from "#core/form.ts";
import type { Press } from "#ports/reception.ts";
import { speech } from "../speech.ts";
import { checkpointForm } from "./checkpoint-forms.ts";
import type { FormsDesk } from "./form-parts.ts";
import { runForm, stopForm } from "./job-forms.ts";

const ofCheckpoint = /^(approve|reject|change|delegate|break-glass) ([0-9a-f][0-9a-f-]{7,35})(?: (.*))?$/s;
const ofJob = /^cancel ([0-9a-f][0-9a-f-]{7,35})$/;
const ofWorkflow = /^run (\S{1,100})(?: (.*))?$/s;

/** The dialog of a choice as things are now; null: there is nothing to ask. */
export async function formFor(desk: FormsDesk, press: Press): Promise<Form | null> {
  const say = speech(press.locale, desk.timezone, desk.now());
  const [, verb = "", id = "", rest = ""] = ofCheckpoint.exec(press.choice) ?? [];
  if (verb !== "") return checkpointForm(desk, press.person, say, verb, id, rest);
  const stopped = ofJob.exec(press.choice)?.[1];
  if (stopped !== undefined) return stopForm(desk, press.person, say, stopped);
  const [, workflow = "", given = ""] = ofWorkflow.exec(press.choice) ?? [];
  return workflow === "" ? null : runForm(desk, press.person, say, workflow, given);
}
