// Opening a dialog. Slack's permission to do so lasts three seconds, so when the house takes longer to say what to ask, a
// dialog that says so is opened first and becomes the real one in place.

import type { ModalView } from "@slack/types";
import type { Form } from "#core/form.ts";
import { renderView } from "./blocks/render-view.ts";
import { type DialogNote, writeNote } from "./dialog-note.ts";
import type { Front } from "./front.ts";
import { words } from "./words.ts";

export const formCallback = "form";

export interface Trigger {
  readonly team: string;
  readonly user: string;
  readonly trigger: string;
}

/** What is known before the form is. */
export type Claim = Omit<DialogNote, "fields" | "choice"> & { readonly choice: string };

const openWithinMs = 1_200;
const late = Symbol("late");

/**
 * Opens the dialog of a choice. Resolves with false when there is nothing to ask: then nothing is open any more, and the
 * choice is to be taken as it is.
 */
export async function openForm(
  { team, trigger }: Trigger,
  asked: Promise<{ readonly form: Form | null; readonly claim: Claim }>,
  front: Front,
): Promise<boolean> {
  const client = await front.clientFor(team);
  let timer: NodeJS.Timeout | undefined;
  const lateness = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), openWithinMs);
  });
  const first = await Promise.race([asked, lateness]).finally(() => clearTimeout(timer));
  if (first !== late) {
    if (!first.form) return false;
    await client.views.open({ trigger_id: trigger, view: viewOf(first.form, first.claim) });
    return true;
  }
  const { view } = await client.views.open({
    trigger_id: trigger,
    view: plainView(bothLanguages("loading")),
  });
  const id = view?.id ?? "";
  try {
    const { form, claim } = await asked;
    // A dialog can only be closed by whoever reads it; it says that the button was taken.
    const next = form ? viewOf(form, claim) : plainView(words[claim.locale].taken);
    await client.views.update({ view_id: id, view: next });
    return form !== null;
  } catch (error) {
    await client.views.update({ view_id: id, view: plainView(bothLanguages("dialogLate")) });
    throw error;
  }
}

export async function openAsk({ team, user, trigger }: Trigger, front: Front): Promise<void> {
  const [client, speaker] = await Promise.all([front.clientFor(team), front.people.speaker(team, user)]);
  const locale = front.reception.localeOf(speaker);
  const say = words[locale];
  const form: Form = {
    title: say.ask.title,
    intro: say.ask.intro,
    submit: say.ask.submit,
    fields: [
      {
        name: "question",
        label: say.ask.field,
        hint: null,
        kind: "long_text",
        options: [],
        value: null,
        required: true,
        longest: 3_000,
      },
    ],
  };
  const note: DialogNote = { choice: null, thread: null, user, locale, quiet: false, fields: form.fields };
  const view = renderView(form, { callbackId: formCallback, privateMetadata: writeNote(note), locale });
  await client.views.open({ trigger_id: trigger, view });
}

function viewOf(form: Form, claim: Claim): ModalView {
  const privateMetadata = writeNote({ ...claim, fields: form.fields });
  return renderView(form, { callbackId: formCallback, privateMetadata, locale: claim.locale });
}

/** A dialog that only says something. */
export function plainView(text: string): ModalView {
  return {
    type: "modal",
    title: { type: "plain_text", text: "Resync" },
    close: { type: "plain_text", text: "OK" },
    blocks: [{ type: "section", text: { type: "plain_text", text } }],
  };
}

/** Nobody could be asked yet which language they speak. */
export function bothLanguages(word: "notKept" | "dialogLate" | "oldDialog" | "loading"): string {
  return `${words.en[word]}\n${words.pt[word]}`;
}
