// `/resync` and the shortcuts. Slack sends none of them twice, so what could not be kept in time is said to be lost, by the
// answer that Slack shows to nobody else.

import type { App, MessageShortcut } from "@slack/bolt";
import { answerPrivately, escaped } from "./answer-privately.ts";
import { type Front, originOf } from "./front.ts";
import { within } from "./hand-in.ts";
import { messageText } from "./message-text.ts";
import { bothLanguages, openAsk } from "./open-dialog.ts";
import { isRecord, textAt } from "./request-body.ts";
import { words } from "./words.ts";

export const commandName = "/resync";
export const explainCallback = "explain";
export const askCallback = "ask";

export function listenToCommands(app: App, front: Front): void {
  const { handIn, log, now } = front;

  app.command(commandName, async ({ command, ack, context }) => {
    const { team, botUserId } = originOf(context);
    const text = messageText(command.text, { botUserId, nameOf: () => undefined });
    const thread = { team, channel: command.channel_id, ts: null };
    const said = {
      id: command.trigger_id,
      thread,
      user: command.user_id,
      text: text === "" ? "help" : text,
      ...(text === "" ? { locale: "theirs" as const } : {}),
      at: now(),
      quiet: true,
    };
    try {
      const { person, locale } = await within(front.keptWithinMs, handIn.say(said));
      if (person) await ack();
      else await ack({ response_type: "ephemeral", text: escaped(words[locale].stranger) });
    } catch (error) {
      log.warn({ err: error }, "A command of Slack's could not be kept in time; its sender was told.");
      await ack({ response_type: "ephemeral", text: bothLanguages("notKept") });
    }
  });

  app.shortcut(
    { type: "message_action", callback_id: explainCallback },
    async ({ shortcut, ack, context }) => {
      const { team, botUserId } = originOf(context);
      const { message, channel, user, trigger_id: id } = shortcut;
      const text = messageText(textOf(message), { botUserId, nameOf: () => undefined });
      const thread = { team, channel: channel.id, ts: textAt(message, "thread_ts") ?? shortcut.message_ts };
      async function take() {
        const known = await handIn.who(team, user.id);
        const say = words[known.locale];
        const asked = `${say.explain} ${text}`;
        if (text !== "")
          await handIn.say({ id, thread, user: user.id, text: asked, locale: "theirs", at: now() }, known);
        return { person: known.person, say };
      }
      try {
        const { person, say } = await within(front.keptWithinMs, take());
        await ack();
        if (!person) answerPrivately(shortcut, say.stranger, front);
        else if (text === "") answerPrivately(shortcut, say.nothingToExplain, front);
        else front.thinking.begin({ thread, ts: shortcut.message_ts, mention: false, status: say.thinking });
      } catch (error) {
        log.warn({ err: error }, "A shortcut of Slack's could not be kept in time; its sender was told.");
        await ack();
        answerPrivately(shortcut, bothLanguages("notKept"), front);
      }
    },
  );

  app.shortcut({ type: "shortcut", callback_id: askCallback }, async ({ shortcut, ack, context }) => {
    await ack();
    const { team } = originOf(context);
    const { user, trigger_id: trigger } = shortcut;
    front.run("Opening the dialog of Ask Resync", openAsk({ team, user: user.id, trigger }, front));
  });
}

/** Monitors write into attachments and leave the message itself empty. */
function textOf(message: MessageShortcut["message"]): string {
  if (message.text) return message.text;
  const attachments = Array.isArray(message.attachments) ? message.attachments : [];
  return attachments
    .filter(isRecord)
    .map((each) =>
      [each.pretext, each.title, each.text].filter((part) => typeof part === "string").join("\n"),
    )
    .map((text, index) => text || (textAt(attachments[index], "fallback") ?? ""))
    .join("\n");
}
