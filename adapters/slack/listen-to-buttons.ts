// Buttons and dialogs. A button says a choice's id in its presser's name, wherever it stands: what it may do is judged by who
// pressed it, so a forged, old or forwarded one is worth no more than the same words typed. Slack sends a press only once.

import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import { Fault } from "#core/fault.ts";
import { answerPrivately } from "./answer-privately.ts";
import { blockOfField, readFilled } from "./blocks/render-view.ts";
import { readActionId } from "./button.ts";
import { readCarried } from "./carried.ts";
import { readNote, slipsIn } from "./dialog-note.ts";
import { type Front, originOf } from "./front.ts";
import { within } from "./hand-in.ts";
import { publishHome } from "./listen-to-app.ts";
import { bothLanguages, formCallback, openForm, plainView } from "./open-dialog.ts";
import { isRecord, textAt } from "./request-body.ts";
import { identityOf, isDirect, readThread, type SlackThread } from "./thread.ts";
import { words } from "./words.ts";

const longestChoice = 2_000;

export function listenToButtons(app: App, front: Front): void {
  const { handIn, reception, log } = front;

  app.action<BlockAction<ButtonAction>>(/^choice:/, async ({ action, body, ack, context }) => {
    const { team } = originOf(context);
    const button = readActionId(action.action_id);
    const value = action.value ?? "";
    const choice = readCarried(value);
    if (!button || choice === "" || value.length > longestChoice) {
      await ack();
      answerPrivately(body, words[button?.locale ?? "en"].notAButton, front);
      return;
    }
    const { locale } = button;
    const user = body.user.id;
    // Every press has a trigger of its own; one press may hold several actions.
    const id = `${body.trigger_id}/${action.action_id}`;
    const place = placeOf(body, team);

    async function take(): Promise<void> {
      const thread = place ?? (await direct(team, user, front));
      const said = { id, thread, user, text: choice, locale, at: front.now(), quiet: isQuiet(body) };
      const { person } = await handIn.say({ ...said, pressed: { filled: null } });
      if (!person) answerPrivately(body, words[locale].stranger, front);
      if (textAt(body, "view", "type") === "home")
        front.run("Renewing the start page", publishHome(user, team, front));
    }

    if (button.form) {
      // A dialog can be opened for three seconds, and nothing is lost when it was not.
      await ack();
      const asked = handIn.who(team, user).then(async ({ person }) => {
        if (!person) throw new Fault("forbidden", words[locale].stranger);
        const claim = { choice, thread: place, user, locale, quiet: isQuiet(body) };
        return { form: await reception.formFor({ choice, person, locale }), claim };
      });
      asked.catch(() => {});
      const opening = openForm({ team, user, trigger: body.trigger_id }, asked, front)
        .then((opened) => (opened ? undefined : take()))
        .catch((error: unknown) => {
          const isStranger = error instanceof Fault && error.code === "forbidden";
          answerPrivately(body, isStranger ? words[locale].stranger : words[locale].dialogLate, front);
          throw error;
        });
      front.run("Opening a dialog", opening);
      return;
    }
    try {
      await within(front.keptWithinMs, take());
      await ack();
    } catch (error) {
      log.warn({ err: error }, "A button of Slack's could not be kept in time; whoever pressed it was told.");
      await ack();
      answerPrivately(body, words[locale].notKept, front);
    }
  });

  app.view({ type: "view_submission", callback_id: formCallback }, async ({ view, body, ack, context }) => {
    const { team } = originOf(context);
    const user = body.user.id;
    const note = readNote(view.private_metadata, team, user);
    const filled = readFilled(view.state.values);
    const text = note?.choice ?? filled.question?.trim() ?? "";
    if (!note || text === "") {
      await ack({ response_action: "update", view: plainView(bothLanguages("oldDialog")) });
      return;
    }
    const slips = Object.entries(slipsIn(filled, note)).map(([name, slip]) => [blockOfField(name), slip]);
    if (slips.length > 0) {
      await ack({ response_action: "errors", errors: Object.fromEntries(slips) });
      return;
    }
    const { locale, quiet, choice } = note;
    // What stands in the dialog is one submission, however often it is sent; another opening of it is another one.
    const id = `${view.id}/${view.hash}`;
    async function take() {
      const thread = note?.thread ?? (await direct(team, user, front));
      const said = { id, thread, user, text, at: front.now(), quiet };
      return choice === null ? handIn.say(said) : handIn.say({ ...said, locale, pressed: { filled } });
    }
    try {
      const { person } = await within(front.keptWithinMs, take());
      if (person) await ack();
      else await ack({ response_action: "update", view: plainView(words[locale].stranger) });
    } catch (error) {
      log.warn(
        { err: error },
        "A dialog of Slack's could not be kept in time; whoever filled it in was told.",
      );
      const [block] = Object.keys(view.state.values);
      if (block === undefined)
        await ack({ response_action: "update", view: plainView(words[locale].notKept) });
      else await ack({ response_action: "errors", errors: { [block]: words[locale].notKept } });
    }
  });
}

/**
 * Where the answer to a press goes: into the thread that the message is in, or that it begins. null for a start page, which
 * is nowhere: its answers are direct messages.
 */
function placeOf(body: BlockAction, team: string): SlackThread | null {
  const channel = textAt(body, "channel", "id") ?? textAt(body, "container", "channel_id");
  if (channel === null) return null;
  const under = textAt(body, "message", "thread_ts") ?? textAt(body, "container", "thread_ts");
  const own = textAt(body, "message", "ts") ?? textAt(body, "container", "message_ts");
  // Nobody can answer under a message that only one person sees; direct messages need no threads.
  const begins = isQuiet(body) || isDirect(channel) ? null : own;
  const ts = under ?? begins;
  return readThread(ts === null ? `${team}/${channel}` : `${team}/${channel}/${ts}`);
}

function isQuiet(body: BlockAction): boolean {
  const { container } = body;
  return isRecord(container) && container.is_ephemeral === true;
}

async function direct(team: string, user: string, front: Front): Promise<SlackThread> {
  const found = await front.directThread(identityOf({ team, user }));
  const thread = found === null ? null : readThread(found);
  if (!thread) throw new Fault("not_found", `No direct message to ${user} could be opened.`);
  return thread;
}
